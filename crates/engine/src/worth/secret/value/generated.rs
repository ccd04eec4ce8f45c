//! Tells passwords that a program drew from all characters of a keyboard: those with a dollar, a bracket or other marks in
//! them, which in most literals mean something.

use super::{
    super::super::random,
    harmless::{has_uuid, is_name, is_placeholder, is_type},
    is_mixed,
    shape::Shape,
};
use crate::excerpt::head;

/// Bytes of a literal that are looked at.
const LONGEST: usize = 256;

/// Letters beside each other from which on they may be a word.
const WORD: usize = 4;

/// Characters from which on a blank may be part of it: keys are drawn with blanks, passwords are not.
const KEY: usize = 40;

/// What only addresses and patterns have in them.
const WRITTEN: &[&str] = &["://", "a-z", "A-Z", "0-9", "(?:"];

/// What expressions and templates have in them. In a long key it may be there by chance.
const PUT_TOGETHER: &[&str] = &["${", "{{", "#{", "<%", "\\d", "\\w", "\\s", "(?", "[^"];

/// How the hashes of passwords begin. They are what a program should keep, and tests are full of them.
const HASHES: &[&str] = &[
    "$1$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$", "$7$", "$y$", "$argon2", "$pbkdf2", "$scrypt",
    "{SSHA", "{SHA",
];

/// Whether a literal was drawn from letters, digits and marks, whatever the marks mean elsewhere.
///
/// Its characters are of another sort with nearly every step, and its letters make no words. What is written has words,
/// and marks between them.
pub(in super::super) fn is_generated(value: &str) -> bool {
    // What a longer one is, is seen by then.
    let value = head(value, LONGEST);
    let sorts = Sorts::of(value);
    let length = value.len();
    let has = |parts: &[&str]| parts.iter().any(|part| value.contains(part));
    length >= 8
        && value
            .bytes()
            .all(|b| b.is_ascii_graphic() || (b == b' ' && length >= KEY))
        && sorts.marks > 0
        && sorts.letters() * 4 >= length
        && sorts.different() >= 3
        && sorts.changes * 5 >= (length - 1) * 2
        && random::entropy(value) >= 2.4
        && sorts.in_words * 3 <= sorts.letters()
        && !HASHES.iter().any(|hash| value.starts_with(hash))
        && !has(WRITTEN)
        && !value.starts_with("~/")
        && (length >= KEY || !has(PUT_TOGETHER))
        && value.matches("%s").count() + value.matches("%d").count() < 2
        && !is_placeholder(&value.replace("%s", ""))
        && !has_uuid(value)
        && !is_variable(value)
}

/// The same where a part of a program is likely, as behind a name without quotes: with letters of both cases, digits and
/// marks, or of a length that no expression without a word has.
pub(in super::super) fn is_surely_generated(value: &str) -> bool {
    is_generated(value) && (Sorts::of(value).different() == 4 || value.len() >= 14) && !is_balanced(value)
}

/// Whether it has letters of both cases as chance mixes them, or all that a keyboard has: no name, digest or id. For places where
/// other things stand as well.
pub(in super::super) fn is_mixed_by_chance(value: &str) -> bool {
    let shape = Shape::of(value);
    let drawn = || {
        shape.lower > 0
            && shape.upper > 0
            && !is_name(value)
            && !is_type(value)
            && (random::looks_random(value) || (value.len() >= 12 && random::is_jumbled(value)))
    };
    (10..=128).contains(&value.len())
        && !is_placeholder(value)
        && !has_uuid(value)
        && !value.contains(['/', ' '])
        && (is_surely_generated(value)
            || drawn()
            || (shape.has_everything() && shape.joints == 0 && is_mixed(value)))
}

/// Whether all brackets of it are closed, and there is one: `f(x1)[i]`. Drawn ones rarely are.
fn is_balanced(value: &str) -> bool {
    let mut open = Vec::new();
    let mut pairs = 0;
    for letter in value.chars() {
        match letter {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' => {
                if open.pop() != Some(letter) {
                    return false;
                }
                pairs += 1;
            }
            _ => {}
        }
    }
    pairs > 0 && open.is_empty()
}

/// `$name`, `$NAME_2`, `%NAME%`, `@name@`.
fn is_variable(value: &str) -> bool {
    let name = value.trim_matches(['$', '%', '@', '<', '>', '*', '!']);
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !random::looks_random(name)
        && !random::is_jumbled(name)
}

/// How many characters there are of which sort, and how they stand.
struct Sorts {
    lower: usize,
    upper: usize,
    digits: usize,
    /// Everything else but the joints of names, which alone make no password.
    marks: usize,
    /// Steps from one sort to another.
    changes: usize,
    /// Letters that are part of a word.
    in_words: usize,
}

impl Sorts {
    fn of(value: &str) -> Self {
        let mut sorts = Self {
            lower: 0,
            upper: 0,
            digits: 0,
            marks: 0,
            changes: 0,
            in_words: 0,
        };
        let sort = |b: u8| match b {
            b'a'..=b'z' => 0,
            b'A'..=b'Z' => 1,
            b'0'..=b'9' => 2,
            _ => 3,
        };
        for byte in value.bytes() {
            match sort(byte) {
                0 => sorts.lower += 1,
                1 => sorts.upper += 1,
                2 => sorts.digits += 1,
                _ => {
                    sorts.marks +=
                        usize::from(!matches!(byte, b'_' | b'-' | b'.' | b'/' | b':' | b',' | b' '));
                }
            }
        }
        sorts.changes = value
            .as_bytes()
            .windows(2)
            .filter(|pair| sort(pair[0]) != sort(pair[1]))
            .count();
        sorts.in_words = random::letters_in_words(value, WORD);
        sorts
    }

    const fn letters(&self) -> usize {
        self.lower + self.upper
    }

    fn different(&self) -> usize {
        [self.lower, self.upper, self.digits, self.marks]
            .iter()
            .filter(|count| **count > 0)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_and_written() {
        for drawn in [
            "Kx7$mQ2vLp9w",
            "v(9T{q!W2x<Lm7&R",
            "!%mxg9-e!d$n5*81)u3@3xtpl(1pf!t75v_2s#eh60k+vj50c&",
            "$d^&rcFlC<xvnNG)dcm/yHc]~_7%E/4nSm|wfIp7@ #JoppZr*[DDs,_7Yvc~X:1",
            "h9.fQ#e~4-Cxl7[kH;2u",
            "9k$Tz!2q",
        ] {
            assert!(is_generated(drawn), "{drawn}");
        }
        for written in [
            "${DB_PASSWORD_2}",
            "$PASSWORD2",
            "$request->input('pass2')",
            "{{ vault.db.pw1 }}",
            "^(?=.*[A-Z])(?=.*[0-9]).{8,}$",
            "[A-Za-z0-9+/]{22}==",
            "((?:[nN][oO][tT][eE][sS]|[tT][iI][tT][lL][eE])-(?:ptBR|zhCN|",
            "%s:%d@%s:%d/x1",
            "#login-form2 > input[name='a1']",
            "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
            "2024-01-24T21:22:17Z",
            "AA:0B:C1:2D:E3:F4:05:16",
            "Click here, it is 4 free!",
            "user2@mail.host.org",
            "f(a1, b2)",
            "i18n.t('p2')",
        ] {
            assert!(!is_surely_generated(written), "{written}");
        }
    }
}
