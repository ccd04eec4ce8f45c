//! What languages are called: by people, and by the window's highlighter.

use domain::Language;

/// File extension, name for people, and Shiki's name of the grammar. The first of a language is the one to choose it by,
/// and the one that the detector answers: the wire contract calls some languages by a name of highlight.js.
#[rustfmt::skip]
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("hljs-x86asm", "Assembly", "asm"), ("asm", "Assembly", "asm"), ("hljs-awk", "Awk", ""), ("awk", "Awk", ""), ("bat", "Batch", "bat"), ("c", "C", "c"), ("h", "C", "c"),
    ("clj", "Clojure", "clojure"), ("hljs-cmake", "CMake", "cmake"), ("cmake", "CMake", "cmake"),
    ("cbl", "COBOL", "cobol"), ("coffee", "CoffeeScript", "coffee"),
    ("lisp", "Common Lisp", "common-lisp"), ("cpp", "C++", "cpp"), ("cc", "C++", "cpp"), ("cxx", "C++", "cpp"),
    ("hpp", "C++", "cpp"), ("cs", "C#", "csharp"), ("css", "CSS", "css"), ("csv", "CSV", "csv"),
    ("dart", "Dart", "dart"), ("hljs-diff", "Diff", "diff"), ("diff", "Diff", "diff"), ("patch", "Diff", "diff"),
    ("dockerfile", "Dockerfile", "docker"), ("Dockerfile", "Dockerfile", "docker"), ("ex", "Elixir", "elixir"),
    ("exs", "Elixir", "elixir"), ("elm", "Elm", "elm"), ("el", "Emacs Lisp", ""), ("erl", "Erlang", "erlang"), ("escript", "Erlang", "erlang"),
    ("f90", "Fortran", "fortran-free-form"), ("fs", "F#", "fsharp"), ("go", "Go", "go"),
    ("graphql", "GraphQL", "graphql"), ("groovy", "Groovy", "groovy"), ("hljs-gradle", "Gradle", "groovy"), ("gradle", "Gradle", "groovy"),
    ("hs", "Haskell", "haskell"), ("hcl", "HCL", "hcl"), ("html", "HTML", "html"), ("htm", "HTML", "html"),
    ("ini", "INI", "ini"), ("cfg", "INI", "ini"), ("conf", "Configuration", "ini"), ("java", "Java", "java"),
    ("js", "JavaScript", "javascript"), ("mjs", "JavaScript", "javascript"), ("cjs", "JavaScript", "javascript"),
    ("json", "JSON", "json"), ("jsx", "JSX", "jsx"), ("jl", "Julia", "julia"), ("kt", "Kotlin", "kotlin"),
    ("kts", "Kotlin", "kotlin"), ("tex", "LaTeX", "latex"), ("hljs-less", "Less", "less"), ("less", "Less", "less"), ("lua", "Lua", "lua"),
    ("hljs-makefile", "Makefile", "make"), ("makefile", "Makefile", "make"), ("Makefile", "Makefile", "make"), ("mk", "Makefile", "make"),
    ("md", "Markdown", "markdown"), ("markdown", "Markdown", "markdown"), ("m", "Objective-C", "objective-c"),
    ("mat", "MATLAB", "matlab"), ("nginx", "Nginx", "nginx"), ("nim", "Nim", ""), ("nix", "Nix", "nix"), ("ml", "OCaml", "ocaml"),
    ("pl", "Perl", "perl"), ("pm", "Perl", "perl"), ("php", "PHP", "php"), ("ps1", "PowerShell", "powershell"),
    ("prisma", "Prisma", "prisma"), ("hljs-prolog", "Prolog", ""), ("hljs-properties", "Properties", "ini"),
    ("hljs-protobuf", "Protocol Buffers", "proto"), ("proto", "Protocol Buffers", "proto"), ("py", "Python", "python"),
    ("pyi", "Python", "python"), ("r", "R", "r"), ("R", "R", "r"), ("rkt", "Racket", ""), ("rb", "Ruby", "ruby"), ("rs", "Rust", "rust"),
    ("scala", "Scala", "scala"), ("scm", "Scheme", ""), ("scss", "SCSS", "scss"), ("sh", "Shell", "shellscript"),
    ("bash", "Shell", "shellscript"), ("zsh", "Shell", "shellscript"), ("sol", "Solidity", "solidity"),
    ("sql", "SQL", "sql"), ("svelte", "Svelte", "svelte"), ("swift", "Swift", "swift"),
    ("hljs-tcl", "Tcl", ""), ("tf", "Terraform", "terraform"), ("toml", "TOML", "toml"), ("tsx", "TSX", "tsx"),
    ("ts", "TypeScript", "typescript"), ("txt", "Plain text", ""), ("vb", "Visual Basic", "vb"), ("vba", "VBA", "vb"),
    ("hljs-verilog", "Verilog", "verilog"), ("v", "Verilog", "verilog"), ("vhdl", "VHDL", ""), ("hljs-vim", "Vim script", ""), ("vue", "Vue", "vue"), ("xml", "XML", "xml"), ("yaml", "YAML", "yaml"),
    ("yml", "YAML", "yaml"), ("zig", "Zig", "zig"),
];

fn row(language: &Language) -> Option<&'static (&'static str, &'static str, &'static str)> {
    LANGUAGES
        .iter()
        .find(|(extension, ..)| *extension == language.extension())
}

/// The name for people; of a language that is not in the table, its extension.
pub(crate) fn name(language: &Language) -> String {
    row(language).map_or_else(
        || language.extension().to_owned(),
        |(_, name, _)| (*name).to_owned(),
    )
}

/// Shiki's name of the grammar, if there is one.
pub(crate) fn grammar(language: &Language) -> Option<&'static str> {
    row(language)
        .map(|(_, _, grammar)| *grammar)
        .filter(|grammar| !grammar.is_empty())
}

/// The languages that a person can choose, each once, by extension and name, in the order of the names.
pub(crate) fn choices() -> Vec<(&'static str, &'static str)> {
    let mut choices: Vec<(&str, &str)> = Vec::new();
    for (extension, name, _) in LANGUAGES {
        if !choices.iter().any(|(_, known)| known == name) {
            choices.push((extension, name));
        }
    }
    choices.sort_by_key(|(_, name)| name.to_lowercase());
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_grammars() {
        let named = |extension: &'static str| {
            let language = Language::from_static(extension);
            (name(&language), grammar(&language))
        };
        assert_eq!(named("rs"), ("Rust".to_owned(), Some("rust")));
        assert_eq!(named("Dockerfile"), ("Dockerfile".to_owned(), Some("docker")));
        assert_eq!(named("txt"), ("Plain text".to_owned(), None));
        assert_eq!(named("weird"), ("weird".to_owned(), None));
        for detected in engine::detectable_languages() {
            assert!(
                row(&Language::from_static(detected)).is_some(),
                "{detected} has no name"
            );
        }
        let choices = choices();
        assert_eq!(choices.iter().filter(|(_, name)| *name == "C++").count(), 1);
        assert!(
            choices
                .windows(2)
                .all(|pair| pair[0].1.to_lowercase() <= pair[1].1.to_lowercase())
        );
    }
}
