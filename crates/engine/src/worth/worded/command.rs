//! Lines for a shell: a program and what it is told, a loop, or some of them below each other.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    programs::{Program, is_order, program},
    words::{ends_said, is_holding, is_topic},
};
use crate::pattern::compile;

/// Whether the text is a command with arguments, or a script of several.
pub(super) fn is_command(text: &str) -> bool {
    if text.contains('\n') {
        is_script(text)
    } else {
        text.split_whitespace().count() >= 3 && (FLAGGED.is_match(text) || is_loop(text) || is_told(text))
    }
}

/// A program, and flags, a pipe, or a second program.
static FLAGGED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:\$ )?(?:sudo )?(?:[A-Z_]+=\S+ )*[a-zA-Z0-9_./~+-]+ (?:.* )?(?:--?[A-Za-z][\w-]*|\||&&|>>?|\|\|)(?:[ =]|$)",
    )
});

/// A loop or a condition on one line: `while …; do …; done`.
fn is_loop(line: &str) -> bool {
    [
        ("while ", "; do ", "done"),
        ("until ", "; do ", "done"),
        ("for ", "; do ", "done"),
        ("if ", "; then ", "fi"),
    ]
    .iter()
    .any(|(begin, middle, end)| {
        let end = line.rfind(end).filter(|at| line[..*at].trim_end().ends_with(';'));
        line.starts_with(begin) && line.contains(middle) && end.is_some()
    })
}

/// A line that nobody could have said: a program with what only a shell reads, or with an order that it knows.
fn is_told(line: &str) -> bool {
    let line = Line::of(line);
    line.is_silent() && (line.is_shaped() && !line.is_worded() || line.is_ordered() && line.rest.len() >= 2)
}

/// Lines each of which is a command, most of them beyond doubt.
fn is_script(text: &str) -> bool {
    let (mut all, mut sure, mut within) = (0, 0, false);
    for line in text.lines().map(str::trim) {
        let goes_on = std::mem::replace(&mut within, line.ends_with('\\'));
        if goes_on || line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = Line::of(line);
        let command = line.program.is_some() && line.is_silent();
        if !command && !line.is_of_shell() {
            return false;
        }
        all += 1;
        sure += usize::from(line.is_shaped() || line.is_ordered() || line.is_moving() || line.is_alone());
    }
    all >= 2 && sure * 2 >= all
}

/// A line as a shell would read it.
struct Line<'t> {
    first: &'t str,
    program: Option<Program>,
    /// What follows it, without what stands in quotes.
    rest: Vec<&'t str>,
    quoted: bool,
    said: bool,
}

impl<'t> Line<'t> {
    fn of(line: &'t str) -> Self {
        let line = line.strip_prefix("$ ").unwrap_or(line);
        let line = line.strip_prefix("sudo ").unwrap_or(line);
        let mut rest = Vec::new();
        let mut quote = None;
        let mut quoted = false;
        for chunk in line.split_whitespace() {
            let inside = quote.is_some();
            if quote.is_none() && chunk.starts_with(['\'', '"', '`']) {
                quote = chunk.chars().next();
                quoted = true;
            }
            let Some(mark) = quote else {
                rest.push(chunk);
                continue;
            };
            if chunk.ends_with(mark) && (inside || chunk.len() > 1) {
                quote = None;
            }
        }
        // What does not close is an apostrophe.
        quoted &= quote.is_none();
        let first = if rest.is_empty() { "" } else { rest.remove(0) };
        Self {
            first,
            program: program(first),
            rest,
            quoted,
            said: ends_said(line),
        }
    }

    /// Whether nothing in it holds a sentence together.
    fn is_silent(&self) -> bool {
        !self.said && !self.rest.iter().any(|word| is_holding(word))
    }

    /// Whether its program is told something that only a shell reads.
    fn is_shaped(&self) -> bool {
        // `host:/path`, `name=value`, `user@host`, but no time of the day.
        let joined = |word: &str| word.trim_end_matches([':', '=']).contains([':', '=', '@']);
        let sign = |word: &str| is_shaped(word) || (joined(word) && word.contains(char::is_alphabetic));
        match self.program {
            Some(Program::Sure) => self.quoted || self.rest.iter().any(|word| sign(word)),
            Some(Program::Word) => self.rest.iter().any(|word| is_shaped(word)),
            None => false,
        }
    }

    /// Whether what begins like a sentence goes on like one: a word is a program where it is told nothing else.
    fn is_worded(&self) -> bool {
        let counted = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
        let plain = |word: &&str| !is_shaped(word) && !counted(word);
        self.program == Some(Program::Word) && self.rest.iter().any(plain)
    }

    /// Whether its program is told something that it knows, and no heading says what that is about.
    fn is_ordered(&self) -> bool {
        let Some(first) = self.rest.first() else {
            return false;
        };
        let topic = self.rest.len() > 1 && self.rest.last().is_some_and(|word| is_topic(word));
        self.program.is_some() && !topic && (is_order(self.first, first) || self.first == "npx")
    }

    /// Whether it goes into a folder, or makes one.
    fn is_moving(&self) -> bool {
        matches!(self.first, "cd" | "mkdir") && self.rest.len() == 1
    }

    /// A program of a build by itself.
    fn is_alone(&self) -> bool {
        self.rest.is_empty() && matches!(self.first, "make" | "ls" | "cmake" | "yarn")
    }

    /// What a script has between its commands.
    fn is_of_shell(&self) -> bool {
        let assigned = self.first.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        });
        assigned
            || matches!(self.first, "fi" | "done" | "esac" | "else" | "do" | "then" | "}")
                && self.rest.is_empty()
            || self.first.starts_with("./")
    }
}

/// A flag, a path, a file, a variable, a pattern: what no sentence has.
fn is_shaped(word: &str) -> bool {
    let flag =
        word.starts_with('-') && word[1..].starts_with(|c: char| c == '-' || c.is_ascii_alphanumeric());
    let mode = word.starts_with('+') && word[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    let place = word.starts_with(['/', '~', '$', '*']) || word.starts_with("./") || word.starts_with("..");
    let path = word.contains('/') && (word.contains(['.', '_']) || word.matches('/').count() > 1);
    let file = word.rsplit_once('.').is_some_and(|(name, kind)| {
        !name.is_empty()
            && (1..=5).contains(&kind.len())
            && kind.starts_with(|c: char| c.is_ascii_lowercase())
    });
    let named = word.split_once('=').is_some_and(|(name, _)| !name.is_empty());
    flag || mode
        || (place && word.len() > 1)
        || path
        || file
        || named
        || matches!(word, "." | "|" | "&&" | ">" | ">>" | "||")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_reads_is_a_command() {
        for text in [
            "docker run --rm -it image",
            "kubectl rollout restart deployment web",
            "awk '{sum += $1} END {print sum}' numbers.txt",
            "tar xzf a.tar.gz",
            "chmod +x run.sh",
            "mount /dev/sdb1 /mnt",
            "npx create-react-app my-app",
            "python manage.py runserver",
            "convert in.png out.jpg",
            "sudo apt install build-essential",
            "systemctl restart nginx",
            "kill -9 1234",
            "docker compose up",
            "git diff HEAD~3 src/main.rs",
            "bundle exec rspec",
            "bundle exec rspec spec/models",
            "ip addr show eth0",
            "poetry run pytest",
            "while true; do date; sleep 1; done",
            "git fetch origin\ngit rebase origin/main\ngit push",
            "cd build\ncmake ..\nmake\nsudo make install",
            "set -euo pipefail\ncd build\nmake install",
            "# as root\napt update\napt install nginx certbot\nsystemctl enable nginx",
            "mkdir build\ncd build",
            "docker run \\\n  -p 80:80 \\\n  web\ndocker ps",
        ] {
            assert!(is_command(text), "{text}");
        }
    }

    #[test]
    fn what_could_be_said_is_not() {
        for text in [
            "make sure the server runs",
            "git push fails when offline",
            "docker images are too large",
            "find and replace it",
            "open the file notes.txt",
            "git status",
            "npm install fails",
            "python bindings for the parser",
            "go home early today",
            "Git commit messages",
            "git\ndocker\nnpm",
            "make it work\nmake it right\nmake it fast",
            "start early\nstop late\nsleep well",
            "git remembers what was there.\ngit forgets nothing.",
            "wait for it; do nothing; done",
            "cd burning software",
            "docker and/or podman images",
            "git merge conflict",
            "npm install error",
            "docker restart policy",
            "make README.md better",
            "split main.rs up",
            "node update available",
            "du kommst morgen um 9:30",
            "git meeting tomorrow 10:30",
            "du sagst \"morgen\"",
            "python list comprehension",
            "git delete remote branch",
            "terraform plan looks good",
            "npm test coverage",
            "go test it",
            "swift package manager is slow",
            "ip address of the server",
            "go run away",
            "code review\ncode search",
            "vim commands\ngit commands",
        ] {
            assert!(!is_command(text), "{text}");
        }
    }
}
