//! Tells a password that is the name of the user beside it: a sample, which protects nothing.

/// Bytes of the longest name that is looked for.
const LONGEST: usize = 32;

/// What stands before the name of a user.
const USERS: &[&str] = &[
    "user",
    "username",
    "user_name",
    "login",
    "uid",
    "user id",
    " to",
    "exists",
];

/// Whether a password of small letters and digits is the name of a user in the text beside it.
pub(super) fn is_namesake(beside: &str, password: &str) -> bool {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
    password.len() <= LONGEST
        && password.bytes().all(plain)
        && beside.match_indices(password).any(|(at, _)| {
            let (before, after) = (&beside[..at], &beside[at + password.len()..]);
            !after.as_bytes().first().is_some_and(is_part) && names_a_user(before)
        })
}

/// Whether a text ends in what stands before the name of a user: `DB_USER=`, `"login": "`, `TO '`.
fn names_a_user(before: &str) -> bool {
    let sign =
        |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '`' | '\\' | '=' | ':' | '>' | '(');
    let name = before.trim_end_matches(sign);
    // At most the longest word is read.
    let ends = |word: &str| {
        name.len() < before.len()
            && name
                .len()
                .checked_sub(word.len())
                .and_then(|from| name.get(from..))
                .is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    USERS.iter().any(|word| ends(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_what_else_is_called_so() {
        for beside in [
            "DB_USER=joe\n",
            "\"login\": \"joe\"",
            "grant all to 'joe'@'%'",
            "--username joe",
        ] {
            assert!(is_namesake(beside, "joe"), "{beside}");
        }
        for beside in ["DB_USER=joey", "DB=joe", "userjoe", "pathto joe", "user=jo", ""] {
            assert!(!is_namesake(beside, "joe"), "{beside}");
        }
        assert!(!is_namesake("user=Joe!", "Joe!"));
    }
}
