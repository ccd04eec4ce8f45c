//! What it needs of the system is taken, full, closed or in the way: it says so, or goes on without.

use std::process::Command;
use std::process::Stdio;
use std::thread;

use super::{Program, address_in, command, has, run, save_some};

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
    let [file, taken, closed, open, shared, usable] =
        ["file", "taken", "closed", "open", "shared", "run"].map(|name| dir.path().join(name));
    std::fs::write(&file, "").unwrap();
    std::fs::create_dir_all(taken.join("bowerbird/connector.json")).unwrap();
    std::fs::create_dir_all(closed.join("bowerbird")).unwrap();
    // To root nothing is closed.
    let root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    std::fs::set_permissions(closed.join("bowerbird"), std::fs::Permissions::from_mode(0o500)).unwrap();
    // Where others can write, the file may be another's the next moment.
    for (directory, writable) in [(&open, open.clone()), (&shared, shared.join("bowerbird"))] {
        std::fs::create_dir_all(directory.join("bowerbird")).unwrap();
        std::fs::set_permissions(writable, std::fs::Permissions::from_mode(0o777)).unwrap();
    }
    std::fs::create_dir(&usable).unwrap();
    let data = || dir.path().join("share/bowerbird");
    for (runtime, expected) in [
        (&file, data()),
        (&taken, data()),
        (&closed, if root { closed.join("bowerbird") } else { data() }),
        (&open, data()),
        (&shared, data()),
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
