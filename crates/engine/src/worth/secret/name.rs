//! What the name of a thing says about the literal that is given to it.

/// How much evidence the literal itself has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A password: anything that is not plainly something else.
    Password,
    /// `secret`, `pass`, `pwd`: also the names of other things, so the literal has to look like a password.
    Secret,
    /// `token`, `key`, or a thing that has to do with a password: the literal has to look drawn by chance.
    Token,
}

/// Words that may follow without changing what the name says.
const AFTER: &[&str] = &[
    "base",
    "default",
    "dev",
    "env",
    "live",
    "local",
    "main",
    "plain",
    "prod",
    "production",
    "raw",
    "sandbox",
    "staging",
    "str",
    "string",
    "test",
    "text",
    "val",
    "value",
];

/// Words before a password that make it the name of an act, a message, a mark or a hash.
const BEFORE: &[&str] = &[
    "allow",
    "ask",
    "bad",
    "change",
    "check",
    "crypt",
    "disable",
    "empty",
    "enable",
    "encrypted",
    "enter",
    "fetch",
    "find",
    "for",
    "forgot",
    "forgotten",
    "get",
    "has",
    "hash",
    "hashed",
    "hide",
    "incorrect",
    "invalid",
    "is",
    "load",
    "lost",
    "mask",
    "masked",
    "max",
    "min",
    "missing",
    "need",
    "needs",
    "no",
    "prompt",
    "read",
    "require",
    "required",
    "requires",
    "reset",
    "show",
    "toggle",
    "use",
    "validate",
    "verify",
    "weak",
    "without",
    "wrong",
];

/// A token with one of these is a place in a list or in a stream.
const PLACES: &[&str] = &[
    "continuation",
    "cursor",
    "next",
    "page",
    "pagination",
    "resume",
    "sync",
];

/// Words before `key` that make it a secret one.
const KEYS: &[&str] = &[
    "access",
    "account",
    "admin",
    "aes",
    "api",
    "app",
    "application",
    "auth",
    "client",
    "consumer",
    "cookie",
    "deploy",
    "encryption",
    "fernet",
    "function",
    "gpg",
    "hmac",
    "ingest",
    "insert",
    "installation",
    "integration",
    "jwt",
    "license",
    "master",
    "pgp",
    "primary",
    "priv",
    "private",
    "role",
    "routing",
    "sas",
    "sdk",
    "secret",
    "server",
    "service",
    "session",
    "shared",
    "signing",
    "ssh",
    "storage",
    "subscription",
    "write",
];

/// Words before `pass`, so that it is the one to get in with and not one over data.
const OWNERS: &[&str] = &[
    "admin", "app", "auth", "become", "bind", "database", "db", "default", "email", "ftp", "http", "imap",
    "key", "keystore", "ldap", "login", "mail", "mongo", "mqtt", "my", "mysql", "pg", "postgres", "proxy",
    "redis", "remote", "root", "router", "smtp", "sql", "ssh", "store", "sudo", "user", "vault", "vpn",
    "wifi", "wp",
];

/// Words before those that say whose store it is: `srcstorepass`.
const SIDES: &[&str] = &["src", "dest"];

/// Words that a password's name ends in, alone or grown together with others: `dbpassword`.
const PASSWORDS: &[&str] = &[
    "kennwort",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwort",
];

impl Name {
    /// What the name says; `None` if it says nothing of secrets.
    pub(super) fn of(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let telling = PASSWORDS.iter().any(|word| lower.contains(word))
            || ["secret", "token", "credential", "pwd"]
                .iter()
                .any(|word| lower.contains(word));
        let words = words(name);
        if words.iter().any(|word| PLACES.contains(&word.as_str())) {
            return None;
        }
        let key = is_key(&words, &lower);
        let end = words
            .iter()
            .rposition(|word| !AFTER.contains(&word.as_str()) && !word.bytes().all(|b| b.is_ascii_digit()))
            .map_or(0, |last| last + 1);
        let (last, before) = words[..end].split_last()?;
        let act = before.iter().any(|word| BEFORE.contains(&word.as_str()));
        let last = last.trim_end_matches(|c: char| c.is_ascii_digit());
        if !act && PASSWORDS.iter().any(|word| last.ends_with(word)) {
            Some(Self::Password)
        } else if !act && (is_short_password(last, before) || is_secret(&words[..end])) {
            Some(Self::Secret)
        } else if telling || key {
            Some(Self::Token)
        } else {
            None
        }
    }
}

impl Name {
    /// Whether it is the token or the key itself that has the name, and no thing that has to do with it: `api_key`, `apiKey2`,
    /// `auth.token`; not `token_type` and `passwordField`.
    pub(super) fn is_of_a_token(name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        let words = words(name);
        let Some(last) = words.iter().rfind(|word| !AFTER.contains(&word.as_str())) else {
            return false;
        };
        // `publicKeyToken`: a digest, which names a library.
        if words.iter().any(|word| word.starts_with("public")) {
            return false;
        }
        let last = last.trim_end_matches(|c: char| c.is_ascii_digit());
        last.ends_with("token") || (last.ends_with("key") && is_key(&words, &lower))
    }
}

/// `pwd`, `db_pw`, `rootpw`, `smtpPass`, `remotepass`: too short to be sure of.
fn is_short_password(last: &str, before: &[String]) -> bool {
    let owner = || before.last().is_none_or(|word| OWNERS.contains(&word.as_str()));
    let short = || {
        last.strip_suffix("pw")
            .is_some_and(|owner| owner.is_empty() || OWNERS.contains(&owner))
    };
    let grown = || {
        last.strip_suffix("pass").is_some_and(|owner| {
            let of_a_side = SIDES.iter().find_map(|side| owner.strip_prefix(side));
            OWNERS.contains(&of_a_side.unwrap_or(owner))
        })
    };
    last.ends_with("pwd") || short() || (last == "pass" && owner()) || grown()
}

/// `secret`, `client_secret`, `clientsecret`, `secret_key`, `secret_access_key`.
fn is_secret(words: &[String]) -> bool {
    words
        .iter()
        .rposition(|word| word.ends_with("secret") || word == "secretkey")
        .is_some_and(|at| {
            words[at + 1..]
                .iter()
                .all(|word| matches!(word.as_str(), "access" | "key"))
        })
}

/// `api_key`, `apikey`, `privateKey2`, and what is called after one.
fn is_key(words: &[String], lower: &str) -> bool {
    lower.contains("key")
        && (words
            .windows(2)
            .any(|pair| pair[1].starts_with("key") && KEYS.iter().any(|word| pair[0].ends_with(word)))
            || words.iter().any(|word| {
                word.split_once("key")
                    .is_some_and(|(before, _)| KEYS.iter().any(|word| before.ends_with(word)))
            }))
}

/// The words of a name, small: `clientSecret`, `CLIENT_SECRET` and `client-secret` have the same two.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = '_';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let joint = matches!(letter, '_' | '-' | '.');
        let next_is_small = letters.peek().is_some_and(char::is_ascii_lowercase);
        let hump = letter.is_ascii_uppercase()
            && (before.is_ascii_lowercase() || (before.is_ascii_uppercase() && next_is_small));
        if (joint || hump) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !joint {
            word.push(letter.to_ascii_lowercase());
        }
        before = letter;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_and_what_has_to_do_with_it() {
        for name in [
            "token",
            "api_key",
            "apiKey2",
            "auth.token",
            "x-api-key",
            "ACCESS_TOKEN_PROD",
        ] {
            assert!(Name::is_of_a_token(name), "{name}");
        }
        for name in [
            "token_type",
            "passwordField",
            "key",
            "cache_key",
            "has_password",
            "tokens",
            "publicKeyToken",
        ] {
            assert!(!Name::is_of_a_token(name), "{name}");
        }
    }

    #[test]
    fn names_say_different_things() {
        for (names, says) in [
            (
                &[
                    "password",
                    "DB_PASSWORD",
                    "dbPassword",
                    "dbpassword",
                    "PGPASSWORD",
                    "password2",
                    "password_prod",
                    "spring.datasource.password",
                    "key-passphrase",
                    "passwd",
                ][..],
                Some(Name::Password),
            ),
            (
                &[
                    "secret",
                    "client_secret",
                    "SECRET_KEY",
                    "awsSecretAccessKey",
                    "pwd",
                    "smtp_pass",
                    "become_pass",
                    "bindpw",
                    "PW",
                ][..],
                Some(Name::Secret),
            ),
            (
                &[
                    "token",
                    "api_key",
                    "APIKey",
                    "apikey",
                    "password_field",
                    "passwordSelector",
                    "has_password",
                    "hashedPassword",
                    "secret_name",
                    "credentials",
                    "private-key",
                    "deploy_key",
                    "consumerKey",
                ][..],
                Some(Name::Token),
            ),
            (
                &[
                    "bypass",
                    "compass",
                    "keyboard",
                    "power",
                    "key",
                    "public_key",
                    "mem_to_reg_pass_x",
                ][..],
                None,
            ),
        ] {
            for name in names {
                assert_eq!(Name::of(name), says, "{name}");
            }
        }
    }
}
