//! X11: the XFixes extension tells of every new owner of `CLIPBOARD`, and the owner is asked for its text.
//!
//! Sources: ICCCM 2.0, chapter 2 ("Peer-to-Peer Communication by Means of Selections"); the XFixes protocol,
//! version 1.0, "Selection tracking".

mod atoms;
mod reading;

use std::{os::fd::AsFd, time::Instant};

use x11rb::{
    NONE,
    connection::{Connection, RequestConnection},
    errors::{ConnectionError, ReplyError},
    protocol::{
        Event,
        xfixes::{self, ConnectionExt as _, SelectionEvent, SelectionEventMask},
        xproto::{ConnectionExt as _, CreateWindowAux, EventMask, Property, Window, WindowClass},
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use self::{
    atoms::{Atoms, Properties},
    reading::Reading,
};
use super::{Backend, Ready, Source, bell::Bell};
use crate::{
    Ended, Unavailable,
    worker::{Desk, Order},
};

/// The connection, and what is being read over it.
struct Watch {
    conn: RustConnection,
    window: Window,
    atoms: Atoms,
    properties: Properties,
    bell: Bell,
    reading: Option<Reading>,
    paused: bool,
}

/// The connection is gone. Errors that single requests lead to are none of these.
struct Lost(ConnectionError);

impl From<ConnectionError> for Lost {
    fn from(error: ConnectionError) -> Self {
        Self(error)
    }
}

impl From<std::io::Error> for Lost {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

/// Connects, and asks to be told of every new owner.
pub(super) fn open(display: &str) -> Result<(Box<dyn Source>, Ready), Unavailable> {
    let unreachable = |detail: String| Unavailable::Unreachable {
        display: format!("the X server {display}"),
        detail,
    };
    let (conn, screen) = RustConnection::connect(Some(display)).map_err(|e| unreachable(e.to_string()))?;
    let (bell, wake) = Bell::new().map_err(|error| Unavailable::System {
        doing: "make a pipe",
        detail: error.to_string(),
    })?;
    // A server without the extension says so here, by an error.
    let has_xfixes = conn
        .extension_information(xfixes::X11_EXTENSION_NAME)
        .map_err(|e| unreachable(e.to_string()))?
        .is_some();
    if !has_xfixes {
        return Err(Unavailable::NoXFixes);
    }
    let watch = Watch::new(conn, screen, bell).map_err(|e| unreachable(e.to_string()))?;
    let ready = Ready {
        backend: Backend::X11,
        wake,
    };
    Ok((Box::new(watch), ready))
}

impl Source for Watch {
    fn run(mut self: Box<Self>, desk: &Desk) -> Option<Ended> {
        match self.watch(desk) {
            Ok(()) => None,
            Err(Lost(error)) => Some(Ended::ConnectionLost {
                detail: error.to_string(),
            }),
        }
    }
}

impl Watch {
    fn new(conn: RustConnection, screen: usize, bell: Bell) -> Result<Self, x11rb::errors::ReplyOrIdError> {
        // Selections came with version 1; 5 is what every server of this century has.
        conn.xfixes_query_version(5, 0)?.reply()?;
        let root = conn
            .setup()
            .roots
            .get(screen)
            .ok_or(ConnectionError::UnknownError)?
            .root;
        let window = conn.generate_id()?;
        let hidden = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        conn.create_window(
            0,
            window,
            root,
            -1,
            -1,
            1,
            1,
            0,
            WindowClass::INPUT_ONLY,
            0,
            &hidden,
        )?
        .check()?;
        let atoms = Atoms::new(&conn)?;
        let watch = Self {
            conn,
            window,
            atoms,
            properties: Properties::default(),
            bell,
            reading: None,
            paused: false,
        };
        watch.listen(true)?;
        watch.conn.sync()?;
        Ok(watch)
    }

    /// Asks the server to tell of changes, or not to. Owners that go are told of too: whoever went answers no more.
    fn listen(&self, on: bool) -> Result<(), ConnectionError> {
        let mask = if on {
            SelectionEventMask::SET_SELECTION_OWNER
                | SelectionEventMask::SELECTION_WINDOW_DESTROY
                | SelectionEventMask::SELECTION_CLIENT_CLOSE
        } else {
            SelectionEventMask::from(0_u32)
        };
        self.conn
            .xfixes_select_selection_input(self.window, self.atoms.clipboard, mask)?;
        Ok(())
    }

    /// Returns when it is told to stop.
    fn watch(&mut self, desk: &Desk) -> Result<(), Lost> {
        loop {
            while let Some(asked) = desk.order() {
                match asked.order {
                    Order::Stop => return Ok(()),
                    Order::Pause => self.pause()?,
                    Order::Resume => self.resume()?,
                }
                drop(asked.done);
            }
            if let Some(event) = self.conn.poll_for_event()? {
                if let Some(text) = self.handle(&event)? {
                    desk.copied(text);
                }
                continue;
            }
            let until = self.reading.as_ref().map(|reading| reading.until);
            if until.is_some_and(|until| until <= Instant::now()) {
                tracing::debug!("the clipboard's owner does not answer");
                self.give_up()?;
            }
            self.conn.flush()?;
            let until = self.reading.as_ref().map(|reading| reading.until);
            self.bell.wait([Some(self.conn.stream().as_fd())], until)?;
        }
    }

    fn pause(&mut self) -> Result<(), Lost> {
        self.paused = true;
        self.give_up()?;
        self.listen(false)?;
        self.conn.flush()?;
        Ok(())
    }

    fn resume(&mut self) -> Result<(), Lost> {
        if !self.paused {
            return Ok(());
        }
        // Whatever was told before the pause reached the server is passed over, while still paused.
        self.sync()?;
        while let Some(event) = self.conn.poll_for_event()? {
            self.handle(&event)?;
        }
        self.listen(true)?;
        self.sync()?;
        self.paused = false;
        Ok(())
    }

    /// Returns when the server has seen every request.
    fn sync(&self) -> Result<(), Lost> {
        match self.conn.sync() {
            Err(ReplyError::ConnectionError(error)) => Err(error.into()),
            Ok(()) | Err(ReplyError::X11Error(_)) => Ok(()),
        }
    }

    /// Takes note of an event. Returns the text when one is complete.
    fn handle(&mut self, event: &Event) -> Result<Option<String>, Lost> {
        match event {
            Event::XfixesSelectionNotify(event)
                if event.selection == self.atoms.clipboard && !self.paused =>
            {
                self.give_up()?;
                if event.subtype == SelectionEvent::SET_SELECTION_OWNER && event.owner != NONE {
                    self.begin(event.timestamp)?;
                }
                Ok(None)
            }
            Event::SelectionNotify(event) if event.requestor == self.window => self.answered(event),
            Event::PropertyNotify(event)
                if event.window == self.window && event.state == Property::NEW_VALUE =>
            {
                self.left(event)
            }
            _ => Ok(None),
        }
    }
}
