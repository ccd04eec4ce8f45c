//! Lists that nobody comes back for: what a program showed of a folder or a repository, paths or addresses one a line, the
//! address of a house.

use std::sync::LazyLock;

use regex::Regex;

use super::{TrivialKind, printed::lines};
use crate::pattern::compile;

/// What the lines of the text list, if nothing else stands among them.
pub(super) fn kind(text: &str) -> Option<TrivialKind> {
    let lines = lines(text)?;
    if is_shown(&lines) {
        return Some(TrivialKind::Log);
    }
    if lines.len() < 2 {
        return None;
    }
    if lines.iter().all(|line| is_address(line.trim())) || is_postal(&lines) {
        return Some(TrivialKind::Address);
    }
    lines
        .iter()
        .all(|line| is_path(line.trim()))
        .then_some(TrivialKind::Path)
}

/// What `ls -l` or `git status` shows.
fn is_shown(lines: &[&str]) -> bool {
    let first = lines.first().copied().unwrap_or_default();
    let files = lines
        .iter()
        .all(|line| FILE.is_match(line) || TOTAL.is_match(line));
    let status = first.starts_with("On branch ") || first.starts_with("HEAD detached at ");
    let changes = |lines: &[&str]| lines.iter().all(|line| CHANGE.is_match(line));
    (files && lines.iter().any(|line| FILE.is_match(line))) || (lines.len() > 1 && (status || changes(lines)))
}

/// A file as `ls -l` shows it: its sort and modes, and how many links it has.
static FILE: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s*[-dlbcps][rwxsStT-]{9}[.+@]? +\d+ "));
/// What stands above them.
static TOTAL: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?:total \d[\d.,]*[KMGT]?|\S+:)$"));
/// A file as `git status` shows it, with two letters or with a word.
static CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:[ MADRCUT?!]?[MADRCUT?!] +[\w./-]+\.\w+(?: -> \S+)?",
        r"|[ MADRCUT?!]?[MADRCUT?!] +[\w.-]+/[\w./-]*(?: -> \S+)?",
        r"|\s*(?:modified|new file|deleted|renamed|both modified|typechange): {2,}\S.*)$",
    ))
});

fn is_address(line: &str) -> bool {
    !line.contains(char::is_whitespace)
        && (line.starts_with("http://")
            || line.starts_with("https://")
            || line.starts_with("www.")
            || is_mail(line))
}

fn is_mail(line: &str) -> bool {
    line.split_once('@').is_some_and(|(name, host)| {
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'))
        };
        plain(name) && plain(host) && host.contains('.')
    })
}

/// A path with a folder in it and a name at its end. Patterns of files to be left alone have neither, or more.
fn is_path(line: &str) -> bool {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '\\' | '.' | '_' | '-' | '+' | '@' | '~' | ':');
    let inner = line
        .strip_prefix("./")
        .unwrap_or(line)
        .trim_start_matches(['/', '~']);
    line.chars().all(plain)
        && inner.contains(['/', '\\'])
        && !line.contains("://")
        && !inner.starts_with('-')
        && line.ends_with(|c: char| c.is_alphanumeric())
}

/// The address of a house, as the post reads it: names, a street with a number, a town with its code, a country.
fn is_postal(lines: &[&str]) -> bool {
    let begins = |line: &&str| {
        line.trim_start()
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    };
    if lines.len() > 8 || !lines.iter().all(begins) {
        return false;
    }
    let words = |line: &str| -> Vec<String> {
        let words = line.split([' ', ',']).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let Some(street) = lines.iter().position(|line| is_street(&words(line))) else {
        return false;
    };
    let below = &lines[street + 1..];
    let Some(town) = below.iter().position(|line| is_town(&words(line))) else {
        return false;
    };
    let town = street + 1 + town;
    let named = |(at, line): (usize, &&str)| at == street || at == town || are_names(&words(line));
    lines.iter().enumerate().all(named)
}

/// A name as it is written: `Ann`, `O’Neill`, `Saint-Denis`, `St.`.
fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '&'))
}

/// Names, between which may stand words as `of` and `am`.
fn are_names(words: &[String]) -> bool {
    let small = |word: &String| word.len() <= 4 && word.chars().all(char::is_alphabetic);
    let named = words.first().is_some_and(|word| is_name(word));
    named && words.len() <= 6 && words.iter().all(|word| is_name(word) || small(word))
}

/// The name of a street and the number of the house, in either order; not all of it in capitals.
fn is_street(words: &[String]) -> bool {
    let number = |word: &String| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        (1..=5).contains(&digits.len())
            && word.len() <= digits.len() + 1
            && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let names = match words {
        [first, names @ ..] if number(first) => names,
        [names @ .., last] if number(last) => names,
        _ => return false,
    };
    let spelt = |word: &String| {
        word.chars().skip(1).any(char::is_lowercase) && !word.chars().skip(1).any(char::is_uppercase)
    };
    !names.is_empty() && are_names(names) && names.iter().any(spelt)
}

/// The name of a town and its code, which stands before it or, in English, after it.
fn is_town(words: &[String]) -> bool {
    let is_code = |code: &str, form: &[&str]| {
        let like = code.chars().map(|c| match c {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            c => c,
        });
        form.contains(&like.collect::<String>().as_str())
    };
    let spelt =
        |words: &[String]| are_names(words) && words.iter().any(|word| word.chars().any(char::is_lowercase));
    let before: &[&str] = &[
        "9999", "99999", "999999", "99-999", "999-9999", "A-9999", "A-99999", "AA-9999",
    ];
    let state: &[&str] = &["99999", "99999-9999"];
    let split: &[&str] = &[
        "A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "A9A 9A9",
    ];
    match words {
        [code, town @ ..] if is_code(code, before) => spelt(town),
        [town @ .., region, code] if is_code(region, &["AA"]) && is_code(code, state) => spelt(town),
        [town @ .., one, two] if is_code(&format!("{one} {two}"), split) => town.is_empty() || spelt(town),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_a_kind() {
        for (text, expected) in [
            (
                "total 12\ndrwxr-xr-x 2 root root 4096 Nov 26 13:38 .\n-rw-r--r-- 1 root root   12 Nov 26 13:38 a.txt",
                TrivialKind::Log,
            ),
            (
                "M src/main.rs\n?? notes.txt\nA  docs/\nR  a.rs -> b.rs",
                TrivialKind::Log,
            ),
            (
                "On branch main\nChanges not staged for commit:\n\tmodified:   src/main.rs",
                TrivialKind::Log,
            ),
            ("modified:   src/main.rs\n\tnew file:   a.rs", TrivialKind::Log),
            (
                "https://a.org/issues/1\nhttps://a.org/issues/2",
                TrivialKind::Address,
            ),
            ("ann@a.org\nbob@a.org", TrivialKind::Address),
            ("src/main.rs\nsrc/lib.rs\ntests/all.rs", TrivialKind::Path),
            ("/etc/hosts\n/var/log/syslog", TrivialKind::Path),
            (
                "10 Downing Street\nLondon SW1A 2AA\nUnited Kingdom",
                TrivialKind::Address,
            ),
            ("Anna Schmidt\nHauptstraße 5\n10115 Berlin", TrivialKind::Address),
            (
                "Acme Inc.\n1600 Amphitheatre Parkway\nMountain View, CA 94043\nUSA",
                TrivialKind::Address,
            ),
        ] {
            assert_eq!(kind(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_set_or_called_is_no_list() {
        for text in [
            "*.log\nnode_modules/\ndist/\n.env",
            "/target\n/dist\n!keep",
            "src/main.rs",
            "numpy==1.2\nrequests>=2",
            "server: https://a.org\nother: https://b.org",
            "- src/a\n- src/b",
            "MOV AX, 1\nADD AX, 12345",
            "Port 22\nListen 8080",
            "A b\nM c",
            "modified: 2024-01-01\ndeleted: false",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
