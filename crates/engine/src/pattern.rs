//! Compiles the regular expressions that rules are written in.

use regex::{Regex, RegexBuilder};

/// Bytes that a pattern keeps of what it learned about the texts that it read, for each thread that uses it. Two megabytes,
/// as the crate has it, times forty patterns would be most of the memory of a small library.
const LEARNED: usize = 192 * 1024;

/// Compiles a pattern that is written in this crate. One that is wrong is found by the first test that runs.
pub(crate) fn compile(pattern: &str) -> Regex {
    RegexBuilder::new(pattern)
        .dfa_size_limit(LEARNED)
        .build()
        .expect("a constant pattern")
}

/// The same where words, digits and blanks are those of ASCII, as in what programs print by rule. Unicode's would make its
/// automaton many times as large.
pub(crate) fn compile_ascii(pattern: &str) -> Regex {
    let ascii = pattern
        .replace(r"\w", "[0-9A-Za-z_]")
        .replace(r"\d", "[0-9]")
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\s", r"[ \t]")
        .replace(r"\S", r"[^ \t]");
    compile(&ascii)
}
