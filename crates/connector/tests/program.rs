//! The program `bowerbird-connector`: how it starts, how it stops, and what survives when it is killed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

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

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_memory_behind() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(dir.path());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", program.child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size"));
    let soft = core.and_then(|line| line.split_whitespace().nth(4));
    assert_eq!(soft, Some("0"), "{limits}");
}

/// The program where new files and directories are everybody's, unless their maker says otherwise.
#[cfg(target_os = "linux")]
fn careless(command: &Command) -> Command {
    let mut careless = Command::new("sh");
    careless.args(["-c", "umask 000 && exec \"$@\"", "sh"]);
    careless.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        careless.env(name, value.unwrap_or_default());
    }
    careless
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    careless
}

/// Everything in a directory, each of which must be its owner's alone; the names of the directories are added to `seen`.
#[cfg(target_os = "linux")]
fn visit_private(dir: &Path, seen: &mut Vec<String>) {
    use std::os::unix::fs::PermissionsExt;

    for entry in std::fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        let directory = entry.file_type().unwrap().is_dir();
        let expected = if directory { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{mode:o} {}", entry.path().display());
        if directory {
            seen.push(entry.file_name().into_string().unwrap());
            visit_private(&entry.path(), seen);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn everything_it_writes_is_its_users_alone() {
    use std::os::unix::fs::PermissionsExt;

    let root = tempfile::tempdir().unwrap();
    // One directory that is made, and one that is there and open to everybody.
    let (made, wide) = (root.path().join("a/b"), root.path().join("wide"));
    std::fs::create_dir(&wide).unwrap();
    std::fs::set_permissions(&wide, std::fs::Permissions::from_mode(0o755)).unwrap();
    for dir in [&made, &wide] {
        let start = || Program::spawn(careless(&command(dir, &["--port", "0"])));
        let texts = save_some(&start(), 3);
        // While it runs, and backed up, damaged and restored.
        let program = start();
        visit_private(dir, &mut Vec::new());
        drop(program);
        let (code, _, error) = run(careless(&command(dir, &["--backup"])));
        assert_eq!(code, Some(0), "{error}");
        std::fs::write(dir.join("store/db"), vec![0x5A; 100_000]).unwrap();
        let program = start();
        assert!(texts.iter().all(|text| has(&program, text)));
        program.signal("TERM");
        program.end();
        let exported = dir.join("exported.jsonl.zst");
        let backup = format!("--backup={}", exported.display());
        assert_eq!(run(careless(&command(dir, &[&backup]))).0, Some(0));
        let restored = run(careless(&command(
            dir,
            &["--restore", exported.to_str().unwrap()],
        )));
        assert_eq!(restored.0, Some(0), "{}", restored.2);
        let mut seen = Vec::new();
        visit_private(dir, &mut seen);
        for made in ["store", "backups", "damaged"] {
            assert!(seen.iter().any(|name| name == made), "{made}: {seen:?}");
        }
    }
    // And where it goes by itself.
    let (runtime, share) = (root.path().join("run"), root.path().join("share"));
    let mut usual = Command::new(env!("CARGO_BIN_EXE_bowerbird-connector"));
    usual
        .args(["--port", "0"])
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("XDG_DATA_HOME", &share);
    let program = Program::spawn(careless(&usual));
    assert_eq!(address_in(&runtime.join("bowerbird")), program.base);
    for dir in ["a", "a/b", "run", "run/bowerbird", "share", "share/bowerbird"] {
        let path = root.path().join(dir);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{dir}");
        visit_private(&path, &mut Vec::new());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_stands_in_the_way_of_the_runtime_file_ends_no_start() {
    for (in_the_way, found) in [("connector.json.new", true), ("connector.json", false)] {
        let dir = tempfile::tempdir().unwrap();
        let there = dir.path().join(in_the_way);
        std::fs::create_dir_all(there.join("not ours")).unwrap();
        let program = Program::start(dir.path());
        program.connect();
        if found {
            assert_eq!(address_in(dir.path()), program.base);
        }
        program.signal("TERM");
        let (status, log) = program.end();
        assert_eq!(status.code(), Some(0), "{log}");
        assert_eq!(
            log.contains("the address could not be written to"),
            !found,
            "{log}"
        );
        assert!(there.join("not ours").exists());
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

#[test]
fn a_second_one_on_the_same_directory_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let first = Program::start(dir.path());
    let (code, out, error) = run(command(dir.path(), &["--port", "0"]));
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(error.contains("in use by another Bowerbird"), "{error}");
    first.connect();
}

#[test]
fn a_taken_port_is_named() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = Program::start(dir.path());
    let port = first.base.rsplit(':').next().unwrap();
    let (code, _, error) = run(command(other.path(), &["--port", port]));
    assert_eq!(code, Some(1));
    assert!(error.contains(&format!("port {port} can't be used")), "{error}");
}

#[test]
fn a_directory_that_can_not_be_used_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let (code, _, error) = run(command(&file, &["--port", "0"]));
    assert_eq!(code, Some(1));
    assert!(error.contains(file.to_str().unwrap()), "{error}");
}

#[cfg(unix)]
#[test]
fn what_was_copied_is_not_logged() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = command(dir.path(), &["--port", "0"]);
    command.env("BOWERBIRD_LOG", "trace");
    let program = Program::spawn(command);
    let (client, editor) = (Program::client(), program.connect());
    let marker = "xyzzy_plugh_marker";
    let text = format!("fn {marker}(a: u32) -> u32 {{\n    a.pow(2) + 7\n}}\n");
    for (route, body) in [
        ("suggestion", seed(&text)),
        ("reaction", json!({ "save": true, "seed": seed(&text) })),
        ("reaction", json!({ "save": marker, "seed": seed(&text) })),
        ("intention", seed(&text)["asset"].clone()),
        ("suggestion", json!({ "asset": marker })),
    ] {
        program
            .post(&client, &format!("/{editor}/{route}"), &body)
            .unwrap();
    }
    program.signal("TERM");
    let (_, log) = program.end();
    assert!(log.contains("ready") && !log.contains(marker), "{log}");
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

#[test]
fn it_backs_up_and_restores_from_the_command_line() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let program = Program::start(dir.path());
    let texts = save_some(&program, 3);
    let editor = program.connect();
    let (code, _, error) = run(command(dir.path(), &["--backup"]));
    assert_eq!(code, Some(1));
    assert!(error.contains("in use by another Bowerbird"), "{error}");
    drop(program);

    let (code, said, error) = run(command(dir.path(), &["--backup"]));
    assert_eq!((code, error.as_str()), (Some(0), ""));
    let begin = format!(
        "Backed up 3 snippets to {}",
        dir.path().join("backups/000001-").display()
    );
    assert!(said.starts_with(&begin), "{said}");
    let file = dir.path().join("mine.jsonl.zst");
    let (code, said, _) = run(command(dir.path(), &[&format!("--backup={}", file.display())]));
    assert_eq!(
        (code, said),
        (Some(0), format!("Backed up 3 snippets to {}.\n", file.display()))
    );

    // On another machine, over something that is there.
    save_some(&Program::start(other.path()), 1);
    let (code, said, error) = run(command(other.path(), &["--restore", file.to_str().unwrap()]));
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert!(
        said.starts_with("Restored 3 snippets. What was there before is in "),
        "{said}"
    );
    // Whatever happens to it before the first hour is over.
    std::fs::write(other.path().join("store/db"), [0xAB; 300_000]).unwrap();
    let program = Program::start(other.path());
    assert_eq!(program.connect(), editor, "applications are who they were");
    assert!(texts.iter().all(|text| has(&program, text)));
    drop(program);
    let (code, _, error) = run(command(other.path(), &["--restore", "Cargo.toml"]));
    assert_eq!(code, Some(1));
    assert!(
        error.contains("the backup can't be used: it is no Bowerbird backup"),
        "{error}"
    );
    assert!(
        has(&Program::start(other.path()), &texts[0]),
        "nothing was changed"
    );
}

#[test]
fn a_damaged_store_is_restored_and_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let kept = save_some(&Program::start(dir.path()), 3);
    let (code, ..) = run(command(dir.path(), &["--backup"]));
    assert_eq!(code, Some(0));
    let db = dir.path().join("store/db");
    let bytes = std::fs::read(&db).unwrap();
    std::fs::write(&db, vec![0x5A; bytes.len()]).unwrap();
    let program = Program::start(dir.path());
    assert!(kept.iter().all(|text| has(&program, text)));
    #[cfg(unix)]
    {
        program.signal("TERM");
        let (status, log) = program.end();
        assert!(status.success());
        assert!(
            log.contains("bowerbird-connector: The library could not be used: ")
                && log.contains("with 3 snippets"),
            "{log}"
        );
        // It is said once.
        let again = Program::start(dir.path());
        again.signal("TERM");
        assert!(!again.end().1.contains("could not be used"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn it_goes_on_when_it_is_out_of_files() {
    use std::net::TcpStream;

    let dir = tempfile::tempdir().unwrap();
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "ulimit -n 96 && exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_bowerbird-connector"))
        .args(["--port", "0", "--data-dir"])
        .arg(dir.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let program = Program::spawn(limited);
    let address = program.base.strip_prefix("http://").unwrap().to_owned();
    let silent: Vec<_> = (0..120).map(|_| TcpStream::connect(&address).unwrap()).collect();
    program.connect();
    drop(silent);
    program.signal("TERM");
    let (status, log) = program.end();
    assert!(status.success(), "{log}");
    let warnings = log.matches("could not be accepted").count();
    assert!((1..=2).contains(&warnings), "{warnings} warnings:\n{log}");
}

/// A stream that can be written to no more: a pipe that nobody reads.
#[cfg(target_os = "linux")]
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
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

#[cfg(target_os = "linux")]
#[test]
fn it_runs_on_where_nobody_reads_what_it_says() {
    let full: fn() -> Stdio = || Stdio::from(std::fs::File::options().write(true).open("/dev/full").unwrap());
    for unwritable in [closed_pipe as fn() -> Stdio, full] {
        let dir = tempfile::tempdir().unwrap();
        // It has something to say at once: that the library was restored.
        let kept = save_some(&Program::start(dir.path()), 3);
        assert_eq!(run(command(dir.path(), &["--backup"])).0, Some(0));
        std::fs::write(dir.path().join("store/db"), vec![0x5A; 100_000]).unwrap();
        let _ = std::fs::remove_file(dir.path().join("connector.json"));
        let mut command = command(dir.path(), &["--port", "0"]);
        command.env("BOWERBIRD_LOG", "trace");
        let child = command.stdout(unwritable()).stderr(unwritable()).spawn().unwrap();
        let mut program = Program {
            child,
            base: address_in(dir.path()),
            log: Some(thread::spawn(String::new)),
        };
        assert!(kept.iter().all(|text| has(&program, text)));
        assert_eq!(program.child.try_wait().unwrap(), None);
        program.signal("TERM");
        assert_eq!(program.end().0.code(), Some(0));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_runtime_directory_that_can_not_be_used_is_done_without() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    let dir = tempfile::tempdir().unwrap();
    let [file, taken, closed, usable] = ["file", "taken", "closed", "run"].map(|name| dir.path().join(name));
    std::fs::write(&file, "").unwrap();
    std::fs::create_dir_all(taken.join("bowerbird/connector.json")).unwrap();
    std::fs::create_dir_all(closed.join("bowerbird")).unwrap();
    // To root nothing is closed.
    let root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    std::fs::set_permissions(closed.join("bowerbird"), std::fs::Permissions::from_mode(0o500)).unwrap();
    std::fs::create_dir(&usable).unwrap();
    let data = || dir.path().join("share/bowerbird");
    for (runtime, expected) in [
        (&file, data()),
        (&taken, data()),
        (&closed, if root { closed.join("bowerbird") } else { data() }),
        (&usable, usable.join("bowerbird")),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bowerbird-connector"));
        command
            .args(["--port", "0"])
            .env("XDG_RUNTIME_DIR", runtime)
            .env("XDG_DATA_HOME", dir.path().join("share"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let program = Program::spawn(command);
        assert_eq!(address_in(&expected), program.base);
        program.signal("TERM");
        assert!(program.end().0.success());
    }
}
