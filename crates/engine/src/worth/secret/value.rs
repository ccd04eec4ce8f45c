//! What a literal looks like: a password, a key, or one of the many things that stand beside those words.

mod generated;
mod harmless;
mod shape;
mod words;

pub(super) use self::{
    generated::{is_generated, is_mixed_by_chance, is_surely_generated},
    harmless::{UUID, has_uuid, is_call, is_placeholder, is_uuid, is_version, uuid_in},
    words::{GRAMMAR, is_stock_text},
};
use self::{
    harmless::{has_brackets, is_expression, is_literal, is_name, is_number, is_repeated, is_type},
    shape::{Shape, has_digit_inside, has_symbols_inside},
    words::{ABOUT, SECRETS, is_made_of_stock_words, mentions_secrets},
};
use super::super::random::{
    entropy, is_hex, is_jumbled, is_unpronounceable, is_wordless, letters_in_words, looks_random,
};
use super::name::Name;

/// Whether it was drawn by chance.
pub(super) fn is_random(value: &str) -> bool {
    !is_placeholder(value)
        && !value.contains([' ', '$', '\\'])
        && !has_brackets(value)
        && !value.contains("://")
        && !value.starts_with("~/")
        && (!value.starts_with(['/', '.', '&', '*', '-', '@', '#'])
            || (value.len() >= 30 && is_wordless(value)))
        && !is_number(value)
        && !has_uuid(value)
        && !(value.len() < 20 && is_name(value))
        && (looks_random(value) || (value.len() >= 20 && is_unpronounceable(value)))
}

/// Whether it is a key or a token, given a name that says that it is one: letters and digits without words, or an id that
/// was drawn by chance.
pub(super) fn is_key(value: &str) -> bool {
    // The number or the name of whose key it is may stand before it: `1/1200123456789012:…`, `2496ec48-…:fx`.
    if let Some((whose, key)) = value.rsplit_once(':') {
        return whose.len() <= LONGEST_OWNER
            && !whose.contains(':')
            && !["sha", "md5", "SHA", "MD5"]
                .iter()
                .any(|digest| whose.starts_with(digest))
            && (is_key(key) || (key.len() <= 4 && is_drawn_uuid(whose)));
    }
    let plain = value
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'/' | b'=' | b'~' | b'|'));
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    plain
        && (16..=512).contains(&value.len())
        && !is_placeholder(value)
        && !value.starts_with(['/', '-', '_', '+', '='])
        && !is_number(value)
        && !is_name(value)
        && (is_drawn_uuid(value) || (is_wordless(value) && letters * 5 >= value.len()))
}

/// Characters of the longest number or name of whose key it is.
const LONGEST_OWNER: usize = 80;

/// Whether an id ends it that was drawn by chance: `2496ec48-a496-…`, `access-production-2496ec48-a496-…`.
fn is_drawn_uuid(value: &str) -> bool {
    value
        .len()
        .checked_sub(UUID)
        .and_then(|at| value.get(at..))
        .is_some_and(|id| is_uuid(id) && entropy(id) >= 3.0 && !id.contains("123456"))
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

/// Whether a literal is a secret, given that it surely is what a name is given, and what that says.
pub(super) fn is_given_for_sure(says: Name, name: &str, value: &str) -> bool {
    let drawn = || is_generated(value) || (value.len() >= 8 && is_random(value));
    match says {
        Name::Password | Name::Secret => {
            drawn() || is_mixed(value) || is_weak_password(value) || is_jumbled(value) || is_key(value)
        }
        Name::Token => Name::is_of_a_token(name) && (drawn() || is_key(value)),
    }
}

/// Whether it looks drawn, wherever it stands.
pub(super) fn is_plainly_drawn(value: &str) -> bool {
    looks_random(value) || is_generated(value) || is_jumbled(value) || is_weak_password(value)
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
    // Behind a number it is no operator.
    let value = value
        .strip_suffix('?')
        .filter(|value| value.len() - value.trim_end_matches(|c: char| c.is_ascii_digit()).len() >= 2)
        .unwrap_or(value);
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
