//! The formats of well-known keys and tokens, as their services document them.

use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use rustc_hash::FxHashMap;

use super::{
    super::random::letters_in_words,
    SecretKind::{self, PrivateKey, ServiceToken as Token, WebToken},
    keys,
    value::is_placeholder,
};
use crate::pattern::compile;

/// What a format is, the letters that it begins with (several ways, with blanks between them), and what follows them.
///
/// Beginnings are what makes a format known; the lengths keep out identifiers that begin alike. None begins inside a word.
const FORMATS: &[(SecretKind, &str, &str)] = &[
    // GitHub: personal, OAuth, user-to-server, server-to-server, refresh; fine-grained.
    (Token, "ghp_ gho_ ghu_ ghs_ ghr_", r"[A-Za-z0-9]{30,}"),
    (Token, "github_pat_", r"[A-Za-z0-9_]{40,}"),
    // GitLab.
    (
        Token,
        "glpat- glptt- gldt- glrt- glsoat- glcbt-",
        r"[A-Za-z0-9_-]{20,}",
    ),
    // AWS access key ids.
    (Token, "AKIA ASIA", r"[A-Z0-9]{16}\b"),
    // Slack tokens and hooks.
    (
        Token,
        "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs-",
        r"[A-Za-z0-9-]{20,}",
    ),
    (Token, "xapp-", r"[0-9]-[A-Z0-9]+-[0-9]+-[a-z0-9]{20,}"),
    (
        Token,
        "hooks.slack.com/services/T",
        r"[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{20,}",
    ),
    // Discord hooks.
    (
        Token,
        "discordapp.com/api/webhooks/ discord.com/api/webhooks/",
        r"[0-9]{16,}/[A-Za-z0-9_-]{50,}",
    ),
    (
        Token,
        "discordapp.com/api/v discord.com/api/v",
        r"[0-9]{1,2}/webhooks/[0-9]{16,}/[A-Za-z0-9_-]{50,}",
    ),
    // Stripe.
    (Token, "sk_live_ sk_test_ rk_live_ rk_test_", r"[A-Za-z0-9]{16,}"),
    (Token, "whsec_", r"[A-Za-z0-9+/]{30,}"),
    // OpenAI, Anthropic and others that followed them.
    (Token, "sk-", r"(?:[a-z0-9]+-){0,3}[A-Za-z0-9_-]{32,}"),
    // Google: API key, OAuth access token, OAuth client secret.
    (Token, "AIza", r"[A-Za-z0-9_-]{35}"),
    (Token, "ya29.", r"[A-Za-z0-9_-]{40,}"),
    (Token, "GOCSPX-", r"[A-Za-z0-9_-]{28}"),
    // Package registries.
    (Token, "npm_", r"[A-Za-z0-9]{36}\b"),
    (Token, "pypi-", r"[A-Za-z0-9_-]{50,}"),
    (Token, "dckr_pat_", r"[A-Za-z0-9_-]{20,}"),
    (Token, "cio", r"[A-Za-z0-9]{32}\b"),
    // SendGrid, Twilio, Mailgun.
    (Token, "SG.", r"[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{40,46}"),
    (Token, "SK", r"[0-9a-f]{32}\b"),
    (Token, "key-", r"[0-9a-f]{32}\b"),
    // Azure storage.
    (Token, "AccountKey=", r"[A-Za-z0-9+/]{60,}={0,2}"),
    // Hugging Face, DigitalOcean, Shopify, Vault, Linear, Figma, age.
    (Token, "hf_", r"[A-Za-z0-9]{30,}"),
    (Token, "doo_v1_ dop_v1_ dor_v1_", r"[0-9a-f]{64}"),
    (Token, "shpat_ shpca_ shppa_ shpss_", r"[0-9a-fA-F]{32}"),
    (Token, "hvs. hvb.", r"[A-Za-z0-9_-]{24,}"),
    (Token, "lin_api_", r"[A-Za-z0-9]{40}"),
    (Token, "figd_", r"[A-Za-z0-9_-]{40,}"),
    (PrivateKey, "AGE-SECRET-KEY-1", r"[A-Z0-9]{50,}"),
    (PrivateKey, "nsec1", r"[a-z0-9]{58}\b"),
    (PrivateKey, "xprv9", r"[A-Za-z0-9]{100,}"),
    // More of GitLab, AWS, Slack, Stripe, Shopify.
    (
        Token,
        "glffct- glft- glimt- glagent- gloas- glwt-",
        r"[A-Za-z0-9_-]{20,}",
    ),
    (Token, "GR1348941", r"[A-Za-z0-9_-]{20,}"),
    (Token, "ABIA ACCA", r"[A-Z2-7]{16}\b"),
    (Token, "ABSK", r"[A-Za-z0-9+/]{100,}"),
    (Token, "xoxe.xoxb- xoxe.xoxp-", r"[0-9]-[A-Za-z0-9]{20,}"),
    (
        Token,
        "hooks.slack.com/workflows/ hooks.slack.com/triggers/",
        r"[A-Za-z0-9/]{40,}",
    ),
    (Token, "sk_prod_ rk_prod_", r"[A-Za-z0-9]{20,}"),
    // Clouds and their tools.
    (Token, "LTAI", r"[A-Za-z0-9]{20}\b"),
    (Token, "AKCp", r"[A-Za-z0-9]{60,}"),
    (Token, "cmVmd", r"[A-Za-z0-9]{59}\b"),
    (Token, "dapi", r"[0-9a-f]{32}\b"),
    (
        Token,
        "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.",
        r"[A-Za-z0-9_.-]{40,}",
    ),
    (Token, "dt0", r"[a-z][0-9]{2}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{60,}"),
    (Token, "fo1_", r"[A-Za-z0-9_-]{40,}"),
    (Token, "fm1a_ fm1r_ fm2_", r"[A-Za-z0-9+/]{90,}"),
    (Token, "HRKU-AA", r"[A-Za-z0-9_-]{50,}"),
    (Token, "pul-", r"[0-9a-f]{40}\b"),
    (
        Token,
        "pscale_tkn_ pscale_oauth_ pscale_pw_",
        r"[A-Za-z0-9_.=-]{30,}",
    ),
    (Token, "sha256~", r"[A-Za-z0-9_-]{43}"),
    (Token, "tk-us-", r"[A-Za-z0-9_-]{48}"),
    (Token, "sbp_", r"[0-9a-f]{40}\b"),
    (Token, "v1.0-", r"[0-9a-f]{24}-[0-9a-f]{100,}"),
    // Watching and testing.
    (Token, "glc_", r"[A-Za-z0-9+/]{32,}"),
    (Token, "glsa_", r"[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}"),
    (Token, "sntrys_", r"[A-Za-z0-9+/]{60,}"),
    (Token, "sntryu_", r"[0-9a-f]{60,}"),
    (Token, "NRAK-", r"[A-Z0-9]{27}\b"),
    (Token, "PMAK-", r"[0-9a-f]{24}-[0-9a-f]{34}"),
    (Token, "sgp_", r"[A-Za-z0-9_]{40,}"),
    (Token, "pnu_", r"[A-Za-z0-9]{36}\b"),
    // Models.
    (Token, "gsk_ gsk- xai_ xai-", r"[A-Za-z0-9]{48,}"),
    (Token, "pplx-", r"[A-Za-z0-9]{40,}"),
    (Token, "r8_", r"[A-Za-z0-9]{37}\b"),
    (Token, "api_org_", r"[A-Za-z]{34}\b"),
    // Registries.
    (Token, "rubygems_", r"[0-9a-f]{48}"),
    (Token, "CLOJARS_", r"[A-Za-z0-9]{60}"),
    (Token, "oy2", r"[a-z0-9]{43}\b"),
    (Token, "crateio cratesio", r"[A-Za-z0-9]{32}\b"),
    // Mail, money, shops, offices.
    (Token, "xkeysib-", r"[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    (Token, "shippo_live_ shippo_test_", r"[0-9A-Fa-f]{40}"),
    (Token, "sq0atp- sq0csp-", r"[A-Za-z0-9_-]{22,}"),
    (Token, "EAAA", r"[A-Za-z0-9_-]{56,}"),
    (Token, "EAAC EAAM", r"[A-Za-z0-9]{100,}"),
    (Token, "EZAK EZTK", r"[A-Za-z0-9]{54}\b"),
    (Token, "FLWSECK_TEST- FLWSECK-", r"[A-Za-z0-9]{12,}"),
    (Token, "access_token$production$", r"[a-z0-9]{16}\$[0-9a-f]{32}"),
    (Token, "ATATT3", r"[A-Za-z0-9_=-]{100,}"),
    (Token, "ATCTT3", r"[A-Za-z0-9_=-]{100,}"),
    (Token, "ATBB", r"[A-Za-z0-9]{28,}"),
    (Token, "p8e-", r"[a-z0-9]{32}\b"),
    (Token, "ntn_", r"[0-9]{11}[A-Za-z0-9]{35}\b"),
    (Token, "secret_", r"[A-Za-z0-9]{43}\b"),
    (Token, "fio-u-", r"[A-Za-z0-9_=-]{60,}"),
    (Token, "duffel_test_ duffel_live_", r"[A-Za-z0-9_=-]{43}"),
    (Token, "rdme_", r"[a-z0-9]{70}\b"),
    (Token, "API-", r"[A-Z0-9]{26}\b"),
    (Token, "ico-", r"[A-Za-z0-9]{32}\b"),
    (Token, "ops_eyJ", r"[A-Za-z0-9+/]{100,}"),
    (
        Token,
        "A3-",
        r"[A-Z0-9]{6}-[A-Z0-9-]{11,13}-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}\b",
    ),
    (Token, "tskey-", r"[a-z]+-[A-Za-z0-9-]{20,}"),
    (Token, "sm_aat_ sm_pat_ sm_sat_", r"[A-Za-z0-9]{16}\b"),
    // Airtable, Harness, Sonar, Amazon's marketplace, Google's refresh tokens.
    (Token, "pat", r"[A-Za-z0-9]{14}\.[0-9a-f]{64}\b"),
    (
        Token,
        "pat. sat.",
        r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}\b",
    ),
    (Token, "sqa_ sqp_ squ_", r"[0-9a-f]{40}\b"),
    (
        Token,
        "amzn.mws.",
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    ),
    (Token, "1//0", r"[A-Za-z0-9_-]{60,}"),
    // More clouds, registries and shops, by the letters that they have begun their tokens with since.
    (Token, "AGE-SECRET-KEY-PQ-1", r"[A-Z0-9]{50,}"),
    (Token, "alchemy.com/v2/", r"[A-Za-z0-9_-]{32}"),
    (Token, "infura.io/v3/", r"[0-9a-f]{32}\b"),
    (Token, "anaconda.org/t/", r"[a-z]{2}-[0-9a-f-]{36}"),
    (Token, "eyJrIjoi eyJhIjoi", r"[A-Za-z0-9+/]{60,}"),
    (Token, "NRII-", r"[A-Za-z0-9_-]{32}"),
    (Token, "AKID", r"[A-Za-z0-9]{32}\b"),
    (Token, "AQVN", r"[A-Za-z0-9_-]{35,38}"),
    (Token, "ATTA", r"[0-9a-f]{64}"),
    (Token, "CCIPAT_", r"[A-Za-z0-9]{22}_[0-9a-f]{40}"),
    (Token, "CFPAT-", r"[A-Za-z0-9_-]{43}"),
    (
        Token,
        "access-production- access-development- access-sandbox- pat-na1- pat-eu1- sdk- mob-",
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    ),
    (Token, "aio_", r"[A-Za-z0-9]{28}\b"),
    (Token, "bkua_", r"[0-9a-f]{40}\b"),
    (Token, "dckr_oat_", r"[A-Za-z0-9_-]{20,}"),
    (Token, "ddpat_", r"[A-Za-z0-9_]{30,}"),
    (Token, "lin_oauth_", r"[0-9a-f]{64}\b"),
    (Token, "lsv2_pt_ lsv2_sk_", r"[0-9a-f]{32}_[0-9a-f]{10}\b"),
    (Token, "napi_", r"[a-z0-9]{60,}"),
    (Token, "nfp_", r"[A-Za-z0-9]{36,}"),
    (Token, "oauth:", r"[a-z0-9]{30}\b"),
    (Token, "pcsk_", r"[A-Za-z0-9]{5,6}_[A-Za-z0-9]{50,}"),
    (Token, "phx_", r"[A-Za-z0-9]{40,}"),
    (Token, "rnd_", r"[A-Za-z0-9]{28,}"),
    (Token, "rzp_live_ rzp_test_", r"[A-Za-z0-9]{14}\b"),
    (Token, "sb_secret_", r"[A-Za-z0-9_-]{30,}"),
    (Token, "tfp_", r"[A-Za-z0-9_-]{44}_[A-Za-z0-9]{14}\b"),
    (Token, "tvly-", r"[A-Za-z0-9-]{32,}"),
    (Token, "vercel_blob_rw_", r"[A-Za-z0-9]{16}_[A-Za-z0-9]{30}\b"),
    (Token, "xsmtpsib-", r"[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    // JSON Web Tokens (RFC 7519): three parts, the first of which is an object in base64url.
    (
        WebToken,
        "eyJ",
        r"[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    ),
];

/// The beginnings alone, so that a text is read once and fast: one expression of all formats would read it thirty times as
/// slowly. Of several at one place the shortest is found.
static BEGINNINGS: LazyLock<Regex> = LazyLock::new(|| {
    let mut all: Vec<&str> = FORMATS
        .iter()
        .flat_map(|(_, beginnings, _)| beginnings.split(' '))
        .collect();
    all.sort_unstable_by_key(|beginning| beginning.len());
    let all: Vec<String> = all.into_iter().map(regex::escape).collect();
    compile(&all.join("|"))
});

/// The formats, each with its whole beginning, by what is found of that.
static BY_BEGINNING: LazyLock<FxHashMap<&str, Vec<(usize, &str)>>> = LazyLock::new(|| {
    let mut formats: FxHashMap<&str, Vec<(usize, &str)>> = FxHashMap::default();
    for (which, (_, beginnings, _)) in FORMATS.iter().enumerate() {
        for beginning in beginnings.split(' ') {
            let found = BEGINNINGS
                .find(beginning)
                .map_or(beginning, |found| found.as_str());
            formats.entry(found).or_default().push((which, beginning));
        }
    }
    formats
});

/// What follows the beginnings of each format. Made when one is met: most never are.
static REST: [OnceLock<Regex>; FORMATS.len()] = [const { OnceLock::new() }; FORMATS.len()];

/// Beginnings in a run of characters that are looked at. So many without a token are no chance.
const BEGINNINGS_OF_A_RUN: usize = 64;

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
        return Some(PrivateKey);
    }
    if let Some(kind) = find_begun(text) {
        return Some(kind);
    }
    let telegram = TELEGRAM
        .find_iter(text)
        .any(|found| follows_a_number(text, found.start()) && is_real(&text[found.start() - 8..found.end()]));
    (telegram || DISCORD.find_iter(text).any(|found| is_real(found.as_str()))).then_some(Token)
}

/// The kind of the first token that is known by its beginning.
fn find_begun(text: &str) -> Option<SecretKind> {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let is_of_a_token = |b: &u8| is_word(b) || b"+-./=~$:".contains(b);
    let bytes = text.as_bytes();
    // Where the run ends, how many beginnings it had, and how far it is read.
    let (mut end, mut tried, mut read) = (0, 0, 0);
    BEGINNINGS.find_iter(text).find_map(|beginning| {
        let at = beginning.start();
        if at < read || at.checked_sub(1).is_some_and(|before| is_word(&bytes[before])) {
            return None;
        }
        if at >= end {
            let more = bytes[at..].iter().position(|b| !is_of_a_token(b));
            (end, tried) = (more.map_or(bytes.len(), |more| at + more), 0);
        }
        tried += 1;
        if tried > BEGINNINGS_OF_A_RUN {
            return None;
        }
        let (kind, token) = token(beginning.as_str(), &text[at..end])?;
        read = at + token.len();
        is_real(token).then_some(kind)
    })
}

/// The token that begins a run of characters, and its kind, by what was found of its beginning.
fn token<'t>(found: &str, run: &'t str) -> Option<(SecretKind, &'t str)> {
    BY_BEGINNING.get(found)?.iter().find_map(|(which, beginning)| {
        let rest = run.strip_prefix(beginning)?;
        let (kind, _, follows) = FORMATS[*which];
        let rest = REST[*which]
            .get_or_init(|| compile(&format!("^(?:{follows})")))
            .find(rest)?;
        Some((kind, &run[..beginning.len() + rest.end()]))
    })
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
    let before = &before[..at - digits];
    // The addresses of its API have it behind a word: `/bot123456789:…`.
    let inside_word = !before.ends_with(b"/bot")
        && before
            .last()
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    (8..=10).contains(&digits) && !inside_word
}

/// Documentation shows tokens of one letter, or with the word "example" in them, or made of words.
fn is_real(token: &str) -> bool {
    let mut seen = [false; 256];
    token.bytes().for_each(|b| seen[usize::from(b)] = true);
    let digits = token.bytes().any(|b| b.is_ascii_digit());
    seen.iter().filter(|s| **s).count() >= 12 && (digits || has_no_words(token)) && !is_placeholder(token)
}

/// Whether the letters behind the beginning of a token are those of no words.
fn has_no_words(token: &str) -> bool {
    // A joint may stand in what was drawn too, so of what has several the whole is looked at.
    let last = token.rsplit(['_', '-', '.']).next().unwrap_or_default();
    let body = if last.len() >= 20 { last } else { token };
    body.len() >= 20
        && body.bytes().any(|b| b.is_ascii_uppercase())
        && letters_in_words(body, 4) * 3 <= body.len()
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select, string::string_regex};

    use super::*;

    fn a_token() -> impl Strategy<Value = (SecretKind, String)> {
        select(FORMATS).prop_flat_map(|(kind, beginnings, rest)| {
            let rest = string_regex(rest.trim_end_matches(r"\b")).expect("a pattern");
            let beginnings: Vec<&str> = beginnings.split(' ').collect();
            (select(beginnings), rest).prop_map(move |(beginning, rest)| (kind, format!("{beginning}{rest}")))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn each_format_is_found_wherever_it_stands(
            (kind, token) in a_token(),
            around in select(vec!["§", "x = f(\"§\")", "a: §\n", "path pat.x eyJ sk-a §", "=§,"]),
        ) {
            prop_assume!(is_real(&token));
            // Of two formats that a token has, either may be named.
            let found = find(&around.replace('§', &token));
            prop_assert!(found.is_some(), "{:?} {}", kind, token);
        }

        #[test]
        fn no_format_begins_inside_a_word((_, token) in a_token(), word in "[a-z]{1,3}[A-Za-z0-9_]") {
            // What has joints has words that may begin another.
            let token: String = token.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let inside = format!("{word}{token}");
            prop_assume!(!BY_BEGINNING.keys().any(|beginning| inside.starts_with(beginning)));
            prop_assert_eq!(find_begun(&inside), None, "{}", inside);
        }
    }
}
