//! Accepting connections, and stopping.

use std::{convert::Infallible, future::Future, io, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::{
    connections::{Connections, Place},
    routes,
};
use crate::service::Service;

/// Most connections at once. Well under the 1,024 open files that systems grant a process by default.
const MAX_CONNECTIONS: usize = 512;

/// How long a client may take over the head of a request, and how long it may keep a connection without one.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);

/// Most bytes that a request's head, or one read of its body, may occupy.
const READ_BUFFER: usize = 64 * 1024;

/// How long requests under way have when the server stops.
const STOP_DEADLINE: Duration = Duration::from_secs(5);

/// Serves the connector on a listener until `shutdown` resolves, then lets requests under way finish (5 s at most).
///
/// Whoever binds the listener chooses the port, so a test takes port 0. To serve IPv4 and IPv6, call it once for each.
///
/// # Errors
/// Where the listener is not on loopback, or its address can't be told.
pub async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let text = format!("{address} is open to a network; the connector listens on loopback alone");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    serve_router(listener, routes::router(service, address.port()), shutdown).await;
    Ok(())
}

/// Serves any router by the same accept loop and limits as [`serve`], without its guard: for benchmarks that compare.
pub async fn serve_router(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()> + Send) {
    let connections = Connections::new(MAX_CONNECTIONS);
    let tasks = TaskTracker::new();
    let stopping = CancellationToken::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => match connections.enter() {
                Some(place) => {
                    tasks.spawn(converse(stream, router.clone(), place, stopping.clone()));
                }
                None => refuse(&stream),
            },
            Err(error) => {
                // Out of files, or the client was gone already. Neither is a reason to stop, the first one to wait.
                tracing::warn!("a connection could not be accepted: {error}");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    stopping.cancel();
    tasks.close();
    if timeout(STOP_DEADLINE, tasks.wait()).await.is_err() {
        tracing::warn!("some requests did not finish in time and were broken off");
    }
}

/// One connection, from its first request to its last.
async fn converse(stream: TcpStream, router: Router, place: Place, stopping: CancellationToken) {
    // Answers are small and waited for.
    let _ = stream.set_nodelay(true);
    let evicted = place.evicted();
    let place = &place;
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            place.busy();
            let response = router.oneshot(request).await;
            place.idle();
            response as Result<_, Infallible>
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_DEADLINE)
            .max_buf_size(READ_BUFFER)
            .serve_connection(TokioIo::new(stream), answer)
    );
    tokio::select! {
        // A client that breaks off is nothing to report.
        _ = connection.as_mut() => return,
        () = evicted.cancelled() => return,
        () = stopping.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Tells a client that there is no room. Best effort: it must not cost a task.
fn refuse(stream: &TcpStream) {
    const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n\
        content-length: 29\r\nconnection: close\r\nretry-after: 1\r\n\r\nToo many requests. Try again.";
    let _ = stream.try_write(BUSY);
}
