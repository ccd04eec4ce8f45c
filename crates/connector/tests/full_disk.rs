//! A disk with too little room left: what was kept is offered, what needs room is refused, and nobody is sent away.
//!
//! The disk is a small one in memory, in a mount namespace of the test's own. Where the system has none for ordinary
//! users, the test passes and says so.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says where it is skipped"
)]

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

/// Size of the disk in MiB, and what is left of it when it is nearly full: less than the store's reserve of 32.
const DISK: usize = 96;
const LEFT: usize = 16;

/// No text.
const NONE: [usize; 0] = [];
/// Of so many texts one is asked for.
const SOME: usize = 11;

/// A disk of its own, as long as it lives.
struct Disk {
    holder: Child,
    /// The holder ends when this is closed.
    _input: ChildStdin,
    at: PathBuf,
}

impl Disk {
    fn new(at: &Path) -> Option<Self> {
        let mut holder = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c"])
            .arg(format!(
                "mount -t tmpfs -o size={DISK}m none \"$0\" && echo mounted && cat"
            ))
            .arg(at)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = holder.stdin.take().unwrap();
        let mut said = String::new();
        BufReader::new(holder.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        let disk = Self {
            holder,
            _input: input,
            at: at.to_owned(),
        };
        (said.trim() == "mounted").then_some(disk)
    }

    /// Where this process sees it.
    fn seen(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(self.at.strip_prefix("/").unwrap())
    }

    fn fill(&self) {
        let room = fs2::available_space(self.seen()).unwrap();
        let filling = usize::try_from(room).unwrap() - LEFT * 1024 * 1024;
        fs::write(self.seen().join("filling"), vec![0; filling]).unwrap();
    }

    /// Leaves not a single free block, from now on whatever is given up meanwhile.
    fn fill_to_the_last_byte(&self) {
        let place = self.seen().join("filling");
        let mut filling = File::options().create(true).append(true).open(place).unwrap();
        while filling.write(&[0; 65_536]).is_ok_and(|written| written > 0) {}
        assert_eq!(fs2::available_space(self.seen()).unwrap(), 0);
    }

    fn empty(&self) {
        fs::remove_file(self.seen().join("filling")).unwrap();
    }

    fn start(&self) -> Program {
        self.try_start().expect("it starts")
    }

    /// The program, on a directory of this disk.
    fn command(&self) -> Command {
        let mut command = Command::new("nsenter");
        command
            .args(["--user", "--mount", "--preserve-credentials", "--target"])
            .arg(self.holder.id().to_string())
            .arg(env!("CARGO_BIN_EXE_bowerbird-connector"))
            .arg("--data-dir")
            .arg(self.at.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    fn try_start(&self) -> Option<Program> {
        let mut child = self.command().args(["--port", "0"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let base = line.trim_end().strip_prefix("listening on ").map(str::to_owned);
        let Some(base) = base else {
            child.wait().unwrap();
            return None;
        };
        Some(Program { child, base })
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

struct Program {
    child: Child,
    base: String,
}

impl Program {
    fn post(&self, path: &str, body: &Value) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        let mut answer = agent
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json")
            .send(body.to_string().as_bytes())
            .unwrap();
        (
            answer.status().as_u16(),
            answer.body_mut().read_to_string().unwrap(),
        )
    }

    fn connect(&self, name: &str) -> String {
        let body = json!({ "application": { "name": name, "version": "1", "platform": "LINUX" } });
        let (status, text) = self.post("/connect", &body);
        assert_eq!(status, 200, "{name}: {text}");
        let context: Value = serde_json::from_str(&text).unwrap();
        context["application"]["id"].as_str().unwrap().to_owned()
    }

    fn save(&self, editor: &str, text: &str) -> (u16, String) {
        self.post(
            &format!("/{editor}/reaction"),
            &json!({ "save": true, "seed": seed(text) }),
        )
    }

    /// Whether a text is offered for reuse.
    fn is_offered(&self, editor: &str, text: &str) -> bool {
        let (status, answer) = self.post(&format!("/{editor}/suggestion"), &seed(text));
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str::<Value>(&answer).unwrap()["reuse"]["suggested"] == json!(true)
    }

    /// Those of the texts that are not offered for reuse, of some of them.
    fn not_offered(&self, editor: &str, texts: &[String]) -> Vec<usize> {
        let missing = |place: &usize| !self.is_offered(editor, &texts[*place]);
        (0..texts.len()).step_by(SOME).filter(missing).collect()
    }

    /// Every asset's id, as the asset API tells it.
    fn assets(&self) -> BTreeSet<String> {
        let answer = ureq::get(format!("{}/assets/identifiers", self.base)).call();
        let answer = answer.unwrap().body_mut().read_to_string().unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let ids = answer["iterable"].as_array().unwrap();
        ids.iter()
            .map(|id| id["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Whether a search finds something.
    fn finds(&self, word: &str) -> bool {
        let answer = ureq::get(format!("{}/assets/search?query={word}", self.base)).call();
        let answer = answer.unwrap().body_mut().read_to_string().unwrap();
        answer.contains("\"score\"") || answer.contains("identifier")
    }

    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        assert!(self.child.wait().unwrap().success());
    }

    fn applications(&self) -> String {
        let answer = ureq::get(format!("{}/applications", self.base)).call();
        answer.unwrap().body_mut().read_to_string().unwrap()
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

#[test]
fn a_full_disk_refuses_what_needs_room_and_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::new(dir.path()) else {
        println!("skipped: there are no mount namespaces for this user");
        return;
    };
    let (kept, other) = (
        "fn area(w: u32, h: u32) -> u32 { w * h }",
        "SELECT name, count(*) AS orders FROM customers GROUP BY name ORDER BY orders DESC;",
    );
    let program = disk.start();
    let editor = program.connect("VS_CODE");
    assert_eq!(program.save(&editor, kept).0, 200);
    disk.fill();
    let connected = |program: &Program| {
        assert_eq!(program.connect("VS_CODE"), editor, "known already");
        let newcomer = program.connect("SUBLIME");
        for id in [&editor, &newcomer] {
            assert!(program.is_offered(id, kept));
            assert!(!program.is_offered(id, other));
            assert_eq!(program.save(id, other).0, 507);
        }
        assert!(program.applications().contains(&newcomer));
        newcomer
    };
    let newcomer = connected(&program);
    drop(program);
    // Started on the full disk, after a kill and again after that.
    drop(disk.start());
    let program = disk.start();
    assert_eq!(connected(&program), newcomer);

    disk.empty();
    assert_eq!(program.save(&newcomer, other).0, 200);
    drop(program);
    let program = disk.start();
    assert!(
        program.applications().contains(&newcomer),
        "written with the next thing that could be"
    );
    assert_eq!(program.connect("VS_CODE"), editor);
    assert!(program.is_offered(&editor, other));
}

#[test]
fn a_library_begins_on_a_disk_that_is_nearly_full() {
    let dir = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::new(dir.path()) else {
        println!("skipped: there are no mount namespaces for this user");
        return;
    };
    disk.fill();
    let program = disk.start();
    let editor = program.connect("VIM");
    assert_eq!(
        program
            .save(&editor, "fn area(w: u32, h: u32) -> u32 { w * h }")
            .0,
        507
    );
    disk.empty();
    assert_eq!(
        program
            .save(&editor, "fn area(w: u32, h: u32) -> u32 { w * h }")
            .0,
        200
    );
}

/// Texts of two sizes, so many that sled has something to tidy.
fn texts() -> Vec<String> {
    let text = |number: usize| {
        let lines = if number.is_multiple_of(2) { 4 } else { 120 };
        let line = |line| format!("    let sum_{line} = area({}, {number});\n", line * number + 7);
        let lines: String = (0..lines).map(line).collect();
        format!("fn only_{number}() {{\n{lines}}}\n")
    };
    (0..120).map(text).collect()
}

#[test]
fn a_disk_without_a_free_block_keeps_nobody_from_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::new(dir.path()) else {
        println!("skipped: there are no mount namespaces for this user");
        return;
    };
    let (texts, other) = (texts(), "SELECT name, count(*) AS orders FROM customers;");
    let program = disk.start();
    let editor = program.connect("VS_CODE");
    for text in &texts {
        assert_eq!(program.save(&editor, text).0, 200);
    }
    let kept = program.assets();
    assert_eq!(kept.len(), texts.len());
    let everything_but_saving_goes_on = |program: &Program, when: &str| {
        assert_eq!(program.connect("VS_CODE"), editor, "{when}");
        for turn in 0..2 {
            let (status, said) = program.save(&editor, other);
            assert_eq!(status, 507, "{when}, {turn}: {said}");
            assert_eq!(program.not_offered(&editor, &texts), NONE, "{when}, {turn}");
            assert!(!program.is_offered(&editor, other), "{when}, {turn}");
            assert_eq!(program.assets(), kept, "{when}, {turn}");
            assert!(program.finds("only_77"), "{when}, {turn}");
            // sled tidies once in a second.
            std::thread::sleep(Duration::from_millis(1_100));
        }
    };
    disk.fill_to_the_last_byte();
    everything_but_saving_goes_on(&program, "while it is filled");
    drop(program);

    for when in ["after a kill", "after another"] {
        let program = disk.try_start().expect(when);
        everything_but_saving_goes_on(&program, when);
        if when == "after another" {
            program.stop();
        }
    }
    let program = disk.try_start().expect("after a clean stop");
    everything_but_saving_goes_on(&program, "after a clean stop");

    disk.empty();
    assert_eq!(program.save(&editor, other).0, 200, "without a restart");
    program.stop();
    // What was given up is there again for the next time.
    disk.fill_to_the_last_byte();
    let program = disk.start();
    assert_eq!(program.connect("VS_CODE"), editor);
    assert_eq!(program.not_offered(&editor, &texts), NONE);
    assert!(program.is_offered(&editor, other));
    assert_eq!(
        program
            .save(&editor, "SELECT 1 FROM another_table WHERE id = 7;")
            .0,
        507
    );
    drop(program);
    disk.empty();
    let program = disk.start();
    assert_eq!(program.connect("VS_CODE"), editor);
    assert_eq!(program.not_offered(&editor, &texts), NONE);
    assert_eq!(program.assets().len(), texts.len() + 1);
}

/// Changes every place of the database where this stands, as a medium does that forgets: the file's times stay.
fn forget(store: &Path, known: &[u8]) {
    let path = store.join("db");
    let file = File::options().write(true).open(&path).unwrap();
    let modified = file.metadata().unwrap().modified().unwrap();
    let bytes = fs::read(&path).unwrap();
    let places = bytes.windows(known.len()).enumerate();
    let mut changed = 0;
    for (place, _) in places.filter(|(_, there)| *there == known) {
        file.write_all_at(&[known[0] ^ 1], place as u64).unwrap();
        changed += 1;
    }
    assert!(changed > 0);
    file.set_modified(modified).unwrap();
}

#[test]
fn a_library_that_is_found_damaged_on_a_full_disk_is_restored_once_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::new(dir.path()) else {
        println!("skipped: there are no mount namespaces for this user");
        return;
    };
    // More than fits into what is kept in reserve.
    let text = |number: usize| {
        let line = |line| format!("    let sum_{line} = area_of({}, {number});\n", line * number + 7);
        let lines: String = (0..400).map(line).collect();
        format!("fn only_{number}() {{\n{lines}}}\n")
    };
    let texts: Vec<String> = (0..150).map(text).collect();
    let program = disk.start();
    let editor = program.connect("VS_CODE");
    for text in &texts {
        assert_eq!(program.save(&editor, text).0, 200);
    }
    program.stop();
    let backed_up = disk.command().arg("--backup").output().unwrap();
    assert!(backed_up.status.success());
    let program = disk.start();
    program.connect("VS_CODE");
    assert_eq!(
        program
            .save(&editor, "SELECT 1 FROM another_table WHERE id = 7;")
            .0,
        200
    );
    program.stop();
    forget(&disk.seen().join("data/store"), b"fn only_77()");
    disk.fill_to_the_last_byte();

    // Until all of it was read nobody knows; from then on everybody is told, and nobody waits.
    let program = disk.start();
    let refused = |program: &Program| {
        let (status, said) = program.post(&format!("/{editor}/suggestion"), &seed(&texts[7]));
        assert!(status == 503 || status == 401 || status == 200, "{status} {said}");
        said.contains("damaged")
    };
    assert!((0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        refused(&program)
    }));
    let (status, said) = program.post("/connect", &json!({}));
    assert!(status == 503 && said.contains("tried again"), "{said}");

    disk.empty();
    assert!((0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        !refused(&program)
    }));
    assert_eq!(program.connect("VS_CODE"), editor);
    assert_eq!(program.not_offered(&editor, &texts), NONE);
    assert_eq!(program.assets().len(), texts.len());
    program.stop();
}
