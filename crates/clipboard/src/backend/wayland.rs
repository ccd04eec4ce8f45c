//! Wayland: a data-control protocol tells of every selection, and its source is asked for the text over a pipe.
//!
//! Sources: `ext-data-control-v1` (wayland-protocols, staging) and the older `wlr-data-control-unstable-v1`
//! (wlr-protocols), which differ in their names only. KWin, Sway and other wlroots compositors, COSMIC, Hyprland and
//! niri have one of them; GNOME's Mutter has none.
//!
//! A compositor tells the formats of a selection by itself. To be told nothing during a pause the watch gives its
//! devices back, and gets new ones afterwards. The selection that is there then, as at the start, is passed over.

mod seen;

use std::{
    io,
    os::{
        fd::{AsFd, OwnedFd},
        unix::net::UnixStream,
    },
    path::Path,
    time::{Duration, Instant},
};

use rustix::{
    fs::{OFlags, fcntl_setfl},
    io::{Errno, read},
    pipe::{PipeFlags, pipe_with},
};
use wayland_client::{
    Connection, DispatchError, EventQueue, Proxy, backend::WaylandError, globals::registry_queue_init,
    protocol::wl_seat::WlSeat,
};
use wayland_protocols::ext::data_control::v1::client::{
    ext_data_control_device_v1::ExtDataControlDeviceV1, ext_data_control_manager_v1::ExtDataControlManagerV1,
};
use wayland_protocols_wlr::data_control::v1::client::{
    zwlr_data_control_device_v1::ZwlrDataControlDeviceV1,
    zwlr_data_control_manager_v1::ZwlrDataControlManagerV1,
};

use self::seen::{Offer, OfferProxy, Seen};
use super::{Backend, Ready, Source, bell::Bell};
use crate::{
    Ended, TEXT_LIMIT, Unavailable,
    concealed::{Mark, Verdict, judge},
    text::{TEXT_FORMATS, decode},
    worker::{Desk, Order},
};

/// How long a source may keep silent before a reading is given up.
const SILENCE: Duration = Duration::from_secs(2);

/// What is read of a mark at most.
const SMALL: usize = 1024;

/// The connection, and what is being read.
struct Watch {
    connection: Connection,
    queue: EventQueue<Seen>,
    seen: Seen,
    manager: Manager,
    seats: Vec<WlSeat>,
    devices: Vec<Device>,
    bell: Bell,
    reading: Option<Reading>,
    paused: bool,
}

enum Manager {
    Ext(ExtDataControlManagerV1),
    Wlr(ZwlrDataControlManagerV1),
}

enum Device {
    Ext(ExtDataControlDeviceV1),
    Wlr(ZwlrDataControlDeviceV1),
}

/// One selection's content on its way to us.
struct Reading {
    offer: Offer,
    step: Step,
    pipe: OwnedFd,
    bytes: Vec<u8>,
    until: Instant,
    /// The marks that remain to be read.
    marks: Vec<&'static Mark>,
    /// The format to ask the text in.
    text: &'static str,
}

#[derive(Clone, Copy)]
enum Step {
    Mark(&'static Mark),
    Text,
}

/// Connects, and asks to be told of every selection.
pub(super) fn open(socket: &Path) -> Result<(Box<dyn Source>, Ready), Unavailable> {
    let unreachable = |error: &dyn std::fmt::Display| Unavailable::Unreachable {
        display: format!("the Wayland compositor at {}", socket.display()),
        detail: error.to_string(),
    };
    let stream = UnixStream::connect(socket).map_err(|e| unreachable(&e))?;
    let connection = Connection::from_socket(stream).map_err(|e| unreachable(&e))?;
    let (globals, queue) = registry_queue_init::<Seen>(&connection).map_err(|e| unreachable(&e))?;
    let handle = queue.handle();
    let manager = globals
        .bind(&handle, 1..=1, ())
        .map(Manager::Ext)
        .or_else(|_| globals.bind(&handle, 1..=1, ()).map(Manager::Wlr))
        .map_err(|_| Unavailable::NoDataControl)?;
    let seats = globals.contents().with_list(|list| {
        list.iter()
            .filter(|global| global.interface == WlSeat::interface().name)
            .map(|global| globals.registry().bind(global.name, 1, &handle, ()))
            .collect()
    });
    let (bell, wake) = Bell::new().map_err(|error| Unavailable::System {
        doing: "make a pipe",
        detail: error.to_string(),
    })?;
    let mut watch = Watch {
        connection,
        queue,
        seen: Seen::default(),
        manager,
        seats,
        devices: Vec::new(),
        bell,
        reading: None,
        paused: true,
    };
    watch.resume().map_err(|e| unreachable(&e))?;
    let ready = Ready {
        backend: Backend::Wayland,
        wake,
    };
    Ok((Box::new(watch), ready))
}

impl Source for Watch {
    fn run(mut self: Box<Self>, desk: &Desk) -> Option<Ended> {
        match self.watch(desk) {
            Ok(reason) => reason,
            Err(error) => Some(Ended::ConnectionLost {
                detail: error.to_string(),
            }),
        }
    }
}

impl Watch {
    /// Returns when it is told to stop, or may no longer watch.
    fn watch(&mut self, desk: &Desk) -> Result<Option<Ended>, DispatchError> {
        loop {
            while let Some(asked) = desk.order() {
                match asked.order {
                    Order::Stop => return Ok(None),
                    Order::Pause => self.pause()?,
                    Order::Resume => self.resume()?,
                }
                drop(asked.done);
            }
            self.queue.dispatch_pending(&mut self.seen)?;
            if self.seen.withdrawn && !self.paused {
                return Ok(Some(Ended::Withdrawn));
            }
            if let Some(selection) = self.seen.selection.take() {
                self.reading = selection.filter(|_| !self.paused).and_then(Reading::begin);
            }
            if self
                .reading
                .as_ref()
                .is_some_and(|reading| reading.until <= Instant::now())
            {
                tracing::debug!("the clipboard's owner does not answer");
                self.reading = None;
            }
            self.flush()?;
            let Some(guard) = self.queue.prepare_read() else {
                continue;
            };
            let pipe = self.reading.as_ref().map(|reading| reading.pipe.as_fd());
            let until = self.reading.as_ref().map(|reading| reading.until);
            let socket = self.connection.as_fd();
            let [told, came] = self.bell.wait([Some(socket), pipe], until).map_err(lost)?;
            if told {
                match guard.read() {
                    Err(WaylandError::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {}
                    result => drop(result?),
                }
            } else {
                drop(guard);
            }
            if !came {
                continue;
            }
            // A newer selection, if one was told just now, comes first.
            self.queue.dispatch_pending(&mut self.seen)?;
            if self.seen.selection.is_none()
                && let Some(reading) = self.reading.take()
            {
                match reading.advance() {
                    Progress::On(reading) => self.reading = Some(reading),
                    Progress::Text(text) => desk.copied(text),
                    Progress::Nothing => {}
                }
            }
        }
    }

    fn pause(&mut self) -> Result<(), DispatchError> {
        self.paused = true;
        self.reading = None;
        for device in self.devices.drain(..) {
            match device {
                Device::Ext(device) => device.destroy(),
                Device::Wlr(device) => device.destroy(),
            }
        }
        self.flush()
    }

    fn resume(&mut self) -> Result<(), DispatchError> {
        if !self.paused {
            return Ok(());
        }
        // Whatever was told before the devices were given back is passed over first.
        self.queue.roundtrip(&mut self.seen)?;
        self.seen = Seen::default();
        let handle = self.queue.handle();
        let devices = self.seats.iter().map(|seat| match &self.manager {
            Manager::Ext(manager) => Device::Ext(manager.get_data_device(seat, &handle, ())),
            Manager::Wlr(manager) => Device::Wlr(manager.get_data_device(seat, &handle, ())),
        });
        self.devices = devices.collect();
        // A new device is told of the selection that is there at once, before the answer to this.
        self.queue.roundtrip(&mut self.seen)?;
        self.seen.selection = None;
        self.paused = false;
        Ok(())
    }

    /// Sends what there is to send. What a full socket does not take now is sent with the next.
    fn flush(&self) -> Result<(), DispatchError> {
        match self.connection.flush() {
            Err(WaylandError::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            result => Ok(result?),
        }
    }
}

fn lost(error: io::Error) -> DispatchError {
    DispatchError::Backend(WaylandError::Io(error))
}

/// How far a reading has got.
enum Progress {
    On(Reading),
    Text(String),
    Nothing,
}

impl Reading {
    /// Begins to read, if there is a text that may be read.
    fn begin(offer: Offer) -> Option<Self> {
        let offered = |name: &str| offer.formats.iter().any(|format| format == name);
        let Verdict::Open(marks) = judge(offered) else {
            return None;
        };
        let text = TEXT_FORMATS.into_iter().find(|format| offered(format))?;
        Self::ask(offer, marks, text)
    }

    /// Asks for the next mark, and for the text when none is left.
    fn ask(offer: Offer, mut marks: Vec<&'static Mark>, text: &'static str) -> Option<Self> {
        let (step, format) = match marks.pop() {
            Some(mark) => (Step::Mark(mark), mark.name),
            None => (Step::Text, text),
        };
        let (pipe, theirs) = pipe_with(PipeFlags::CLOEXEC).ok()?;
        fcntl_setfl(&pipe, OFlags::NONBLOCK).ok()?;
        match &offer.proxy {
            OfferProxy::Ext(proxy) => proxy.receive(format.to_owned(), theirs.as_fd()),
            OfferProxy::Wlr(proxy) => proxy.receive(format.to_owned(), theirs.as_fd()),
        }
        Some(Self {
            offer,
            step,
            pipe,
            bytes: Vec::new(),
            until: Instant::now() + SILENCE,
            marks,
            text,
        })
    }

    /// Reads what has come.
    fn advance(mut self) -> Progress {
        let limit = match self.step {
            Step::Mark(_) => SMALL,
            Step::Text => TEXT_LIMIT,
        };
        let mut piece = vec![0; 64 * 1024];
        match read(&self.pipe, &mut piece) {
            Ok(0) => self.complete(),
            Ok(length) if self.bytes.len() + length > limit => Progress::Nothing,
            Ok(length) => {
                self.bytes.extend_from_slice(&piece[..length]);
                self.until = Instant::now() + SILENCE;
                Progress::On(self)
            }
            Err(Errno::AGAIN | Errno::INTR) => Progress::On(self),
            Err(_) => Progress::Nothing,
        }
    }

    fn complete(self) -> Progress {
        match self.step {
            Step::Mark(mark) if mark.conceals(Some(&self.bytes)) => Progress::Nothing,
            Step::Mark(_) => {
                Self::ask(self.offer, self.marks, self.text).map_or(Progress::Nothing, Progress::On)
            }
            Step::Text => decode(self.bytes, self.text == "STRING").map_or(Progress::Nothing, Progress::Text),
        }
    }
}
