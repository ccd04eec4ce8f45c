//! A plain HTTP/1 client that keeps its connections: one for each concurrent worker.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::ensure;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, StatusCode, body::Incoming, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::library::EXTENSION;

/// A route of a server on loopback.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) address: SocketAddr,
    pub(crate) path: String,
}

/// One connection, one request at a time.
struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    route: Route,
    host: String,
}

impl Connection {
    async fn open(route: Route) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(route.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let host = route.address.to_string();
        Ok(Self { sender, route, host })
    }

    async fn send(&mut self, body: Bytes) -> anyhow::Result<Incoming> {
        let request = Request::post(&self.route.path)
            .header(header::HOST, &self.host)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))?;
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let (status, path) = (response.status(), &self.route.path);
        ensure!(status == StatusCode::OK, "{path} answered {status}");
        Ok(response.into_body())
    }

    /// Reads an answer to its end without keeping it, so that a long one does not cost the client a copy.
    async fn post(&mut self, body: Bytes) -> anyhow::Result<()> {
        let mut answer = self.send(body).await?;
        while let Some(frame) = answer.frame().await {
            frame?;
        }
        Ok(())
    }
}

/// Posts one body over a connection of its own.
pub(crate) async fn post(route: Route, body: &Value) -> anyhow::Result<Bytes> {
    let mut connection = Connection::open(route).await?;
    let answer = connection.send(body.to_string().into()).await?;
    Ok(answer.collect().await?.to_bytes())
}

/// Asks once, over a connection of its own.
pub(crate) async fn get(route: Route) -> anyhow::Result<Bytes> {
    let mut connection = Connection::open(route).await?;
    let request = Request::get(&connection.route.path)
        .header(header::HOST, &connection.host)
        .body(Full::default())?;
    let answer = connection.sender.send_request(request).await?;
    ensure!(answer.status() == StatusCode::OK, "{}", answer.status());
    Ok(answer.into_body().collect().await?.to_bytes())
}

/// Posts every body once, `concurrency` at a time. Answers how long each took and how long all took.
pub(crate) async fn post_all(
    route: &Route,
    bodies: &Arc<[Bytes]>,
    concurrency: usize,
) -> anyhow::Result<(Vec<Duration>, Duration)> {
    let mut connections = Vec::new();
    for _ in 0..concurrency {
        connections.push(Connection::open(route.clone()).await?);
    }
    let began = Instant::now();
    let workers: Vec<_> = connections
        .into_iter()
        .enumerate()
        .map(|(worker, mut connection)| {
            let bodies = Arc::clone(bodies);
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(bodies.len() / concurrency + 1);
                for body in bodies.iter().skip(worker).step_by(concurrency) {
                    let sent = Instant::now();
                    connection.post(body.clone()).await?;
                    times.push(sent.elapsed());
                }
                anyhow::Ok(times)
            })
        })
        .collect();
    let mut times = Vec::with_capacity(bodies.len());
    for worker in workers {
        times.extend(worker.await??);
    }
    Ok((times, began.elapsed()))
}

/// A copied text as an editor sends it; one that does not know the language sends no extension.
pub(crate) fn seed(text: &str, extension: Option<&str>) -> Value {
    let mut fragment = json!({ "string": { "raw": text } });
    if let Some(extension) = extension {
        fragment["metadata"] = json!({ "ext": extension });
    }
    json!({ "asset": { "format": { "fragment": fragment } } })
}

/// Bodies of the suggestion route.
pub(crate) fn questions(texts: &[String]) -> Arc<[Bytes]> {
    let body = |text: &String| Bytes::from(seed(text, Some(EXTENSION)).to_string());
    texts.iter().map(body).collect()
}
