//! What an owner of the clipboard has, read in steps: `TARGETS`, the marks whose value decides (see
//! [`concealed`](crate::concealed)), the text.
//!
//! A new owner ends a reading and begins another. Every request has a property of its own for the answer, so that an answer
//! that comes late is known for what it is, and is deleted without being read.

use std::time::{Duration, Instant};

use x11rb::{
    CURRENT_TIME, NONE,
    errors::ReplyError,
    protocol::xproto::{
        Atom, AtomEnum, ConnectionExt as _, PropertyNotifyEvent, SelectionNotifyEvent, Timestamp,
    },
};

use super::{Lost, Watch};
use crate::{
    TEXT_LIMIT,
    concealed::{Mark, Verdict, judge},
    text::decode,
};

/// How long an owner may keep silent before a reading is given up. GTK's own programs wait for 1 s to 30 s.
const SILENCE: Duration = Duration::from_secs(2);

/// What is fetched at most of an answer that is not text: many times more formats than any program offers.
const SMALL: usize = 64 * 1024;

/// One owner's content on its way to us.
pub(super) struct Reading {
    /// When it became the owner. An owner that keeps to the protocol answers no request that is older than its content.
    since: Timestamp,
    step: Step,
    target: Atom,
    pub(super) property: Atom,
    /// What has come of an answer that comes in pieces (ICCCM 2.7.2).
    pieces: Option<Vec<u8>>,
    pub(super) until: Instant,
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

impl Reading {
    /// What the answer to this step may be long at most, in bytes.
    const fn limit(&self) -> usize {
        match self.step {
            Step::Text => TEXT_LIMIT,
            Step::Targets | Step::Mark(_) => SMALL,
        }
    }
}

impl Watch {
    /// Begins to read a new owner's content: by asking in which formats it is offered.
    pub(super) fn begin(&mut self, since: Timestamp) -> Result<(), Lost> {
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
    pub(super) fn give_up(&mut self) -> Result<(), Lost> {
        if let Some(reading) = self.reading.take() {
            self.conn.delete_property(self.window, reading.property)?;
        }
        Ok(())
    }

    /// An owner has answered a request, or refused it.
    pub(super) fn answered(&mut self, event: &SelectionNotifyEvent) -> Result<Option<String>, Lost> {
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
    pub(super) fn left(&mut self, event: &PropertyNotifyEvent) -> Result<Option<String>, Lost> {
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
