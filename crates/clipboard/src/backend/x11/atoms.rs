//! The atoms that the watch speaks in, and those under which answers are left.

use x11rb::{
    NONE,
    errors::ReplyError,
    protocol::xproto::{Atom, AtomEnum, ConnectionExt as _},
    rust_connection::RustConnection,
};

use super::Lost;
use crate::{concealed::concealed_marks, text::TEXT_FORMATS};

/// How many properties take turns. They are atoms, which live as long as the server does.
const PROPERTIES: usize = 256;

/// The names of what is asked for.
pub(super) struct Atoms {
    pub(super) clipboard: Atom,
    pub(super) targets: Atom,
    pub(super) incr: Atom,
    pub(super) string: Atom,
    /// In the order of [`TEXT_FORMATS`].
    pub(super) texts: Vec<Atom>,
    /// By name.
    marks: Vec<(&'static str, Atom)>,
}

/// The names under which answers are to be left, one after the other.
#[derive(Default)]
pub(super) struct Properties {
    atoms: Vec<Atom>,
    next: usize,
}

impl Atoms {
    pub(super) fn new(conn: &RustConnection) -> Result<Self, ReplyError> {
        let ask = |name: &str| conn.intern_atom(false, name.as_bytes());
        // All of them are asked for before the first answer is waited for.
        let fixed = ["CLIPBOARD", "TARGETS", "INCR"].map(ask);
        let texts = TEXT_FORMATS.map(ask);
        let marks: Vec<_> = concealed_marks().map(|name| (name, ask(name))).collect();
        let [clipboard, targets, incr] = fixed;
        Ok(Self {
            clipboard: clipboard?.reply()?.atom,
            targets: targets?.reply()?.atom,
            incr: incr?.reply()?.atom,
            string: AtomEnum::STRING.into(),
            texts: texts
                .into_iter()
                .map(|cookie| Ok(cookie?.reply()?.atom))
                .collect::<Result<_, ReplyError>>()?,
            marks: marks
                .into_iter()
                .map(|(name, cookie)| Ok((name, cookie?.reply()?.atom)))
                .collect::<Result<_, ReplyError>>()?,
        })
    }

    pub(super) fn mark(&self, name: &str) -> Atom {
        self.marks
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(NONE, |(_, atom)| *atom)
    }
}

impl Properties {
    /// A name that was not used for a long time.
    pub(super) fn next(&mut self, conn: &RustConnection) -> Result<Atom, Lost> {
        let index = self.next;
        self.next = (self.next + 1) % PROPERTIES;
        if let Some(atom) = self.atoms.get(index) {
            return Ok(*atom);
        }
        let name = format!("BOWERBIRD_CLIPBOARD_{index}");
        match conn.intern_atom(false, name.as_bytes())?.reply() {
            Ok(reply) => {
                self.atoms.push(reply.atom);
                Ok(reply.atom)
            }
            Err(ReplyError::ConnectionError(error)) => Err(error.into()),
            // The server is out of memory. It has room for an atom that it has already.
            Err(ReplyError::X11Error(_)) => Ok(self.atoms.first().copied().unwrap_or(self.fallback())),
        }
    }

    /// An atom that every server has, which nobody else uses on a window of ours.
    fn fallback(&self) -> Atom {
        AtomEnum::CUT_BUFFE_R0.into()
    }
}
