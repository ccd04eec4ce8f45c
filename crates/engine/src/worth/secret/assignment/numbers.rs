//! Finds keys that are written as the numbers of their bytes: `[0x9d, 0x61, …]`, `{157, 97, …}`, `"\x9d\x61…"`.

use std::sync::LazyLock;

use regex::Regex;

use super::super::name::Name;
use crate::pattern::compile;

/// Bytes of the shortest key.
const KEY: usize = 16;
/// How many of its first bytes differ if it was drawn: of 16 it is fewer in one key of a million.
const DIFFERENT: usize = 12;

/// Whether a name that is the one of a key is given its bytes.
pub(super) fn are_a_key(name: &str, says: Name, behind: &str) -> bool {
    (says == Name::Secret || Name::is_of_a_token(name))
        && NUMBERS.captures(behind).is_some_and(|found| {
            found
                .get(1)
                .or(found.get(2))
                .is_some_and(|all| is_drawn(all.as_str()))
        })
}

static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"^\\?["']?[ \t]*(?:\[[A-Za-z0-9_ ]{0,20}\])?[ \t]*(?::[ \t]*[&A-Za-z\[][&A-Za-z0-9_<>; \[\]]{0,30})?(?::?=|=>|:)\s*"#,
        r"(?:",
        // `[…]`, `{…}`, `new Uint8Array([…])`, `[]byte{…}`, `bytes([…])`, `new byte[] {…}`.
        r"(?:new )?(?:\[[0-9]{0,4}\])?[A-Za-z0-9_.]{0,40}(?:\[[0-9]{0,4}\])?[ \t]*[(\[{]{1,2}[ \t\r\n]*((?:(?:\(byte\) ?)?(?:0[xX][0-9a-fA-F]{1,2}|-?[0-9]{1,3})[ \t]*,[ \t\r\n]*){15,})",
        r#"|b?"((?:\\x[0-9a-fA-F]{2}){16,})"#,
        r")",
    ))
});

fn is_drawn(numbers: &str) -> bool {
    let bytes: Vec<i16> = numbers
        .split([',', '\\'])
        .map(|number| number.trim().trim_start_matches("(byte)").trim_start())
        .filter(|number| !number.is_empty())
        .take(KEY)
        .map_while(|number| {
            let digits = number
                .trim_start_matches("0x")
                .trim_start_matches("0X")
                .trim_start_matches('x');
            let radix = if digits.len() < number.len() { 16 } else { 10 };
            i16::from_str_radix(digits, radix).ok()
        })
        .collect();
    let mut different = bytes.clone();
    different.sort_unstable();
    different.dedup();
    // The bytes of an example are counted up.
    let steps = bytes.windows(2).filter(|pair| pair[1] == pair[0] + 1).count();
    bytes.iter().all(|byte| (-128..256).contains(byte))
        && different.len() >= DIFFERENT
        && steps * 2 < bytes.len()
}
