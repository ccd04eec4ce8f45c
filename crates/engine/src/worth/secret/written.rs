//! Secrets however they are written down: behind prefixes of lines, with escapes.
//!
//! The secrets are put together at run time, so that no scanner takes this file for a leak.

use proptest::{prelude::*, sample::select};

use super::{SecretKind, find};

/// What stands before each line where a text is quoted, commented out, numbered or logged.
const PREFIXES: &[&str] = &[
    "",
    "// ",
    "//",
    "# ",
    "#",
    "> ",
    ">> ",
    "* ",
    " * ",
    "| ",
    "-- ",
    "; ",
    ";; ",
    "% ",
    "REM ",
    "12: ",
    "$ ",
    "2024-01-01 10:00:00 INFO ",
    "     7\t",
    "-",
    "+",
    "+ ",
    "\"",
    "    ",
];

/// What stands between two lines.
const ENDS: &[&str] = &[
    "\n",
    "\r\n",
    "<br>",
    "<br/>\n",
    "&#10;",
    "%0A",
    "\\n",
    "\\\\n",
    "\\n\",\n    \"",
    "\" & vbCrLf & _\n  \"",
    "\" >> key\necho \"",
    "\",\n\"",
];

/// The head of a key, and its end, for what stands between its words.
fn edges(dashes: &str, sort: &str, blank: &str) -> (String, String) {
    let edge = |word: &str| format!("{dashes}{word} {sort}PRIVATE{blank}KEY{dashes}");
    (edge("BEGIN"), edge("END"))
}

/// A value of letters and digits with so many of each that it is no word.
fn drawn(letters: &'static [u8], length: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(select(letters), length).prop_map(|bytes| String::from_utf8(bytes).unwrap())
}

const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_private_key_is_found_behind_any_prefix(
        lines in prop::collection::vec(drawn(BASE64, 64), 8..12),
        sort in select(vec!["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", "DSA "]),
        dashes in select(vec!["-----", "----"]),
        blank in select(vec![" ", "\u{a0}", "\u{200b}", " \u{200b}"]),
        prefix in select(PREFIXES),
        end in select(ENDS),
    ) {
        let (head, tail) = edges(dashes, sort, blank);
        let all: Vec<String> = [head].into_iter().chain(lines).chain([tail]).collect();
        let text = all.iter().map(|line| format!("{prefix}{line}")).collect::<Vec<_>>().join(end);
        prop_assert_eq!(find(&text), Some(SecretKind::PrivateKey), "{}", text);
    }
}

#[test]
fn bodies_of_keys_and_what_looks_like_them() {
    let body = |width: usize| {
        let mixed = "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59mQx7LtV0wZk4Nn8JcYb1RgEo5x8KvT2wGdHq9";
        format!("{}\n", &mixed[..width]).repeat(6)
    };
    assert_eq!(find(&body(70)), Some(SecretKind::RandomString));
    let (head, _) = edges("-----", "RSA ", " ");
    for harmless in [
        // As much of a certificate or of a picture.
        body(64),
        format!(
            "const HEAD: &str = \"{head}\";\nconst ALPHABET: &str = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\";\n"
        ),
    ] {
        assert_eq!(find(&harmless), None, "{harmless}");
    }
}
