//! When two pieces of code are near that are too small for the index: `x = 41` and `yy = 41`.
//!
//! A text of a few tokens shares its shape with half of the world, so the shape alone says nothing. Near are those of one
//! shape, renamed consistently, that have half of their words and literals in common, one of them at least one that not
//! every program has.

use std::{hash::Hash, sync::LazyLock};

use rustc_hash::FxHashMap;

use crate::{
    analysis::Analysis,
    lex::{Kind, Token},
    worth::{TrivialKind, Worth},
};

/// Literals that stand everywhere.
static COMMON: LazyLock<Vec<Token>> = LazyLock::new(|| {
    let numbers = ["0", "1", "2", "10", "100", "0.0", "1.0"].map(|text| (Kind::Number, text));
    let texts = ["\"\"", "''"].map(|text| (Kind::Text, text));
    let all = numbers.into_iter().chain(texts);
    all.map(|(kind, text)| Token::new(kind, text.as_bytes()))
        .collect()
});

/// The small ones among the texts of an index.
#[derive(Debug)]
pub(crate) struct SmallTexts<Id>(FxHashMap<Id, Box<[Token]>>);

impl<Id: Copy + Eq + Hash> SmallTexts<Id> {
    pub(crate) fn new() -> Self {
        Self(FxHashMap::default())
    }

    /// Takes a text in, if it is a small one; an earlier text under the same id is replaced.
    pub(crate) fn insert(&mut self, id: Id, analysis: &Analysis) {
        self.0.remove(&id);
        if is_small(analysis) {
            self.0.insert(id, analysis.tokens().into());
        }
    }

    /// Takes a text in that was one of these before.
    pub(crate) fn restore(&mut self, id: Id, tokens: &[Token]) {
        self.0.insert(id, tokens.into());
    }

    /// Their ids, in no order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.0.keys().copied()
    }

    pub(crate) fn remove(&mut self, id: Id) {
        self.0.remove(&id);
    }

    /// Whether the text is a small one, and near one of these.
    pub(crate) fn has_near(&self, analysis: &Analysis) -> bool {
        is_small(analysis) && self.0.values().any(|known| are_near(known, analysis.tokens()))
    }
}

/// Whether it is code, and too little of it. Words, numbers, addresses and sentences have nothing that could be renamed.
fn is_small(analysis: &Analysis) -> bool {
    analysis.worth() == Worth::Trivial(TrivialKind::Fragment)
}

fn are_near(one: &[Token], other: &[Token]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    // What each word and literal of the one is called in the other, each once.
    let mut called: Vec<(Token, Token)> = Vec::new();
    for (a, b) in one.iter().zip(other) {
        let named = matches!(a.kind(), Kind::Identifier | Kind::Number | Kind::Text);
        if a.kind() != b.kind() || (!named && a != b) {
            return false;
        }
        if named && !called.contains(&(*a, *b)) {
            if called.iter().any(|(known, name)| known == a || name == b) {
                return false;
            }
            called.push((*a, *b));
        }
    }
    let shared = called.iter().filter(|(a, b)| a == b);
    let telling = shared.clone().any(|(a, _)| !COMMON.contains(a));
    telling && shared.count() * 2 >= called.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(intention: &str, copy: &str) -> bool {
        let mut known = SmallTexts::new();
        known.insert(1, &Analysis::of(intention));
        known.has_near(&Analysis::of(copy))
    }

    #[test]
    fn a_small_text_is_near_where_a_name_or_a_literal_changed() {
        for (intention, copy) in [
            ("x = 41", "yy = 41"),
            ("x = 41", "x = 42"),
            ("x = 41", "x  =  41 # the same"),
            ("retries = MAX_RETRIES", "tries = MAX_RETRIES"),
            ("total += price", "sum += price"),
            ("print(x, 41)", "print(y, 41)"),
        ] {
            assert!(near(intention, copy), "{intention} and {copy}");
        }
    }

    #[test]
    fn what_has_only_its_shape_in_common_is_not_near() {
        for (intention, copy) in [
            ("x = 41", "y = 42"),
            ("i = 0", "j = 0"),
            ("a = b", "c = d"),
            ("x = 41", "x == 41"),
            ("x = 41", "x = 41 + y"),
            ("x = 41", "x = \"41\""),
            ("swap(a, b)", "swap(a, a)"),
            ("swap(a, a)", "swap(a, b)"),
            ("import os", "import sys"),
            ("return x", "return y"),
            ("x = 41", "word"),
            ("name", "names"),
            ("42", "43"),
        ] {
            assert!(!near(intention, copy), "{intention} and {copy}");
        }
    }

    #[test]
    fn what_was_forgotten_is_near_nothing() {
        let mut known = SmallTexts::new();
        known.insert(1, &Analysis::of("x = 41"));
        known.insert(1, &Analysis::of("other = 7"));
        assert!(!known.has_near(&Analysis::of("y = 41")));
        known.remove(1);
        assert!(!known.has_near(&Analysis::of("other = 8")));
    }
}
