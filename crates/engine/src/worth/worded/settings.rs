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
    lines.len() >= 2 && (is_image(&lines) || is_editor(&lines) || are_pairs(&lines))
}

fn first(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
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
    // Numbers alone may count what there is.
    valued.count() * 2 > lines.len()
        && joined.count() * 2 > lines.len()
        && values.iter().any(|value| told(value))
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
            "FROM alpine\nRUN apk add curl\nCMD sh",
            "FROM alpine\n# tools\nRUN apk add \\\n    curl\n",
        ] {
            assert!(is_settings(text), "{text}");
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
        ] {
            assert!(!is_settings(text), "{text}");
        }
    }
}
