//! Cuts functions out of source files, by how formatted code looks.

mod braces;
mod indented;

use std::path::Path;

/// Lines of a function: longer ones are not what people copy.
const LONGEST: usize = 150;
/// Bytes of a file that is read. Larger ones are generated.
const LARGEST_FILE: u64 = 400 * 1024;

/// The languages that functions are cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Language {
    Python,
    JavaScript,
    TypeScript,
    Rust,
}

impl Language {
    /// By the extension of the file's name.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "py" => Some(Self::Python),
            "js" | "mjs" | "cjs" | "jsx" => Some(Self::JavaScript),
            "ts" | "tsx" | "mts" => Some(Self::TypeScript),
            "rs" => Some(Self::Rust),
            _ => None,
        }
    }

    /// By its name in the development set.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "python" => Some(Self::Python),
            "javascript" => Some(Self::JavaScript),
            "typescript" => Some(Self::TypeScript),
            "rust" => Some(Self::Rust),
            _ => None,
        }
    }

    /// Its name in the development set.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::JavaScript => "javascript",
            Self::TypeScript => "typescript",
            Self::Rust => "rust",
        }
    }

    /// As the engine names it.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::JavaScript => "js",
            Self::TypeScript => "ts",
            Self::Rust => "rs",
        }
    }

    /// What begins a comment to the end of a line.
    pub(crate) const fn comment(self) -> &'static str {
        match self {
            Self::Python => "#",
            _ => "//",
        }
    }
}

/// A function as it stands in a file, without the indentation of what is around it.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) language: Language,
    /// With the class or the `impl` that it is in.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The functions of a file; none where it cannot be read as text.
pub(crate) fn of_file(path: &Path) -> Vec<Function> {
    let Some(language) = Language::of(path) else {
        return Vec::new();
    };
    if path.metadata().is_ok_and(|data| data.len() > LARGEST_FILE) {
        return Vec::new();
    }
    match std::fs::read_to_string(path) {
        Ok(source) => of_source(&source, language),
        Err(_) => Vec::new(),
    }
}

/// The functions of a source text.
pub(crate) fn of_source(source: &str, language: Language) -> Vec<Function> {
    let lines: Vec<&str> = source.lines().collect();
    // What minifiers write.
    if source.len() / (lines.len() + 1) > 200 {
        return Vec::new();
    }
    match language {
        Language::Python => indented::cut(&lines),
        _ => braces::cut(&lines, language),
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines without the indentation of the first.
fn unindented(lines: &[&str]) -> String {
    let width = lines.first().map_or(0, |line| indent(line));
    let own: Vec<&str> = lines
        .iter()
        .map(|line| line.get(width.min(indent(line))..).unwrap_or(line))
        .collect();
    own.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str, language: Language) -> Vec<(String, usize)> {
        of_source(source, language)
            .into_iter()
            .map(|f| (f.name, f.text.lines().count()))
            .collect()
    }

    #[test]
    fn python_functions_are_cut() {
        let source = "class A:\n    @property\n    def b(\n        self,\n    ) -> int:\n        x = 1\n\n        return x\n\n    y = 2\n\nasync def c():\n    def inner():\n        pass\n    return 3\n";
        let found = names(source, Language::Python);
        assert_eq!(found, [("A.b".to_owned(), 7), ("c".to_owned(), 4)]);
    }

    #[test]
    fn rust_functions_are_cut() {
        let source = "impl<T> A for B<T> {\n    pub(crate) fn c(&self)\n    where\n        T: D,\n    {\n        1\n    }\n}\nconst fn d() {}\nfn e();\n";
        let found = names(source, Language::Rust);
        assert_eq!(
            found,
            [("impl<T> A for B<T>.c".to_owned(), 6), ("d".to_owned(), 1)]
        );
    }

    #[test]
    fn javascript_functions_are_cut() {
        let source = "class A extends B {\n  async c(d) {\n    if (d) {\n      return 1\n    }\n  }\n}\nE.prototype.f = function (a) {\n  return 2;\n};\nconst g = (a) => {\n  return a;\n};\nif (x) {\n  y();\n}\n";
        let found = names(source, Language::JavaScript);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["A.c", "E.prototype.f", "g"]);
    }
}
