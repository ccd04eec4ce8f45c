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
