//! Any text at all is looked at, and nothing breaks.

use std::{
    env,
    hash::{BuildHasher, RandomState},
    time::{Duration, Instant},
};

use domain::AssetId;
use engine::{Analysis, ContentDetector, Engine, LanguageDetector, secret_in, title};
use uuid::Uuid;

/// For how many seconds, where this is not set.
const SECONDS: u64 = 2;
/// Sets for how many: `cargo xtask fuzz`.
const LONG: &str = "BOWERBIRD_FUZZ_SECONDS";

/// What means something to the lexer, and what may trip it.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "/*",
    "*/",
    "//",
    "#",
    "--",
    "<!--",
    "-->",
    "<<EOF\n",
    "\nEOF\n",
    "r#\"",
    "\"#",
    "\\",
    "\\\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "${",
    "$(",
    "0x",
    "1e",
    "1_000",
    ".",
    "..",
    "é",
    "\u{1F980}",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "fn ",
    "def ",
    "class ",
    "SELECT ",
    "let x = 1;",
    "://",
    "user:pass@",
    "export KEY=",
    "Bearer ",
    "eyJ",
    "-----BEGIN ",
    "=begin\n",
    "=end\n",
    "%{",
    "q(",
    "@\"",
    "$\"",
    "f'{",
    "|",
    "  ",
    "\n\n\n",
    "a",
    "aaaaaaaaaaaaaaaa",
];

#[test]
fn fuzz_texts() {
    let seconds: u64 = env::var(LONG).map_or(SECONDS, |seconds| seconds.parse().unwrap());
    let start = RandomState::new().hash_one(0);
    println!("seed {start}");
    let mut state = start;
    let mut random = move || {
        // SplitMix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let mut engine = Engine::new();
    let mut texts = 0_u64;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        let length = match random() % 20 {
            0 => random() % 1_500,
            _ => random() % 80,
        };
        let text: String = (0..length)
            .map(|_| match random() % 6 {
                0 => char::from_u32(random() as u32 % 0x11_0000)
                    .unwrap_or('x')
                    .to_string(),
                1 => PIECES[random() as usize % PIECES.len()].repeat(random() as usize % 40),
                _ => PIECES[random() as usize % PIECES.len()].to_owned(),
            })
            .collect();
        let analysis = Analysis::of(&text);
        assert_eq!(analysis.digest(), Analysis::of(&text).digest());
        let judged = engine.judge(&analysis);
        assert!(
            judged
                .matches
                .iter()
                .all(|found| (0.0..=1.0).contains(&found.difference))
        );
        let _ = (secret_in(&text), title(&text), ContentDetector.detect(&text));
        let id = AssetId::new(Uuid::from_u128(u128::from(texts % 200)));
        engine.remove(id);
        engine.insert(id, &analysis);
        texts += 1;
    }
    println!("{texts} texts");
    assert!(texts > 0);
}
