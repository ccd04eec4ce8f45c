//! Asks the model (`betlang`, distilled from Google's Magika) where nothing simpler decides.

use crate::excerpt::head;

/// Bytes the model is shown. More of a text was measured to tell it nothing more.
const EXCERPT: usize = 2 * 1024;
/// How sure the model has to be. Its probabilities are calibrated, so below this it is wrong more often than right.
const SURE: f32 = 0.5;

/// The language the model is sure of, as an extension.
pub(super) fn ask(text: &str) -> Option<&'static str> {
    let detection = betlang::detect(head(text, EXCERPT));
    let (probability, language) = detection.top_languages().next()?;
    (probability >= SURE)
        .then(|| extension(language.slug()))
        .flatten()
}

/// The file extension of each of the model's labels, in the order of the labels.
pub(super) const EXTENSIONS: &[(&str, &str)] = &[
    ("asm", "hljs-x86asm"),
    ("batch", "bat"),
    ("c", "c"),
    ("clojure", "clj"),
    ("cmake", "hljs-cmake"),
    ("cobol", "cbl"),
    ("cpp", "cpp"),
    ("cs", "cs"),
    ("css", "css"),
    ("dart", "dart"),
    ("dockerfile", "dockerfile"),
    ("elixir", "ex"),
    ("erlang", "erl"),
    ("gemfile", "rb"),
    ("gemspec", "rb"),
    ("go", "go"),
    ("gradle", "hljs-gradle"),
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
    ("verilog", "hljs-verilog"),
    ("xml", "xml"),
    ("yaml", "yaml"),
];

fn extension(label: &str) -> Option<&'static str> {
    let at = EXTENSIONS.binary_search_by_key(&label, |(slug, _)| slug).ok()?;
    Some(EXTENSIONS[at].1)
}

#[cfg(test)]
mod tests {
    use domain::Language;

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
}
