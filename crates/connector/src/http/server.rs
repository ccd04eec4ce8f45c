//! Accepting connections, and stopping.

use std::{convert::Infallible, future::Future, io, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::{
    bounds::Bounds,
    connections::{Connections, Place},
    routes,
    traced_stream::TracedStream,
};
use crate::service::Service;

/// Most connections at once, on all listeners. A quarter of the 1,024 open files that systems grant a process
/// by default.
const MAX_CONNECTIONS: usize = 256;

/// How long a client may take over the head of a request, and how long it may keep a connection without one.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);

/// Most bytes of a request's head, or of one read of its body, before more is read. A head is refused (431) when it
/// has filled this and is not at its end; what came with the last read may make that up to twice as much.
const READ_BUFFER: usize = 64 * 1024;

/// How long to wait before accepting is tried again after it failed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How many idle connections give up their files then.
const FILES_TO_FREE: usize = 16;

/// How often that is told.
const WARN_EVERY: Duration = Duration::from_secs(60);

/// How long requests under way have when the server stops.
const STOP_DEADLINE: Duration = Duration::from_secs(5);

/// Serves the connector until `shutdown` resolves, then lets requests under way finish (5 s at most).
///
/// Whoever binds the listeners chooses their ports, so a test takes port 0. Everything that is bounded (connections,
/// large bodies, requests under way) is bounded for all of them together.
///
/// # Errors
/// Where a listener is not on loopback, or its address can't be told.
pub async fn serve(
    listeners: Vec<TcpListener>,
    service: Arc<Service>,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let bounds = Bounds::default();
    let mut doors = Vec::with_capacity(listeners.len());
    for listener in listeners {
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            let text = format!("{address} is open to a network; the connector listens on loopback alone");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        doors.push((
            listener,
            routes::router(Arc::clone(&service), bounds.clone(), address.port()),
        ));
    }
    serve_doors(doors, shutdown).await;
    Ok(())
}

/// Serves any router by the same accept loop and limits as [`serve`], without its guard: for benchmarks that compare.
pub async fn serve_router(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()> + Send) {
    serve_doors(vec![(listener, router)], shutdown).await;
}

async fn serve_doors(doors: Vec<(TcpListener, Router)>, shutdown: impl Future<Output = ()> + Send) {
    let connections = Connections::new(MAX_CONNECTIONS);
    let tasks = TaskTracker::new();
    let stopping = CancellationToken::new();
    let mut accepting = JoinSet::new();
    for (listener, router) in doors {
        accepting.spawn(accept(
            listener,
            router,
            connections.clone(),
            tasks.clone(),
            stopping.clone(),
        ));
    }
    shutdown.await;
    stopping.cancel();
    // The listeners are closed before the requests under way are waited for.
    while accepting.join_next().await.is_some() {}
    tasks.close();
    if timeout(STOP_DEADLINE, tasks.wait()).await.is_err() {
        tracing::warn!("some requests did not finish in time and were broken off");
    }
}

/// Takes the connections of one listener until it is to stop.
async fn accept(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    tasks: TaskTracker,
    stopping: CancellationToken,
) {
    let mut warned: Option<Instant> = None;
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => return,
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
                // The process is out of files, or the client was gone already. Neither is a reason to stop.
                if warned.is_none_or(|warned| warned.elapsed() > WARN_EVERY) {
                    tracing::warn!("a connection could not be accepted: {error}");
                    warned = Some(Instant::now());
                }
                for _ in 0..FILES_TO_FREE {
                    connections.make_room();
                }
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// One connection, from its first request to its last.
async fn converse(stream: TcpStream, router: Router, place: Place, stopping: CancellationToken) {
    // Answers are small and waited for.
    let _ = stream.set_nodelay(true);
    let evicted = place.evicted();
    let place = &place;
    let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            request.extensions_mut().insert(place.begins());
            let response = router.oneshot(request).await;
            place.answered();
            response as Result<_, Infallible>
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_DEADLINE)
            .max_buf_size(READ_BUFFER)
            .serve_connection(TokioIo::new(TracedStream::new(stream, place)), answer)
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
