//! Names that a text takes from outside of itself: members, what it calls, and what it names once.
//!
//! Who renames a copy renames what it declares: parameters, variables, itself. The members that it reads and the functions
//! that it calls stay. Of two texts of one shape that do different things (two handlers, two queries, two accessors) it is
//! these that differ. No language is known here, so what is declared is told by its use: it is named again, and not only
//! called.

use std::sync::LazyLock;

use crate::lex::{Kind, Token};

struct Marks {
    members: [u32; 4],
    call: u32,
}

static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let mark = |text: &str| Token::new(Kind::Punctuation, text.as_bytes()).bits();
    Marks {
        members: [".", "?.", "->", "::"].map(mark),
        call: mark("("),
    }
});

/// How a name is used, what tells most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// As a member of something. A variable may be called as it is, and is renamed without it.
    Member,
    Plain,
    Call,
}

/// The bits of the names that a text has, sorted, each with whether it is from outside. `defined` are the names that the text
/// defines itself.
pub(crate) fn names(tokens: &[Token], defined: impl Fn(u32) -> bool) -> Vec<(u32, bool)> {
    let marks = &*MARKS;
    let mut names: Vec<(u32, Use)> = Vec::with_capacity(tokens.len() / 2);
    for (at, token) in tokens.iter().enumerate() {
        if token.kind() == Kind::Identifier {
            let beside = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or(0, |token| token.bits());
            let used = if marks.members.contains(&beside(at.checked_sub(1))) {
                Use::Member
            } else if beside(at.checked_add(1)) == marks.call {
                Use::Call
            } else {
                Use::Plain
            };
            names.push((token.bits(), used));
        }
    }
    names.sort_unstable();
    let alike = names.chunk_by(|one, other| one.0 == other.0);
    alike
        .map(|uses| {
            let (bits, first) = uses[0];
            // They are in order: where the first is called, all are.
            let outside = first != Use::Plain || uses.len() == 1;
            (bits, outside && !defined(bits))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lex::lex;

    fn outside(text: &str, own: &[&str]) -> Vec<String> {
        let mut tokens = Vec::new();
        lex(text, |token, _| tokens.push(token));
        let bits = |word: &str| Token::new(Kind::Identifier, word.as_bytes()).bits();
        let names = names(&tokens, |name| own.iter().any(|own| bits(own) == name));
        let mut words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| names.contains(&(bits(word), true)))
            .map(str::to_owned)
            .collect();
        words.sort();
        words.dedup();
        words
    }

    #[test]
    fn what_a_text_declares_is_its_own() {
        let text = "def total(prices, rate):\n    result = 0\n    for price in prices:\n        result += price.net * rate\n    \
                    return round(result)\n";
        assert_eq!(outside(text, &["total"]), ["net", "round"]);
    }

    #[test]
    fn what_is_named_once_is_not() {
        let text = "SELECT id, name FROM users WHERE age > 3 ORDER BY name";
        assert_eq!(outside(text, &[]), ["age", "id", "users"]);
    }
}
