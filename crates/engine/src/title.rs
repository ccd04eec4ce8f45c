//! Makes a title for a reader out of a text.

use std::sync::LazyLock;

use regex::Regex;

use crate::{excerpt::head, pattern::compile};

/// Characters of a title, at most.
const LENGTH: usize = 60;
/// Bytes and lines that are looked at: what comes first names the whole.
const HEAD: usize = 16 * 1024;

/// The name of the first thing that the text defines, else its first meaningful line.
///
/// At most 60 characters on one line, without control characters; empty only if nothing in the text is visible.
#[must_use]
pub fn title(text: &str) -> String {
    let text = head(text, HEAD);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let defined = lines()
        .filter(|line| !is_comment(line))
        .take(40)
        .find_map(defined);
    let line = || {
        lines()
            .find(|line| is_meaningful(line) && !is_comment(line) && !is_decoration(line))
            .or_else(|| lines().map(bare).find(|line| is_meaningful(line)))
            .or_else(|| lines().next())
            .unwrap_or_default()
    };
    shorten(defined.unwrap_or_else(line))
}

/// `fn name`, `def name`, `class Name`, `const name = (..) =>`, `name(args) {`.
static DEFINITION: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:(?:pub(?:\([^)]*\))?|export|default|async|static|public|private|protected|internal|abstract|final|override|unsafe|extern|declare|inline|virtual|const|local) +|@\w+ +)*",
        r"(?:",
        r"(?:fn|def|defp|func|fun|function\*?|sub|class|struct|enum|trait|interface|type|union|module|mod|namespace|macro_rules!|protocol|record|object|defmodule) +([\w$.:]+[!?]?)",
        r"|func +\([^)]*\) *(\w+)",
        r"|impl(?:<[^>]*>)? +([\w:<>, ']+?) *(?:\{|where|$)",
        r"|(?:CREATE|ALTER) +(?:OR +REPLACE +)?(?:TEMP +|UNIQUE +)?(?:TABLE|VIEW|INDEX|FUNCTION|PROCEDURE) +(?:IF NOT EXISTS +)?([\w.]+)",
        r")",
    ))
});

/// Names that are given by assignment or by a call's shape; looser, so the line has to look like a definition.
static BINDING: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:export +)?(?:(?:const|let|var|static|val) +(?:mut +)?)?(?:([\w$]+(?:\.[\w$]+)*)(?: *: *[^=]{1,60})? *= *(?:async +)?(?:function\b|\([^)]*\) *=>|\w+ *=>|re\.compile|/)",
        r"|(?:async +|static +|get +|set +|\* *)*([\w$#]+) *\([^;]*\) *(?::[^{]{1,60})?\{$)",
    ))
});

/// Words that begin a block and define nothing.
const BLOCKS: &[&str] = &[
    "if", "for", "while", "switch", "match", "catch", "with", "else", "return", "elif", "loop", "try", "do",
];

/// What the line defines, if anything.
fn defined(line: &str) -> Option<&str> {
    [&*DEFINITION, &*BINDING]
        .iter()
        .find_map(|pattern| pattern.captures(line))
        .and_then(|found| found.iter().skip(1).flatten().next())
        .map(|name| name.as_str().trim_end_matches([':', '.', ' ']))
        .filter(|name| !name.is_empty() && !BLOCKS.contains(name))
}

fn is_comment(line: &str) -> bool {
    let hash = line.starts_with('#')
        && !line.starts_with("#[")
        && !line.starts_with("#include")
        && !line.starts_with("#define");
    hash || ["//", "/*", "*/", "* ", "<!--", "-- ", "\"\"\"", "'''"]
        .iter()
        .any(|mark| line.starts_with(mark))
}

/// Lines that come before what matters.
fn is_decoration(line: &str) -> bool {
    [
        "#[",
        "@",
        "import ",
        "from ",
        "use ",
        "#include",
        "package ",
        "'use strict'",
        "\"use strict\"",
    ]
    .iter()
    .any(|mark| line.starts_with(mark))
        && !line.contains(" import {")
}

fn is_meaningful(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

/// A comment without its marks.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| {
        matches!(
            c,
            '/' | '*' | '#' | '-' | '<' | '>' | '!' | '"' | '\'' | ' ' | ';'
        )
    })
}

/// Cuts to the length of a title, and makes white space and control characters single blanks.
fn shorten(line: &str) -> String {
    let visible = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut title = String::new();
    let mut count = 0;
    for word in line
        .split(|c: char| c.is_whitespace() || !visible(c))
        .filter(|word| !word.is_empty())
    {
        if !title.is_empty() {
            title.push(' ');
            count += 1;
        }
        for c in word.chars() {
            title.push(c);
            count += 1;
        }
        if count > LENGTH {
            let cut = title
                .char_indices()
                .nth(LENGTH - 1)
                .map_or(title.len(), |(at, _)| at);
            title.truncate(cut);
            title.truncate(title.trim_end().len());
            title.push('…');
            break;
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_what_is_defined() {
        for (text, expected) in [
            (
                "/// Doc.\n#[inline]\npub(crate) async fn parse_header(x: &str) {",
                "parse_header",
            ),
            ("@property\ndef netloc(self) -> bytes:\n    pass", "netloc"),
            ("class Foo(Bar):\n    x = 1", "Foo"),
            ("export default function main() {}", "main"),
            ("const add = (a, b) => a + b;", "add"),
            ("inspect() {\n  return 1;\n}", "inspect"),
            ("ZodBoolean.create = (params) => {\n}", "ZodBoolean.create"),
            ("func (s *Server) Serve(l net.Listener) error {", "Serve"),
            ("impl<T> Display for Foo<T> {", "Display for Foo<T>"),
            ("import os\nimport sys\nprint(os.getcwd())", "print(os.getcwd())"),
            ("SELECT a FROM b\nWHERE c", "SELECT a FROM b"),
            ("if (a) {\n  b();\n}", "if (a) {"),
            ("// only a note", "only a note"),
            ("\u{7}\n  \n", ""),
        ] {
            assert_eq!(title(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_line_is_cut() {
        let long = title(&"word ".repeat(100));
        assert_eq!(long.chars().count(), 60);
        assert!(long.ends_with('…'));
    }

    proptest! {
        #[test]
        fn any_text_gives_one_short_line(text in any::<String>()) {
            let title = title(&text);
            prop_assert!(title.chars().count() <= LENGTH);
            prop_assert!(!title.chars().any(char::is_control));
        }
    }
}
