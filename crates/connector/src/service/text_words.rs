//! What the catalogue takes of a text. It is made before anybody has to wait for the catalogue, as a text may be long.

use domain::Asset;
use rustc_hash::FxHashSet;

use super::{catalogue::first_line, code_words, spelling};

/// Bytes of different words of a text that are known, at most: those of some ten thousand lines of code. Those behind them are
/// looked for in the text itself ([`super::beyond`]). As many are known of those that are plain in another spelling.
const MOST_WORDS: usize = 64 * 1024;

/// Where fewer bytes are left and a word does not fit, the rest of the text is not gone through for shorter ones.
const FEWEST_LEFT: usize = 64;

/// See the module's documentation.
pub(super) struct TextWords {
    /// The first line of the text that is not blank, as far as a list shows it.
    pub(super) first_line: String,
    /// Bytes of the text.
    pub(super) of: usize,
    /// Bytes of its different words that are known.
    pub(super) bytes: usize,
    /// Whether these are all.
    pub(super) all: bool,
    /// Each of them once, lower case.
    words: Distinct,
    /// Those that only the plain spelling of the text has.
    plain: Distinct,
}

/// Different words, each with a line break after it.
struct Distinct {
    words: String,
    /// Whether there was room for each.
    all: bool,
}

impl TextWords {
    /// Of what an asset holds. What bytes are spelled as is no text.
    pub(super) fn of(asset: &Asset, text: &str) -> Self {
        Self::of_text(if asset.details.form.no_text { "" } else { text })
    }

    /// Of a text.
    pub(super) fn of_text(text: &str) -> Self {
        let lower = spelling::lower(text);
        let (mut seen, mut words) = (FxHashSet::default(), Distinct::new());
        for word in code_words::of(&lower) {
            if seen.contains(word) {
                continue;
            }
            if words.take(word) {
                seen.insert(word);
            } else if words.is_full() {
                break;
            }
        }
        let (mut seen_plain, mut plain) = (FxHashSet::default(), Distinct::new());
        for token in spelling::plain_words(&lower) {
            for word in code_words::of(&token) {
                if !seen.contains(word) && !seen_plain.contains(word) && plain.take(word) {
                    seen_plain.insert(word.to_owned());
                }
            }
            if plain.is_full() {
                break;
            }
        }
        words.words.shrink_to_fit();
        plain.words.shrink_to_fit();
        Self {
            first_line: first_line(text),
            of: text.len(),
            bytes: words.words.len() + plain.words.len(),
            all: words.all && plain.all,
            words,
            plain,
        }
    }

    /// The words.
    pub(super) fn each(&self) -> impl Iterator<Item = &str> {
        self.words.words.split_terminator('\n')
    }

    /// The words that only the plain spelling of the text has.
    pub(super) fn each_plain(&self) -> impl Iterator<Item = &str> {
        self.plain.words.split_terminator('\n')
    }
}

impl Distinct {
    const fn new() -> Self {
        Self {
            words: String::new(),
            all: true,
        }
    }

    /// Takes in a word that is not there yet; whether there was room for it.
    fn take(&mut self, word: &str) -> bool {
        let has_room = word.len() < MOST_WORDS - self.words.len();
        if has_room {
            self.words.push_str(word);
            self.words.push('\n');
        }
        self.all &= has_room;
        has_room
    }

    /// Whether the rest of a text is not worth going through.
    fn is_full(&self) -> bool {
        !self.all && MOST_WORDS - self.words.len() < FEWEST_LEFT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_there_once() {
        let taken = TextWords::of_text("\n  Let a = callIt(a);\n");
        let mut words: Vec<_> = taken.each().collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), taken.each().count());
        assert!(words.contains(&"callit") && words.contains(&"let"), "{words:?}");
        assert_eq!(
            (taken.first_line.as_str(), taken.all),
            ("Let a = callIt(a);", true)
        );
    }

    #[test]
    fn of_a_very_long_text_so_many_words_are_taken_and_the_rest_is_not_gone_through() {
        let text: Vec<_> = (0..20_000).map(|number| format!("word_{number}")).collect();
        let taken = TextWords::of_text(&text.join(" "));
        assert!(taken.bytes <= MOST_WORDS && taken.bytes > MOST_WORDS - FEWEST_LEFT);
        assert!(!taken.all);
        assert!(taken.each().any(|word| word == "word_5000"));
        assert!(taken.each().all(|word| word != "word_19999"));
    }
}
