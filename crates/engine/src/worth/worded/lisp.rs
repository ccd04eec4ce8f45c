//! Lisp and its children: a form is a bracket, the name of what it calls, and what it calls it with.

use super::words::is_holding;

/// What stands first in a form that defines or binds; what begins with `def` does as well.
const HEADS: &[&str] = &[
    "lambda",
    "let*",
    "letrec",
    "setq",
    "set!",
    "setf",
    "use-package",
    "in-package",
    "ns",
    "progn",
    "add-hook",
];
/// Bytes that are looked at: the first forms say it.
const HEAD: usize = 2 * 1024;

/// Whether the text is a form, or begins with one: `(defun f (x) (+ x 1))`.
///
/// In a sentence brackets hold what is said beside it, so that two seldom stand together and a word seldom follows each.
pub(super) fn is_lisp(text: &str) -> bool {
    let code = skip_remarks(text);
    let Some(inside) = code.strip_prefix('(') else {
        return false;
    };
    let end = inside.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | '"'));
    let head = &inside[..end.unwrap_or(inside.len())];
    let next = inside[head.len()..].split_whitespace().next();
    let named = next.is_some_and(|next| !is_holding(next));
    let defines = named && !head.ends_with([':', ',']) && (head.starts_with("def") || HEADS.contains(&head));
    let counts = Counts::of(code);
    // `(if (a b) …` and `(let ((x 1)) …`: a bracket for every few words, most right beside another or first on a line.
    let nested = counts.opened >= 2 && counts.opened * 6 >= counts.words;
    let called = counts.attached * 3 < counts.opened;
    called
        && (defines && counts.opened + counts.marks > 1
            || defines && head.contains('-') && code.trim_end().ends_with(')') && code.contains('\n')
            || nested && counts.doubled >= 1 && counts.doubled + counts.leading >= 2)
}

/// What comes after remarks: `; …` to the end of the line.
fn skip_remarks(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with([';', '#']) {
        rest = rest.split_once('\n').map_or("", |(_, after)| after.trim_start());
    }
    rest
}

#[derive(Default)]
struct Counts {
    opened: usize,
    /// Strings, `'quoted` and `:named` words.
    marks: usize,
    words: usize,
    /// Brackets right after a name, as other languages call what is named.
    attached: usize,
    /// Brackets right beside another that goes the same way.
    doubled: usize,
    /// Brackets first on a line that is not the first.
    leading: usize,
}

impl Counts {
    fn of(code: &str) -> Self {
        let mut counts = Self::default();
        let bytes = &code.as_bytes()[..code.len().min(HEAD)];
        let (mut before, mut at) = (b'\n', 0);
        let mut first = false;
        while at < bytes.len() {
            let byte = bytes[at];
            match byte {
                b'"' => {
                    counts.marks += 1;
                    at = string_end(bytes, at);
                }
                b'\'' | b':' if before.is_ascii_whitespace() => counts.marks += 1,
                b';' if before.is_ascii_whitespace() => {
                    at += bytes[at..]
                        .iter()
                        .position(|b| *b == b'\n')
                        .unwrap_or(bytes.len() - at);
                    continue;
                }
                b'(' => {
                    counts.opened += 1;
                    counts.attached += usize::from(before.is_ascii_alphanumeric());
                    counts.doubled += usize::from(before == b'(');
                    counts.leading += usize::from(first);
                }
                b')' => {
                    counts.doubled += usize::from(before == b')');
                }
                _ => {
                    let begins = before.is_ascii_whitespace() || matches!(before, b'(' | b'[' | b'\'');
                    counts.words += usize::from(begins && byte.is_ascii_alphabetic());
                }
            }
            first = byte == b'\n' || first && byte.is_ascii_whitespace();
            before = byte;
            at += 1;
        }
        counts
    }
}

/// Where the string that begins at `from` ends; the end of all where it does not.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += 1 + usize::from(bytes[at] == b'\\');
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_code() {
        for text in [
            "(defun factorial (n)\n  (if (zerop n)\n      1\n      (* n (factorial (- n 1)))))",
            "(define (square x) (* x x))",
            "(define-key global-map (kbd \"C-c a\") 'org-agenda)",
            "(let ((x 1) (y 2))\n  (message \"sum is %d\" (+ x y)))",
            ";; says how\n(defmacro unless (test &rest body)\n  (list 'if test nil (cons 'progn body)))",
            "(defcustom greeting-flag t\n  \"Non-nil means that a greeting (see the manual) is shown when it starts, as long\nas it takes.\"\n  :group 'greeting\n  :type 'boolean)",
            "(define-server http\n  open\n  close)",
            "(cond ((null? tree) '())\n      (else (f tree)))",
        ] {
            assert!(is_lisp(text), "{text}");
        }
    }

    #[test]
    fn what_is_said_in_brackets_is_not() {
        for text in [
            "(See also the manual, and what it says of brackets.)",
            "(if you want (or must), do it)",
            "(deferred until the next release)",
            "(define the words first (all of them))",
            "(a) first\n(b) second\n(c) third",
            "(default: none) what is shown (see below) before it starts (again)",
            "We met (as planned).",
        ] {
            assert!(!is_lisp(text), "{text}");
        }
    }
}
