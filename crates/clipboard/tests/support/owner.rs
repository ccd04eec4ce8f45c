//! A program that owns the clipboard, answers as it is told to and keeps a record of what it was asked for.
//!
//! It takes no notice of a request's time, as xclip does not: the worst that a watcher may meet.

use std::{
    collections::HashMap,
    sync::{Arc, Condvar, Mutex},
    thread::JoinHandle,
};

use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            Atom, AtomEnum, ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt as _,
            CreateWindowAux, EventMask, PropMode, Property, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent,
            SelectionRequestEvent, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use super::{PATIENCE, Xvfb};

/// How much is sent at a time where it is sent in pieces.
const PIECE: usize = 64 * 1024;

/// What an owner offers, by target.
#[derive(Clone, Default)]
pub(crate) struct Offer(Vec<(String, Answer)>);

#[derive(Clone)]
enum Answer {
    Whole(Vec<u8>),
    Pieces(Vec<u8>),
    Never,
    Refused,
}

impl Offer {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::new().with("UTF8_STRING", text)
    }

    pub(crate) fn with(self, target: &str, value: impl Into<Vec<u8>>) -> Self {
        self.and(target, Answer::Whole(value.into()))
    }

    /// Sent in pieces (INCR).
    pub(crate) fn in_pieces(self, target: &str, value: impl Into<Vec<u8>>) -> Self {
        self.and(target, Answer::Pieces(value.into()))
    }

    /// Asked for, this is not answered.
    pub(crate) fn never(self, target: &str) -> Self {
        self.and(target, Answer::Never)
    }

    /// Offered, and refused when it is asked for.
    pub(crate) fn refused(self, target: &str) -> Self {
        self.and(target, Answer::Refused)
    }

    fn and(mut self, target: &str, answer: Answer) -> Self {
        self.0.push((target.to_owned(), answer));
        self
    }
}

pub(crate) struct Owner {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    conn: RustConnection,
    window: Window,
    state: Mutex<State>,
    asked: Condvar,
}

#[derive(Default)]
struct State {
    offer: Offer,
    /// The names of the targets that were asked for, since the record was last taken.
    record: Vec<String>,
    unanswered: Vec<SelectionRequestEvent>,
    sending: HashMap<(Window, Atom), (Atom, Vec<u8>)>,
}

impl Owner {
    pub(crate) fn on(server: &Xvfb) -> Self {
        let (conn, screen) = RustConnection::connect(Some(&server.display())).unwrap();
        let window = conn.generate_id().unwrap();
        let root = conn.setup().roots[screen].root;
        conn.create_window(
            0,
            window,
            root,
            0,
            0,
            1,
            1,
            0,
            WindowClass::INPUT_ONLY,
            0,
            &CreateWindowAux::new(),
        )
        .unwrap()
        .check()
        .unwrap();
        let shared = Arc::new(Shared {
            conn,
            window,
            state: Mutex::default(),
            asked: Condvar::new(),
        });
        let serving = Arc::clone(&shared);
        let thread = Some(std::thread::spawn(move || serving.serve()));
        Self { shared, thread }
    }

    /// Puts it on the clipboard. When this returns the server knows.
    pub(crate) fn copy(&self, offer: Offer) {
        // Nobody is answered between the two.
        let mut state = self.shared.state.lock().unwrap();
        state.offer = offer;
        let clipboard = self.shared.atom("CLIPBOARD");
        let conn = &self.shared.conn;
        conn.set_selection_owner(self.shared.window, clipboard, CURRENT_TIME)
            .unwrap();
        conn.sync().unwrap();
    }

    /// Clears the clipboard.
    pub(crate) fn clear(&self) {
        let conn = &self.shared.conn;
        conn.set_selection_owner(0_u32, self.shared.atom("CLIPBOARD"), CURRENT_TIME)
            .unwrap();
        conn.sync().unwrap();
    }

    /// What it was asked for since this was last called.
    pub(crate) fn record(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.state.lock().unwrap().record)
    }

    /// Waits until `target` was asked for.
    pub(crate) fn wait_for(&self, target: &str) {
        let state = self.shared.state.lock().unwrap();
        let waited = self.shared.asked.wait_timeout_while(state, PATIENCE, |state| {
            !state.record.iter().any(|asked| asked == target)
        });
        assert!(!waited.unwrap().1.timed_out(), "nobody asked for {target}");
    }

    /// Answers what was left unanswered after all.
    pub(crate) fn answer_late(&self, value: &[u8]) {
        let mut state = self.shared.state.lock().unwrap();
        for request in std::mem::take(&mut state.unanswered) {
            self.shared.put(&request, request.target, value);
            self.shared.notify(&request, request.property);
        }
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let bye = ClientMessageEvent::new(32, self.shared.window, AtomEnum::STRING, [0; 5]);
        let conn = &self.shared.conn;
        // A server that was killed has ended the thread already.
        if let Ok(sent) = conn.send_event(false, self.shared.window, EventMask::NO_EVENT, bye) {
            drop(sent);
            let _ = conn.flush();
        }
        let _ = self.thread.take().unwrap().join();
    }
}

impl Shared {
    fn atom(&self, name: &str) -> Atom {
        self.conn
            .intern_atom(false, name.as_bytes())
            .unwrap()
            .reply()
            .unwrap()
            .atom
    }

    fn name(&self, atom: Atom) -> String {
        String::from_utf8(self.conn.get_atom_name(atom).unwrap().reply().unwrap().name).unwrap()
    }

    fn serve(&self) {
        while let Ok(event) = self.conn.wait_for_event() {
            match event {
                Event::SelectionRequest(request) => self.answer(&request),
                Event::PropertyNotify(event) if event.state == Property::DELETE => {
                    self.send_piece(event.window, event.atom);
                }
                Event::ClientMessage(_) => return,
                _ => {}
            }
            let _ = self.conn.flush();
        }
    }

    fn answer(&self, request: &SelectionRequestEvent) {
        let mut state = self.state.lock().unwrap();
        let target = self.name(request.target);
        let answer = state
            .offer
            .0
            .iter()
            .find(|(name, _)| *name == target)
            .map(|(_, answer)| answer.clone());
        match answer {
            None if target == "TARGETS" => {
                let mut atoms = vec![request.target];
                atoms.extend(state.offer.0.iter().map(|(name, _)| self.atom(name)));
                let kind = AtomEnum::ATOM;
                self.conn
                    .change_property32(
                        PropMode::REPLACE,
                        request.requestor,
                        request.property,
                        kind,
                        &atoms,
                    )
                    .unwrap();
                self.notify(request, request.property);
            }
            None | Some(Answer::Refused) => self.notify(request, 0),
            Some(Answer::Never) => state.unanswered.push(*request),
            Some(Answer::Whole(value)) => {
                self.put(request, request.target, &value);
                self.notify(request, request.property);
            }
            Some(Answer::Pieces(value)) => {
                let listen = ChangeWindowAttributesAux::new().event_mask(EventMask::PROPERTY_CHANGE);
                self.conn
                    .change_window_attributes(request.requestor, &listen)
                    .unwrap();
                let size = [value.len() as u32];
                let incr = self.atom("INCR");
                self.conn
                    .change_property32(
                        PropMode::REPLACE,
                        request.requestor,
                        request.property,
                        incr,
                        &size,
                    )
                    .unwrap();
                state
                    .sending
                    .insert((request.requestor, request.property), (request.target, value));
                self.notify(request, request.property);
            }
        }
        state.record.push(target);
        self.asked.notify_all();
    }

    fn send_piece(&self, requestor: Window, property: Atom) {
        let mut state = self.state.lock().unwrap();
        let Some((kind, left)) = state.sending.get_mut(&(requestor, property)) else {
            return;
        };
        let rest = left.split_off(left.len().min(PIECE));
        let piece = std::mem::replace(left, rest);
        self.conn
            .change_property8(PropMode::REPLACE, requestor, property, *kind, &piece)
            .unwrap();
        if piece.is_empty() {
            state.sending.remove(&(requestor, property));
        }
    }

    fn put(&self, request: &SelectionRequestEvent, kind: Atom, value: &[u8]) {
        self.conn
            .change_property8(
                PropMode::REPLACE,
                request.requestor,
                request.property,
                kind,
                value,
            )
            .unwrap();
    }

    fn notify(&self, request: &SelectionRequestEvent, property: Atom) {
        let event = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property,
        };
        self.conn
            .send_event(false, request.requestor, EventMask::NO_EVENT, event)
            .unwrap();
        self.conn.flush().unwrap();
    }
}
