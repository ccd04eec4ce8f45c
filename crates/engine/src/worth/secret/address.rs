//! Finds passwords in addresses.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    super::random::looks_random,
    value::{has_uuid, is_generated, is_key, is_password, is_placeholder, is_stock_text, is_wild},
};
use crate::pattern::compile;

/// Bytes of the longest name of a user, and of the longest password.
const USER: usize = 128;
const PASSWORD_LENGTH: usize = 4096;

/// Whether an address of the text has a password in it.
pub(super) fn find(text: &str) -> bool {
    let has_real = |form: &Regex| {
        form.captures_iter(text).any(|found| {
            let part = |group: &str| found.name(group).map_or("", |part| part.as_str());
            part("user").len() <= USER
                && part("password").len() <= PASSWORD_LENGTH
                && is_real(part("user"), part("password"), part("host"))
        })
    };
    (text.contains("://") && has_real(&PASSWORD))
        || (text.contains(")/") && has_real(&SOURCE_NAME))
        || (["@/", "@tcp", "@unix"].iter().any(|host| text.contains(host)) && has_real(&SHORT_SOURCE_NAME))
        || (text.contains("jdbc:oracle:") && has_real(&ORACLE))
}

/// Whether an address has a parameter that lets in whoever knows it. The names of tokens and keys are known already.
pub(super) fn is_signed(text: &str) -> bool {
    PARAMETER
        .captures_iter(text)
        .any(|found| !has_uuid(&found[1]) && looks_random(&ESCAPE.replace_all(&found[1], "")))
}

static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)[?&#](?:appid|auth|jwt|key|sig|signature|ticket|x-[a-z]{3,4}-signature)=([A-Za-z0-9%._~+/-]{16,256})",
    )
});

/// A byte that may not stand in an address as it is.
pub(super) static ESCAPE: LazyLock<Regex> = LazyLock::new(|| compile("%[0-9A-Fa-f]{2}"));

/// `scheme://user:password@host`.
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    // A user may be called by an address of mail.
    compile(r#"://(?<user>[^\s:/"'<>`]*):(?<password>[^\s/"'<>`]{5,})@(?<host>[^\s"'<>`/:@]+)"#)
});

/// `user:password@tcp(host:port)/database`: how Go's drivers name a data source.
static SOURCE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?<user>[A-Za-z0-9_.-]{1,64}):(?<password>[^\s"'<>`]{5,})@[a-z][a-z0-9]{1,15}\((?<host>[^()\s"'<>`]*)\)/"#,
    )
});

/// The same without a host: `user:password@/database`, `user:password@tcp/database`.
static SHORT_SOURCE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?:^|[\s"'`=(])(?<user>[A-Za-z0-9_.-]{1,64}):(?<password>[!#-&(-.0-;=?-_a-~]{5,128})@(?:tcp[46]?|unix)?/[A-Za-z0-9_-]{1,64}(?:[\s"'`?)]|$)"#,
    )
});

/// `jdbc:oracle:thin:user/password@host:port:database`.
static ORACLE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"jdbc:oracle:[a-z]{1,10}:(?<user>[^\s:/@"'<>`]+)/(?<password>[^\s/"'<>`]{5,})@(?://)?(?<host>[^\s"'<>`/:@]+)"#,
    )
});

/// Whether the password of an address is one, not the word for it.
fn is_real(user: &str, password: &str, host: &str) -> bool {
    if looks_random(password)
        && !is_placeholder(password)
        && !password.contains(['$', '{', '(', '[', '\\', '|'])
    {
        return true;
    }
    if is_generated(password) {
        return true;
    }
    let documentation = host.starts_with("example.") || host.contains(".example");
    // No other thing stands there, so letters are enough, also those of a word that names of secrets have.
    let letters = password.len() >= 8
        && password.bytes().all(|b| b.is_ascii_alphabetic())
        && !is_placeholder(password)
        && !is_stock_text(password);
    !documentation
        && password != user
        && (letters || is_password(password) || is_wild(password) || is_key(password))
}
