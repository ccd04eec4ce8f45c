//! The formats of well-known keys and tokens, as their services document them.

use std::sync::LazyLock;

use regex::Regex;

use super::{SecretKind, keys, value::is_placeholder};
use crate::pattern::compile;

/// Prefixes are what makes a format known; the lengths keep out identifiers that begin alike.
const FORMATS: &[(SecretKind, &str)] = &[
    // GitHub: personal, OAuth, user-to-server, server-to-server, refresh; fine-grained.
    (SecretKind::ServiceToken, r"gh[pousr]_[A-Za-z0-9]{30,}"),
    (SecretKind::ServiceToken, r"github_pat_[A-Za-z0-9_]{40,}"),
    // GitLab.
    (
        SecretKind::ServiceToken,
        r"gl(?:pat|ptt|dt|rt|soat|cbt)-[A-Za-z0-9_-]{20,}",
    ),
    // AWS access key ids.
    (SecretKind::ServiceToken, r"(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    // Slack tokens and hooks.
    (SecretKind::ServiceToken, r"xox[abeoprs]-[A-Za-z0-9-]{20,}"),
    (
        SecretKind::ServiceToken,
        r"xapp-[0-9]-[A-Z0-9]+-[0-9]+-[a-z0-9]{20,}",
    ),
    (
        SecretKind::ServiceToken,
        r"hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{20,}",
    ),
    // Discord hooks.
    (
        SecretKind::ServiceToken,
        r"discord(?:app)?\.com/api/webhooks/[0-9]{16,}/[A-Za-z0-9_-]{50,}",
    ),
    // Stripe.
    (
        SecretKind::ServiceToken,
        r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{20,}",
    ),
    (SecretKind::ServiceToken, r"whsec_[A-Za-z0-9+/]{30,}"),
    // OpenAI, Anthropic and others that followed them.
    (
        SecretKind::ServiceToken,
        r"sk-(?:[a-z0-9]+-){0,3}[A-Za-z0-9_-]{36,}",
    ),
    // Google: API key, OAuth access token, OAuth client secret.
    (SecretKind::ServiceToken, r"AIza[A-Za-z0-9_-]{35}"),
    (SecretKind::ServiceToken, r"ya29\.[A-Za-z0-9_-]{40,}"),
    (SecretKind::ServiceToken, r"GOCSPX-[A-Za-z0-9_-]{28}"),
    // Package registries.
    (SecretKind::ServiceToken, r"npm_[A-Za-z0-9]{36}\b"),
    (SecretKind::ServiceToken, r"pypi-[A-Za-z0-9_-]{50,}"),
    (SecretKind::ServiceToken, r"dckr_pat_[A-Za-z0-9_-]{20,}"),
    (SecretKind::ServiceToken, r"cio[A-Za-z0-9]{32}\b"),
    // SendGrid, Twilio, Mailgun.
    (
        SecretKind::ServiceToken,
        r"SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{40,46}",
    ),
    (SecretKind::ServiceToken, r"SK[0-9a-f]{32}\b"),
    (SecretKind::ServiceToken, r"key-[0-9a-f]{32}\b"),
    // Azure storage.
    (SecretKind::ServiceToken, r"AccountKey=[A-Za-z0-9+/]{60,}={0,2}"),
    // Hugging Face, DigitalOcean, Shopify, Vault, Linear, Figma, age.
    (SecretKind::ServiceToken, r"hf_[A-Za-z0-9]{30,}"),
    (SecretKind::ServiceToken, r"do[opr]_v1_[0-9a-f]{64}"),
    (SecretKind::ServiceToken, r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    (SecretKind::ServiceToken, r"hv[sb]\.[A-Za-z0-9_-]{24,}"),
    (SecretKind::ServiceToken, r"lin_api_[A-Za-z0-9]{40}"),
    (SecretKind::ServiceToken, r"figd_[A-Za-z0-9_-]{40,}"),
    (SecretKind::PrivateKey, r"AGE-SECRET-KEY-1[A-Z0-9]{50,}"),
    (SecretKind::PrivateKey, r"nsec1[a-z0-9]{58}\b"),
    (SecretKind::PrivateKey, r"xprv9[A-Za-z0-9]{100,}"),
    // More of GitLab, AWS, Slack, Stripe, Shopify.
    (
        SecretKind::ServiceToken,
        r"gl(?:ffct|ft|imt|agent|oas|wt)-[A-Za-z0-9_-]{20,}",
    ),
    (SecretKind::ServiceToken, r"GR1348941[A-Za-z0-9_-]{20,}"),
    (SecretKind::ServiceToken, r"A(?:BIA|CCA)[A-Z2-7]{16}\b"),
    (SecretKind::ServiceToken, r"ABSK[A-Za-z0-9+/]{100,}"),
    (SecretKind::ServiceToken, r"xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{20,}"),
    (
        SecretKind::ServiceToken,
        r"hooks\.slack\.com/(?:workflows|triggers)/[A-Za-z0-9/]{40,}",
    ),
    (SecretKind::ServiceToken, r"(?:sk|rk)_prod_[A-Za-z0-9]{20,}"),
    // Clouds and their tools.
    (SecretKind::ServiceToken, r"LTAI[A-Za-z0-9]{20}\b"),
    (SecretKind::ServiceToken, r"AKCp[A-Za-z0-9]{60,}"),
    (SecretKind::ServiceToken, r"cmVmd[A-Za-z0-9]{59}\b"),
    (SecretKind::ServiceToken, r"dapi[0-9a-f]{32}\b"),
    (
        SecretKind::ServiceToken,
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,}",
    ),
    (
        SecretKind::ServiceToken,
        r"dt0[a-z][0-9]{2}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{60,}",
    ),
    (SecretKind::ServiceToken, r"fo1_[A-Za-z0-9_-]{40,}"),
    (SecretKind::ServiceToken, r"fm(?:1[ar]|2)_[A-Za-z0-9+/]{90,}"),
    (SecretKind::ServiceToken, r"HRKU-AA[A-Za-z0-9_-]{50,}"),
    (SecretKind::ServiceToken, r"pul-[0-9a-f]{40}\b"),
    (
        SecretKind::ServiceToken,
        r"pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.=-]{30,}",
    ),
    (SecretKind::ServiceToken, r"sha256~[A-Za-z0-9_-]{43}"),
    (SecretKind::ServiceToken, r"tk-us-[A-Za-z0-9_-]{48}"),
    (SecretKind::ServiceToken, r"sbp_[0-9a-f]{40}\b"),
    (SecretKind::ServiceToken, r"v1\.0-[0-9a-f]{24}-[0-9a-f]{100,}"),
    // Watching and testing.
    (
        SecretKind::ServiceToken,
        r"gl(?:c_[A-Za-z0-9+/]{32,}|sa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8})",
    ),
    (
        SecretKind::ServiceToken,
        r"sntry(?:s_[A-Za-z0-9+/]{60,}|u_[0-9a-f]{60,})",
    ),
    (SecretKind::ServiceToken, r"NRAK-[A-Z0-9]{27}\b"),
    (SecretKind::ServiceToken, r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    (SecretKind::ServiceToken, r"sgp_[A-Za-z0-9_]{40,}"),
    (SecretKind::ServiceToken, r"pnu_[A-Za-z0-9]{36}\b"),
    // Models.
    (SecretKind::ServiceToken, r"(?:gsk|xai)[_-][A-Za-z0-9]{48,}"),
    (SecretKind::ServiceToken, r"pplx-[A-Za-z0-9]{40,}"),
    (SecretKind::ServiceToken, r"r8_[A-Za-z0-9]{37}\b"),
    (SecretKind::ServiceToken, r"api_org_[A-Za-z]{34}\b"),
    // Registries.
    (SecretKind::ServiceToken, r"rubygems_[0-9a-f]{48}"),
    (SecretKind::ServiceToken, r"CLOJARS_[A-Za-z0-9]{60}"),
    (SecretKind::ServiceToken, r"oy2[a-z0-9]{43}\b"),
    (SecretKind::ServiceToken, r"crates?io[A-Za-z0-9]{32}\b"),
    // Mail, money, shops, offices.
    (SecretKind::ServiceToken, r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    (SecretKind::ServiceToken, r"shippo_(?:live|test)_[0-9A-Fa-f]{40}"),
    (SecretKind::ServiceToken, r"sq0(?:atp|csp)-[A-Za-z0-9_-]{22,}"),
    (SecretKind::ServiceToken, r"EAAA[A-Za-z0-9_-]{56,}"),
    (SecretKind::ServiceToken, r"EAA[CM][A-Za-z0-9]{100,}"),
    (SecretKind::ServiceToken, r"EZ[AT]K[A-Za-z0-9]{54}\b"),
    (SecretKind::ServiceToken, r"FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,}"),
    (
        SecretKind::ServiceToken,
        r"access_token\$production\$[a-z0-9]{16}\$[0-9a-f]{32}",
    ),
    (SecretKind::ServiceToken, r"ATATT3[A-Za-z0-9_=-]{100,}"),
    (SecretKind::ServiceToken, r"ATCTT3[A-Za-z0-9_=-]{100,}"),
    (SecretKind::ServiceToken, r"ATBB[A-Za-z0-9]{28,}"),
    (SecretKind::ServiceToken, r"p8e-[a-z0-9]{32}\b"),
    (SecretKind::ServiceToken, r"ntn_[0-9]{11}[A-Za-z0-9]{35}\b"),
    (SecretKind::ServiceToken, r"secret_[A-Za-z0-9]{43}\b"),
    (SecretKind::ServiceToken, r"fio-u-[A-Za-z0-9_=-]{60,}"),
    (
        SecretKind::ServiceToken,
        r"duffel_(?:test|live)_[A-Za-z0-9_=-]{43}",
    ),
    (SecretKind::ServiceToken, r"rdme_[a-z0-9]{70}\b"),
    (SecretKind::ServiceToken, r"API-[A-Z0-9]{26}\b"),
    (SecretKind::ServiceToken, r"ico-[A-Za-z0-9]{32}\b"),
    (SecretKind::ServiceToken, r"ops_eyJ[A-Za-z0-9+/]{100,}"),
    (
        SecretKind::ServiceToken,
        r"A3-[A-Z0-9]{6}-[A-Z0-9-]{11,13}-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}\b",
    ),
    (SecretKind::ServiceToken, r"tskey-[a-z]+-[A-Za-z0-9-]{20,}"),
    (SecretKind::ServiceToken, r"sm_[aps]at_[A-Za-z0-9]{16}\b"),
    // JSON Web Tokens (RFC 7519): three parts, the first of which is an object in base64url.
    (
        SecretKind::WebToken,
        r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    ),
];

/// All formats in one, so that a text is read once. None begins inside a word.
///
/// Each begins with letters that are known: the search skips from one such beginning to the next. A single format that
/// begins with a class makes it read every byte, which takes sixty times as long.
static ANY: LazyLock<Regex> = LazyLock::new(|| {
    let all: Vec<&str> = FORMATS.iter().map(|(_, pattern)| *pattern).collect();
    compile(&format!(r"(?-u:\b)(?:{})", all.join("|")))
});

static EACH: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    FORMATS
        .iter()
        .map(|(_, pattern)| compile(&format!("^(?:{pattern})")))
        .collect()
});

/// A Telegram bot's token without the number of the bot, which comes first and is looked for backwards.
static TELEGRAM: LazyLock<Regex> = LazyLock::new(|| compile(r":AA[A-Za-z0-9_-]{33}"));

/// A Discord bot's token: its number in base64, which is made of few characters, and two more parts. It has no letters of
/// its own to begin with.
static DISCORD: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){5,6}[A-Za-z0-9]{0,4}\.[A-Za-z0-9_-]{5,8}\.[A-Za-z0-9_-]{20,}",
    )
});

/// The kind of the first known token or private key in the text.
pub(super) fn find(text: &str) -> Option<SecretKind> {
    if keys::find(text) {
        return Some(SecretKind::PrivateKey);
    }
    let token = ANY
        .find_iter(text)
        .map(|found| found.as_str())
        .find(|token| is_real(token));
    if let Some(token) = token {
        let format = EACH.iter().position(|format| format.is_match(token));
        return Some(format.map_or(SecretKind::ServiceToken, |i| FORMATS[i].0));
    }
    let telegram = TELEGRAM
        .find_iter(text)
        .any(|found| follows_a_number(text, found.start()) && is_real(&text[found.start() - 8..found.end()]));
    (telegram || DISCORD.find_iter(text).any(|found| is_real(found.as_str())))
        .then_some(SecretKind::ServiceToken)
}

/// Whether the eight to ten digits of a bot's number stand before `at`.
fn follows_a_number(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    let digits = before
        .iter()
        .rev()
        .take(11)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let inside_word = before[..at - digits]
        .last()
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    (8..=10).contains(&digits) && !inside_word
}

/// Documentation shows tokens of one letter, or with the word "example" in them, or made of words.
fn is_real(token: &str) -> bool {
    let mut seen = [false; 256];
    token.bytes().for_each(|b| seen[usize::from(b)] = true);
    let digits = token.bytes().any(|b| b.is_ascii_digit());
    seen.iter().filter(|s| **s).count() >= 12 && digits && !is_placeholder(token)
}
