//! Lines that programs write while they run: a log, or the trace of calls that an error has.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::compile;

/// Lines that are looked at.
const LINES: usize = 50;
/// Bytes of the longest line that may be a call.
const LONGEST: usize = 1024;

/// Whether nearly all lines are a log's, or the text is a trace.
pub(super) fn is_log(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(LINES)
        .collect();
    // Most texts are something else, which a few lines show.
    let others = lines.iter().filter(|line| !LOGGED.is_match(line));
    let logged = others.take(lines.len() / 5 + 1).count() * 5 <= lines.len();
    logged || is_trace(&lines)
}

/// Lines that begin with a time or a level, as nearly all of a log's do.
static LOGGED: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^\s*(?:",
        r"[\[(]?\d{4}[-/.]\d\d[-/.]\d\d[T ,]+\d\d:\d\d",
        r"|[\[(]?\d\d:\d\d:\d\d[.,\])\s]",
        r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ",
        r"|\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\]?[:\s]",
        r"|\d{1,3}(?:\.\d{1,3}){3} - \S+ \[",
        // What Kubernetes' programs write: the level and the day, the time, the process, the place.
        r"|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\]",
        // Keys and values, with a level or a time among the first.
        r#"|(?:[\w.]+=(?:"[^"]*"|\S*) )?(?:time|ts|timestamp|level|lvl)=(?:"[^"]*"|\S+) +[\w.]+="#,
        r")",
    ))
});

/// A call of a trace: where it was, in the form of its language.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^\s*(?:",
        // Python.
        r#"File "[^"]+", line \d+"#,
        // Java, JavaScript, .NET.
        r"|at (?:async |new )?[\w.$<>/\[\]@ ]+\s?\((?:[^()]*:\d+|Native Method|Unknown Source|native|<anonymous>|[\w.& ,\[\]`]*)\)(?: in \S+:line \d+)?\s*$",
        r"|at (?:async )?(?:[\w.+-]+:/)?[/.\w][^\s()]*:\d+(?::\d+)?\s*$",
        r"|\.\.\. \d+ (?:more|common frames omitted)",
        // Ruby, PHP, gdb.
        r"|(?:from )?[\w./-]+:\d+:in [`'].*'",
        r"|#\d+ +(?:0x[0-9a-f]+ in |/\S+\(\d+\): |\{main\}|\[internal function\]|\w[\w:~]* \(.*\) at )",
        // Go, Rust.
        r"|/\S+\.go:\d+(?: \+0x[0-9a-f]+)?\s*$",
        r"|\d+: +(?:0x[0-9a-f]+ - )?[\w<][\w:<>&{} ]*::",
        // Firefox, Safari.
        r"|[\w.$<>/*]*@\S+:\d+:\d+\s*$",
        r")",
    ))
});

/// What a trace begins with, or has between its parts.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^\s*(?:",
        r"Traceback \(most recent call last\):",
        r"|Exception in thread |Caused by: |Suppressed: |Stack ?trace:|stack backtrace:|Backtrace:",
        r"|During handling of the above exception|The above exception was the direct cause",
        r"|thread '[^']*' (?:\(\d+\) )?panicked at|note: (?:run with `RUST_BACKTRACE|Some details are omitted)",
        r"|goroutine \d+ \[|panic: |created by |Unhandled exception|Fatal error: Uncaught|PHP Fatal error:",
        r"|(?:Uncaught )?(?:[\w$]+[.:]{1,2})*[A-Z]\w*(?:Error|Exception|Warning|Failure|Interrupt)\b(?::|$)",
        r")",
    ))
});

/// Whether the line begins as a call of a trace does, which costs less to see than the rest of its form.
fn may_be_call(line: &str) -> bool {
    let bare = line.trim_start();
    let begins = ["at ", "File \"", "from ", "... ", "#", "/"]
        .iter()
        .any(|begin| bare.starts_with(begin));
    let numbered = bare.starts_with(|c: char| c.is_ascii_digit());
    line.len() <= LONGEST && (begins || numbered || bare.contains(":in ") || bare.contains('@'))
}

/// Whether the lines are the trace of an error: what it says, and calls with their places.
fn is_trace(lines: &[&str]) -> bool {
    let is_call = |line: &str| may_be_call(line) && CALL.is_match(line);
    let panicked = lines.first().is_some_and(|line| line.starts_with("thread '"));
    if !panicked && !lines.iter().any(|line| is_call(line)) {
        return false;
    }
    let (mut calls, mut headers, mut companions) = (0, 0, 0);
    let mut call = None;
    let indent = |line: &str| line.len() - line.trim_start().len();
    for line in lines {
        let bare = line.trim();
        let below = call.is_some_and(|call| indent(line) > indent(call));
        let underline = bare.chars().all(|c| matches!(c, '~' | '^' | ' '));
        let function =
            bare.ends_with(')') && bare.starts_with(|c: char| c.is_ascii_lowercase()) && bare.contains('.');
        if is_call(line) {
            calls += 1;
            call = Some(line);
        } else if line.len() <= LONGEST && HEADER.is_match(line) {
            headers += 1;
            call = None;
        } else if below || underline || function {
            // Python shows the line itself below its place, and what of it is meant; Go tells the function above.
            companions += 1;
        }
    }
    let told = calls + headers + companions;
    // The message of the error may be of some lines.
    let panicked = panicked && headers > 0 && lines.len() <= told + 3;
    panicked || (calls > 0 && calls + headers >= 2 && told * 3 >= lines.len() * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_and_traces() {
        for text in [
            "[2024-01-04 11:52:02] WARN  paper: update (attempt 5)",
            "time=\"2026-01-01T00:00:00Z\" level=info msg=\"listening\" port=80\ntime=\"2026-01-01T00:00:01Z\" level=error msg=\"boom\"",
            "level=warn ts=2026-01-01T00:00:00Z caller=main.go:12 msg=\"no rules\"",
            "I0612 12:00:00.123456   12345 controller.go:114] Starting workers",
            "Traceback (most recent call last):\n  File \"/app/main.py\", line 12, in <module>\n    main()\n    ~~~~^^\n  File \"/app/main.py\", line 8, in main\n    return 1 / 0\nZeroDivisionError: division by zero",
            "Exception in thread \"main\" java.lang.NullPointerException: Cannot invoke \"String.length()\" because \"s\" is null\n\tat com.example.App.run(App.java:14)\n\tat com.example.App.main(App.java:6)",
            "java.io.IOException: no such file\n\tat a.B.c(B.java:3)\nCaused by: java.lang.Error\n\t... 12 more",
            "TypeError: Cannot read properties of undefined (reading 'map')\n    at List (List.jsx:12:20)\n    at renderWithHooks (react-dom.development.js:14985:18)\n    at /app/x.js:3:1",
            "thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds: the len is 3 but the index is 7\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
            "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.pick(...)\n\t/tmp/a/main.go:8\nmain.main()\n\t/tmp/a/main.go:12 +0x1d",
            "a.rb:2:in `divided_by': divided by 0 (ZeroDivisionError)\n\tfrom a.rb:2:in `half'\n\tfrom a.rb:5:in `<main>'",
            "PHP Fatal error:  Uncaught Exception: no in /srv/a.php:3\nStack trace:\n#0 /srv/a.php(7): f()\n#1 {main}",
            "System.NullReferenceException: Object reference not set to an instance of an object.\n   at App.Program.Run(String a) in C:\\src\\Program.cs:line 12\n   at App.Program.Main()",
        ] {
            assert!(is_log(text), "{text}");
        }
    }

    #[test]
    fn code_is_neither() {
        for text in [
            "try:\n    main()\nexcept ValueError:\n    raise TypeError(\"no\")",
            "class NoSuchError(Exception):\n    pass",
            "level=3\nname=x",
            "t=1 b=2",
            "throw new Error(\"at a (b:1)\");",
            "We met at noon (see App.java:14), and it went well.",
            "File \"a.txt\" is missing",
        ] {
            assert!(!is_log(text), "{text}");
        }
    }
}
