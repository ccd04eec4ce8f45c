//! What a literal looks like: a password, a key, or one of the many things that stand beside those words.

mod generated;
mod words;

pub(super) use generated::{is_generated, is_surely_generated};
use words::{ABOUT, GRAMMAR, SECRETS, STOCK};

use super::super::random::{
    is_hex, is_jumbled, is_unpronounceable, is_wordless, letters_in_words, looks_random,
};

/// Whether it was drawn by chance.
pub(super) fn is_random(value: &str) -> bool {
    !is_placeholder(value)
        && !value.contains([' ', '$', '\\'])
        && !has_brackets(value)
        && !value.contains("://")
        && (!value.starts_with(['/', '.', '&', '*', '-', '@', '#'])
            || (value.len() >= 30 && is_wordless(value)))
        && !is_number(value)
        && !has_uuid(value)
        && !(value.len() < 20 && is_name(value))
        && (looks_random(value) || (value.len() >= 20 && is_unpronounceable(value)))
}

/// Whether it is a password, given that it stands where one belongs and is surely a literal.
pub(super) fn is_password(value: &str) -> bool {
    let shape = Shape::of(value);
    if !is_literal(value) || is_made_of_stock_words(value, &shape) {
        return false;
    }
    if shape.letters() == 0 {
        // A number that no unit or separator makes a measure, a date or a version.
        return shape.digits >= 6 && shape.joints == 0 && !is_repeated(value);
    }
    match (shape.digits > 0, shape.symbols > 0) {
        (false, false) => is_word_or_words(value, &shape),
        (false, true) => has_symbols_inside(value, &shape) || is_generated(value),
        (true, _) => !is_name(value) || (value.len() >= 12 && looks_random(value)),
    }
}

/// Whether it has letters of both cases, with or without digits and marks, and no words. For places where no other
/// thing stands but what a program puts in.
pub(super) fn is_wild(password: &str) -> bool {
    let count = |sort: fn(&u8) -> bool| password.bytes().filter(sort).count();
    password.len() >= 8
        && count(u8::is_ascii_lowercase) > 0
        && count(u8::is_ascii_uppercase) > 0
        && !password.contains(['{', '(', '[', '<', '\\', '|'])
        && letters_in_words(password, 3) * 3 <= count(u8::is_ascii_alphabetic)
        && !is_placeholder(password)
}

/// Whether it has letters mixed with digits as passwords have and the names of things have not: inside, or with symbols.
pub(super) fn is_mixed(value: &str) -> bool {
    let shape = Shape::of(value);
    is_literal(value)
        && shape.digits > 0
        && shape.letters() > 0
        && !is_made_of_stock_words(value, &shape)
        && !is_name(value)
        && !is_type(value)
        && !is_hex(value)
        && (shape.symbols > 0 || has_digit_inside(value))
}

/// Whether a value without quotes, but surely a literal, is a password. Of letters alone it may be the word for one.
pub(super) fn is_unquoted_password(value: &str) -> bool {
    let shape = Shape::of(value);
    shape.digits + shape.symbols > 0 && shape.letters() > 0 && is_password(value)
}

/// Whether a value without quotes is a password and no variable, type or expression.
pub(super) fn is_bare_password(value: &str) -> bool {
    // `user.password!` is an expression that ends in an operator.
    let value = value.trim_end_matches('!');
    let shape = Shape::of(value);
    // `line1` is a variable.
    let variable = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = value.len() - variable.len();
    let named = digits < 2 && variable.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    shape.letters() > 0
        && shape.digits + shape.symbols > 0
        && !is_expression(value)
        && !named
        && is_password(value)
}

/// Whether a value is a password of letters with digits or symbols, where a variable or a type is unlikely: `hunter2`.
pub(super) fn is_weak_password(value: &str) -> bool {
    let shape = Shape::of(value);
    value.len() >= 7
        && shape.letters() >= 3
        && shape.digits > 0
        && shape.joints == 0
        && value.is_ascii()
        && is_literal(value)
        && !is_expression(value)
        && !is_made_of_stock_words(value, &shape)
        && !is_type(value)
        && !is_hex(value)
        && !mentions_secrets(value)
}

/// Whether a value is a word of `least` small letters and more, where a variable or a type is unlikely: `correcthorse`.
pub(super) fn is_weak_word(value: &str, least: usize) -> bool {
    value.len() >= least
        && value.bytes().all(|b| b.is_ascii_lowercase())
        && is_literal(value)
        && !is_stock_text(value)
        && !mentions_secrets(value)
        && !ABOUT.iter().any(|about| value.starts_with(about))
}

/// Whether a value is a key of letters and digits in turns, though of few: `abc123def456`.
pub(super) fn is_weak_token(value: &str) -> bool {
    let turns = value
        .as_bytes()
        .windows(2)
        .filter(|pair| {
            (pair[0].is_ascii_digit() && pair[1].is_ascii_alphabetic())
                || (pair[0].is_ascii_alphabetic() && pair[1].is_ascii_digit())
        })
        .count();
    let shape = Shape::of(value);
    value.len() >= 10
        && turns >= 3
        && shape.joints + shape.symbols == 0
        && is_literal(value)
        && !is_number(value)
        && !is_type(value)
        && !is_made_of_stock_words(value, &shape)
        && !mentions_secrets(value)
}

/// Whether a value without quotes has what only a part of a program has.
fn is_expression(value: &str) -> bool {
    value.contains([',', ';', '"', '\'', '`', '|', '[', ']', '}', '>', ')'])
        || value.contains("&&")
        || value.contains("==")
        || value.starts_with(['!', '@', '&', '*', '#', '?', '-', '+', '='])
        || value.ends_with(['?', ':', '=', '.', '\\'])
}

/// Whether words in quotes are a passphrase, and no text for a reader.
pub(super) fn is_passphrase(value: &str) -> bool {
    let words: Vec<&str> = value
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()))
        .collect();
    let plain = |word: &&str| {
        (word.len() >= 2 || word.bytes().all(|b| b.is_ascii_digit()))
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let grammar = words.iter().filter(|word| GRAMMAR.contains(word)).count();
    let about = |word: &&str| ABOUT.iter().chain(SECRETS).any(|about| word.starts_with(about));
    (3..=12).contains(&words.len())
        && (12..=128).contains(&value.len())
        && !is_placeholder(value)
        && !value.ends_with(['.', ':', '?', ','])
        && words.iter().all(plain)
        && grammar < 2
        && !words.iter().all(|word| is_stock_text(word))
        && !words.iter().any(about)
}

/// Something that holds the place of a secret in an example.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    [
        "example",
        "xxxx",
        "your",
        "placeholder",
        "changeme",
        "change-me",
        "change_me",
        "dummy",
        "redacted",
        "replace",
        "insert",
        "fake",
        "sample",
        "...",
        "***",
        "todo",
    ]
    .iter()
    .any(|word| lower.contains(word))
        || value.contains("%s")
}

/// `8-4-4-4-12` hexadecimal digits.
pub(super) fn is_uuid(text: &str) -> bool {
    let text = text.trim_matches(['{', '}']);
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| {
            if matches!(i, 8 | 13 | 18 | 23) {
                b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        })
}

/// Whether there is one in it: it names a thing.
pub(super) fn has_uuid(text: &str) -> bool {
    text.as_bytes()
        .windows(36)
        .any(|part| str::from_utf8(part).is_ok_and(is_uuid))
}

/// How many characters of which sort a value has.
struct Shape {
    lower: usize,
    upper: usize,
    digits: usize,
    /// What holds the words of a name together.
    joints: usize,
    symbols: usize,
}

impl Shape {
    fn of(value: &str) -> Self {
        let mut shape = Self {
            lower: 0,
            upper: 0,
            digits: 0,
            joints: 0,
            symbols: 0,
        };
        for letter in value.chars() {
            if letter.is_ascii_digit() {
                shape.digits += 1;
            } else if letter.is_uppercase() {
                shape.upper += 1;
            } else if letter.is_alphabetic() {
                shape.lower += 1;
            } else if is_joint(letter) {
                shape.joints += 1;
            } else {
                shape.symbols += 1;
            }
        }
        shape
    }

    const fn letters(&self) -> usize {
        self.lower + self.upper
    }

    /// Small letters, capitals, digits and symbols: what rules for passwords ask for, and little else has.
    const fn has_everything(&self) -> bool {
        self.lower > 0 && self.upper > 0 && self.digits > 0 && self.symbols > 0
    }
}

const fn is_joint(letter: char) -> bool {
    matches!(letter, '_' | '-' | '.' | '/' | ':' | ' ' | '|' | '=' | ',')
}

/// Whether it can be the password itself: not a reference to one, a pattern, a path or an address.
fn is_literal(value: &str) -> bool {
    (6..=128).contains(&value.len())
        && !is_placeholder(value)
        && !value.contains([' ', '\\', '`'])
        && !has_brackets(value)
        && !value.contains("://")
        && !value.starts_with(['/', '~', ':'])
        && !value.starts_with("./")
        && !value.starts_with("../")
        && !value.starts_with("__")
        && !(value.starts_with('%') && value.ends_with('%'))
        && !value.chars().any(char::is_control)
        && !is_uuid(value)
        && !is_expanded(value)
        && !is_measure(value)
}

/// `$VAR`, `$1`, `$db_user`: something is put in here. `Pa$$w0rd` and `Kx7$mQ2vLp9w` have nothing to put in.
fn is_expanded(value: &str) -> bool {
    value.match_indices('$').any(|(at, _)| {
        let (before, rest) = (&value[..at], &value[at + 1..]);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let name = &rest[..end.unwrap_or(rest.len())];
        if name.is_empty() {
            return rest.starts_with(['@', '*', '#']);
        }
        // A dollar inside of a word is there for the letter S.
        let inside = before.ends_with(|c: char| c.is_ascii_lowercase() || c == '$')
            && !name.starts_with(|c: char| c.is_ascii_uppercase());
        let shape = Shape::of(name);
        let drawn = looks_random(name)
            || (has_digit_inside(name) && shape.lower > 0 && shape.upper > 0 && shape.joints == 0);
        !inside && !drawn
    })
}

/// `{name}`, `<name>`, `f(x)`: one bracket alone may be part of a password.
fn has_brackets(value: &str) -> bool {
    [('(', ')'), ('{', '}'), ('<', '>')].iter().any(|(open, close)| {
        value
            .split_once(*open)
            .is_some_and(|(_, rest)| rest.contains(*close))
    })
}

/// `0xC0000465_u32`: a number of up to 128 bits, which may have a type. Longer ones are keys.
fn is_number(value: &str) -> bool {
    value.len() < 40
        && value.strip_prefix("0x").is_some_and(|digits| {
            digits
                .bytes()
                .all(|b| b.is_ascii_hexdigit() || matches!(b, b'_' | b'u' | b'i' | b'l' | b'L' | b'U' | b'n'))
        })
}

/// `0x1f`, `5000ms`, `100_000`, `1e-9`, `64.5MiB`.
fn is_measure(value: &str) -> bool {
    let Some(first) = value.bytes().next() else {
        return false;
    };
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | ','));
    first.is_ascii_digit()
        && (value.starts_with("0x")
            || (unit.len() <= 3 && unit.len() < value.len() && unit.bytes().all(|b| b.is_ascii_alphabetic()))
                && !unit.is_empty())
}

/// One character over and over, or digits counted up or down.
fn is_repeated(value: &str) -> bool {
    let mut steps = value
        .as_bytes()
        .windows(2)
        .map(|pair| i16::from(pair[1]) - i16::from(pair[0]));
    let first = steps.next();
    steps.filter(|step| Some(*step) == first).count() + 3 >= value.len()
}

/// Words held together by joints, with numbers after them: `my-secret-2`, `user_password`, `db.password1`, `v1.2.3`.
fn is_name(value: &str) -> bool {
    let is_word = |piece: &str| {
        let word = piece.trim_end_matches(|c: char| c.is_ascii_digit());
        word.bytes().all(|b| b.is_ascii_alphabetic()) && piece.len() - word.len() <= 4
    };
    value.contains(is_joint) && value.split(is_joint).all(is_word)
}

/// Words in capitals and small letters, with a version between them: `V1SecretSource`, `Oauth2Client`.
fn is_type(value: &str) -> bool {
    let humps = value.bytes().filter(u8::is_ascii_uppercase).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    value.bytes().all(|b| b.is_ascii_alphanumeric())
        && value.starts_with(|c: char| c.is_ascii_alphabetic())
        && humps >= 2
        && (humps + digits) * 3 <= value.len()
}

/// Letters alone: a word in small letters, several of them with hyphens, or letters that are no word.
fn is_word_or_words(value: &str, shape: &Shape) -> bool {
    if !value.is_ascii() || mentions_secrets(value) {
        return false;
    }
    if shape.joints == 0 {
        return (shape.upper == 0 && value.len() >= 6) || is_unpronounceable(value) || is_jumbled(value);
    }
    let words: Vec<&str> = value.split('-').collect();
    words.len() >= 4
        && shape.upper == 0
        && words
            .iter()
            .all(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Letters and symbols: `letmein!`, `p@ssw#rd`; not `Required!`, `user?` and `a=b`.
fn has_symbols_inside(value: &str, shape: &Shape) -> bool {
    let sort = |c: char| matches!(c, '!' | '@' | '#' | '$' | '%' | '^' | '&' | '*' | '+' | '~');
    let symbols = value.chars().filter(|c| sort(*c)).count();
    let trailing = value.trim_end_matches(sort).len() < value.len();
    let capitalised = shape.upper == 1 && value.starts_with(|c: char| c.is_uppercase());
    // An address has an `@` inside.
    let inside = value.trim_matches(sort).contains(|c: char| c != '@' && sort(c));
    symbols == shape.symbols
        && shape.joints == 0
        && value.is_ascii()
        && !capitalised
        && value.starts_with(|c: char| c.is_ascii_alphabetic())
        && (trailing || inside)
}

/// A digit with letters on both sides: `hunter2x9K`, but not `letmein22`.
fn has_digit_inside(value: &str) -> bool {
    let word = value.trim_matches(|c: char| !c.is_ascii_alphabetic());
    word.bytes().any(|b| b.is_ascii_digit())
}

fn mentions_secrets(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    SECRETS.iter().any(|word| lower.contains(word))
}

/// Whether there is nothing in it but words that hold the place of a value, or say what it is or how it is kept.
///
/// With digits and symbols after them they are a password of a test; with everything that a rule for passwords asks
/// for, they may be a real one.
fn is_made_of_stock_words(value: &str, shape: &Shape) -> bool {
    shape.letters() > 0 && !shape.has_everything() && is_stock_text(value)
}

/// Whether all runs of letters are made of stock words.
pub(super) fn is_stock_text(value: &str) -> bool {
    value
        .split(|c: char| !c.is_alphabetic())
        .filter(|run| !run.is_empty())
        .all(|run| is_stock(&run.to_lowercase()))
}

/// Whether the letters can be cut into stock words.
fn is_stock(letters: &str) -> bool {
    // Where a word may begin: after another one. The words are ASCII, so no cut is inside of a character.
    let mut begins = vec![false; letters.len() + 1];
    begins[0] = true;
    for at in 0..letters.len() {
        if begins[at] {
            for word in STOCK {
                if letters.as_bytes()[at..].starts_with(word.as_bytes()) {
                    begins[at + word.len()] = true;
                }
            }
        }
    }
    begins[letters.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_names() {
        for password in [
            "hunter2hunter",
            "letmein22",
            "letmein!",
            "S3cret!",
            "swordfish",
            "Pa$$w0rd9",
            "admin1234Zq",
            "84629173",
            "Passw0rd!",
            "correct-horse-battery-staple",
            "longwordsonly",
            "b#llet!me",
        ] {
            assert!(is_password(password), "{password}");
        }
        for other in [
            "password",
            "password123",
            "test1234",
            "supersecretpassword",
            "my-secret-2",
            "user_password",
            "Passwort",
            "Contraseña",
            "passwordInput",
            "db.password1",
            "sha256",
            "pbkdf2_sha256",
            "v1.2.345",
            "Required!",
            "user@host.org",
            "$PASSWORD",
            "$A-$B1",
            "%PASSWORD1%",
            ":password1",
            "0x1F2A3B",
            "5000ms",
            "00000000",
            "12345678",
            "2024-01-01",
            "short",
            "auth.form.password",
        ] {
            assert!(!is_password(other), "{other}");
        }
    }

    #[test]
    fn variables_are_no_bare_passwords() {
        for password in ["hunter2hunter", "letmein!now", "letmein22", "S3cret!"] {
            assert!(is_bare_password(password), "{password}");
        }
        for other in [
            "swordfish",
            "line1",
            "pw_user2",
            "user.pw22",
            "String!",
            "a|b2345",
            "string?",
            "user22,",
        ] {
            assert!(!is_bare_password(other), "{other}");
        }
    }

    #[test]
    fn weak_ones() {
        for password in ["hunter2", "qwerty123", "tr0ub4dor", "letmein1"] {
            assert!(is_weak_password(password), "{password}");
        }
        for other in [
            "line1",
            "test1234",
            "password2",
            "user_name2",
            "a.b2345",
            "V1SecretSource",
            "1.2.3-rc4",
            "deadbeef99",
        ] {
            assert!(!is_weak_password(other), "{other}");
        }
        for word in ["letmein", "correcthorse", "swordfish"] {
            assert!(is_weak_word(word, 6), "{word}");
        }
        for other in [
            "changeme",
            "yourpassword",
            "passwd",
            "string",
            "required",
            "Swordfish",
            "sword_fish",
            "short",
        ] {
            assert!(!is_weak_word(other, 6), "{other}");
        }
        for token in ["abc123def456", "a1b2c3d4e5", "x9k2m4q7w1"] {
            assert!(is_weak_token(token), "{token}");
        }
        for other in [
            "abc123",
            "access_token",
            "sha256sum",
            "v1.2.3-beta4",
            "0x1f2a3b4c5d",
            "token1value2x3",
        ] {
            assert!(!is_weak_token(other), "{other}");
        }
    }

    #[test]
    fn passphrases_and_sentences() {
        for phrase in [
            "correct horse battery",
            "twelve purple monkeys dancing",
            "horse 9 battery staple!",
        ] {
            assert!(is_passphrase(phrase), "{phrase}");
        }
        for text in [
            "Passwort vergessen",
            "enter a new one",
            "must be at least 8 characters",
            "path to the file",
            "the password to use",
            "two words",
            "used for basic access",
        ] {
            assert!(!is_passphrase(text), "{text}");
        }
    }
}
