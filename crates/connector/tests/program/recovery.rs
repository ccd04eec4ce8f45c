//! Backups by the command line, and a start on a damaged store.

use super::{Program, command, has, run, save_some};

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
fn what_is_no_backup_is_not_overwritten_from_the_command_line() {
    let (dir, notes) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    save_some(&Program::start(dir.path()), 1);
    let file = notes.path().join("notes.txt");
    std::fs::write(&file, "What nobody has a second time.").unwrap();
    let (code, said, error) = run(command(dir.path(), &[&format!("--backup={}", file.display())]));
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert_eq!(
        error,
        format!(
            "bowerbird-connector: {} exists and is no backup; choose another name\n",
            file.display()
        )
    );
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "What nobody has a second time."
    );
    assert_eq!(std::fs::read_dir(notes.path()).unwrap().count(), 1);
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

/// Some snippets, some more of which none is in a backup, and a store that can't be read.
fn damaged(dir: &std::path::Path) {
    save_some(&Program::start(dir), 3);
    assert_eq!(run(command(dir, &["--backup"])).0, Some(0));
    std::fs::write(dir.join("store/db"), [0x5A; 300_000]).unwrap();
}

#[test]
fn what_became_of_a_damaged_library_is_said_where_what_was_asked_fails() {
    for asked in ["--backup=/nonexistent/x", "--restore=Cargo.toml"] {
        let dir = tempfile::tempdir().unwrap();
        damaged(dir.path());
        let (code, said, error) = run(command(dir.path(), &[asked]));
        assert_eq!((code, said.as_str()), (Some(1), ""));
        assert!(
            error.starts_with("The library could not be used: ") && error.contains("with 3 snippets"),
            "{asked}: {error}"
        );
        assert!(error.contains("\nbowerbird-connector: "), "{asked}: {error}");
        // It was said.
        let (code, _, error) = run(command(dir.path(), &["--backup"]));
        assert_eq!((code, error.as_str()), (Some(0), ""), "{asked}");
    }
}

/// A start that ends before anybody can have read what became of the library, and one whose stderr is closed.
#[cfg(unix)]
#[test]
fn what_became_of_a_damaged_library_is_said_by_the_next_start_where_this_one_could_not() {
    use std::process::Stdio;
    let dir = tempfile::tempdir().unwrap();
    damaged(dir.path());
    let (reader, closed) = std::io::pipe().unwrap();
    drop(reader);
    let mut unheard = command(dir.path(), &["--backup"])
        .stdout(Stdio::null())
        .stderr(closed)
        .spawn()
        .unwrap();
    assert!(unheard.wait().unwrap().success());
    let (_, _, error) = run(command(dir.path(), &["--backup"]));
    assert!(
        error.starts_with("The library could not be used: ") && error.contains("with 3 snippets"),
        "{error}"
    );
    let (_, _, error) = run(command(dir.path(), &["--backup"]));
    assert_eq!(error, "");
}

/// It would be ended without a word, and again at each start.
#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_the_size_of_files_is_said_and_costs_no_library() {
    let dir = tempfile::tempdir().unwrap();
    let kept = save_some(&Program::start(dir.path()), 3);
    for asked in [
        "--backup", "--port=0", "--backup", "--port=0", "--backup", "--port=0",
    ] {
        let program = command(dir.path(), &[asked]);
        let mut limited = std::process::Command::new("sh");
        limited
            .args(["-c", "ulimit -f 64; exec \"$@\"", "sh"])
            .arg(program.get_program())
            .args(program.get_args());
        let (code, _, error) = run(limited);
        assert_eq!(code, Some(1), "{asked}: {error}");
        assert!(error.contains("File too large"), "{asked}: {error}");
        assert!(!dir.path().join("opening").exists());
    }
    let program = Program::start(dir.path());
    assert!(kept.iter().all(|text| has(&program, text)));
}
