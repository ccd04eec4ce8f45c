//! Windows: a message-only window is told of every change (`AddClipboardFormatListener`).
//!
//! Source: Microsoft, "Using the Clipboard", "Creating a Clipboard Format Listener". Checked by the compiler, not tried.

use std::sync::Arc;

use clipboard_win::{
    Clipboard, Monitor, formats,
    monitor::Shutdown,
    raw::{get_string, get_vec, is_format_avail, register_format, size},
};
use parking_lot::Mutex;

use super::{Backend, Ready, Source, Wake};
use crate::{
    Ended, TEXT_LIMIT, Unavailable,
    concealed::{Mark, Verdict, judge},
    worker::{Desk, Order},
};

/// How often opening the clipboard is tried while another program has it open.
const ATTEMPTS: usize = 10;

struct Watch {
    monitor: Monitor,
    wake: Arc<Post>,
}

/// Dropping what is in it posts the message that ends the thread's waiting. An empty one has been dropped already.
struct Post(Mutex<Option<Shutdown>>);

impl Wake for Post {
    fn wake(&self) {
        drop(self.0.lock().take());
    }
}

pub(super) fn open() -> Result<(Box<dyn Source>, Ready), Unavailable> {
    let monitor = Monitor::new().map_err(|error| Unavailable::System {
        doing: "listen to the clipboard",
        detail: error.to_string(),
    })?;
    let wake = Arc::new(Post(Mutex::new(Some(monitor.shutdown_channel()))));
    let ready = Ready {
        backend: Backend::Windows,
        wake: wake.clone(),
    };
    Ok((Box::new(Watch { monitor, wake }), ready))
}

impl Source for Watch {
    fn run(mut self: Box<Self>, desk: &Desk) -> Option<Ended> {
        let failed = |error: clipboard_win::ErrorCode| Ended::System {
            doing: "listen to the clipboard",
            detail: error.to_string(),
        };
        loop {
            // Before the orders are looked at, so that one which comes just now is woken for again.
            self.wake
                .0
                .lock()
                .get_or_insert_with(|| self.monitor.shutdown_channel());
            let mut asked = desk.order();
            while let Some(order) = asked.take() {
                match order.order {
                    Order::Stop => return None,
                    // Nothing is looked at until the next order.
                    Order::Pause => {
                        drop(order.done);
                        asked = Some(desk.wait_for_order());
                    }
                    // What was told during the pause is passed over.
                    Order::Resume => loop {
                        match self.monitor.try_recv() {
                            Ok(true) => {}
                            Ok(false) => break,
                            Err(error) => return Some(failed(error)),
                        }
                    },
                }
            }
            match self.monitor.recv() {
                Ok(true) => {
                    if let Some(text) = read() {
                        desk.copied(text);
                    }
                }
                // An order has come.
                Ok(false) => {}
                Err(error) => return Some(failed(error)),
            }
        }
    }
}

/// The text on the clipboard, if it may be read. Nobody can change it while it is open.
fn read() -> Option<String> {
    let _open = Clipboard::new_attempts(ATTEMPTS).ok()?;
    let Verdict::Open(marks) =
        judge(|name| register_format(name).is_some_and(|id| is_format_avail(id.get())))
    else {
        return None;
    };
    if marks
        .into_iter()
        .any(|mark| mark.conceals(value(mark).as_deref()))
    {
        return None;
    }
    // UTF-16, with a zero at the end.
    if size(formats::CF_UNICODETEXT)?.get() > 2 * TEXT_LIMIT + 2 {
        return None;
    }
    let mut text = Vec::new();
    get_string(&mut text).ok()?;
    String::from_utf8(text).ok()
}

fn value(mark: &Mark) -> Option<Vec<u8>> {
    let mut value = Vec::new();
    get_vec(register_format(mark.name)?.get(), &mut value).ok()?;
    Some(value)
}
