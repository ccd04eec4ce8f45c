//! What every program around the connector needs: its directories, its log, its end, and the file that says where it
//! listens.

mod logging;
mod places;
mod runtime_file;
mod signals;

pub use self::{
    logging::log_to_stderr,
    places::Places,
    runtime_file::{RUNTIME_FILE, RuntimeFile},
    signals::stop_on_signal,
};
