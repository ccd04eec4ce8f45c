//! What programs print: messages, progress, results, what they know of repositories and machines, their versions.

use std::sync::LazyLock;

use regex::Regex;

use super::{columns, worded};
use crate::pattern::compile_ascii;

/// Lines that are looked at.
const LINES: usize = 50;
/// Bytes of the longest line that may have been printed.
const LONGEST: usize = 1024;

/// The first lines that have something in them; `None` where one is too long to have been printed.
pub(super) fn lines(text: &str) -> Option<Vec<&str>> {
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.take(LINES).collect();
    lines.iter().all(|line| line.len() <= LONGEST).then_some(lines)
}

/// Whether a program printed the text, nearly all of it.
pub(super) fn is_printed(text: &str) -> bool {
    let Some(lines) = lines(text) else { return false };
    let Some(first) = lines.first() else { return false };
    if lines.len() == 1 {
        return (is_line(first) || VERSION.is_match(first.trim())) && !worded::is_code(first.trim());
    }
    columns::is_table(&lines) || is_history(&lines) || are_lines(&lines)
}

/// Lines each of which a program printed; what is set in below the first belongs to it.
fn are_lines(lines: &[&str]) -> bool {
    // Most texts are something else, which their first line shows.
    if !lines.iter().take(2).any(|line| is_line(line)) {
        return false;
    }
    let told = is_line(lines[0]) && !lines[0].starts_with([' ', '\t']);
    let others = lines
        .iter()
        .filter(|line| !(is_line(line) || told && line.starts_with([' ', '\t'])));
    others.take(lines.len() / 3 + 1).count() * 3 <= lines.len()
}

fn is_line(line: &str) -> bool {
    // Most lines are code's, which their ends show for less than a pattern costs. Compilers show code behind a margin.
    let shown = line
        .trim_start()
        .starts_with(|c: char| c.is_ascii_digit() || c == '|');
    (shown || !line.ends_with(['{', ';', ',', '(', ':']))
        && (is_doing(line)
            || is_count(line)
            || is_complaint(line)
            || PRINTED.is_match(line)
            || REPORTED.is_match(line))
}

/// `git log` with all that it tells, or a line for each commit.
fn is_history(lines: &[&str]) -> bool {
    let told = |line: &&str| COMMIT.is_match(line) || line.starts_with("    ");
    let short = |line: &&str| {
        let hash = line.trim_start_matches(['*', '|', '/', '\\', ' ']);
        let hash = hash.split(' ').next().unwrap_or_default();
        (7..=40).contains(&hash.len())
            && hash
                .bytes()
                .all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
            && hash.bytes().any(|b| b.is_ascii_digit())
            && line.len() > hash.len()
    };
    lines[0].starts_with("commit ") && lines.iter().all(told) || lines.iter().all(short)
}

static COMMIT: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(r"^(?:commit [0-9a-f]{7,40}\b|(?:Author|AuthorDate|Commit|CommitDate|Date|Merge|Tagger): )")
});

/// `Compiling x v1.0`, `Unpacking nginx ...`: what is being done or was, with a capital, and nothing of code.
fn is_doing(line: &str) -> bool {
    let line = line.trim();
    let (word, rest) = line.split_once([' ', '.']).unwrap_or((line, ""));
    let word = word.trim_end_matches(':');
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.len() >= 5
        && word.bytes().skip(1).all(|b| b.is_ascii_lowercase());
    capital
        && (word.ends_with("ing") || word.ends_with("ed"))
        && word != "String"
        && !rest.is_empty()
        && !line.ends_with([';', '{', ',', '=', '(', ':', '['])
        && ![" = ", "()", "=>", "->"].iter().any(|mark| line.contains(mark))
}

/// What is counted: `12 passed, 1 failed in 0.2 s`, `3 files changed`.
fn is_count(line: &str) -> bool {
    !line.contains(['{', '}', ';', '=', '"', '<']) && !line.contains(" -") && COUNTED.is_match(line)
}

static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(concat!(
        r"(?:^|[:,.(] |\()\s*\d[\d,.]* (?:warnings?|errors?|tests?|files?|packages?|packets?|rows?|examples?|assertions?|problems?",
        r"|passed|passing|failed|failing|failures?|pending|skipped|ignored|insertions?|deletions?|vulnerabilities|directories|modules",
        r"|actionable|to add|to change|to destroy|bytes|[KMGT]i?B|m?s|seconds)\b",
        r"|^\s*(?:[A-Z][\w ]*:\s+[\d.]+%?,?\s*){2,}$",
        r"|\d[\d,.]* bytes\b|\b(?:in|took) \d[\d.,]* ?m?s(?:econds)?\b",
        r"|\d[\d.,]* ?[kKMGT]i?B\b.*(?:/s\b|\[\w+\]|\d s$)",
    ))
});

/// A program's name, and that something went wrong: `ls: cannot access 'x': No such file or directory`.
fn is_complaint(line: &str) -> bool {
    let line = line.trim();
    !line.ends_with([';', '{', ',', '}', ')'])
        && line.split_once(": ").is_some_and(|(who, what)| {
            who.len() <= 40
                && !who.contains(['"', '\'', '{', '=', '<'])
                && !what.starts_with(['"', '\'', '|'])
        })
        && COMPLAINT.is_match(line)
}

static COMPLAINT: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(concat!(
        r"^[\w./\[\]$ +-]+: .*(?i:\bnot found\b|no such |\bdenied\b|\brefused\b|timed out|\bcannot\b|can't |\bfailed\b|\bunable to\b",
        r"|unknown (?:option|command|host)|unrecognized|does not exist|\bundefined\b|not permitted|already (?:exists|in use)",
        r"|nothing to be done|\*\*\*|(?:entering|leaving) directory|up to date)",
    ))
});

/// Lines that begin as no code does: a message with its place, a mark of a test, a percentage.
static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(concat!(
        r"^\s*(?:",
        // Messages.
        r"[^\s:(]+(?::\d+(?::\d+)?|\(\d+(?:,\d+)?\))[: ][ -]*(?:fatal )?(?:error|warning|note|info|hint)\b",
        r"|[\w./\\-]+\.\w+:\d+:\d+:? \S",
        r"|(?:fatal |internal )?(?:error|warning|note|hint|fatal|info|success)(?:\[\w+\]|\(\w+\)| [A-Z]{1,4}\d+)?: [^{\x22]*$",
        r"|(?:ERROR|Error|WARNING|Warning|FATAL|Fatal|DEPRECATED)(?: \d+ \(\w+\)| [\w ]{1,30})?: +[^{]*[^{,;]$",
        r"|[EWN]: \S|npm (?:ERR!|WARN|notice) |(?:Uncaught (?:\(in promise\) )?)?(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception|Warning)(?: \[\w+\])?: .*[^{,;]$",
        r"|\d+:\d+ +(?:error|warning) |(?:Segmentation fault|Aborted|Killed|Bus error)(?: \(|$)|exit (?:status|code):? \d+$",
        r"|-->|= (?:note|help): |\d+ *\| |\| *[~^]+|[~^]{1,}\s*$|Permission denied|LINE \d+: ",
        // Results of tests.
        r"|(?:PASS|FAIL|FAILED|PASSED|SKIPPED|XFAIL|BUILD (?:SUCCESS|FAILED|SUCCESSFUL|FAILURE)|not ok|ok)(?:\s+\S|$)|.*\[no test files\]$",
        r"|[✓✔✕✗✘×✖●○⚠✅❌➜] *\S|test \S+ \.\.\. |test result: |(?:---|===) (?:PASS|FAIL|RUN|SKIP|CONT)\b",
        r"|[=*_-]{3,}(?: .* [=*_-]{3,})?\s*$|(?:PLAY|TASK|RUNNING HANDLER)(?: RECAP| \[.*\]) \*{3}|running \d+ tests?$|collected \d+ items",
        r"|\S+ +: ok=\d+ |(?:ok|changed|skipping|unreachable): \[\S+\]",
        // Progress.
        r"|[^;{}]*\d{1,3}%\s*[|\[(]|[^;{}]*\d(?:\.\d+)? ?[KMG]i?B/s|[\w %,()/]+(?:\.\.\. ?|, )(?:[Dd]one|ok|OK|yes|no|failed)\.?$",
        r"|Step \d+/\d+ : |---> |#\d+ (?:\[|DONE|CACHED|ERROR|\d)|=> (?:=> |\[|CACHED|ERROR)|(?:Get|Hit|Ign|Err):\d+ |==> |> Task :|\[\d+/\d+\] ",
        r"|[├└│]|Successfully |Requirement already|(?:Status|Digest): |\S+: (?:Pulling|Pull|Already|Layer|Waiting|Verifying|Download)\b",
        r")",
    ))
});

/// The same, of what git, the network and the machine are asked for.
static REPORTED: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(concat!(
        r"^\s*(?:",
        r"[0-9a-f]{7,40}\.\.\.?[0-9a-f]{7,40}\b|(?:remote|hint): |(?:To|From) [\w@.-]+[:/]\S+$|Fast-forward$|Already up to date|Auto-merging |CONFLICT \(",
        r"|Automatic merge |Your branch is |Everything up-to-date|(?:create|delete|rename) mode \d+ ",
        r"|\[[\w./-]+ (?:\(root-commit\) )?[0-9a-f]{7,40}\] |stash@\{\d+\}: |[0-9a-f]{7,40} (?:\([^)]*\) )?HEAD@\{\d+\}|[*+]? *[\w./-]+ +[0-9a-f]{7,40} (?:\[|[A-Z])",
        r"|\S+\s+\S+ \((?:fetch|push)\)$|\S+(?: => \S+)? +\| +(?:\d+ ?[+-]*|Bin .*)$|[0-9a-f]{32,128} [ *]\S+$|[0-9a-f]{32,128}$",
        r"|\d+ bytes from |PING \S+ \(|(?:rtt|round-trip) min/|traceroute to |\d+ {2}\S+ \([\d.:a-f]+\) ",
        r"|\d+: [\w@.-]+: <|[\w.]+: flags=\d+<|.*\bload averages?: [\d.]|(?:Tasks|Threads|%Cpu\(s\)|[KMG]iB (?:Mem|Swap) ?): ",
        r"|uid=\d+\(|Linux \S+ \d+\.|Last login: |\[ *\d+\.\d{4,}\] |\w+ +(?:pts/\d+|tty\d+|:\d+) +\d{4}-",
        r"|[\d.,]+[BKMGT]?\t\S+(?: \S+)*$|(?:\d+ +){2,3}[\w./-]+$|\d+\t[A-Z\w].*$|[A-Z][\w ()-]*:(?:\t+| {2,})\S.*$|Non-authoritative answer|Query OK, |Rows matched: ",
        r"|\(\d+ rows?\)$|Mozilla/5\.0 \(|\S+@\d+\.\d+\.\d+ [/~]\S*$|Compiled |\w+ compiled (?:successfully|with)",
        r")",
    ))
});

/// The name of a program and its version: `gcc (Debian 12.2.0-14) 12.2.0`, `go version go1.21.4 linux/amd64`.
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(concat!(
        r"^(?:[A-Za-z][\w+.-]* ){1,3}(?:version:? |\([^()]*\) )?\x22?(?:[a-z]{1,10}[/-]?)?\d+\.\d+(?:\.[\w+-]+)*\x22?",
        r"(?:,? (?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|\d{4}-\d\d-\d\d|build \w+|on \w+|\w+/\w+|LTS|\d+))*$",
        r"|^[a-z]\w* version: \w+/\d+\.\d+[\w.]*$",
    ))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_say_is_printed() {
        for text in [
            "parser.c:12:5: error: expected ';' before 'return'",
            "error[E0382]: borrow of moved value: `x`",
            "fish: Unknown command: foo\nls: cannot access 'x': No such file or directory",
            "   Compiling serde v1.0.200\n    Finished dev [unoptimized] target(s) in 3.21s",
            "===== 3 passed in 0.12s =====",
            "3f2a1b0 Mend the login\n9c8d7e6 Add tests",
            "commit 3f2a1b0c9d8e\nAuthor: Ann <ann@example.org>\nDate:   Fri May 17 10:22:31 2024 +0200\n\n    Mend the login",
            " src/a.rs | 12 ++++++------\n 2 files changed, 9 insertions(+), 6 deletions(-)",
            "openjdk version \"17.0.9\" 2023-10-17",
            "jq 1.7.1",
        ] {
            assert!(is_printed(text), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_not() {
        for text in [
            "String name = read();",
            "error: function () {\n  return 1;\n}",
            "message: 'not found',\nstatus: 404,",
            "pip install django==4.2",
            "nvm install 18.19.0",
            "git diff HEAD~1 -- src",
            "name: build\non: push",
            "throw new Error(\"not found\");",
            "x = 1\ny = 2",
            "width: 100%;\nheight: 50%;",
            "[package]\nname = \"a\"\nversion = \"0.1.0\"",
            "Setting = namedtuple('Setting', 'a b')",
            "1. Open it\n2. Close it",
        ] {
            assert!(!is_printed(text), "{text}");
        }
    }
}
