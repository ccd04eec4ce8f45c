//! When two texts are the same, as far as storing them goes.
//!
//! They are where nothing was done to one of them but to move it: the line ends, white space at the end of a line, blank
//! lines around it, how far the whole stands to the right; and what a level of indentation is made of (two spaces, four, a
//! tab), as far as brackets or Python's statements show that these are levels of code. All other white space says something
//! in some language (`#define F (x)`, a regular expression, a Makefile's tab, a string over several lines), and who saves
//! what is not the same must not lose it. Comments are text like any other.
//!
//! What is no text is kept as its base64, and is the same as nothing but the same bytes: not as a text that spells them.

use domain::Asset;

/// Parts these digests from those of an earlier form: see the module `redigest`.
const FORM: &[u8] = b"4\n";

/// Parts the digests of bytes from those of the texts that spell them.
const BYTES: &str = "bowerbird: bytes that are no text";

/// What a string, or a document within the text, begins with that can be longer than a line. White space in there is part
/// of it.
const LONG_STRINGS: [&str; 13] = [
    "\"\"\"", "'''", "`", "<<", "R\"", "[[", "%q", "%Q", "q{", "~s", "''\n", "<pre", "proc ",
];

/// What the lines of Python begin with that a deeper one follows.
const PYTHON: [&str; 14] = [
    "async", "case", "class", "def", "elif", "else", "except", "finally", "for", "if", "match", "try",
    "while", "with",
];

/// The digest of what an asset holds.
pub(crate) fn digest_of(asset: &Asset, text: &str) -> [u8; 32] {
    if asset.details.form.no_text {
        digest_of_bytes(text)
    } else {
        digest(text)
    }
}

/// The digest of bytes that are no text, by their base64.
pub(crate) fn digest_of_bytes(base64: &str) -> [u8; 32] {
    blake3::derive_key(BYTES, base64.as_bytes())
}

/// The digest of a text, equal for texts that are the same.
pub(crate) fn digest(text: &str) -> [u8; 32] {
    let lines = lines(text);
    let margin = margin(&lines);
    let moved: Vec<&str> = lines
        .iter()
        .map(|line| line.get(margin..).unwrap_or(""))
        .collect();
    let mut hasher = blake3::Hasher::new();
    hasher.update(FORM);
    if let Some(unit) = unit(text, &moved) {
        for line in &moved {
            let words = line.trim_start();
            // No line begins so by itself.
            hasher.update(&[b'\n', 0]);
            hasher.update(&((line.len() - words.len()) / unit).to_le_bytes());
            hasher.update(words.as_bytes());
        }
    } else {
        for line in &moved {
            hasher.update(b"\n");
            hasher.update(line.as_bytes());
        }
    }
    *hasher.finalize().as_bytes()
}

/// The lines without white space at their ends, and without blank ones at the beginning and the end of the text.
fn lines(text: &str) -> Vec<&str> {
    let parts = text.split('\n').flat_map(|part| {
        // A carriage return and a line feed are one end of a line.
        part.strip_suffix('\r').unwrap_or(part).split('\r')
    });
    let mut lines: Vec<&str> = parts
        .map(str::trim_end)
        .skip_while(|line| line.is_empty())
        .collect();
    while lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines
}

/// Bytes of white space that all lines which are not blank begin with.
fn margin(lines: &[&str]) -> usize {
    let mut filled = lines.iter().filter(|line| !line.is_empty());
    let Some(first) = filled.next() else {
        return 0;
    };
    let common = &first[..first.len() - first.trim_start().len()];
    filled.fold(common.len(), |margin, line| {
        let shared = common[..margin]
            .chars()
            .zip(line.chars())
            .take_while(|(a, b)| a == b);
        shared.map(|(c, _)| c.len_utf8()).sum()
    })
}

/// How many characters make a level of indentation; `None` where columns may say something else.
fn unit(text: &str, lines: &[&str]) -> Option<usize> {
    if LONG_STRINGS.iter().any(|begin| text.contains(begin)) {
        return None;
    }
    let (mut unit, mut kind, mut before, mut depth) = (0, None, None, 0_i64);
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let words = line.trim_start();
        let (indentation, _) = line.split_at(line.len() - words.len());
        for c in indentation.chars() {
            if !matches!(c, ' ' | '\t') || *kind.get_or_insert(c) != c {
                return None;
            }
        }
        let deeper = before.is_some_and(|(width, _)| indentation.len() > width);
        let opened = before.is_some_and(|(_, words)| opens_a_level(words));
        if deeper && !opened && depth <= 0 && !words.starts_with('.') {
            return None;
        }
        depth += brackets(words)?;
        unit = greatest_common_divisor(unit, indentation.len());
        before = Some((indentation.len(), words));
    }
    Some(unit.max(1))
}

/// Whether what follows a line belongs to it.
fn opens_a_level(line: &str) -> bool {
    let first = line.split(|c: char| !c.is_alphanumeric() && c != '_').next();
    line.ends_with(['{', '(', '['])
        || line.ends_with(':') && first.is_some_and(|first| PYTHON.contains(&first))
}

/// How many brackets a line opens, without those that it closes; `None` where a string may go on in the next line.
fn brackets(line: &str) -> Option<i64> {
    let (mut quote, mut escaped, mut depth) = (None, false, 0);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if !escaped && c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    (quote.is_none() && !escaped).then_some(depth)
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all_are_same(texts: &[&str]) {
        for text in texts {
            assert_eq!(digest(text), digest(texts[0]), "{text:?}");
        }
    }

    fn all_differ(texts: &[&str]) {
        for (at, text) in texts.iter().enumerate() {
            for other in &texts[..at] {
                assert_ne!(digest(text), digest(other), "{text:?} and {other:?}");
            }
        }
    }

    #[test]
    fn line_ends_and_what_is_around_a_text_make_no_difference() {
        all_are_same(&[
            "a\nb",
            "a\r\nb",
            "a\rb",
            "\n \n\ta  \r\n\tb \t\r\n\u{a0}",
            "   a\n   b",
        ]);
        all_differ(&[
            "a\nb", "a\nc", "ab", "a b", "a\nb.", "b\na", "", "a\n\nb", "a\n b", " a\nb",
        ]);
    }

    #[test]
    fn the_inside_of_a_string_of_several_lines_is_part_of_it() {
        for text in [
            "x = {\n@a: %q(\n@@one\n@@two\n@)\n}",
            "my $t = q{\n@one\n@@two\n};\nprint($t);",
            "def f do {\n@~s(\n@one\n@@two\n@)\n}",
            "{\n@x = ''\n@@one\n@@@two\n@'';\n}",
            "function F() {\n@return (\n@@<pre>\n@@@one\n@@</pre>\n@);\n}",
            "proc f {} {\n@set x {\n@one\n@@two\n@}\n}",
        ] {
            all_differ(&[&text.replace('@', "  "), &text.replace('@', "    ")]);
        }
    }

    #[test]
    fn what_a_level_of_code_is_made_of_makes_no_difference() {
        all_are_same(&[
            "if a:\n    b\n    if c:\n        d\ne",
            "if a:\n  b\n  if c:\n    d\ne",
            "if a:\n\tb\n\tif c:\n\t\td\ne",
            "        if a:\n            b\n            if c:\n                d\n        e",
        ]);
        all_are_same(&[
            "fn f() {\n    if a {\n        b(\n            c,\n        );\n    }\n}\n",
            "fn f() {\n  if a {\n    b(\n      c,\n    );\n  }\n}",
            "\tfn f() {\n\t\tif a {\n\t\t\tb(\n\t\t\t\tc,\n\t\t\t);\n\t\t}\n\t}",
        ]);
        all_are_same(&["a(b)\n    .c();", "a(b)\n  .c();"]);
    }

    #[test]
    fn another_nesting_is_another_text() {
        for (one, other) in [
            ("if a:\n    b\n    c", "if a:\n    b\nc"),
            (
                "for a in b:\n    c(a)\n    d(a)\ne()",
                "for a in b:\n    c(a)\nd(a)\ne()",
            ),
            ("a:\n  b: 1\n  c: 2", "a:\n  b: 1\nc: 2"),
            ("a:\n    b: 1\n  c: 2", "a:\n    b: 1\n    c: 2"),
            ("p(\"(\")\nif a:\n    b\n    c", "p(\"(\")\nif a:\n    b\nc"),
            ("# :(\nif a:\n    b\n    c\n# :)", "# :(\nif a:\n    b\nc\n# :)"),
        ] {
            assert_ne!(digest(one), digest(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn white_space_that_says_something_is_part_of_a_text() {
        for (one, other) in [
            ("let ab", "let a b"),
            ("ls -a", "ls - a"),
            ("#define SQUARE(x) ((x) * (x))", "#define SQUARE (x) ((x) * (x))"),
            ("const gap = /^a  b$/;", "const gap = /^a b$/;"),
            ("DEBUG= make test", "DEBUG=make test"),
            ("arr=(a b c)", "arr= (a b c)"),
            ("puts (1 + 2) * 3", "puts(1 + 2) * 3"),
            ("all: a\n    cc a", "all: a\n\tcc a"),
            ("all:\n    cc a", "all:\n\tcc a"),
            ("Run:\n\n    make", "Run:\n\n  make"),
            ("run: |\n  a\n    b", "run: |\n    a\n        b"),
            ("f(\"\"\"a\n  b\n\"\"\")", "f(\"\"\"a\n    b\n\"\"\")"),
            ("f(\"\"\"a\n\nb\n\"\"\")", "f(\"\"\"a\nb\n\"\"\")"),
            ("f(`a:\n  b`)", "f(`a:\n    b`)"),
            (
                "x {\n  y = <<EOF\na:\n  b\nEOF\n}",
                "x {\n  y = <<EOF\na:\n    b\nEOF\n}",
            ),
            ("if a {\n  b='c\n  d'\n}", "if a {\n    b='c\n    d'\n}"),
            (
                "if a {\n  b = \"c\\\n  d\"\n}",
                "if a {\n    b = \"c\\\n    d\"\n}",
            ),
        ] {
            assert_ne!(digest(one), digest(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn comments_are_part_of_a_text() {
        all_differ(&["a = b # why", "a = b"]);
        all_differ(&["// one\na();", "// two\na();"]);
    }

    proptest! {
        #[test]
        fn any_text_is_the_same_when_it_is_moved_and_its_line_ends_change(text in "[a-c:(){}\"' \n\t]{0,60}", by in 0..5_usize) {
            let moved = text
                .split('\n')
                .map(|line| format!("{}{line} ", "\t".repeat(by)))
                .collect::<Vec<_>>()
                .join("\r\n");
            prop_assert_eq!(digest(&moved), digest(&text));
        }

        #[test]
        fn what_is_within_a_line_is_always_told_apart(text in "[a-c:(){}\"' \n]{0,30}", other in "[a-c:(){}\"' \n]{0,30}") {
            let within = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n").trim().to_owned();
            prop_assume!(within(&text) != within(&other));
            prop_assert_ne!(digest(&text), digest(&other));
        }

        #[test]
        fn any_bytes_are_taken(text in "\\PC{0,40}") {
            prop_assert_eq!(digest(&text), digest(&format!("{text}\n")));
        }
    }
}
