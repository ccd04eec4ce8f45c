//! A text looked at once, on its own.

use domain::TextDigest;

use crate::{
    digest::{self, Digester},
    grams::Grams,
    lex::{self, Kind, Token},
    worth::{self, Outline, Worth},
};

/// Tokens of a text that are compared with others: the first ones.
const FIRST: usize = 6 * 1024;
/// And the last ones.
const LAST: usize = 2 * 1024;

/// A text looked at once: lexed, normalised, judged on its own. It holds no part of the text but hashes.
///
/// Making one takes time linear in the length of the text, and bounded memory: the digest is of the whole text, while
/// 8,192 tokens (the first 6,144 and the last 2,048) take part in comparisons and in the fingerprint.
#[derive(Debug, Clone)]
pub struct Analysis {
    digest: TextDigest,
    fingerprint: u64,
    worth: Worth,
    prose: bool,
    tokens: Vec<Token>,
}

impl Analysis {
    /// Looks at a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut tokens = Vec::new();
        let mut last = Vec::new();
        let mut count = 0;
        let mut outline = Outline::default();
        let mut digester = Digester::new();
        lex::lex(text, |token, text| {
            digester.add(text);
            outline.add(token.kind());
            if count < FIRST {
                tokens.push(token);
            } else if last.len() < LAST {
                last.push(token);
            } else {
                last[(count - FIRST) % LAST] = token;
            }
            count += 1;
        });
        if count > FIRST + LAST {
            last.rotate_left((count - FIRST) % LAST);
        }
        tokens.append(&mut last);
        if count == 0 {
            // Nothing but comments: then they are what the text says, and two such texts are not the same.
            text.split_whitespace().for_each(|word| digester.add(word));
        }
        Self {
            digest: digester.finish(),
            fingerprint: digest::fingerprint(&tokens),
            worth: worth::judge(text, &outline),
            prose: worth::is_prose(text),
            tokens,
        }
    }

    /// 128 bits of the normalised text: equal for texts that differ in white space, line ends and comments alone.
    #[must_use]
    pub const fn digest(&self) -> TextDigest {
        self.digest
    }

    /// A similarity hash below 2^53, equal where the digest is.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// What the text is worth by itself, whatever the library holds.
    #[must_use]
    pub const fn worth(&self) -> Worth {
        self.worth
    }

    /// The grams that it is found by. For fitting: the engine's own table of how common they are is made of them.
    #[must_use]
    pub fn grams(&self) -> Vec<u32> {
        Grams::of(&self.tokens).all().collect()
    }

    /// Whether it reads like sentences.
    pub(crate) const fn is_prose(&self) -> bool {
        self.prose
    }

    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    pub(crate) fn into_tokens(self) -> Box<[Token]> {
        self.tokens.into()
    }

    /// Whether it has anything but words: what tells code from a list of words.
    pub(crate) fn has_punctuation(&self) -> bool {
        self.tokens.iter().any(|t| t.kind() == Kind::Punctuation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_comments_alone_are_told_apart() {
        let digest = |text| Analysis::of(text).digest();
        assert_ne!(
            digest("// one thing\n// and another"),
            digest("// something else")
        );
        assert_eq!(
            digest("// one thing\n// and another"),
            digest("  // one thing\r\n\t// and another\n")
        );
    }
}
