//! What the index keeps of a text: its digests and its tokens.

use domain::TextDigest;

use crate::{
    digest::{self, Digester},
    grams::Grams,
    lex::{self, Kind, Token},
    worth::Outline,
};

/// Tokens of a text that are compared with others: the first ones.
const FIRST: usize = 6 * 1024;
/// And the last ones.
const LAST: usize = 2 * 1024;

/// What texts are told and compared by: a text lexed and normalised. It holds no part of the text but hashes.
///
/// Ten times as quick to make as an [`Analysis`](crate::Analysis), which also says what the text is worth: for texts that were
/// judged already, as those of the library.
///
/// Making one takes time linear in the length of the text, and bounded memory: the digests are of the whole text, while
/// 8,192 tokens (the first 6,144 and the last 2,048) take part in comparisons and in the fingerprint.
#[derive(Debug, Clone)]
pub struct Sketch {
    digest: TextDigest,
    exact_digest: TextDigest,
    tokens: Vec<Token>,
}

impl Sketch {
    /// Looks at a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::with_outline(text).0
    }

    /// The same, with how many tokens of which kind there are.
    pub(crate) fn with_outline(text: &str) -> (Self, Outline) {
        let mut tokens = Vec::with_capacity((text.len() / 4).min(FIRST + LAST));
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
        lex::settle(&mut tokens);
        if count == 0 {
            // Nothing but comments: then they are what the text says, and two such texts are not the same.
            text.split_whitespace().for_each(|word| digester.add(word));
        }
        let sketch = Self {
            digest: digester.finish(),
            exact_digest: digest::of_visible(text),
            tokens,
        };
        (sketch, outline)
    }

    /// 128 bits of the normalised text: equal for texts that differ in white space, line ends and comments alone.
    #[must_use]
    pub const fn digest(&self) -> TextDigest {
        self.digest
    }

    /// 128 bits of all that is visible, comments as well: equal for texts that differ in white space alone.
    ///
    /// What is a comment depends on the language, which is guessed. An answer about one text holds for the texts of this
    /// digest, so that a wrong guess never makes it hold for another text.
    #[must_use]
    pub const fn exact_digest(&self) -> TextDigest {
        self.exact_digest
    }

    /// A similarity hash below 2^53, equal where the digest is.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        digest::fingerprint(&self.tokens)
    }

    /// The grams that it is found by. For fitting: the engine's own table of how common they are is made of them.
    #[must_use]
    pub fn grams(&self) -> Vec<u32> {
        Grams::of(&self.tokens).all().collect()
    }

    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Whether it has anything but words: what tells code from a list of words.
    pub(crate) fn has_punctuation(&self) -> bool {
        self.tokens.iter().any(|t| t.kind() == Kind::Punctuation)
    }
}
