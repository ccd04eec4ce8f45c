//! What language a text is in, and whether it is code at all.

mod layout;
mod model;
mod opening;
mod signs;
#[cfg(test)]
mod snippets;

use domain::Language;
pub use model::{LANGUAGE_WEIGHT_STEP, language_sign_share};
pub use signs::language_signs;

use crate::{Analysis, TrivialKind, Worth, excerpt::head};

/// What language a text is in, by its content.
pub trait LanguageDetector: Send + Sync {
    /// The language; `None` where the text does not tell.
    fn detect(&self, text: &str) -> Option<Language>;
}

/// Detects as GitHub's linguist does: a chain of strategies, of which the first that is certain decides.
///
/// An unmistakable first line, then the form of the lines, then a model of what the text shows. Some ten microseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContentDetector;

/// Bytes that are looked at for the form of the lines.
const HEAD: usize = 8 * 1024;

impl LanguageDetector for ContentDetector {
    fn detect(&self, text: &str) -> Option<Language> {
        let shown = head(text, HEAD);
        opening::of(shown)
            .or_else(|| layout::of(shown, shown.len() == text.len()))
            .or_else(|| model::ask(shown))
            .map(Language::from_static)
    }
}

/// Every language that [`ContentDetector`] can answer, some of them more than once: whoever shows languages needs a name for
/// each.
pub fn detectable_languages() -> impl Iterator<Item = &'static str> {
    opening::LANGUAGES
        .iter()
        .chain(layout::LANGUAGES)
        .copied()
        .chain(model::languages())
}

/// The language of a text: what its sender says, else what the content tells.
#[must_use]
pub fn language_of(sent: Option<Language>, text: &str, detector: &dyn LanguageDetector) -> Option<Language> {
    sent.or_else(|| detector.detect(text))
}

/// Whether a text is code, a command, a query or a configuration, rather than prose.
#[must_use]
pub fn is_code(analysis: &Analysis, language: Option<&Language>) -> bool {
    let prose_language =
        language.is_some_and(|l| matches!(l.extension(), "txt" | "text" | "md" | "rst" | "log"));
    let reads_like_code = analysis.has_punctuation() && !analysis.is_prose();
    let code = match analysis.worth() {
        Worth::Blank => false,
        Worth::Trivial(kind) => {
            matches!(kind, TrivialKind::Fragment | TrivialKind::Scalar) && !analysis.is_prose()
        }
        // A query may read like a sentence; that it has a language says more.
        Worth::Secret(_) | Worth::Worthwhile => language.is_some() || reads_like_code,
    };
    code && !prose_language
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detects_by_content_and_believes_the_sender() {
        let rust =
            "use std::fmt;\n\npub fn main() {\n    let mut total: u32 = 0;\n    println!(\"{total}\");\n}\n";
        let python =
            "import os\n\ndef main(argv):\n    for name in argv:\n        print(os.path.join(name, 'x'))\n";
        assert_eq!(
            ContentDetector.detect(rust).as_ref().map(Language::extension),
            Some("rs")
        );
        assert_eq!(
            ContentDetector.detect(python).as_ref().map(Language::extension),
            Some("py")
        );
        assert_eq!(ContentDetector.detect(""), None);
        let sent = Some(Language::from_static("kt"));
        assert_eq!(language_of(sent.clone(), rust, &ContentDetector), sent);
    }

    #[test]
    fn code_and_prose() {
        let code = |text: &str| is_code(&Analysis::of(text), None);
        assert!(code("fn id(x: u32) -> u32 {\n    x\n}"));
        assert!(code("docker run --rm -it image"));
        assert!(!code("We met on Monday, and it went well."));
        assert!(!code("https://a.b/c"));
        let query = "SELECT id, name FROM users WHERE age > 30 ORDER BY name LIMIT 10;";
        assert!(is_code(
            &Analysis::of(query),
            ContentDetector.detect(query).as_ref()
        ));
    }
}
