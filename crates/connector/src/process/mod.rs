//! What every program around the connector needs: its directories, its log, its end, and the file that says where it
//! listens.

mod library;
mod logging;
mod places;
mod private;
mod replace;
mod runtime_file;
mod signals;

pub use self::{
    library::{open_library, watch_library},
    logging::log_to_stderr,
    places::Places,
    private::{leave_no_core, make_private_dir, read_file},
    replace::{replace_durably, replace_file},
    runtime_file::{RUNTIME_FILE, RuntimeFile},
    signals::{be_told_of_limits, stop_on_signal},
};
