//! Answers that are as large as the library: made and sent piece by piece, so that they take little memory, and hold no
//! thread while a client is slow to read.

use std::sync::Arc;

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use serde::Serialize;

use super::error::ApiError;

/// Things of a piece, at most.
const THINGS: usize = 1024;

/// Bytes of a piece, after which it is sent. One thing may be larger.
const PIECE: usize = 256 * 1024;

/// `{"iterable":[...]}` with all that `items` makes of each thing, which mostly is the id of an asset: of one that is gone
/// meanwhile nothing.
pub(super) fn iterable<T: Send + 'static, I: IntoIterator<Item: Serialize>>(
    things: Vec<T>,
    items: impl Fn(T) -> Result<I, ApiError> + Send + Sync + 'static,
) -> Response {
    let state = State {
        things: things.into_iter(),
        begun: false,
        first: true,
        ended: false,
        items: Arc::new(items),
    };
    let body = stream::try_unfold(state, async |mut state| {
        if state.ended {
            return Ok(None);
        }
        let made = tokio::task::spawn_blocking(move || {
            let piece = state.piece()?;
            Ok::<_, ApiError>((piece, state))
        });
        match made.await {
            Ok(Ok(made)) => Ok(Some(made)),
            // The status is sent already: the connection breaks, and the client sees that the answer is not whole.
            Ok(Err(_)) | Err(_) => Err(std::io::Error::other("the answer could not be made")),
        }
    });
    (
        [(header::CONTENT_TYPE, "application/json")],
        Body::from_stream(body),
    )
        .into_response()
}

struct State<T, F> {
    things: std::vec::IntoIter<T>,
    begun: bool,
    first: bool,
    ended: bool,
    items: Arc<F>,
}

impl<T, I, F> State<T, F>
where
    I: IntoIterator<Item: Serialize>,
    F: Fn(T) -> Result<I, ApiError>,
{
    fn piece(&mut self) -> Result<Bytes, ApiError> {
        let mut piece = Vec::with_capacity(16 * 1024);
        if !self.begun {
            self.begun = true;
            piece.extend_from_slice(br#"{"iterable":["#);
        }
        for _ in 0..THINGS {
            let Some(thing) = self.things.next() else {
                piece.extend_from_slice(b"]}");
                self.ended = true;
                break;
            };
            for item in (self.items)(thing)? {
                if !self.first {
                    piece.push(b',');
                }
                self.first = false;
                serde_json::to_writer(&mut piece, &item).map_err(|_| ApiError::internal())?;
            }
            if piece.len() >= PIECE {
                break;
            }
        }
        Ok(piece.into())
    }
}
