//! Settings and recipes: lines each of which begins with a directive that programs read.

use super::words::{ends_said, is_among, is_holding};

/// What the lines of an editor's or a terminal's settings begin with. What only they have, first.
const EDITOR: &str = "\
    nnoremap inoremap vnoremap xnoremap tnoremap cnoremap noremap nmap imap vmap autocmd augroup colorscheme \
    filetype setlocal unbind unbind-key bind-key set-option setw set-window-option Plug Plugin highlight hi syn";
/// Words of the language that they begin with, too.
const EDITOR_WORDS: &str = "\
    set map let syntax bind command source run run-shell call packadd if endif else execute";
/// What an editor's `set` turns on, by itself or with `no` before it, or sets to what follows.
const OPTIONS: &str = "\
    autoindent autoread autowrite background backup compatible confirm cursorline expandtab gdefault hidden history hlsearch ignorecase \
    incsearch lazyredraw linebreak list magic modeline mouse number paste relativenumber ruler secure showcmd showmatch showmode \
    smartcase smartindent smarttab spell splitbelow splitright swapfile termguicolors title undofile visualbell wildmenu wrap wrapscan \
    writebackup";
/// What the lines of an image's recipe begin with.
const IMAGE: &str = "\
    FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK \
    SHELL";
/// Words that a setting is set to.
const STATES: &str = "yes no on off true false none any auto";

/// Whether all lines are settings of one kind, and there are some.
pub(super) fn is_settings(text: &str) -> bool {
    let mut within = false;
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| {
            let goes_on = std::mem::replace(&mut within, line.ends_with('\\'));
            !goes_on && !line.is_empty() && !line.starts_with(['#', '"'])
        })
        .collect();
    lines.len() >= 2 && (is_image(&lines) || is_editor(&lines) || are_pairs(&lines) || are_assigned(&lines))
}

fn first(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// Whether the text is one line that sets options of an editor, a shell or a terminal.
pub(super) fn is_setting(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let options = match words.next() {
        Some("set" | "setlocal" | "setl") => {
            let mut rest = words.clone();
            rest.all(|word| {
                is_option(word)
                    || word
                        .split_once('=')
                        .is_some_and(|(name, to)| is_key(name) && !to.is_empty())
            }) || words
                .clone()
                .next()
                .is_some_and(|word| matches!(word, "-g" | "-s" | "-w" | "-ga"))
        }
        Some("setopt" | "unsetopt" | "shopt") => words
            .clone()
            .all(|word| word.starts_with('-') || word.contains('_')),
        _ => false,
    };
    options && !line.contains('\n') && words.count() >= 2 && !ends_said(line)
}

/// Names that are written as one word of several, and what they are set to: `tab_width = 4`, `a.b=c`, `singleQuote: true`.
fn are_assigned(lines: &[&str]) -> bool {
    let assigned = |line: &&str| {
        let pair = line.split_once(['=', ':']);
        pair.is_some_and(|(name, value)| {
            let value = value.trim_start_matches('=').trim();
            is_key(name.trim_end().trim_end_matches(['>', '=', '~', '+']))
                && !value.is_empty()
                && value.split_whitespace().count() <= 4
                && !ends_said(line)
                && !value
                    .split_whitespace()
                    .any(|word| is_holding(word) && !is_among(word, STATES))
        })
    };
    let name = |line: &str| {
        line.split(['=', ':'])
            .next()
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    };
    let joined = lines.iter().filter(|line| {
        let name = name(line);
        is_joined(&name) || name.contains(['.', '-']) || line.contains("==") || line.contains(">=")
    });
    // Times and headers of letters have a capital and words.
    lines.iter().all(assigned)
        && joined.count() * 2 >= lines.len()
        && !lines[0].starts_with(|c: char| c.is_ascii_uppercase() && lines[0].contains(": "))
}

/// A recipe of an image: each line begins with an instruction, in capitals.
fn is_image(lines: &[&str]) -> bool {
    lines
        .iter()
        .all(|line| is_among(first(line), IMAGE) && line.len() > first(line).len())
}

/// Settings of Vim or tmux: each line begins with a command of theirs, and none is said.
fn is_editor(lines: &[&str]) -> bool {
    let known = |line: &&&str| is_among(first(line), EDITOR) || is_among(first(line), EDITOR_WORDS);
    let silent = |line: &&&str| {
        !ends_said(line)
            && !line
                .split_whitespace()
                .skip(1)
                .any(|word| is_holding(word) && !is_among(word, STATES))
    };
    // `set number`, `set tabstop=4`, `set -g mouse on`.
    let sure = |line: &&&str| {
        let mut rest = line.split_whitespace().skip(1);
        let next = rest.next().unwrap_or_default();
        is_among(first(line), EDITOR)
            || next.starts_with('-')
            || (first(line) == "set" && (next.contains('=') || is_option(next)))
            || (first(line) == "syntax" && is_among(next, STATES))
    };
    let silent = lines.iter().all(|line| known(&line) && silent(&line));
    silent && lines.iter().filter(sure).count() * 2 >= lines.len()
}

fn is_option(word: &str) -> bool {
    is_among(word.strip_prefix("no").unwrap_or(word), OPTIONS) || is_among(word, OPTIONS)
}

/// A name that is written as one word of several, and what it is: `PermitRootLogin no`, `worker_processes auto;`.
fn are_pairs(lines: &[&str]) -> bool {
    let set = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        (2..=4).contains(&words.len())
            && is_key(words[0])
            && !ends_said(line)
            && words[1..]
                .iter()
                .all(|word| !is_holding(word) || is_among(word, STATES))
    };
    if !lines.iter().all(set) {
        return false;
    }
    let value = |line: &&str| {
        line.split_whitespace()
            .nth(1)
            .unwrap_or_default()
            .trim_end_matches(';')
            .to_owned()
    };
    let told = |value: &str| is_among(value, STATES) || value.starts_with('/');
    let values: Vec<String> = lines.iter().map(value).collect();
    let valued = values
        .iter()
        .filter(|value| told(value) || value.starts_with(|c: char| c.is_ascii_digit()));
    let joined = lines.iter().filter(|line| is_joined(first(line)));
    // Numbers alone may count what there is, but things have short names.
    let long = |line: &&str| {
        let humps = first(line).bytes().filter(u8::is_ascii_uppercase).count();
        humps >= 3 || first(line).contains('_')
    };
    valued.count() * 2 > lines.len()
        && joined.count() * 2 > lines.len()
        && (values.iter().any(|value| told(value)) || lines.iter().all(long))
}

fn is_key(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// `LoginGraceTime`, `worker_processes`, `X11Forwarding`.
fn is_joined(word: &str) -> bool {
    let bytes = word.as_bytes();
    word.contains('_')
        || bytes
            .windows(2)
            .any(|pair| !pair[0].is_ascii_uppercase() && pair[1].is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_set_something_are_settings() {
        for text in [
            "set nocompatible\nset number\nset expandtab\nset shiftwidth=4\nsyntax on",
            "set number\nset relativenumber\nset ignorecase smartcase",
            "map leader space\nnnoremap leader w write",
            "bind C-a send-prefix\nunbind C-b\nset -g prefix C-a",
            "PermitRootLogin no\nPasswordAuthentication no\nX11Forwarding no",
            "# on the left\nListenPort 8080\nDocumentRoot /var/www",
            "tab_width = 4\nend_of_line = lf",
            "max_connections = 200\nshared_buffers = 256MB",
            "server.port=8081\nspring.jpa.show-sql=true",
            "semi: false\nsingleQuote: true",
            "flask==3.0.0\nrequests>=2.31",
            "ServerAliveInterval 60\nServerAliveCountMax 3",
            "FROM alpine\nRUN apk add curl\nCMD sh",
            "FROM alpine\n# tools\nRUN apk add \\\n    curl\n",
        ] {
            assert!(is_settings(text), "{text}");
        }
    }

    #[test]
    fn a_line_may_set_options() {
        for text in [
            "set tabstop=2 shiftwidth=2",
            "set -g mouse on",
            "setopt HIST_IGNORE_DUPS SHARE_HISTORY",
        ] {
            assert!(is_setting(text), "{text}");
        }
        for text in ["set number", "set the table", "set x to 4", "set a=b"] {
            assert!(!is_setting(text), "{text}");
        }
    }

    #[test]
    fn lists_and_sentences_are_none() {
        for text in [
            "set the table\nset the date",
            "set number",
            "set alarm\nset timer",
            "run tests\nset alarm\ncall home",
            "JavaScript 5\nTypeScript 3",
            "JavaScript developer\nTypeScript developer",
            "Apples 12\nPears 3\nPlums 40",
            "iPhone 12\nApples 3\nPears 4",
            "FROM: Ann\nTO: Bob",
            "let us go\ncall me",
            "x = 1\ny = 2",
            "name: Ann\nage: 30",
            "Content-Type: it is text\nAnd: so on",
        ] {
            assert!(!is_settings(text), "{text}");
        }
    }
}
