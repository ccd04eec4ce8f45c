//! macOS: the pasteboard tells nobody of a change, so its count of changes is looked at twice a second.
//!
//! Source: AppKit's `NSPasteboard` (`changeCount`, `types`, `stringForType:`). Checked by the compiler, not tried.

use std::{sync::Arc, time::Duration};

use objc2::rc::autoreleasepool;
use objc2_app_kit::NSPasteboard;
use objc2_foundation::NSString;

use super::{Backend, Ready, Source, Wake};
use crate::{
    Ended, TEXT_LIMIT,
    concealed::{Verdict, judge},
    worker::{Desk, Order},
};

/// How often the count is looked at. It is one message to the pasteboard server, and no content.
const INTERVAL: Duration = Duration::from_millis(500);

/// `NSPasteboardTypeString`.
const TEXT: &str = "public.utf8-plain-text";

struct Watch;

/// Orders come over a channel that the thread waits on already.
struct Orders;

impl Wake for Orders {
    fn wake(&self) {}
}

pub(super) fn open() -> (Box<dyn Source>, Ready) {
    let ready = Ready {
        backend: Backend::MacOs,
        wake: Arc::new(Orders),
    };
    (Box::new(Watch), ready)
}

impl Source for Watch {
    fn run(self: Box<Self>, desk: &Desk) -> Option<Ended> {
        let mut last = count();
        loop {
            let mut asked = desk.order_within(INTERVAL);
            while let Some(order) = asked.take() {
                match order.order {
                    Order::Stop => return None,
                    // Nothing is looked at until the next order.
                    Order::Pause => {
                        drop(order.done);
                        asked = Some(desk.wait_for_order());
                    }
                    Order::Resume => last = count(),
                }
            }
            let now = count();
            if now != last {
                last = now;
                if let Some(text) = text_of(now) {
                    desk.copied(text);
                }
            }
        }
    }
}

fn count() -> isize {
    autoreleasepool(|_| NSPasteboard::generalPasteboard().changeCount())
}

/// The text that the change `count` brought, if it may be read and is still there.
fn text_of(count: isize) -> Option<String> {
    autoreleasepool(|_| {
        let pasteboard = NSPasteboard::generalPasteboard();
        let types: Vec<String> = pasteboard.types()?.iter().map(|name| name.to_string()).collect();
        let offered = |name: &str| types.iter().any(|known| known == name);
        let Verdict::Open(marks) = judge(offered) else {
            return None;
        };
        for mark in marks {
            let value = pasteboard.dataForType(&NSString::from_str(mark.name));
            if mark.conceals(value.map(|value| value.to_vec()).as_deref()) {
                return None;
            }
        }
        // What the types said holds only while nothing new was put there.
        if !offered(TEXT) || pasteboard.changeCount() != count {
            return None;
        }
        let text = pasteboard.stringForType(&NSString::from_str(TEXT))?;
        (pasteboard.changeCount() == count && text.len() <= TEXT_LIMIT).then(|| text.to_string())
    })
}
