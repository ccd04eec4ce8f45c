//! Accepting connections, and stopping.

use std::{
    convert::Infallible,
    future::Future,
    io::{self, Write},
    net::Shutdown,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::{Router, body::HttpBody, http::StatusCode, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_util::{
    sync::CancellationToken,
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};
use tower::ServiceExt;

use super::{
    bounds::Bounds,
    connections::{Connections, Place},
    peer::Peers,
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

/// How often is told what may happen all the time.
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
        doors.push(Door {
            listener,
            router: routes::router(Arc::clone(&service), bounds.clone(), address.port()),
            peers: Some(Peers::new(address)),
        });
    }
    serve_doors(doors, shutdown).await;
    Ok(())
}

/// Serves any router by the same accept loop and limits as [`serve`], without its guard: for benchmarks that compare.
pub async fn serve_router(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()> + Send) {
    let door = Door {
        listener,
        router,
        peers: None,
    };
    serve_doors(vec![door], shutdown).await;
}

/// A listener, and what is behind it.
struct Door {
    listener: TcpListener,
    router: Router,
    /// Tells whose a connection is; `None` lets everybody in.
    peers: Option<Peers>,
}

async fn serve_doors(doors: Vec<Door>, shutdown: impl Future<Output = ()> + Send) {
    let connections = Connections::new(MAX_CONNECTIONS);
    let tasks = TaskTracker::new();
    let stopping = CancellationToken::new();
    let mut accepting = JoinSet::new();
    for door in doors {
        accepting.spawn(accept(door, connections.clone(), tasks.clone(), stopping.clone()));
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
async fn accept(mut door: Door, connections: Connections, tasks: TaskTracker, stopping: CancellationToken) {
    let (mut warned, mut strangers) = (Seldom::default(), Seldom::default());
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => return,
            accepted = door.listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                // Before it takes a place: a stranger must not close anybody's connection.
                if let Some(Err(stranger)) = door.peers.as_mut().map(|peers| peers.admit(&stream)) {
                    if strangers.now() {
                        tracing::warn!("a connection was refused: {stranger}");
                    }
                    refuse(stream, STRANGER);
                    continue;
                }
                match connections.enter() {
                    Some(place) => {
                        let held = tasks.token();
                        tasks.spawn(converse(
                            stream,
                            door.router.clone(),
                            place,
                            stopping.clone(),
                            held,
                        ));
                    }
                    None => refuse(stream, BUSY),
                }
            }
            Err(error) => {
                // The process is out of files, or the client was gone already. Neither is a reason to stop.
                if warned.now() {
                    tracing::warn!("a connection could not be accepted: {error}");
                }
                for _ in 0..FILES_TO_FREE {
                    connections.make_room();
                }
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// For what goes on after its request was answered: when it is to end, and a token to hold until it has, as the server
/// waits for it.
#[derive(Clone)]
pub(super) struct GoesOn {
    pub(super) until: CancellationToken,
    pub(super) held: TaskTrackerToken,
}

/// One connection, from its first request to its last, or until it becomes a websocket.
async fn converse(
    stream: TcpStream,
    router: Router,
    place: Place,
    stopping: CancellationToken,
    held: TaskTrackerToken,
) {
    // Answers are small and waited for.
    let _ = stream.set_nodelay(true);
    let evicted = place.evicted();
    let place = Arc::new(place);
    let stream = TracedStream::new(stream, Arc::clone(&place));
    let goes_on = GoesOn {
        until: stopping.clone(),
        held,
    };
    let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
        let (router, place, goes_on) = (router.clone(), Arc::clone(&place), goes_on.clone());
        async move {
            request.extensions_mut().insert(place.begins());
            request.extensions_mut().insert(goes_on);
            request.extensions_mut().insert(Arc::clone(&place));
            let response: Result<Response, Infallible> = router.oneshot(request).await;
            let upgrades = |answer: &Response| answer.status() == StatusCode::SWITCHING_PROTOCOLS;
            if !response.as_ref().is_ok_and(upgrades) {
                let size = response
                    .as_ref()
                    .map_or(0, |response| response.body().size_hint().lower());
                place.answered(size);
            }
            response
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_DEADLINE)
            .max_buf_size(READ_BUFFER)
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades()
    );
    tokio::select! {
        // A client that breaks off is nothing to report.
        _ = connection.as_mut() => return,
        () = evicted.cancelled() => return,
        () = stopping.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Something that is told now and then, however often it happens.
#[derive(Default)]
struct Seldom(Option<Instant>);

impl Seldom {
    /// Whether it is time to tell it again.
    fn now(&mut self) -> bool {
        let due = self.0.is_none_or(|told| told.elapsed() > WARN_EVERY);
        if due {
            self.0 = Some(Instant::now());
        }
        due
    }
}

const BUSY: (&str, &str) = (
    "503 Service Unavailable\r\nretry-after: 1",
    "Too many requests. Try again.",
);

const STRANGER: (&str, &str) = (
    "403 Forbidden",
    "This connection does not belong to the user whose Bowerbird this is.",
);

/// Answers who is not let in, and reads nothing of what it sends. Best effort: it must not cost a task.
fn refuse(stream: TcpStream, (status, text): (&str, &str)) {
    // tokio does not write before it has been told that it can; a socket that is new has room.
    let Ok(mut stream) = stream.into_std() else { return };
    let length = text.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{text}"
    );
    let _ = stream.shutdown(Shutdown::Write);
}
