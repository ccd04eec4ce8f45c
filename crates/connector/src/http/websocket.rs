//! A websocket that tells its client what happens, however slowly the client reads.
//!
//! What happens is heard as it happens and put aside for the client, each thing once, however often it changed. So a
//! client that reads slowly costs a list of what it has not read yet, and holds nobody up; where even that grows too
//! long, its connection is closed, and it asks anew when it connects again.

use std::{
    collections::{BTreeMap, HashMap},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::{
        FromRequestParts,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code},
    },
    http::{StatusCode, request::Parts},
    response::Response,
};
use domain::Event;
use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    time::timeout,
};
use uuid::Uuid;

use super::{
    connections::{Place, Upgraded},
    error::ApiError,
    server::GoesOn,
};
use crate::service::Service;

/// What a client has not read yet, at most.
const MOST_WAITING: usize = 100_000;

/// How long a client may leave one message unread.
const UNREAD: Duration = Duration::from_secs(30);

/// How long the last message may take to be sent.
const GOODBYE: Duration = Duration::from_secs(1);

/// Bytes of a message from a client, at most. Nothing of it is read.
const MOST_FROM_CLIENTS: usize = 64 * 1024;

/// A request to become a websocket for which there is room.
pub(super) struct Socket {
    upgrade: WebSocketUpgrade,
    place: Upgraded,
    goes_on: GoesOn,
}

impl<S: Send + Sync> FromRequestParts<S> for Socket {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let expected = || ApiError::new(StatusCode::UPGRADE_REQUIRED, "This endpoint is a websocket.");
        let upgrade = WebSocketUpgrade::from_request_parts(parts, state)
            .await
            .map_err(|_| expected())?;
        let place = parts.extensions.get::<Arc<Place>>().ok_or_else(expected)?;
        let goes_on = parts.extensions.get::<GoesOn>().cloned();
        let goes_on = goes_on.ok_or_else(expected)?;
        let place = place.upgrade().ok_or_else(|| {
            ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Too many websockets are open. Close some first.",
            )
        })?;
        Ok(Self {
            upgrade,
            place,
            goes_on,
        })
    }
}

/// What a stream says.
pub(super) trait Says: Send + 'static {
    /// The first message, made once events are being heard, so that nothing falls between the two.
    fn first(&mut self) -> Option<String>;

    /// What to tell of an event; nothing where the stream is about something else.
    fn hears(&mut self, event: &Event) -> Option<Told>;
}

/// Something to tell: a message, and the one thing that it is about, if it is about one. A newer message about the same
/// thing takes the older one's place.
pub(super) struct Told {
    pub(super) about: Option<Uuid>,
    pub(super) message: String,
}

/// What a client has not read yet, in the order in which it happened last.
#[derive(Default)]
struct Waiting {
    next: u64,
    told: BTreeMap<u64, Told>,
    number_of: HashMap<Uuid, u64>,
}

impl Waiting {
    fn push(&mut self, told: Told) {
        let number = self.next;
        self.next += 1;
        let earlier = told.about.and_then(|about| self.number_of.insert(about, number));
        if let Some(earlier) = earlier {
            self.told.remove(&earlier);
        }
        self.told.insert(number, told);
    }

    fn pop(&mut self) -> Option<Told> {
        let (_, told) = self.told.pop_first()?;
        if let Some(about) = told.about {
            self.number_of.remove(&about);
        }
        Some(told)
    }
}

/// Tells a client what happens until it leaves.
pub(super) fn tell(socket: Socket, service: Arc<Service>, says: impl Says) -> Response {
    let Socket {
        upgrade,
        place,
        goes_on,
    } = socket;
    upgrade
        .max_message_size(MOST_FROM_CLIENTS)
        .max_frame_size(MOST_FROM_CLIENTS)
        .on_upgrade(async move |socket| {
            let evicted = place.evicted();
            tokio::select! {
                () = converse(socket, service, says, goes_on) => {}
                () = evicted.cancelled() => {}
            }
        })
}

async fn converse(socket: WebSocket, service: Arc<Service>, mut says: impl Says, goes_on: GoesOn) {
    let GoesOn { until, held } = goes_on;
    let mut events = service.events();
    // With a large library this takes a while.
    let first = tokio::task::spawn_blocking(move || {
        let first = says.first();
        // Let go of last, also where nobody waits for it any more.
        (first, says, held)
    });
    let Some(Ok((first, mut says, _held))) = until.run_until_cancelled(first).await else {
        return;
    };
    let (sink, mut from_client) = socket.split();
    let (to_client, messages) = mpsc::channel(1);
    let sending = send(sink, messages);
    let hearing = async move {
        let mut waiting = Waiting::default();
        if let Some(message) = first {
            waiting.push(Told { about: None, message });
        }
        loop {
            tokio::select! {
                place = to_client.reserve(), if !waiting.told.is_empty() => {
                    let (Ok(place), Some(told)) = (place, waiting.pop()) else { return };
                    place.send(Message::Text(Utf8Bytes::from(told.message)));
                }
                event = events.recv() => match event {
                    Ok(event) => {
                        let Some(told) = says.hears(&event) else { continue };
                        waiting.push(told);
                        if waiting.told.len() > MOST_WAITING {
                            let _ = to_client.send(behind()).await;
                            return;
                        }
                    }
                    Err(RecvError::Lagged(_)) => {
                        let _ = to_client.send(behind()).await;
                        return;
                    }
                    Err(RecvError::Closed) => return,
                },
                message = from_client.next() => match message {
                    // The library's answer to it goes out as more is read.
                    Some(Ok(Message::Close(_))) => {
                        let end = async { while let Some(Ok(_)) = from_client.next().await {} };
                        let _ = timeout(UNREAD, end).await;
                        return;
                    }
                    // Nothing is asked for over these websockets. Pings are answered by the library.
                    Some(Err(_)) | None => return,
                    Some(Ok(_)) => {}
                },
                () = until.cancelled() => {
                    let _ = timeout(GOODBYE, to_client.send(away())).await;
                    return;
                }
            }
        }
    };
    let mut sending = pin!(sending);
    tokio::select! {
        () = &mut sending => {}
        () = hearing => {
            // What was said last is on its way.
            let _ = timeout(GOODBYE, sending).await;
        }
    }
}

/// Says that Bowerbird ends.
fn away() -> Message {
    Message::Close(Some(CloseFrame {
        code: close_code::AWAY,
        reason: Utf8Bytes::from_static("Bowerbird ends."),
    }))
}

/// Says why the connection ends: the client is to connect again, and is told everything then.
fn behind() -> Message {
    Message::Close(Some(CloseFrame {
        code: close_code::AGAIN,
        reason: Utf8Bytes::from_static("You are too far behind. Connect again."),
    }))
}

async fn send(mut sink: SplitSink<WebSocket, Message>, mut messages: mpsc::Receiver<Message>) {
    while let Some(message) = messages.recv().await {
        let last = matches!(message, Message::Close(_));
        if !matches!(timeout(UNREAD, sink.send(message)).await, Ok(Ok(()))) || last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_waits_once_and_is_told_as_it_was_last() {
        let told = |about, message: &str| Told {
            about: (about != 0).then(|| Uuid::from_u128(about)),
            message: message.to_owned(),
        };
        let mut waiting = Waiting::default();
        for (about, message) in [
            (1, "made"),
            (2, "made"),
            (0, "all"),
            (1, "changed"),
            (0, "all anew"),
            (3, "made"),
            (1, "deleted"),
        ] {
            waiting.push(told(about, message));
        }
        let mut heard = Vec::new();
        while let Some(told) = waiting.pop() {
            heard.push((told.about.map_or(0, |about| about.as_u128()), told.message));
        }
        let expected = [
            (2, "made"),
            (0, "all"),
            (0, "all anew"),
            (3, "made"),
            (1, "deleted"),
        ];
        assert_eq!(
            heard,
            expected.map(|(about, message)| (about, message.to_owned()))
        );
        assert!(waiting.number_of.is_empty());
    }
}
