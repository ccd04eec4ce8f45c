//! Tells where a word that one language reserves is a name in another: `func` is a parameter in Python, `from` a variable in
//! JavaScript.

use std::sync::LazyLock;

use super::{Kind, Token};

/// Such words.
const WORDS: [&str; 28] = [
    "abstract",
    "case",
    "catch",
    "def",
    "del",
    "delete",
    "enum",
    "export",
    "extern",
    "final",
    "fn",
    "func",
    "function",
    "impl",
    "interface",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "new",
    "package",
    "pass",
    "ref",
    "switch",
    "type",
    "use",
    "where",
];
/// Those that a colon or a dot follows where they are reserved: `default:`, `from .module import name`.
const NARROW: [&str; 2] = ["default", "from"];
const COUNT: usize = WORDS.len() + NARROW.len();

/// Tokens by which is told what stands beside them.
struct Marks {
    /// The bits of each word, in order, and whether it is one of the narrow ones.
    words: Vec<(u32, bool)>,
    before_members: [u32; 2],
    /// What follows a name, and none of the words where it is reserved.
    after_names: [u32; 6],
    /// The same, but for the narrow ones.
    after_wide_names: [u32; 2],
}

static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let mark = |text: &str| Token::new(Kind::Punctuation, text.as_bytes()).bits();
    let word = |narrow| move |word: &&str| (Token::new(Kind::Keyword, word.as_bytes()).bits(), narrow);
    let mut words: Vec<_> = WORDS.iter().map(word(false)).collect();
    words.extend(NARROW.iter().map(word(true)));
    words.sort_unstable();
    Marks {
        words,
        before_members: [".", "?."].map(mark),
        after_names: [",", ")", "=", "]", ";", "=="].map(mark),
        after_wide_names: [":", "."].map(mark),
    }
});

/// What was seen of a word in a text.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Where only a name can stand.
    as_name: bool,
    /// Before a name or a string, as a reserved word stands.
    as_reserved: bool,
}

/// Makes names of the reserved words that are names: what is a member, what is followed by what follows names, and, where the text
/// has it so and never as a reserved word, all the others of it.
pub(crate) fn settle(tokens: &mut [Token]) {
    let marks = &*MARKS;
    let mut seen = [Seen::default(); COUNT];
    // Where each stands whose place says nothing.
    let mut open = Vec::new();
    for at in 0..tokens.len() {
        let token = tokens[at];
        if token.kind() != Kind::Keyword {
            continue;
        }
        let Ok(word) = marks.words.binary_search_by_key(&token.bits(), |(bits, _)| *bits) else {
            continue;
        };
        let next = tokens.get(at + 1);
        let after = next.map_or(0, |next| next.bits());
        let is_member = at
            .checked_sub(1)
            .is_some_and(|before| marks.before_members.contains(&tokens[before].bits()));
        let is_named = marks.after_names.contains(&after)
            || (!marks.words[word].1 && marks.after_wide_names.contains(&after));
        if is_member || is_named {
            seen[word].as_name |= !is_member;
            tokens[at] = token.named();
        } else {
            seen[word].as_reserved |=
                next.is_some_and(|next| matches!(next.kind(), Kind::Identifier | Kind::Text));
            open.push((at, word));
        }
    }
    for (at, word) in open {
        if seen[word].as_name && !seen[word].as_reserved {
            tokens[at] = tokens[at].named();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let (mut tokens, mut words) = (Vec::new(), Vec::new());
        crate::lex::lex(text, |token, word| {
            tokens.push(token);
            words.push(word.to_owned());
        });
        settle(&mut tokens);
        let named = tokens
            .iter()
            .zip(words)
            .filter(|(token, _)| token.kind() == Kind::Identifier);
        named.map(|(_, word)| word).collect()
    }

    #[test]
    fn a_word_is_reserved_where_it_stands_as_such() {
        for (text, expected) in [
            (
                "f(func: T, type=int, a.match(b))",
                &["f", "func", "T", "type", "int", "a", "match", "b"][..],
            ),
            ("(fn, ms) => fn(...a)", &["fn", "ms", "fn", "a"]),
            ("(from, to) => { day = from + 1 }", &["from", "to", "day", "from"]),
            (
                "def update(old, new):\n    for key in new:\n        new[key]",
                &["update", "old", "new", "key", "new", "new", "key"],
            ),
            (
                "match = search(a)\nif match is None:",
                &["match", "search", "a", "match"],
            ),
            ("func f(a) {", &["f", "a"]),
            ("match a {", &["a"]),
            ("type A = fn(u8) -> u8;", &["A", "u8", "u8"]),
            ("from .a import b", &["a", "b"]),
            ("switch (a) { default: b() }", &["a", "b"]),
            // Both: only where it can't be anything else.
            ("type A = { type: B }\nlet b = type + 1", &["A", "type", "B", "b"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
