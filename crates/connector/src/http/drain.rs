//! Taking in what a refused sender still has to say, so that it hears why.
//!
//! Who is refused before its body was read is still sending it. A connection that is closed then breaks, often before
//! the answer was read: most clients read only after they have sent everything. And one that stays open would take the
//! rest of the body for the next request.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use http_body_util::BodyExt;
use parking_lot::Mutex;
use tokio::time::timeout;

/// How much of a body that nobody reads is taken in and thrown away, in bytes, and for how long.
const LIMIT: usize = 64 * 1024 * 1024;
const DEADLINE: Duration = Duration::from_secs(2);

/// Answers once the body has come to its end, or says that the connection will be closed.
pub(super) async fn drain(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    // Who asks whether to send at all sends nothing once it is refused, and who was waited for long enough is not waited
    // for again.
    let waits = parts.headers.contains_key(header::EXPECT);
    let rest = Shared(Arc::new(Mutex::new(body)));
    let body = Body::new(rest.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let late = response.status() == StatusCode::REQUEST_TIMEOUT;
    if !rest.is_end_stream() && (waits || late || !ends(rest).await) {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

/// Reads what is left of a body, within bounds. Whether it came to its end.
async fn ends(mut body: Shared) -> bool {
    let reading = async {
        let mut taken = 0;
        while let Some(frame) = body.frame().await {
            taken += match &frame {
                Ok(frame) => frame.data_ref().map_or(0, Bytes::len),
                Err(_) => return false,
            };
            if taken > LIMIT {
                return false;
            }
        }
        true
    };
    timeout(DEADLINE, reading).await.unwrap_or(false)
}

/// A body that can be read on where a handler has left it.
#[derive(Clone)]
struct Shared(Arc<Mutex<Body>>);

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut *self.0.lock()).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.lock().size_hint()
    }
}
