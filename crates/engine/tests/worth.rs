//! What is worth keeping though it is made of plain words, and what nobody comes back for though it has many marks.

#![allow(
    clippy::print_stdout,
    reason = "what is judged otherwise than expected is printed"
)]

use domain::{AssetId, Decision};
use engine::{Analysis, Engine, Worth};

/// The texts that are judged otherwise than `expected`.
fn wrong(texts: &[&str], expected: impl Fn(Worth) -> bool) -> Vec<String> {
    let judged = texts.iter().map(|text| (text, Analysis::of(text).worth()));
    judged
        .filter(|(_, worth)| !expected(*worth))
        .map(|(text, worth)| format!("{worth:?}: {text}"))
        .collect()
}

#[track_caller]
fn all_are_worthwhile(texts: &[&str]) {
    let wrong = wrong(texts, |worth| worth == Worth::Worthwhile);
    assert!(wrong.is_empty(), "{}", wrong.join("\n---\n"));
}

#[track_caller]
fn all_are_trivial(texts: &[&str]) {
    let wrong = wrong(texts, |worth| matches!(worth, Worth::Trivial(_)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n---\n"));
}

#[test]
fn forms_of_lisp_are_kept() {
    all_are_worthwhile(&[
        "(defun factorial (n)\n  (if (zerop n)\n      1\n      (* n (factorial (- n 1)))))",
        "(define (map-tree f tree)\n  (cond ((null? tree) '())\n        ((pair? tree) (cons (map-tree f (car tree)) (map-tree f (cdr tree))))\n        (else (f tree))))",
        "(defun insert-date ()\n  \"Insert the date of today, as the user likes it to be written.\"\n  (interactive)\n  (insert (current-time-string)))",
        "(defmacro unless (test &rest body)\n  (list 'if test nil (cons 'progn body)))",
        "(defn construct\n  \"Makes a date of what is given, and checks that there is one.\"\n  [years months days]\n  (make years months days))",
        "(define-syntax swap!\n  (syntax-rules ()\n    ((swap! a b) (let ((other a)) (set! a b) (set! b other)))))",
    ]);
}

#[test]
fn statements_of_sql_are_kept_in_any_case() {
    all_are_worthwhile(&[
        "create table tags (id serial primary key, name text not null);",
        "insert into users (name, email) values ('ann', 'ann@example.org');",
        "alter table users add column nickname text;",
        "drop table if exists old_orders cascade;",
        "grant select on all tables in schema public to readonly;",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO readonly;",
        "EXPLAIN ANALYZE SELECT * FROM orders;",
        "begin transaction\ndelete from logs where day < 10\ncommit",
    ]);
}

#[test]
fn commands_and_scripts_are_kept() {
    all_are_worthwhile(&[
        "kubectl rollout restart deployment web",
        "awk '{sum += $1} END {print sum}' numbers.txt",
        "tar xzf archive.tar.gz",
        "chmod +x run.sh",
        "./mvnw clean package -DskipTests",
        "./gradlew assembleDebug --stacktrace",
        "~/bin/deploy.sh prod --region eu-west-1 --dry-run",
        "/usr/bin/rsync -avz --delete src/ host:/dst",
        "../scripts/build.sh --release --target x86_64",
        r"C:\tools\nuget.exe restore app.sln -Verbosity quiet",
        "mount /dev/sdb1 /mnt",
        "npx create-react-app my-app",
        "while true; do date; sleep 1; done",
        "git fetch origin\ngit rebase origin/main\ngit push",
        "cd build\ncmake ..\nmake\nsudo make install",
        "docker stop web\ndocker rm web\ndocker pull nginx",
    ]);
}

#[test]
fn imports_scenarios_settings_and_blocks_are_kept() {
    all_are_worthwhile(&[
        "import os\nimport sys\nfrom pathlib import Path",
        "try:\n    import simplejson as json\nexcept ImportError:\n    import json",
        "require 'json'\nrequire 'net/http'",
        "import (\n\t\"fmt\"\n\t\"go/ast\"\n\t\"log\"\n)",
        "Feature: Login\n  Scenario: valid user\n    Given a user \"ann\"\n    When she logs in\n    Then she sees the dashboard",
        "Given a registered user\nWhen she signs in\nThen she sees her dashboard",
        "set nocompatible\nset number\nset expandtab\nset shiftwidth=4\nsyntax on",
        "bind C-a send-prefix\nunbind C-b\nset -g prefix C-a",
        "PermitRootLogin no\nPasswordAuthentication no\nX11Forwarding no",
        "FROM alpine\nRUN apk add curl\nCMD sh",
        "class Dog\n  def bark\n    puts \"woof\"\n  end\nend",
        "function greet\n    echo hello\n    cd projects\n    ls\nend",
        "tell application \"Finder\"\n  set target of window to desktop\n  activate\nend tell",
        "program hello\n  implicit none\n  print *, \"hello\"\nend program hello",
    ]);
}

#[test]
fn what_somebody_could_have_said_is_not_kept() {
    all_are_trivial(&[
        "make sure the server runs",
        "git push fails when offline",
        "Create table of contents for the manual",
        "select the file from the list, then go on",
        "(see also the manual, and what it says of this)",
        "First we fetch the sources,\nthen we make the program,\nand install it.",
        "git\ndocker\nnpm",
        "import the data,\nuse what is there,\nand include the rest",
        "Given the chance, he would go.\nThen we would stay here.",
        "set the table\nset the date\nlet us know",
        "If it rains\n  we stay at home\nend of the story",
    ]);
}

#[test]
fn what_programs_write_while_they_run_is_not_kept() {
    all_are_trivial(&[
        "Traceback (most recent call last):\n  File \"/app/main.py\", line 12, in <module>\n    main()\n  File \"/app/main.py\", line 8, in main\n    return 1 / 0\nZeroDivisionError: division by zero",
        "Exception in thread \"main\" java.lang.NullPointerException: \"s\" is null\n\tat com.example.App.run(App.java:14)\n\tat com.example.App.main(App.java:6)",
        "TypeError: Cannot read properties of undefined (reading 'map')\n    at List (List.jsx:12:20)\n    at renderWithHooks (react-dom.development.js:14985:18)",
        "time=\"2026-01-01T00:00:00Z\" level=info msg=\"listening\" port=80\ntime=\"2026-01-01T00:00:01Z\" level=error msg=\"boom\" err=\"x\"",
        "I0612 12:00:00.123456   12345 controller.go:114] Starting workers",
        " M src/main.rs\n?? notes.txt",
        "total 12\ndrwxr-xr-x 2 root root 4096 Nov 26 13:38 .\n-rw-r--r-- 1 root root   12 Nov 26 13:38 a.txt",
    ]);
}

#[test]
fn lists_of_addresses_and_paths_are_not_kept() {
    all_are_trivial(&[
        "https://example.org/issues/12345\nhttps://example.org/issues/12346",
        "src/main.rs\nsrc/lib.rs\ntests/all.rs",
        "10 Downing Street\nLondon SW1A 2AA\nUnited Kingdom",
    ]);
    all_are_worthwhile(&[
        "*.log\nnode_modules/\ndist/\n.env",
        "try:\n    main()\nexcept ValueError as error:\n    raise TypeError(\"no\") from error",
    ]);
}

#[test]
fn a_short_form_is_found_without_its_comment() {
    let saved = "(defun area (w)\n  ;; says what it is\n  (* w w)\n  (format t \"~a\" w))\n";
    let copied = "(defun area (w)\n  (* w w)\n  (format t \"~a\" w))\n";
    let mut engine = Engine::new();
    engine.insert(AssetId::new(uuid::Uuid::from_u128(1)), &Analysis::of(saved));
    assert_eq!(engine.judge(&Analysis::of(copied)).decision, Decision::Reuse);
}

/// An engine that holds these texts.
fn saved(texts: &[&str]) -> Engine {
    let mut engine = Engine::new();
    for (number, text) in texts.iter().enumerate() {
        let id = AssetId::new(uuid::Uuid::from_u128(number as u128 + 1));
        engine.insert(id, &Analysis::of(text));
    }
    engine
}

#[test]
fn what_somebody_saved_is_offered_for_nearly_the_same_though_it_is_little() {
    let trace = "Exception in thread \"main\" java.lang.IllegalStateException: pool closed\n\tat com.acme.db.Pool1.take(Pool.java:10)\n\tat com.acme.db.Pool2.take(Pool.java:17)\n\tat com.acme.db.Pool3.take(Pool.java:24)";
    let status = "On branch main\nChanges not staged for commit:\n\tmodified:   src/parser.rs\n\tmodified:   src/lexer.rs\n\nno changes added to commit";
    let paths = "src/components/Button/index.tsx\nsrc/components/Dialog/index.tsx\nsrc/components/Table/index.tsx\nsrc/components/Card/index.tsx";
    let engine = saved(&[trace, status, paths, "fn other() -> u32 {\n    41\n}"]);
    for (text, word, other) in [
        (trace, "closed", "exhausted"),
        (status, "lexer", "tokens"),
        (paths, "Dialog", "Modal"),
    ] {
        let copy = text.replace(word, other);
        let analysis = Analysis::of(&copy);
        assert!(matches!(analysis.worth(), Worth::Trivial(_)), "{copy}");
        assert_eq!(engine.judge(&analysis).decision, Decision::Reuse, "{copy}");
    }
    for junk in [
        "Exception in thread \"main\" java.lang.Error: no\n\tat org.other.Main.run(Main.java:3)\n\tat org.other.Main.main(Main.java:1)",
        "HEAD detached at v1.2\nnothing to commit, working tree clean",
        "docs/guide.md\ndocs/index.md\nREADME/all.md",
        "2024-11-21 09:17:23,308 INFO [a.b] project simple in 295 ms",
        "other",
        "return 41;",
    ] {
        let decision = engine.judge(&Analysis::of(junk)).decision;
        assert!(matches!(decision, Decision::Nothing(_)), "{junk}: {decision:?}");
    }
}

#[test]
fn a_command_is_found_whatever_stands_around_it() {
    let commands = [
        "ps aux | grep node",
        "select * from users",
        "python -c \"import sys; print(sys.path)\"",
        "git stash push -m wip -- src",
        "du -sh * | sort -h | tail -20",
    ];
    for command in commands {
        let engine = saved(&[command]);
        for copy in [
            format!("$ {command}"),
            format!("> {command}"),
            format!("# {command}"),
            format!(">>> {command}"),
            format!("PS C:\\> {command}"),
            format!("joe@box:~/app$ {command}"),
            format!("`{command}`"),
            format!("{command};"),
        ] {
            let suggestion = engine.judge(&Analysis::of(&copy));
            assert_eq!(suggestion.decision, Decision::Reuse, "{copy}");
            assert!(suggestion.matches[0].difference > 0.0, "another text: {copy}");
        }
        for dressed in [format!("{command};"), format!("$ {command}")] {
            let engine = saved(&[&dressed]);
            assert_eq!(
                engine.judge(&Analysis::of(command)).decision,
                Decision::Reuse,
                "{dressed}"
            );
        }
    }
}

#[test]
fn a_prompt_before_something_else_finds_nothing() {
    let engine = saved(&["ps aux | grep node", "kubectl get pods"]);
    for copy in [
        "$ uname",
        "# Heading",
        "> quoted words of somebody",
        "`word`",
        "$ kubectl",
    ] {
        let decision = engine.judge(&Analysis::of(copy)).decision;
        assert_ne!(decision, Decision::Reuse, "{copy}");
    }
}

/// The texts of a file, which lines of `===` part.
fn texts(file: &str) -> Vec<&str> {
    file.trim_end().split("\n===\n").collect()
}

/// How many of the texts of a file are judged as `expected`; those that are not are printed if they may be looked at.
fn share(file: &str, looked_at: bool, expected: fn(Worth) -> bool) -> f64 {
    let texts = texts(file);
    let wrong = wrong(&texts, expected);
    if looked_at {
        wrong.iter().for_each(|text| println!("{text}\n---"));
    }
    let share = (texts.len() - wrong.len()) as f64 / texts.len() as f64;
    println!("{share:.3} of {}", texts.len());
    share
}

/// What programs print and people write, and short things that somebody keeps: half of each was looked at when the rules were made,
/// the other half was not.
#[test]
fn junk_and_worth_are_told_apart() {
    let trivial = |worth| matches!(worth, Worth::Trivial(_));
    let worthwhile = |worth| worth == Worth::Worthwhile;
    for (file, looked_at, expected, least) in [
        (
            include_str!("worth/junk_looked_at.txt"),
            true,
            trivial as fn(Worth) -> bool,
            0.98,
        ),
        (include_str!("worth/worth_looked_at.txt"), true, worthwhile, 0.97),
        (include_str!("worth/junk_kept.txt"), false, trivial, 0.95),
        (include_str!("worth/worth_kept.txt"), false, worthwhile, 0.92),
    ] {
        let share = share(file, looked_at, expected);
        assert!(share >= least, "{share}");
    }
}
