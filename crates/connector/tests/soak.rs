//! The floods that take minutes, against the program as it is released: `cargo xtask soak` runs these and prints what it
//! measured. Ordinary test runs leave them out.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "what it measured is told")]

mod common;

use std::{
    fs,
    net::SocketAddr,
    process::{Child, Command},
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use common::{FUNCTION, OTHER, registration, seed};
use http_body_util::{BodyExt, Full};
use hyper::{Request, StatusCode, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    time::{MissedTickBehavior, interval, sleep},
};

/// How much more memory a flood may leave in use, in bytes.
const GROWTH: u64 = 64 << 20;

/// A running program; it is killed when the test is over.
struct Program {
    child: Child,
    address: SocketAddr,
    _data: TempDir,
}

impl Program {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_bowerbird-connector"));
        let (child, address) = common::started(command.args(["--port", "0", "--data-dir"]).arg(data.path()));
        Self {
            child,
            address,
            _data: data,
        }
    }

    /// What it occupies of memory, in bytes.
    fn memory(&self) -> u64 {
        self.number("VmRSS:") * 1024
    }

    fn number(&self, field: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    fn files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id()))
            .unwrap()
            .count()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An application with a connection of its own.
struct Client {
    sender: http1::SendRequest<Full<Bytes>>,
    address: SocketAddr,
}

impl Client {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self { sender, address }
    }

    async fn post(&mut self, path: &str, body: Bytes) -> (StatusCode, Bytes) {
        self.try_post(path, body).await.unwrap()
    }

    /// The same, or that the connection was closed before an answer.
    async fn try_post(&mut self, path: &str, body: Bytes) -> hyper::Result<(StatusCode, Bytes)> {
        let request = Request::post(path)
            .header(header::HOST, self.address.to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .unwrap();
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }

    async fn connect(&mut self, name: &str) -> String {
        let body = registration(name, "1").to_string();
        let (status, answer) = self.post("/connect", body.into()).await;
        assert_eq!(status, StatusCode::OK);
        let context: Value = serde_json::from_slice(&answer).unwrap();
        context["application"]["id"].as_str().unwrap().to_owned()
    }
}

fn question(text: &str) -> Bytes {
    json!({ "asset": seed(text) }).to_string().into()
}

/// How long an honest editor waits that asks now and then, until `stop`: the median, the 99th percentile and the worst.
async fn honest(address: SocketAddr, stop: Arc<std::sync::atomic::AtomicBool>) -> [Duration; 3] {
    let mut client = Client::open(address).await;
    let path = format!("/{}/suggestion", client.connect("VS_CODE").await);
    let (mut waited, mut closed) = (Vec::new(), 0);
    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
        let began = Instant::now();
        // A new connection each time, as the first question of an editor has; and another one, as HTTP clients try again, where
        // it was closed before the request was there: it was the one that was idle longest.
        let status = loop {
            let mut client = Client::open(address).await;
            if let Ok((status, _)) = client.try_post(&path, question(OTHER)).await {
                break status;
            }
            closed += 1;
        };
        assert_eq!(status, StatusCode::OK, "it is served");
        waited.push(began.elapsed());
        sleep(Duration::from_millis(50)).await;
    }
    assert!(
        closed * 50 <= waited.len(),
        "{closed} of {} were closed",
        waited.len()
    );
    waited.sort_unstable();
    let rank = |percent: usize| waited[(waited.len() * percent / 100).min(waited.len() - 1)];
    [rank(50), rank(99), rank(100)]
}

fn told(what: &str, [p50, p99, worst]: [Duration; 3]) {
    println!("{what}: an honest editor waited {p50:.1?} p50, {p99:.1?} p99, {worst:.1?} at worst");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a minute: cargo xtask soak"]
async fn a_thousand_requests_a_second_for_a_minute() {
    const SECONDS: usize = 60;
    const CLIENTS: usize = 10;
    let program = Program::start();
    let address = program.address;
    let path = format!("/{}/suggestion", Client::open(address).await.connect("VIM").await);
    let stop = Arc::default();
    let editor = tokio::spawn(honest(address, Arc::clone(&stop)));
    sleep(Duration::from_secs(1)).await;
    let (memory, files) = (program.memory(), program.files());
    let began = Instant::now();
    let flood: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move {
                let mut client = Client::open(address).await;
                let mut due = interval(Duration::from_secs(1) / (1_000 / CLIENTS as u32));
                due.set_missed_tick_behavior(MissedTickBehavior::Burst);
                for _ in 0..1_000 / CLIENTS * SECONDS {
                    due.tick().await;
                    assert_eq!(client.post(&path, question(FUNCTION)).await.0, StatusCode::OK);
                }
            })
        })
        .collect();
    for client in flood {
        client.await.unwrap();
    }
    let took = began.elapsed();
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    told("1,000 requests a second", editor.await.unwrap());
    let grown = program.memory().saturating_sub(memory);
    println!(
        "{} requests in {took:.1?}; memory {} MiB and {} KiB more; files {files} and then {}",
        1_000 * SECONDS,
        memory >> 20,
        grown >> 10,
        program.files()
    );
    assert!(grown < GROWTH, "{grown} bytes");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "half a minute: cargo xtask soak"]
async fn a_plugin_that_runs_wild_is_slowed_down() {
    let program = Program::start();
    let address = program.address;
    let path = format!("/{}/suggestion", Client::open(address).await.connect("VIM").await);
    let stop = Arc::default();
    let editor = tokio::spawn(honest(address, Arc::clone(&stop)));
    let end = Instant::now() + Duration::from_secs(40);
    let wild: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move {
                let (mut client, mut served, mut refused) = (Client::open(address).await, 0_u64, 0_u64);
                while Instant::now() < end {
                    match client.post(&path, Bytes::from_static(b"{}")).await.0 {
                        StatusCode::OK => served += 1,
                        StatusCode::TOO_MANY_REQUESTS => refused += 1,
                        other => panic!("{other}"),
                    }
                }
                (served, refused)
            })
        })
        .collect();
    let mut counted = (0, 0);
    for client in wild {
        let (served, refused) = client.await.unwrap();
        counted = (counted.0 + served, counted.1 + refused);
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    told("a plugin that asks without a break", editor.await.unwrap());
    println!(
        "it was served {} times and refused {} times in 40 s",
        counted.0, counted.1
    );
    assert!(counted.0 <= 30_000 + 41_000, "its burst, and 1,000 a second");
}

/// Over a store that is never read to its end the program gives up, becomes itself once more, and goes on with the backup.
#[test]
#[ignore = "a minute of patience: cargo xtask soak"]
fn who_hangs_over_its_library_starts_itself_again() {
    use std::process::Stdio;

    let (root, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (disk, stuck) = (root.path().join("disk.so"), root.path().join("stuck"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../store/tests/store/disk.c");
    let mut cc = Command::new("cc");
    let flags = ["-shared", "-fPIC", "-O1", source, "-ldl", "-lpthread", "-o"];
    assert!(cc.args(flags).arg(&disk).status().unwrap().success());
    let command = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bowerbird-connector"));
        command.args(arguments).arg("--data-dir").arg(data.path());
        command
    };
    let (mut child, _) = common::started(&mut command(&["--port", "0"]));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(command(&["--backup"]).status().unwrap().success());

    fs::write(&stuck, "").unwrap();
    let log = fs::File::create(root.path().join("log")).unwrap();
    let mut child = command(&["--port", "0"])
        .env("LD_PRELOAD", &disk)
        .env("FAULT_UNDER", data.path().join("store"))
        .env("FAULT_STUCK", &stuck)
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let began = Instant::now();
    let said = || fs::read_to_string(root.path().join("log")).unwrap();
    while !said().contains("starting again") {
        assert!(began.elapsed() < Duration::from_secs(180), "{}", said());
        std::thread::sleep(Duration::from_millis(50));
    }
    println!("gave up after {:.0?}", began.elapsed());
    // The disk is well again; the store that took its place can be read.
    fs::remove_file(&stuck).unwrap();
    let mut line = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    assert!(line.starts_with("listening on"), "{line}{}", said());
    assert!(said().contains("took its place"), "{}", said());
    assert!(
        data.path().join("damaged").exists(),
        "the one it hung over is kept"
    );
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Lets this process open as many files as it may. A program that was started before keeps the limit that it had.
fn open_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let more = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, more).unwrap();
}

/// Slowloris: half of them never end their heads, half never end their bodies, and whoever was closed comes again.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "half a minute: cargo xtask soak"]
async fn two_thousand_that_dribble() {
    use tokio::io::AsyncWriteExt;

    const SLOW: usize = 2_000;
    const SECONDS: u64 = 30;
    let program = Program::start();
    let address = program.address;
    open_many_files();
    let editor = Client::open(address).await.connect("VIM").await;
    let body = format!(
        "POST /{editor}/suggestion HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: 60000\r\n\r\n{{"
    );
    let stop: Arc<std::sync::atomic::AtomicBool> = Arc::default();
    let honest = tokio::spawn(honest(address, Arc::clone(&stop)));
    sleep(Duration::from_secs(1)).await;
    let memory = program.memory();
    let slow: Vec<_> = (0..SLOW)
        .map(|number| {
            let (stop, body) = (Arc::clone(&stop), body.clone());
            tokio::spawn(async move {
                let (mut came_again, head) = (0_u64, "GET / HTTP/1.1\r\nx: ".to_owned());
                let begun = if number % 2 == 0 { head } else { body };
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    let mut sent = stream.write_all(begun.as_bytes()).await;
                    while sent.is_ok() && !stop.load(std::sync::atomic::Ordering::Relaxed) {
                        sleep(Duration::from_millis(500)).await;
                        sent = stream.write_all(b" ").await;
                    }
                    came_again += 1;
                }
                came_again
            })
        })
        .collect();
    let (mut most, mut files) = (0, 0);
    for _ in 0..SECONDS {
        sleep(Duration::from_secs(1)).await;
        most = most.max(program.memory());
        files = files.max(program.files());
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    told("2,000 connections that dribble", honest.await.unwrap());
    let mut connections = 0;
    for one in slow {
        connections += one.await.unwrap();
    }
    let grown = most.saturating_sub(memory);
    println!(
        "{connections} connections in {SECONDS} s; at most {files} files, memory at most {} KiB more",
        grown >> 10
    );
    assert!(files < 400, "{files} files");
    assert!(grown < GROWTH, "{grown} bytes");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it opens 10,000 files: cargo xtask soak"]
async fn ten_thousand_idle_connections() {
    const IDLE: usize = 10_000;
    let program = Program::start();
    let address = program.address;
    open_many_files();
    let stop = Arc::default();
    let editor = tokio::spawn(honest(address, Arc::clone(&stop)));
    sleep(Duration::from_secs(1)).await;
    let memory = program.memory();
    let began = Instant::now();
    let mut idle = Vec::with_capacity(IDLE);
    for _ in 0..IDLE {
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    let took = began.elapsed();
    sleep(Duration::from_secs(5)).await;
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    told("10,000 idle connections", editor.await.unwrap());
    let (grown, files) = (program.memory().saturating_sub(memory), program.files());
    println!(
        "opened in {took:.1?}; {files} files are open, memory {} KiB more",
        grown >> 10
    );
    assert!(files < 400, "{files} files");
    assert!(grown < GROWTH, "{grown} bytes");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "large answers: cargo xtask soak"]
async fn answers_that_nobody_reads() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let program = Program::start();
    let address = program.address;
    let mut client = Client::open(address).await;
    let editor = client.connect("VIM").await;
    // Comments cost the engine little, and the answer has them several times.
    let large = FUNCTION.to_owned()
        + &"# and so on
"
        .repeat(400_000);
    let save = json!({ "save": true, "seed": { "asset": seed(&large) } }).to_string();
    assert_eq!(
        client.post(&format!("/{editor}/reaction"), save.into()).await.0,
        StatusCode::OK
    );
    let body = question(FUNCTION);
    let body = std::str::from_utf8(&body).unwrap();
    let request = format!(
        "POST /{editor}/suggestion HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let stop = Arc::default();
    let honest = tokio::spawn(honest(address, Arc::clone(&stop)));
    let (memory, mut most, mut unread) = (program.memory(), 0, Vec::new());
    for _ in 0..60 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.read_exact(&mut [0; 1024]).await.unwrap();
        unread.push(stream);
        most = most.max(program.memory());
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    told("60 answers that nobody reads", honest.await.unwrap());
    let grown = most.saturating_sub(memory);
    println!(
        "{} MiB of text; memory at most {} MiB more",
        body.len() >> 20,
        grown >> 20
    );
    // 128 MiB may wait, two or so are being made, and an allocator keeps some.
    assert!(grown < 512 << 20, "{grown} bytes");
}
