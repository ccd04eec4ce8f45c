//! Compiles the regular expressions that rules are written in.

use regex::Regex;

/// Compiles a pattern that is written in this crate. One that is wrong is found by the first test that runs.
pub(crate) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}
