//! Secrets that are known by something in them or beside them that is no beginning: formats whose known letters stand inside,
//! and the places that one service or program has.

use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use super::{
    super::random::{entropy, letters_in_words},
    value::is_placeholder,
};
use crate::pattern::compile;

/// The shortest of what is known.
const SHORTEST: &str = "Q~";

/// What the text has in it, one of several with bars between them, and the secret around it, which the first group is.
const KNOWN: &[(&str, &str)] = &[
    // Terraform Cloud, Azure AD, MaxMind, Grafana, ClickHouse, New Relic, Firebase.
    (
        ".atlasv1.",
        r"\b([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})",
    ),
    (
        SHORTEST,
        r"(?:^|[^A-Za-z0-9_~.])([A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})",
    ),
    ("_mmk", r"\b([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)\b"),
    ("4b1d", r"\b(4b1d[A-Za-z0-9]{38})\b"),
    (":APA91b", r"\b(AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{100,})"),
    // Vault's tokens of old.
    ("vault login", r"\bvault login (s\.[A-Za-z0-9]{24})\b"),
    ("\"s.", r#""(s\.[A-Za-z0-9]{24})""#),
    // Twilio's account with its token, a hook of Teams.
    (
        "Client(",
        r#"\bAC[0-9a-f]{32}["']?\s{0,9}[,:]\s{0,9}["']?([0-9a-f]{32})\b"#,
    ),
    (
        "twilio",
        r#"\bAC[0-9a-f]{32}["']?\s{0,9}[,:]\s{0,9}["']?([0-9a-f]{32})\b"#,
    ),
    (
        "webhook.office.com",
        r"webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/([0-9a-f]{32}/[0-9a-f-]{36})",
    ),
    // Tokens as the user of an address, of the session of a host, of a reset.
    (
        "@git",
        r"https?://([0-9a-f]{40}|[A-Za-z0-9]{36,52})@git[a-z0-9.-]*\.[a-z]{2,}",
    ),
    ("@dev.azure.com", r"https?://([a-z2-7]{52})@dev\.azure\.com"),
    ("_gitlab_session=", r"_gitlab_session=([0-9a-z]{32})"),
    (
        "reset",
        r"/(?:password[_-]?reset|reset[_-]?password|reset)/([0-9a-f]{32,})\b",
    ),
    (
        "github-oauth",
        r#""github-oauth"\s{0,9}:\s{0,9}\{\s{0,40}"[!#-~]{1,80}"\s{0,9}:\s{0,9}"([0-9A-Za-z_]{30,})""#,
    ),
    // Keys of ASP.NET, of .NET in XML, of Tor, of Ethereum; keys that a program shows.
    ("Key=\"", r#"\b(?:validation|decryption)Key="([0-9A-F]{32,})""#),
    ("RSAKeyValue>", r"<D>([A-Za-z0-9+/=\s]{40,})</D>"),
    (
        "ed25519v1-secret",
        r"== ed25519v1-secret: type0 ==\s{1,4}([A-Za-z0-9+/]{40,})",
    ),
    (
        "Wallet(",
        r#"\bWallet\((?:[A-Za-z0-9_.]{1,40}[ \t]*(?:\|\||\?\?))?\s{0,9}["'](?:0x)?([0-9a-f]{64})["']"#,
    ),
    (
        "accounts: [|accounts\": [|accounts = [|accounts=[|accounts:[",
        r#"\baccounts["']?\s{0,9}[:=]\s{0,9}\[\s{0,40}["'](?:0x)?([0-9a-fA-F]{64})["']"#,
    ),
    ("{PLAIN}", r"\{PLAIN\}([^\s:{}]{8,})"),
    (
        "privateExponent:",
        r"privateExponent:\s{1,9}((?:[0-9a-f]{2}:[\s]{0,9}){30})",
    ),
    // What a service says to its programs by an address.
    (
        "sentry.io",
        r"//([0-9a-f]{32}(?::[0-9a-f]{32})?)@(?:o[0-9]{1,20}\.)?(?:ingest\.)?(?:[a-z]{2}\.)?sentry\.io",
    ),
    ("azurewebsites.net", r"[?&]code=([A-Za-z0-9_%/+-]{40,}={0,2})"),
    ("codecov.io/bash", r"[ \t]-t[ \t=]?([0-9a-f-]{36})\b"),
    // Tokens of a shape without a beginning of their own: New Relic, Cloudflare's tunnels.
    ("NRAL", r"\b([0-9a-f]{36}NRAL)\b"),
    // Accounts with the hash of a password: of a server of pages, of a system, of Windows, of a directory, of a router.
    (
        ":$apr1$|:$1$|:$2|:$5$|:$6$|:$y$|:$argon2",
        r"(?m)(?:^|[\s\x22'=,])[A-Za-z0-9._@-]{1,64}:(\${1,2}(?:apr1|[1567y]|2[abxy]|argon2id?|j9T)\$[^\s:\x22',]{16,})",
    ),
    (
        "auth {",
        r"basic_?auth[^{}]{0,80}\{[^{}]*?\s[A-Za-z0-9._@-]{1,64}[ \t]+(\$2[aby]\$[^\s]{50,})",
    ),
    (
        "SHA}",
        r"(?:^|:[ \t]?)\{S?SHA(?:256|512)?\}([A-Za-z0-9+/]{27,}={0,2})",
    ),
    (":::", r":[0-9a-f]{32}:([0-9a-f]{32}):::"),
    ("secret 5 ", r"\bsecret 5 (\$1\$[^\s]{20,})"),
    // The code that lets a guest into a network.
    ("WIFI:", r"\bWIFI:(?:[^\n]{0,100};)?P:([^;\s]{8,63});"),
    // A user with a password, or a word between two servers, where package tools, mail and VPNs keep one.
    (
        "<auth-user-pass>",
        r"<auth-user-pass>\s*[^\s<]+\s*\n\s*([^\s<]{6,})\s*</auth",
    ),
    ("]:587", r"\]:587[ \t]+[^\s:]+:([^\s]{6,})"),
    (
        "secure_link_md5",
        r#"secure_link_md5[ \t]+"[^"\n]*[ \t]([^\s"$]{8,})""#,
    ),
    (
        "AuthIdent",
        r#"AuthIdent["']?[ \t]*[:=][ \t]*["']?[^\s:"']+:([^\s"']{6,})"#,
    ),
    (
        "BUNDLE_",
        r#"BUNDLE_[A-Z0-9_]+["']?[ \t]*[:=][ \t]*["']?[^\s:"'/]+:([^\s"'/]{6,})"#,
    ),
    // The head of a key in a dump.
    (
        "2d2d 2d42 4547 494e",
        r"2d2d 2d42 4547 494e [ -~]{0,40}-----BEGIN (RSA P|EC PR|PRIVA|OPENS|ENCRY|DSA P)",
    ),
];

/// Each is made when it is met: most never are.
static SECRETS: [OnceLock<Regex>; KNOWN.len()] = [const { OnceLock::new() }; KNOWN.len()];

/// What is known of all of them, so that a text without it is read once.
static ANY: LazyLock<Regex> = LazyLock::new(|| {
    // What is shorter would be found everywhere, and is looked for by itself.
    let all: Vec<String> = KNOWN
        .iter()
        .flat_map(|(known, _)| known.split('|'))
        .filter(|known| *known != SHORTEST)
        .map(regex::escape)
        .collect();
    compile(&all.join("|"))
});

/// Whether one of them is in the text.
pub(super) fn find(text: &str) -> bool {
    (ANY.is_match(text) || text.contains(SHORTEST))
        && KNOWN.iter().zip(&SECRETS).any(|((known, pattern), secret)| {
            known.split('|').any(|known| text.contains(known))
                && secret
                    .get_or_init(|| compile(&pattern.replace(r"\b", r"(?-u:\b)")))
                    .captures_iter(text)
                    .any(|found| is_real(&found[1]))
        })
}

/// Documentation shows secrets of one letter, and such with the word "example" in them.
fn is_real(secret: &str) -> bool {
    let word = secret
        .strip_prefix("s.")
        .is_some_and(|token| letters_in_words(token, 4) * 2 > token.len());
    (secret.len() < 16 || entropy(secret) >= 2.8) && !is_placeholder(secret) && !word
}
