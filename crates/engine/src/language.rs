//! What language a text is in, and whether it is code at all.

use domain::Language;

use crate::{Analysis, TrivialKind, Worth, excerpt::head};

/// What language a text is in, by its content.
pub trait LanguageDetector: Send + Sync {
    /// The language; `None` where the text does not tell.
    fn detect(&self, text: &str) -> Option<Language>;
}

/// Detects by a small neural model (`betlang`, distilled from Google's Magika), which is part of the program.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContentDetector;

/// Bytes that are looked at. The model itself takes 4 KiB from both ends of what it is given.
const HEAD: usize = 16 * 1024;
/// How sure the model has to be. Its probabilities are calibrated, so below this it is wrong more often than right.
const SURE: f32 = 0.5;

impl LanguageDetector for ContentDetector {
    fn detect(&self, text: &str) -> Option<Language> {
        let text = head(text, HEAD);
        let detection = betlang::detect(text);
        let (probability, language) = detection.top_languages().next()?;
        (probability >= SURE)
            .then(|| extension(language.slug()))
            .flatten()
            .map(Language::from_static)
    }
}

/// The file extension of each of the model's labels.
fn extension(label: &str) -> Option<&'static str> {
    const EXTENSIONS: &[(&str, &str)] = &[
        ("asm", "asm"),
        ("batch", "bat"),
        ("c", "c"),
        ("clojure", "clj"),
        ("cmake", "cmake"),
        ("cobol", "cbl"),
        ("cpp", "cpp"),
        ("cs", "cs"),
        ("css", "css"),
        ("dart", "dart"),
        ("dockerfile", "Dockerfile"),
        ("elixir", "ex"),
        ("erlang", "erl"),
        ("gemfile", "rb"),
        ("gemspec", "rb"),
        ("go", "go"),
        ("gradle", "gradle"),
        ("groovy", "groovy"),
        ("haskell", "hs"),
        ("html", "html"),
        ("ini", "ini"),
        ("java", "java"),
        ("javascript", "js"),
        ("json", "json"),
        ("julia", "jl"),
        ("kotlin", "kt"),
        ("lisp", "lisp"),
        ("lua", "lua"),
        ("markdown", "md"),
        ("objectivec", "m"),
        ("ocaml", "ml"),
        ("perl", "pl"),
        ("php", "php"),
        ("powershell", "ps1"),
        ("python", "py"),
        ("r", "r"),
        ("ruby", "rb"),
        ("rust", "rs"),
        ("scala", "scala"),
        ("shell", "sh"),
        ("sql", "sql"),
        ("swift", "swift"),
        ("toml", "toml"),
        ("typescript", "ts"),
        ("vba", "vba"),
        ("verilog", "v"),
        ("xml", "xml"),
        ("yaml", "yaml"),
    ];
    let at = EXTENSIONS.binary_search_by_key(&label, |(slug, _)| slug).ok()?;
    Some(EXTENSIONS[at].1)
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
    let said = match analysis.worth() {
        Worth::Trivial(kind) => matches!(kind, TrivialKind::Fragment | TrivialKind::Scalar),
        Worth::Blank => false,
        Worth::Secret(_) | Worth::Worthwhile => analysis.has_punctuation(),
    };
    said && !prose_language && !analysis.is_prose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_an_extension() {
        let labels: Vec<&str> = betlang_labels();
        assert!(labels.is_sorted());
        for label in labels {
            assert!(label.parse::<betlang::Language>().is_ok(), "{label}");
            assert!(
                extension(label).is_some_and(|e| e.parse::<Language>().is_ok()),
                "{label}"
            );
        }
        assert_eq!(extension("fortran"), None);
    }

    /// The 48 labels that the model's documentation lists.
    fn betlang_labels() -> Vec<&'static str> {
        "asm batch c clojure cmake cobol cpp cs css dart dockerfile elixir erlang gemfile gemspec go gradle groovy \
         haskell html ini java javascript json julia kotlin lisp lua markdown objectivec ocaml perl php powershell \
         python r ruby rust scala shell sql swift toml typescript vba verilog xml yaml"
            .split_whitespace()
            .collect()
    }

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
    }
}
