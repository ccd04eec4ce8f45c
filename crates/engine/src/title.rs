//! Makes a title for a reader out of a text.

use std::sync::LazyLock;

use regex::Regex;

use crate::{excerpt::head, pattern::compile, seen::seen};

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
    if let Some(name) = document(text)
        .or_else(|| resource(text))
        .or_else(|| selector(text))
        .or_else(|| object(text))
    {
        return shorten(&name);
    }
    let code = lines().filter(|line| !is_comment(line));
    let below = code.clone().skip(1).chain([""]);
    let defined = code
        .zip(below)
        .take(40)
        .find_map(|(line, below)| defined(line).or_else(|| function(line, below)));
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
        r"^(?:(?:pub(?:\([^)]*\))?|export|default|async|static|public|private|protected|internal|abstract|final|override|unsafe|extern|declare|inline|virtual|const|local|case|data|sealed|open|suspend|partial) +|@\w+ +)*",
        r"(?:",
        // MATLAB says first what comes out.
        r"function +(?:\w+|\[[\w, ]*\]) *= *([\w.]+)",
        r"|(?:fn|def|defp|func|fun|function\*?|sub|class|struct|enum|trait|interface|type|union|module|mod|namespace|macro_rules!|protocol|record|object|defmodule) +([\w$.:]+[!?]?)",
        r"|func +\([^)]*\) *(\w+)",
        r"|\((?:def[a-z*-]*|cl-def[a-z*-]*|ns) +\(?([^\s()\[\]]+)",
        r"|(?:query|mutation|subscription|message|service|contract) +(\w+) *[({]",
        r"|impl(?:<[^>]*>)? +([\w:<>, ']+?) *(?:\{|where|$)",
        r"|(?:CREATE|ALTER) +(?:OR +REPLACE +)?(?:TEMP +|UNIQUE +)?(?:TABLE|VIEW|INDEX|FUNCTION|PROCEDURE) +(?:IF NOT EXISTS +)?([\w.]+)",
        r")",
    ))
});

/// Names that are given by assignment or by a call's shape; looser, so the line has to look like a definition.
static BINDING: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:export +)?(?:(?:const|let|var|static|val) +(?:mut +)?)?(?:([\w$]+(?:\.[\w$]+)*)(?: *: *[^=]{1,60})? *= *(?:async +)?(?:function\b|\([^)]*\) *=>|\w+ *=>|re\.compile|/[^/\s].*/[dgimsuvyx]{0,7}[;,)]*$)",
        r"|(?:async +|static +|get +|set +|\* *)*([\w$#]+) *\((?:[^;\x22'][^;]*)?\) *(?::[^{]{1,60})?\{$)",
    ))
});

/// Words that begin a block and define nothing.
const BLOCKS: &[&str] = &[
    "if", "for", "while", "switch", "match", "catch", "with", "else", "return", "elif", "loop", "try", "do",
];

/// What the line defines, if anything.
fn defined(line: &str) -> Option<&str> {
    let found = [&*DEFINITION, &*BINDING]
        .iter()
        .find_map(|pattern| pattern.captures(line))
        .and_then(|found| found.iter().skip(1).flatten().next())?;
    // `struct item *x = a` is a variable of that kind.
    let is_kind = VARIABLE.is_match(&line[found.end()..]) && line[..found.start()].contains("struct ");
    let name = found.as_str().trim_end_matches([':', '.', ' ']);
    (!is_kind && !name.is_empty() && !BLOCKS.contains(&name)).then_some(name)
}

static VARIABLE: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s*[*&]*\s*\w+\s*(?:[=;,\[]|$)"));

/// A function that begins with what it answers, as C, Java and their like have it. The bracket of its body is here or below.
static FUNCTION: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:[A-Za-z_][\w.:]*(?:<[^()=;]*>)?(?:\[\])?[*&?]* +[*&]*)+([A-Za-z_]\w*)\s*\((?:[^;\x22'][^;]*)?\)\s*(?:const|noexcept|override|throws [\w., ]+)*\s*(\{.*)?$",
    )
});

/// The function that the line begins, if its body is on it or on the line below.
fn function<'t>(line: &'t str, below: &str) -> Option<&'t str> {
    let found = FUNCTION.captures(line)?;
    let first = line.split_whitespace().next()?;
    let said = BLOCKS.contains(&first)
        || matches!(
            first,
            "new" | "throw" | "case" | "go" | "defer" | "await" | "yield" | "def"
        );
    let body = found.get(2).is_some() || below.starts_with('{');
    found.get(1).filter(|_| body && !said).map(|name| name.as_str())
}

/// The heading of a document: it stands first, and below it are items, steps or other headings.
fn document(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    let heading = lines
        .next()?
        .strip_prefix('#')?
        .trim_start_matches('#')
        .strip_prefix(' ')?;
    let parted = lines.next() == Some("");
    let is_part = |line: &str| {
        let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
        ["- ", "* ", "```", "## ", "### "]
            .iter()
            .any(|mark| line.starts_with(mark))
            || numbered.len() < line.len() && numbered.starts_with(". ")
    };
    (parted && is_meaningful(heading) && lines.any(is_part)).then(|| heading.to_owned())
}

/// What a style is for, where that stands first but for variables.
fn selector(text: &str) -> Option<String> {
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !is_comment(line));
    let mut rules = lines.skip_while(|line| line.starts_with(['$', '@']) && line.ends_with(';'));
    let found = SELECTOR.captures(rules.next()?)?;
    found.get(1).map(|name| name.as_str().trim_end().to_owned())
}

static SELECTOR: LazyLock<Regex> = LazyLock::new(|| compile(r"^(\.[A-Za-z][\w-]*[\w .:#>+~-]*)\{$"));

/// What Kubernetes calls a thing: its kind and its name.
fn resource(text: &str) -> Option<String> {
    if !text.trim_start().starts_with("apiVersion:") {
        return None;
    }
    let value = |key: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(key))
            .map(str::trim)
    };
    let kind = value("kind:").filter(|kind| !kind.is_empty())?;
    let name = text.lines().skip_while(|line| line.trim_end() != "metadata:");
    let mut inside = name.skip(1).take_while(|line| line.starts_with(' '));
    let name = inside.find_map(|line| line.trim_start().strip_prefix("name:"));
    Some(name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {}", name.trim())))
}

/// A member of an object in JSON that stands on a line of its own: how far in, its name, and its text if it is one.
static MEMBER: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"(?m)^([ \t]*)"([^"\\\n]{1,40})"[ \t]*:[ \t]*(?:"([^"\\\n]{1,60})")?"#));

/// An object in JSON, or members of one: what it says it is called, else the names of what it holds.
fn object(text: &str) -> Option<String> {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let opens =
        matches!(first, "{" | "[" | "[{") || MEMBER.find(first).is_some_and(|member| member.start() == 0);
    if !opens {
        return None;
    }
    let mut members = MEMBER.captures_iter(text).peekable();
    let indented = members.peek()?[1].len();
    let own: Vec<_> = members.filter(|member| member[1].len() == indented).collect();
    let called = own.iter().find(|member| matches!(&member[2], "name" | "title"));
    if let Some(name) = called.and_then(|member| member.get(3)) {
        return Some(name.as_str().to_owned());
    }
    let names: Vec<&str> = own
        .iter()
        .take(4)
        .filter_map(|member| member.get(2))
        .map(|name| name.as_str())
        .collect();
    Some(names.join(", "))
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
        "set -",
        "setlocal",
        "@echo off",
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

/// Cuts to the length of a title, and makes white space single blanks.
fn shorten(line: &str) -> String {
    // What is not seen may stand between words, too.
    let seen: String = line
        .split(char::is_control)
        .flat_map(|part| seen(part).chain([' ']))
        .collect();
    let mut title = String::new();
    let mut count = 0;
    for word in seen.split_whitespace() {
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
            ("(defun my/indent-buffer ()\n  (interactive))", "my/indent-buffer"),
            (
                "static int cmp(const void *a)\n{\n\tconst struct item *x = a;\n}",
                "cmp",
            ),
            (
                "public Optional<User> find(long id) {\n    return users;\n}",
                "find",
            ),
            ("public async Task<IActionResult> Get(int id)\n{\n}", "Get"),
            ("case class User(name: String)\n\nobject Users {}", "User"),
            (
                "query Orders($first: Int!) {\n  orders(first: $first) {\n    id\n  }\n}",
                "Orders",
            ),
            (
                "pipeline {\n    stages {\n        stage(\"Build\") {\n        }\n    }\n}",
                "pipeline {",
            ),
            ("# Release\n\n1. Run `make release`\n2. Push", "Release"),
            ("# how it runs\n\nimport os\ndef main():\n    pass", "main"),
            (
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web",
                "Deployment web",
            ),
            ("$gap: 8px;\n.card {\n  padding: $gap;\n}", ".card"),
            (".a {\n  margin: 10em;\n}", ".a"),
            (
                "[Service]\nExecStart=/usr/bin/worker\nRestart=always",
                "[Service]",
            ),
            ("const re = /^a+$/;", "re"),
            ("set -euo pipefail\nmake all", "make all"),
            ("return call(a, b) {", "return call(a, b) {"),
            ("else if foo(a)\n{\n}", "else if foo(a)"),
            ("\u{7}\n  \n", ""),
            ("let \u{202e}a\u{2066} = \u{1b}[31m1", "let a = [31m1"),
        ] {
            assert_eq!(title(text), expected, "{text}");
        }
    }

    #[test]
    fn an_object_is_called_by_what_it_holds() {
        for (text, expected) in [
            ("{\n  \"private\": true,\n  \"name\": \"app\"\n}", "app"),
            (
                "{\n  \"queue\": {\"beta\": 39},\n  \"retries\": [\n    {\n      \"name\": \"x\"\n    }\n  ]\n}",
                "queue, retries",
            ),
            ("\"compilerOptions\": {\n  \"strict\": true\n}", "compilerOptions"),
            ("[\n  {\n    \"id\": 1,\n    \"at\": 2\n  }\n]", "id, at"),
            ("{\n}", "{"),
            ("\"use strict\";\nrun();", "run();"),
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
