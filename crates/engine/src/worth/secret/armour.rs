//! Finds private keys in armour (PEM, OpenPGP, SSH2, OpenVPN), however each line is written: quoted, commented out, numbered,
//! printed by a program, escaped.
//!
//! Code that only names the armour's head is no key: a key has a body.

use std::sync::LazyLock;

use regex::Regex;

use super::super::random::{entropy, is_counted, letters_in_words};
use crate::{excerpt::head, pattern::compile};

/// Bytes of the body that are looked at behind a head, or before an end.
const BODY: usize = 2048;

/// Characters of the shortest line of a body. Those of base64 have 64 to 76, of hexadecimal digits 32.
const LINE: usize = 32;

/// Whether the text has a private key in armour.
pub(super) fn find(text: &str) -> bool {
    if !text.contains("PRIVATE") && !text.contains("Static key") {
        return false;
    }
    PLAIN.is_match(text) || {
        let mut read = 0;
        EDGE.captures_iter(text).any(|edge| {
            let (Some(whole), Some(sort)) = (edge.get(0), edge.get(1)) else {
                return false;
            };
            let is_end = sort.as_str() == "END";
            let body = if is_end {
                let mut from = read.max(whole.start().saturating_sub(BODY));
                while !text.is_char_boundary(from) {
                    from += 1;
                }
                &text[from..whole.start()]
            } else {
                head(&text[whole.end()..], BODY)
            };
            read = whole.end();
            // Another armour has a body of its own, and another string of a binary is no part of it.
            let mut parts = OTHER.split(body);
            let body = if is_end { parts.last() } else { parts.next() }.unwrap_or_default();
            RUN.find_iter(body).any(|run| is_coded(run.as_str()))
        })
    }
}

/// The head or the end with a body beside it. The body may stand in a string with `\n` in it, and a copy may have lost the
/// first line.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\s"'+,\\]|[A-Za-z-]+: [^\n]*\n)*[A-Za-z0-9+/=]{20,}"#,
        r#"|[A-Za-z0-9+/=]{20,}(?:\\[nr]|[\s"'+,\\])*-----END (?:[A-Z0-9]+ )*PRIVATE KEY"#,
    ))
});

/// A head or an end, with four dashes or five, and with blanks of any kind, or as an address writes them.
static EDGE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"----[ \u{a0}]?(BEGIN|END)[A-Z0-9 \u{a0}\u{200b}%+_]{1,24}?",
        r"(?:PRIVATE(?:[ \u{a0}\u{200b}_+]|%20|&nbsp;){0,2}KEY(?:[ _+]BLOCK)?|(?:[Oo]pen)?VPN Static key V1)[ \u{a0}]?----",
    ))
});

/// What is no part of a body.
static OTHER: LazyLock<Regex> = LazyLock::new(|| compile(r"---|\x01"));

static RUN: LazyLock<Regex> = LazyLock::new(|| compile("[A-Za-z0-9+/=]{32,}"));

/// Whether a run of letters and digits is a line of base64, or of hexadecimal digits, and no long name or path, nor the
/// alphabet of base64, which stands beside a head in what reads such keys.
fn is_coded(run: &str) -> bool {
    let count = |sort: fn(&u8) -> bool| run.bytes().filter(sort).count();
    let digits = count(u8::is_ascii_digit);
    run.len() >= LINE
        && digits > 0
        && count(u8::is_ascii_alphabetic) > 0
        && !is_counted(run)
        && entropy(run) >= 3.0
        && letters_in_words(run, 4) * 2 <= run.len() - digits
}

/// Lines of a body from which on it is known without its head.
const BODY_LINES: usize = 3;

/// Characters of a line of OpenSSH's. Lines of PEM have 64: in pieces of certificates, pictures and archives as well.
const BODY_LINE: usize = 70;

/// Whether all of the text is a piece of a body: lines of base64 as wide as those of OpenSSH.
pub(super) fn is_body(text: &str) -> bool {
    let width = text.find(['\r', '\n']).unwrap_or_default();
    if width != BODY_LINE {
        return false;
    }
    let (mut whole, mut rest) = (0, 0);
    for line in text.lines() {
        let coded = line
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
        if !coded || line.len() > width || rest > 0 {
            return false;
        }
        if line.len() == width {
            whole += 1;
        } else {
            rest += 1;
        }
    }
    whole >= BODY_LINES && is_coded(&text[..width])
}
