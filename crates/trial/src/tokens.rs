//! Cuts code into tokens for the reference methods and for the similarity that a query's truth is told by.
//!
//! It is not the engine's lexer: what the engine is measured against may not share its mistakes. Comments and white
//! space go, a string is one token, docstrings too.

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// The tokens of a text.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let c = rest.chars().next().unwrap_or(' ');
        let length = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if let Some(length) = comment(text, at) {
            at += length;
            continue;
        } else if c.is_alphanumeric() || c == '_' || c == '$' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                .unwrap_or(rest.len())
        } else if matches!(c, '"' | '\'' | '`') {
            string(rest, c)
        } else {
            c.len_utf8()
        };
        tokens.push(&text[at..at + length]);
        at += length;
    }
    tokens
}

/// How long the comment is that begins here.
fn comment(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let line = rest.find('\n').unwrap_or(rest.len());
    if rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(line, |end| end + 2));
    }
    let after_blank = text[..at].chars().next_back().is_none_or(char::is_whitespace);
    let hash = after_blank && (rest.starts_with("# ") || rest.starts_with("#:"));
    (rest.starts_with("// ") || rest.starts_with("///") || hash).then_some(line)
}

/// How long the string is that begins with `quote`; one byte where it is not closed on its line.
fn string(rest: &str, quote: char) -> usize {
    for triple in ["\"\"\"", "'''"] {
        if rest.starts_with(triple) {
            return rest[3..].find(triple).map_or(3, |end| end + 6);
        }
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => break,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    1
}

/// The length of the longest common subsequence: bit-parallel (Hyyrö, AWOCA 2004), so that the reference methods that
/// rank by it are not slow for want of it.
pub(crate) fn lcs<T: Eq + Hash>(a: &[T], b: &[T]) -> usize {
    let words = a.len().div_ceil(64);
    let mut places: FxHashMap<&T, Vec<u64>> = FxHashMap::default();
    for (at, symbol) in a.iter().enumerate() {
        places.entry(symbol).or_insert_with(|| vec![0; words])[at / 64] |= 1 << (at % 64);
    }
    let mut state = vec![u64::MAX; words];
    for mask in b.iter().filter_map(|symbol| places.get(symbol)) {
        let mut carry = false;
        for (v, m) in state.iter_mut().zip(mask) {
            let u = *v & m;
            let (sum, over) = v.overflowing_add(u);
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            carry = over || again;
            *v = sum | (*v & !u);
        }
    }
    let zeros: u32 = state.iter().map(|v| v.count_zeros()).sum();
    (zeros as usize).min(a.len())
}

/// How alike two sequences are: twice the longest common subsequence by both lengths.
pub(crate) fn similarity<T: Eq + Hash>(a: &[T], b: &[T]) -> f64 {
    2.0 * lcs(a, b) as f64 / (a.len() + b.len()).max(1) as f64
}

/// A hash of a token, equal on every run: what the reference methods hold in its place.
pub(crate) fn hashes(text: &str) -> Vec<u32> {
    tokens(text).into_iter().map(hash).collect()
}

/// FNV-1a: the standard library's hashes may change from release to release.
fn hash(token: &str) -> u32 {
    let hash = token.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_are_whole() {
        assert_eq!(tokens("a = 'b c'  # note\n// more\nd"), ["a", "=", "'b c'", "d"]);
        assert_eq!(
            tokens("\"\"\"Two\nlines.\"\"\" x"),
            ["\"\"\"Two\nlines.\"\"\"", "x"]
        );
        assert_eq!(tokens("/* é */ é'"), ["é", "'"]);
    }

    #[test]
    fn the_longest_common_subsequence_is_found() {
        let (a, b): (Vec<u32>, Vec<u32>) = ((0..200).collect(), (0..400).step_by(3).collect());
        assert_eq!(lcs(&a, &b), 67);
        assert_eq!(lcs(b"nematode knowledge", b"empty bottle"), 7);
    }

    #[test]
    fn half_of_it_is_two_thirds_alike() {
        assert!((similarity(&[1, 2], &[1, 2, 3, 4]) - 2.0 / 3.0).abs() < 1e-9);
    }
}
