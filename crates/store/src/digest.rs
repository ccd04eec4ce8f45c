//! When two texts are the same, as far as storing them goes.
//!
//! They are where they differ in white space alone, and it says nothing: line ends, blank lines, white space at the end
//! of a line, how much there is between two words, whether there is any beside `= , ; ( ) [ ] { }`, and how far lines are
//! indented. Where indentation says what belongs to what (Python, YAML), the same lines with another nesting are another
//! text; inside of brackets it says nothing. White space in a line with a quote in it may be part of a string, so there
//! it counts. Comments are text like any other.

/// Parts these digests from those of an earlier form: see the module `redigest`.
const FORM: &[u8] = b"2\n";

/// How far a tab reaches, in columns. Any number does: lines are compared with each other.
const TAB: usize = 8;

/// The digest of a text, equal for texts that are the same.
pub(crate) fn digest(text: &str) -> [u8; 32] {
    let mut said = Vec::with_capacity(text.len() + FORM.len());
    said.extend_from_slice(FORM);
    let bracketed = are_balanced(text);
    let (mut depth, mut nesting) = (0, Nesting::default());
    for line in lines(text) {
        if depth == 0 || !bracketed {
            said.extend_from_slice(&nesting.level(width(line)).to_le_bytes());
        }
        add(line.trim(), &mut said);
        said.push(b'\n');
        for step in brackets(line) {
            depth += step;
        }
    }
    *blake3::hash(&said).as_bytes()
}

/// The lines that are not blank, whatever ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).filter(|line| !line.trim().is_empty())
}

/// How far a line is indented, in columns.
fn width(line: &str) -> usize {
    line.chars()
        .take_while(|c| c.is_whitespace())
        .fold(0, |width, c| {
            if c == '\t' {
                width / TAB * TAB + TAB
            } else {
                width + 1
            }
        })
}

/// Levels of indentation, told from the columns of the lines so far.
#[derive(Default)]
struct Nesting {
    /// The columns of the levels that are open, rising.
    open: Vec<usize>,
    /// The level of the outermost of them. A text may begin inside of something that it ends.
    outermost: i64,
}

impl Nesting {
    fn level(&mut self, width: usize) -> i64 {
        while self.open.last().is_some_and(|open| *open > width) {
            self.open.pop();
            if self.open.is_empty() {
                self.outermost -= 1;
            }
        }
        if self.open.last() != Some(&width) {
            self.open.push(width);
        }
        self.outermost + self.open.len() as i64
    }
}

/// Adds a line without the white space in it that says nothing.
fn add(line: &str, said: &mut Vec<u8>) {
    if line.contains(['"', '\'', '`']) {
        said.extend_from_slice(line.as_bytes());
        return;
    }
    let glue = |c: char| matches!(c, '=' | ',' | ';' | '(' | ')' | '[' | ']' | '{' | '}');
    let mut before = None;
    for word in line.split_whitespace() {
        if before.is_some_and(|last| !glue(last)) && !word.starts_with(glue) {
            said.push(b' ');
        }
        said.extend_from_slice(word.as_bytes());
        before = word.chars().last();
    }
}

/// Each bracket of a line that stands outside of quotes: 1 where it opens, -1 where it closes.
fn brackets(line: &str) -> impl Iterator<Item = i64> {
    let (mut quote, mut escaped) = (None, false);
    line.chars().filter_map(move |c| {
        if let Some(open) = quote {
            if !escaped && c == open {
                quote = None;
            }
            escaped = c == '\\' && !escaped;
            return None;
        }
        match c {
            '"' | '\'' | '`' => {
                quote = Some(c);
                None
            }
            '(' | '[' | '{' => Some(1),
            ')' | ']' | '}' => Some(-1),
            _ => None,
        }
    })
}

/// Whether every bracket is closed that is opened, and none that was not. Else one may be part of a word, a smile in a
/// comment, and nothing follows from it.
fn are_balanced(text: &str) -> bool {
    let depth = lines(text)
        .flat_map(brackets)
        .try_fold(0_i64, |depth, step| (depth + step >= 0).then_some(depth + step));
    depth == Some(0)
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

    #[test]
    fn line_ends_and_white_space_at_the_end_make_no_difference() {
        all_are_same(&[
            "a\nb",
            "a\r\nb",
            "a\rb",
            "a\n\n \nb\n",
            "\n\ta  \r\n\tb \t\r\n\u{a0}",
        ]);
        for text in ["a\nc", "ab", "a b", "a\nb.", "b\na", ""] {
            assert_ne!(digest(text), digest("a\nb"), "{text:?}");
        }
    }

    #[test]
    fn indentation_makes_no_difference_where_the_nesting_is_the_same() {
        all_are_same(&[
            "if a:\n    b\n    if c:\n        d\ne",
            "if a:\n  b\n  if c:\n    d\ne",
            "if a:\n\tb\n\tif c:\n\t\td\ne",
            "        if a:\n            b\n            if c:\n                d\n        e",
        ]);
        all_are_same(&[
            "fn f() {\n    if a {\n        b(\n            c,\n        );\n    }\n}\n",
            "fn f() {\nif a {\nb(\nc,\n);\n}\n}",
            "  fn f() {\n\tif a {\n  b(\n c,\n);\n\n}\n    }",
        ]);
        // A text that begins inside of something.
        all_are_same(&["        a\n    b\nc", "    a\n  b\nc"]);
    }

    #[test]
    fn another_nesting_is_another_text() {
        for (one, other) in [
            ("if a:\n    b\n    c", "if a:\n    b\nc"),
            (
                "for a in b:\n    c(a)\n    d(a)\ne()",
                "for a in b:\n    c(a)\nd(a)\ne()",
            ),
            (
                "if a:\n    if b:\n        c\nelse:\n    d",
                "if a:\n    if b:\n        c\n    else:\n        d",
            ),
            ("a:\n  b: 1\n  c: 2", "a:\n  b: 1\nc: 2"),
            // A bracket in a string or in a comment hides nothing.
            ("p(\"(\")\nif a:\n    b\n    c", "p(\"(\")\nif a:\n    b\nc"),
            ("# sad :(\nif a:\n    b\n    c", "# sad :(\nif a:\n    b\nc"),
            ("        a\n    b\nc", "        a\n    b\n    c"),
        ] {
            assert_ne!(digest(one), digest(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn white_space_in_a_line_counts_where_it_says_something() {
        all_are_same(&["f(a, b) = c;", "f( a,b )=c ;", "f(a,  b)  =  c;"]);
        all_are_same(&["let  a\tb", "let a b"]);
        for (one, other) in [
            ("let ab", "let a b"),
            ("ls -a", "ls - a"),
            (".a .b", ".a.b"),
            ("p(\"a  b\")", "p(\"a b\")"),
            ("p('a, b')", "p('a,b')"),
        ] {
            assert_ne!(digest(one), digest(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn comments_are_part_of_a_text() {
        assert_ne!(digest("a = b # why"), digest("a = b"));
        assert_ne!(digest("// one\na();"), digest("// two\na();"));
    }

    proptest! {
        #[test]
        fn any_text_is_the_same_when_it_is_moved_and_its_line_ends_change(text in "[a-c:(){}\"' \n\t]{0,60}", by in 0..5_usize) {
            let moved = text
                .split('\n')
                .map(|line| format!("{}{line} ", "\t".repeat(by)))
                .collect::<Vec<_>>()
                .join("\r\n\r\n");
            prop_assert_eq!(digest(&moved), digest(&text));
        }

        #[test]
        fn what_is_left_of_a_text_without_white_space_is_always_told_apart(text in "[a-c:(){}\"' \n]{0,30}", other in "[a-c:(){}\"' \n]{0,30}") {
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assume!(bare(&text) != bare(&other));
            prop_assert_ne!(digest(&text), digest(&other));
        }
    }
}
