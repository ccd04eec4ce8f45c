//! A real server on port 0, and a client that speaks plain HTTP to it over TCP.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod contract;
pub(crate) mod kept;
pub(crate) mod websocket;

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use bytes::Bytes;
use connector::{Service, serve, system_clock};
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use store::{Limits, SledStore};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// A function that is worth keeping.
pub(crate) const FUNCTION: &str = "\
def merge_intervals(intervals):
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
";

/// [`FUNCTION`] with other names.
pub(crate) const RENAMED: &str = "\
def join_spans(spans):
    joined = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined
";

/// A function that has nothing to do with the others.
pub(crate) const OTHER: &str = "\
pub fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = !0u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
";

pub(crate) struct Server {
    pub(crate) service: Arc<Service>,
    pub(crate) address: SocketAddr,
    /// Another listener of the same server.
    pub(crate) other_address: SocketAddr,
    dir: Arc<TempDir>,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

/// An answer as a client sees it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body of a 200 with JSON in it.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(
            (self.status, self.content_type.as_str()),
            (200, "application/json"),
            "{}",
            self.text()
        );
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body of a text answer with this status.
    pub(crate) fn plain(&self, status: u16) -> &str {
        assert_eq!(
            (self.status, self.content_type.as_str()),
            (status, "text/plain; charset=utf-8"),
            "{}",
            self.text()
        );
        assert!(
            !self.text().contains('\n') && !self.text().starts_with('"'),
            "{}",
            self.text()
        );
        self.text()
    }
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::over(Arc::new(tempfile::tempdir().unwrap())).await
    }

    async fn over(dir: Arc<TempDir>) -> Self {
        let store = SledStore::open(&dir.path().join("store"), Limits::default()).unwrap();
        let service = Arc::new(Service::start(Arc::new(store), system_clock()).unwrap());
        service.wait_until_learnt();
        Self::serving(service, dir).await
    }

    /// Serves what somebody else has started over this directory.
    pub(crate) async fn serving(service: Arc<Service>, dir: Arc<TempDir>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other_address = other.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = {
            let (service, stopped) = (Arc::clone(&service), stop.clone().cancelled_owned());
            tokio::spawn(async move { serve(vec![listener, other], service, stopped).await.unwrap() })
        };
        Self {
            service,
            address,
            other_address,
            dir,
            stop,
            serving,
        }
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Stops the server and gives its directory back, closed.
    pub(crate) async fn stop(self) -> Arc<TempDir> {
        self.stop.cancel();
        self.serving.await.unwrap();
        drop(Arc::into_inner(self.service).expect("the server let go of its service"));
        self.dir
    }

    /// Stops the server and starts another over the same directory.
    pub(crate) async fn restart(self) -> Self {
        let dir = self.stop().await;
        Self::over(dir).await
    }

    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Answer {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request = request.header(header::HOST, self.address.to_string());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = sender
            .send_request(request.body(Full::new(body)).unwrap())
            .await
            .unwrap();
        let status = response.status();
        let content_type = response.headers().get(header::CONTENT_TYPE);
        let content_type = content_type
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(status != StatusCode::INTERNAL_SERVER_ERROR, "{body:?}");
        Answer {
            status: status.as_u16(),
            content_type,
            body,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, &[], Bytes::new()).await
    }

    pub(crate) async fn post_bytes(&self, path: &str, body: impl Into<Bytes>) -> Answer {
        self.request(
            Method::POST,
            path,
            &[("content-type", "application/json")],
            body.into(),
        )
        .await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_bytes(path, serde_json::to_vec(body).unwrap()).await
    }

    /// Connects an application and answers its id.
    pub(crate) async fn connect(&self, name: &str) -> String {
        let context = self.post("/connect", &registration(name, "0.0.1")).await.json();
        context["application"]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn suggest(&self, application: &str, text: &str) -> Value {
        self.post(
            &format!("/{application}/suggestion"),
            &json!({ "asset": seed(text) }),
        )
        .await
        .json()
    }

    /// Saves a text and answers its asset's id.
    pub(crate) async fn save(&self, application: &str, text: &str) -> String {
        self.react(
            application,
            &json!({ "save": true, "seed": { "asset": seed(text) } }),
        )
        .await
        .plain(200)
        .to_owned()
    }

    pub(crate) async fn react(&self, application: &str, reaction: &Value) -> Answer {
        self.post(&format!("/{application}/reaction"), reaction).await
    }

    /// Sends bytes as they are, and reads until the server closes the connection or has nothing more to say.
    pub(crate) async fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        let _ = tokio::time::timeout(std::time::Duration::from_secs(1), read).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// Starts the program and waits until it says where it listens.
pub(crate) fn started(command: &mut Command) -> (Child, SocketAddr) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim_end().strip_prefix("listening on http://");
    (child, address.expect("it says where it listens").parse().unwrap())
}

pub(crate) fn registration(name: &str, version: &str) -> Value {
    json!({ "application": { "name": name, "version": version, "platform": "LINUX" } })
}

/// The smallest `SeededConnectorAsset` with a text.
pub(crate) fn seed(text: &str) -> Value {
    json!({ "format": { "fragment": { "string": { "raw": text } } } })
}

/// Whether a suggestion offers reuse, and whether saving.
pub(crate) fn offers(suggestion: &Value) -> (bool, bool) {
    let offered = |what: &str| suggestion[what]["suggested"].as_bool().unwrap();
    (offered("reuse"), offered("save"))
}

/// A text that looks like a secret and is none, made at run time so that nothing that scans sources trips over it.
pub(crate) fn fake_token() -> String {
    format!("{}_{}", "ghp", "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59m")
}
