//! The program `bowerbird-connector`: how it starts, how it stops, and what survives when it is killed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod private;
mod recovery;
mod surroundings;

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread::{self, JoinHandle},
    time::Duration,
};

use serde_json::{Value, json};

/// A running program; it is killed when the test is over.
struct Program {
    child: Child,
    base: String,
    /// Reads its log as it comes, so that a full pipe does not stop it.
    log: Option<JoinHandle<String>>,
}

fn command(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bowerbird-connector"));
    command.args(arguments).arg("--data-dir").arg(data_dir);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Program {
    fn start(data_dir: &Path) -> Self {
        Self::spawn(command(data_dir, &["--port", "0"]))
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).unwrap();
            log
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let base = line
            .trim_end()
            .strip_prefix("listening on ")
            .expect("it says where it listens")
            .to_owned();
        Self {
            child,
            base,
            log: Some(log),
        }
    }

    fn client() -> ureq::Agent {
        ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into()
    }

    fn post(&self, client: &ureq::Agent, path: &str, body: &Value) -> Result<String, ureq::Error> {
        let url = format!("{}{path}", self.base);
        let request = client.post(url).header("content-type", "application/json");
        request
            .send(body.to_string().as_bytes())?
            .body_mut()
            .read_to_string()
    }

    fn connect(&self) -> String {
        let body = json!({ "application": { "name": "VIM", "version": "1", "platform": "LINUX" } });
        let context: Value =
            serde_json::from_str(&self.post(&Self::client(), "/connect", &body).unwrap()).unwrap();
        context["application"]["id"].as_str().unwrap().to_owned()
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the end, and answers how it ended and what was logged.
    fn end(mut self) -> (ExitStatus, String) {
        let log = self.log.take().unwrap().join().unwrap();
        (self.child.wait().unwrap(), log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn seed(text: &str) -> Value {
    json!({ "asset": { "format": { "fragment": { "string": { "raw": text } } } } })
}

fn run(mut command: Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Saves some texts, and answers them.
fn save_some(program: &Program, many: usize) -> Vec<String> {
    let (client, editor) = (Program::client(), program.connect());
    (0..many)
        .map(|number| {
            let text = format!("fn f_{number}() {{\n    g({number});\n    h({many})\n}}\n");
            let body = json!({ "save": true, "seed": seed(&text) });
            program
                .post(&client, &format!("/{editor}/reaction"), &body)
                .unwrap();
            text
        })
        .collect()
}

/// Whether a text is in the library.
fn has(program: &Program, text: &str) -> bool {
    let (client, editor) = (Program::client(), program.connect());
    let answer = program
        .post(&client, &format!("/{editor}/suggestion"), &seed(text))
        .unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let assets = answer["assets"]["iterable"].as_array().unwrap();
    let raw = |asset: &Value| asset["original"]["reference"]["fragment"]["string"]["raw"] == json!(text);
    assets.iter().any(raw)
}

/// Where the program says that it listens, in its file.
#[cfg(target_os = "linux")]
fn address_in(runtime: &Path) -> String {
    for _ in 0..1_000 {
        if let Ok(file) = std::fs::read(runtime.join("connector.json")) {
            let running: Value = serde_json::from_slice(&file).unwrap();
            return running["address"].as_str().unwrap().to_owned();
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("it does not run");
}

#[test]
fn it_explains_itself() {
    let dir = tempfile::tempdir().unwrap();
    let (code, version, _) = run(command(dir.path(), &["--version"]));
    assert_eq!(
        (code, version.trim()),
        (
            Some(0),
            concat!("bowerbird-connector ", env!("CARGO_PKG_VERSION"))
        )
    );
    let (code, help, _) = run(command(dir.path(), &["--help"]));
    assert_eq!(code, Some(0));
    let options = [
        "--port <N>",
        "--data-dir <DIR>",
        "--backup[=<FILE>]",
        "--restore <FILE>",
        "--version",
        "--help",
    ];
    for option in options {
        assert!(help.contains(option), "{option}: {help}");
    }
    let (code, _, error) = run(command(dir.path(), &["--port", "70000"]));
    assert_eq!(code, Some(2));
    assert!(error.contains("70000"), "{error}");
}

#[cfg(unix)]
#[test]
fn it_stops_cleanly_on_signals() {
    for signal in ["TERM", "INT"] {
        let dir = tempfile::tempdir().unwrap();
        let program = Program::start(dir.path());
        program.connect();
        let running: Value =
            serde_json::from_slice(&std::fs::read(dir.path().join("connector.json")).unwrap()).unwrap();
        assert_eq!(
            running,
            json!({ "address": program.base, "pid": program.child.id() })
        );
        program.signal(signal);
        let (status, log) = program.end();
        assert_eq!(status.code(), Some(0), "{signal}: {log}");
        assert!(log.contains("stopped"), "{signal}: {log}");
        assert!(!dir.path().join("connector.json").exists());
    }
}

#[test]
fn pages_are_let_in_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let allow = ["--port", "0", "--allow-origin", "app://obsidian.md"];
    let program = Program::spawn(command(dir.path(), &allow));
    let ask = |origin: &str| {
        let request = Program::client().get(format!("{}/applications", program.base));
        let answer = request.header("origin", origin).call().unwrap();
        let allowed = answer.headers().get("access-control-allow-origin").cloned();
        (
            answer.status().as_u16(),
            allowed.map(|allowed| allowed.to_str().unwrap().to_owned()),
        )
    };
    assert_eq!(
        ask("app://obsidian.md"),
        (200, Some("app://obsidian.md".to_owned()))
    );
    assert_eq!(ask("https://evil.example"), (403, None));
    let (code, _, error) = run(command(dir.path(), &["--allow-origin", "*"]));
    assert_eq!(code, Some(2));
    assert!(error.contains("no wildcards"), "{error}");
}
