//! The permission to its own files is lost while it runs, and given back later: it says so, loses nothing, and goes on by
//! itself.
//!
//! Root may do everything, so the program runs as another user, which only root can make. Elsewhere the test says that it
//! was skipped.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    io::{self, Write},
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use common::{registration, seed};
use serde_json::{Value, json};

/// `nobody`, as most systems number it.
const OTHER: u32 = 65534;

/// A running program of another user's, and how it is asked: as that user, for nobody else is served.
struct Program {
    child: Child,
    base: String,
}

impl Program {
    fn start(binary: &Path, root: &Path) -> Self {
        let (child, address) = common::started(&mut as_other(binary, root));
        Self {
            child,
            base: format!("http://{address}"),
        }
    }

    /// The status and the answer.
    fn post(&self, path: &str, body: &Value) -> (u16, String) {
        let asked = Command::new("curl")
            .args(["--silent", "--max-time", "60", "--write-out", "\n%{http_code}"])
            .args(["--header", "content-type: application/json", "--data", "@-"])
            .arg(format!("{}{path}", self.base))
            .uid(OTHER)
            .gid(OTHER)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut asked = asked.unwrap();
        let mut stdin = asked.stdin.take().unwrap();
        stdin.write_all(body.to_string().as_bytes()).unwrap();
        drop(stdin);
        let answer = String::from_utf8(asked.wait_with_output().unwrap().stdout).unwrap();
        let (answer, status) = answer.rsplit_once('\n').unwrap();
        (status.parse().unwrap(), answer.to_owned())
    }

    fn connect(&self) -> String {
        let (status, context) = self.post("/connect", &registration("VIM", "1"));
        assert_eq!(status, 200, "{context}");
        let context: Value = serde_json::from_str(&context).unwrap();
        context["application"]["id"].as_str().unwrap().to_owned()
    }

    fn save(&self, editor: &str, number: u32) -> (u16, String) {
        let body = json!({ "save": true, "seed": { "asset": seed(&text(number)) } });
        self.post(&format!("/{editor}/reaction"), &body)
    }

    fn has(&self, editor: &str, number: u32) -> bool {
        let (status, answer) = self.post(
            &format!("/{editor}/suggestion"),
            &json!({ "asset": seed(&text(number)) }),
        );
        assert_eq!(status, 200, "{answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer["reuse"]["suggested"] == json!(true) && answer.to_string().contains(&format!("f_{number}("))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(number: u32) -> String {
    format!(
        "fn f_{number}(count: u32) -> u32 {{\n    let kept_{number} = count * {number};\n    kept_{number} + 1\n}}\n"
    )
}

fn as_other(binary: &Path, root: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .args(["--port", "0", "--data-dir"])
        .arg(root.join("data"))
        .uid(OTHER)
        .gid(OTHER)
        .current_dir("/");
    command
}

/// Takes everything below a directory, and itself, from everybody, or gives it back.
fn set_modes(dir: &Path, given: bool) {
    let (of_dir, of_file) = if given { (0o700, 0o600) } else { (0, 0) };
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            set_modes(&entry.path(), given);
        } else {
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(of_file)).unwrap();
        }
    }
    fs::set_permissions(dir, fs::Permissions::from_mode(of_dir)).unwrap();
}

#[test]
fn permission_that_is_lost_for_a_while_is_told_and_loses_nothing() {
    if !rustix::process::geteuid().is_root() {
        let skipped = "SKIPPED: no permission was lost, for only root can run this as another user";
        io::stderr().write_all(format!("{skipped}\n").as_bytes()).unwrap();
        return;
    }
    let root = tempfile::tempdir().unwrap();
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let data = root.path().join("data");
    fs::create_dir(&data).unwrap();
    chown(&data, Some(OTHER), Some(OTHER)).unwrap();
    // Where it was built another user may not be let in.
    let binary = root.path().join("bowerbird-connector");
    fs::copy(env!("CARGO_BIN_EXE_bowerbird-connector"), &binary).unwrap();

    let program = Program::start(&binary, root.path());
    let editor = program.connect();
    assert_eq!(program.save(&editor, 1).0, 200);
    let mut number = 1;
    // The directory alone, and everything in it.
    for everything in [false, true] {
        let take = |given: bool| {
            if everything {
                set_modes(&data, given);
            } else {
                let mode = if given { 0o700 } else { 0 };
                fs::set_permissions(&data, fs::Permissions::from_mode(mode)).unwrap();
            }
        };
        take(false);
        for _ in 0..3 {
            number += 1;
            let (status, told) = program.save(&editor, number);
            assert_eq!(status, 503, "{told}");
            assert!(told.contains("can't be read or written now"), "{told}");
        }
        assert!(program.has(&editor, 1), "who only asks is answered");
        // A start says so too, and touches nothing.
        let refused = as_other(&binary, root.path()).output().unwrap();
        let error = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{error}");
        assert!(error.to_lowercase().contains("permission denied"), "{error}");
        take(true);
        let begun = std::time::Instant::now();
        while program.save(&editor, number).0 != 200 {
            assert!(begun.elapsed() < Duration::from_secs(20), "it does not go on");
            std::thread::sleep(Duration::from_millis(100));
        }
        assert!(program.has(&editor, 1) && program.has(&editor, number));
        assert!(
            !data.join("damaged").exists(),
            "it says nothing about what is kept"
        );
    }
    drop(program);
    // And where it can't start at all, until it can.
    set_modes(&data, false);
    let refused = as_other(&binary, root.path()).output().unwrap();
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(error.to_lowercase().contains("permission denied"), "{error}");
    set_modes(&data, true);
    let program = Program::start(&binary, root.path());
    let editor = program.connect();
    assert!([1, 4, 7].into_iter().all(|number| program.has(&editor, number)));
    assert!(!data.join("damaged").exists());
}
