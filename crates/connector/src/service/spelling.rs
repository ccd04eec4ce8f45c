//! One word in several spellings: upper and lower case, `é` as one character or as two, with its mark or without, wide letters
//! and narrow ones.
//!
//! Everything is compared as [`lower`] has it, in which case and composition do not count; and what is not found so, as
//! [`plain`] has it, in which marks do not count either. A text of ASCII is in both as it is, but for its case.

use std::{borrow::Cow, cell::OnceCell};

use icu_normalizer::{
    ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed,
    properties::CanonicalCombiningClassMapBorrowed,
};
use memchr::memmem;

const COMPOSING: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const DECOMPOSING: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
const CLASSES: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();

/// A text in which every letter that can be one character is one (NFC), without what is not seen.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else if text.contains(is_unseen) {
        Cow::Owned(
            COMPOSING
                .normalize_iter(text.chars().filter(|c| !is_unseen(*c)))
                .collect(),
        )
    } else {
        COMPOSING.normalize(text)
    }
}

/// A text in lower case, and composed.
pub(super) fn lower(text: &str) -> String {
    let lower = text.to_lowercase();
    match composed(&lower) {
        Cow::Borrowed(_) => lower,
        Cow::Owned(composed) => composed,
    }
}

/// What is [`lower`] without the marks of its letters, and with the letters that people type where they have no others: those
/// of ASCII for wide ones and ligatures. `None` where it is the same.
pub(super) fn plain(lower: &str) -> Option<String> {
    if lower.is_ascii() {
        return None;
    }
    let decomposed = DECOMPOSING.normalize_iter(lower.chars());
    let unmarked = decomposed.filter(|c| !is_mark(*c)).flat_map(typed);
    let plain: String = COMPOSING.normalize_iter(unmarked).collect();
    (plain != lower).then_some(plain)
}

/// The words of a text that is [`lower`], and what is around them, each [`plain`] where that is something else.
pub(super) fn plain_words(lower: &str) -> impl Iterator<Item = String> {
    let words = (!lower.is_ascii()).then(|| lower.split_whitespace());
    words.into_iter().flatten().filter_map(plain)
}

/// Whether letters are mostly typed without it: an accent (of class 200 and more), a vowel sign of Hebrew or Arabic (10 to 35).
/// Other marks make another letter or sign: the stroke of `≠`, the vowels of Thai, the voicing of kana.
fn is_mark(c: char) -> bool {
    matches!(CLASSES.get_u8(c), 10..=35 | 200..=255)
}

/// Where a word may be broken and where it may not, and what says how the sign before it is drawn: nobody sees it, and much
/// that is copied from pages has it.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// What is typed for a letter that Unicode does not make of others, in lower case.
fn typed(c: char) -> impl Iterator<Item = char> {
    let spelled = match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' => "d",
        'ħ' | 'Ħ' => "h",
        'ł' | 'Ł' => "l",
        'ı' => "i",
        'ς' => "σ",
        _ => "",
    };
    let itself = spelled.is_empty().then(|| c.to_lowercase());
    spelled.chars().chain(itself.into_iter().flatten())
}

/// A word, or a part of one, that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Needle {
    /// [`lower`].
    pub(super) lower: String,
    /// [`plain`].
    pub(super) plain: String,
}

impl Needle {
    pub(super) fn new(word: &str) -> Self {
        let lower = lower(word);
        let plain = plain(&lower).unwrap_or_else(|| lower.clone());
        Self { lower, plain }
    }

    /// Whether it is in a text as it was typed, but for its case.
    pub(super) fn is_typed_in(&self, text: &Spelled) -> bool {
        memmem::find(text.lower.as_bytes(), self.lower.as_bytes()).is_some()
    }

    /// Whether it is in a text, in some spelling.
    pub(super) fn is_in(&self, text: &Spelled) -> bool {
        let has = |text: &str, word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
        has(&text.lower, &self.lower)
            || ((self.plain != self.lower || !text.lower.is_ascii())
                && !self.plain.is_empty()
                && has(text.plain(), &self.plain))
    }
}

/// A text in which words are looked for.
#[derive(Debug)]
pub(super) struct Spelled {
    lower: String,
    /// Made when it is asked for; `None` where it is the same.
    plain: OnceCell<Option<String>>,
}

impl Spelled {
    pub(super) fn new(text: &str) -> Self {
        Self {
            lower: lower(text),
            plain: OnceCell::new(),
        }
    }

    fn plain(&self) -> &str {
        let plain = self.plain.get_or_init(|| plain(&self.lower));
        plain.as_deref().unwrap_or(&self.lower)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_and_widths_do_not_count_and_what_makes_another_letter_does() {
        for (text, expected) in [
            ("Re\u{301}sume\u{301}", "resume"),
            ("Straße", "strasse"),
            ("ｆｕｌｌ（", "full("),
            ("ŁÓDŹ", "lodz"),
            ("İstanbul", "istanbul"),
            ("ﬁle…", "file..."),
            ("ΣΟΦΟΣ", "σοφοσ"),
            ("שָׁלוֹם", "שלום"),
            ("Tiếng Việt", "tieng viet"),
            ("a\u{ad}é✅\u{fe0f}", "ae✅"),
        ] {
            assert_eq!(plain(&lower(text)).as_deref(), Some(expected), "{text}");
        }
        for text in ["ascii only", "a ≠ b", "がぎ", "각", "กุ", "→ ✅ 漢字", "हिन्दी"]
        {
            assert_eq!(plain(&lower(text)), None, "{text}");
        }
        assert_eq!(lower("RE\u{301} soft\u{ad}ly"), "ré softly");
    }

    proptest! {
        #[test]
        fn what_is_plain_stays_so(text in "\\PC{0,12}") {
            let once = plain(&lower(&text)).unwrap_or_else(|| lower(&text));
            prop_assert_eq!(plain(&lower(&once)), None, "{:?}", once);
        }

        #[test]
        fn all_spellings_that_look_the_same_are_one(text in "\\PC{0,12}") {
            let decomposing = DecomposingNormalizerBorrowed::new_nfd();
            prop_assert_eq!(lower(&decomposing.normalize(&text)), lower(&text));
        }
    }
}
