//! X11: the XFixes extension tells of every new owner of `CLIPBOARD`, and the owner is asked for its text.
//!
//! Sources: ICCCM 2.0, chapter 2 ("Peer-to-Peer Communication by Means of Selections"); the XFixes protocol,
//! version 1.0, "Selection tracking".
//!
//! A reading goes in steps: `TARGETS`, the marks whose value decides (see [`concealed`](crate::concealed)), the text. A new
//! owner ends it and begins another. Every request has a property of its own for the answer, so that an
//! answer that comes late is known for what it is, and is deleted without being read.

mod atoms;

use std::{
    os::fd::AsFd,
    time::{Duration, Instant},
};

use x11rb::{
    CURRENT_TIME, NONE,
    connection::{Connection, RequestConnection},
    errors::{ConnectionError, ReplyError},
    protocol::{
        Event,
        xfixes::{self, ConnectionExt as _, SelectionEvent, SelectionEventMask},
        xproto::{
            Atom, AtomEnum, ConnectionExt as _, CreateWindowAux, EventMask, Property, PropertyNotifyEvent,
            SelectionNotifyEvent, Timestamp, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use self::atoms::{Atoms, Properties};
use super::{Backend, Ready, Source, bell::Bell};
use crate::{
    Ended, TEXT_LIMIT, Unavailable,
    concealed::{Mark, Verdict, judge},
    text::decode,
    worker::{Desk, Order},
};

/// How long an owner may keep silent before a reading is given up. GTK's own programs wait for 1 s to 30 s.
const SILENCE: Duration = Duration::from_secs(2);

/// What is fetched at most of an answer that is not text: many times more formats than any program offers.
const SMALL: usize = 64 * 1024;

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

/// One owner's content on its way to us.
struct Reading {
    /// When it became the owner. An owner that keeps to the protocol answers no request that is older than its content.
    since: Timestamp,
    step: Step,
    target: Atom,
    property: Atom,
    /// What has come of an answer that comes in pieces (ICCCM 2.7.2).
    pieces: Option<Vec<u8>>,
    until: Instant,
    /// What remains to be asked: marks first.
    marks: Vec<&'static Mark>,
    /// The formats that the text is offered in, the best last.
    texts: Vec<Atom>,
}

#[derive(Clone, Copy)]
enum Step {
    Targets,
    Mark(&'static Mark),
    Text,
}

/// An answer that is complete.
struct Answer {
    kind: Atom,
    bytes: Vec<u8>,
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

    /// Begins to read a new owner's content: by asking in which formats it is offered.
    fn begin(&mut self, since: Timestamp) -> Result<(), Lost> {
        let property = self.properties.next(&self.conn)?;
        let reading = Reading {
            since,
            step: Step::Targets,
            target: self.atoms.targets,
            property,
            pieces: None,
            until: Instant::now() + SILENCE,
            marks: Vec::new(),
            texts: Vec::new(),
        };
        self.ask(reading)
    }

    fn ask(&mut self, reading: Reading) -> Result<(), Lost> {
        self.conn.convert_selection(
            self.window,
            self.atoms.clipboard,
            reading.target,
            reading.property,
            reading.since,
        )?;
        self.reading = Some(reading);
        Ok(())
    }

    /// Goes on to whatever is to be asked next: a mark, the text, or nothing.
    fn ask_next(&mut self, mut reading: Reading) -> Result<(), Lost> {
        (reading.step, reading.target) = if let Some(mark) = reading.marks.pop() {
            (Step::Mark(mark), self.atoms.mark(mark.name))
        } else if let Some(target) = reading.texts.pop() {
            (Step::Text, target)
        } else {
            return Ok(());
        };
        reading.property = self.properties.next(&self.conn)?;
        reading.pieces = None;
        reading.until = Instant::now() + SILENCE;
        self.ask(reading)
    }

    /// Gives up what is being read. An answer that was left is not looked at.
    fn give_up(&mut self) -> Result<(), Lost> {
        if let Some(reading) = self.reading.take() {
            self.conn.delete_property(self.window, reading.property)?;
        }
        Ok(())
    }

    /// An owner has answered a request, or refused it.
    fn answered(&mut self, event: &SelectionNotifyEvent) -> Result<Option<String>, Lost> {
        let expected = self.reading.take_if(|reading| {
            reading.pieces.is_none()
                && reading.target == event.target
                // A refusal names no property.
                && (reading.property == event.property
                    || event.property == NONE && [reading.since, CURRENT_TIME].contains(&event.time))
        });
        let Some(mut reading) = expected else {
            if event.property != NONE && self.reading.as_ref().is_none_or(|r| r.property != event.property) {
                self.conn.delete_property(self.window, event.property)?;
            }
            return Ok(None);
        };
        if event.property == NONE {
            return self.took(reading, None);
        }
        let Some(answer) = self.fetch(&reading)? else {
            return self.took(reading, None);
        };
        if answer.kind != self.atoms.incr {
            return self.took(reading, Some(answer));
        }
        // The answer is a lower bound of the size. That it was deleted lets the owner begin.
        let bound = answer
            .bytes
            .first_chunk()
            .map_or(0, |bytes| u32::from_ne_bytes(*bytes));
        if bound as usize <= reading.limit() {
            reading.pieces = Some(Vec::new());
            reading.until = Instant::now() + SILENCE;
            self.reading = Some(reading);
        }
        Ok(None)
    }

    /// A property of our window has a new value: the next piece of an answer, or one that nobody waits for any more.
    fn left(&mut self, event: &PropertyNotifyEvent) -> Result<Option<String>, Lost> {
        let Some(mut reading) = self.reading.take_if(|reading| reading.property == event.atom) else {
            // Without being read. An owner that sends pieces gets to its end by this.
            self.conn.delete_property(self.window, event.atom)?;
            return Ok(None);
        };
        let Some(mut pieces) = reading.pieces.take() else {
            // The answer to the request is still to be announced.
            self.reading = Some(reading);
            return Ok(None);
        };
        let Some(piece) = self.fetch(&reading)? else {
            return Ok(None);
        };
        if piece.bytes.is_empty() {
            let answer = Answer {
                kind: piece.kind,
                bytes: pieces,
            };
            return self.took(reading, Some(answer));
        }
        if pieces.len() + piece.bytes.len() <= reading.limit() {
            pieces.extend_from_slice(&piece.bytes);
            reading.pieces = Some(pieces);
            reading.until = Instant::now() + SILENCE;
            self.reading = Some(reading);
        }
        Ok(None)
    }

    /// Fetches an answer, and deletes it. `None` where it is too long.
    fn fetch(&self, reading: &Reading) -> Result<Option<Answer>, Lost> {
        // In units of four bytes, and one more, so that too much is seen to be too much.
        let length = (reading.limit() / 4 + 1) as u32;
        let cookie = self
            .conn
            .get_property(true, self.window, reading.property, AtomEnum::ANY, 0, length)?;
        match cookie.reply() {
            Ok(reply) if reply.bytes_after == 0 => Ok(Some(Answer {
                kind: reply.type_,
                bytes: reply.value,
            })),
            Ok(_) => {
                self.conn.delete_property(self.window, reading.property)?;
                Ok(None)
            }
            Err(ReplyError::X11Error(_)) => Ok(None),
            Err(ReplyError::ConnectionError(error)) => Err(error.into()),
        }
    }

    /// Takes an answer to what the reading asked for; `None` is a refusal. Returns the text if it is that.
    fn took(&mut self, mut reading: Reading, answer: Option<Answer>) -> Result<Option<String>, Lost> {
        match (reading.step, answer) {
            // Who cannot say what is offered cannot say whether it is concealed.
            (Step::Targets, None) => {}
            (Step::Targets, Some(answer)) => {
                let offered: Vec<Atom> = answer
                    .bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|atom| Atom::from_ne_bytes(*atom))
                    .collect();
                if let Verdict::Open(marks) = judge(|name| offered.contains(&self.atoms.mark(name))) {
                    let texts = self.atoms.texts.iter().rev();
                    reading.texts = texts.copied().filter(|text| offered.contains(text)).collect();
                    // Content without a text is of no interest, and neither are its marks.
                    if !reading.texts.is_empty() {
                        reading.marks = marks;
                        self.ask_next(reading)?;
                    }
                }
            }
            (Step::Mark(mark), answer) => {
                if !mark.conceals(answer.as_ref().map(|answer| &*answer.bytes)) {
                    self.ask_next(reading)?;
                }
            }
            (Step::Text, None) => self.ask_next(reading)?,
            (Step::Text, Some(answer)) => {
                return Ok(decode(answer.bytes, answer.kind == self.atoms.string));
            }
        }
        Ok(None)
    }
}

impl Reading {
    /// What the answer to this step may be long at most, in bytes.
    const fn limit(&self) -> usize {
        match self.step {
            Step::Text => TEXT_LIMIT,
            Step::Targets | Step::Mark(_) => SMALL,
        }
    }
}
