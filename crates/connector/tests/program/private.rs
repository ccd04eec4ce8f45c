//! What it leaves on the disk and in its log: nothing that others may read, and no copied text.

use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use super::{Program, address_in, command, has, run, save_some, seed};

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_memory_behind() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(dir.path());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", program.child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size"));
    let soft = core.and_then(|line| line.split_whitespace().nth(4));
    assert_eq!(soft, Some("0"), "{limits}");
    // Where a program is handed what is written down, that limit does not hold.
    let filter = std::fs::read_to_string(format!("/proc/{}/coredump_filter", program.child.id())).unwrap();
    assert_eq!(filter.trim().trim_matches('0'), "", "{filter}");
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
    // Nor as a list of bytes.
    let bytes = format!("{:?}", marker.as_bytes());
    assert!(!log.contains(bytes.trim_matches(['[', ']'])), "{log}");
}
