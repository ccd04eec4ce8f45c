//! Private keys that stand in no PEM armour: as base64, JWK, PuTTY's, WireGuard's, minisign's.

use std::sync::LazyLock;

use regex::Regex;

use super::encoded::decoded;
use crate::pattern::compile;

/// Bytes of a coded text that are decoded: its first line says what it is.
const FIRST_LINE: usize = 160;

/// Whether the text has a private key in it.
pub(super) fn find(text: &str) -> bool {
    CODED.find_iter(text).any(|found| is_key(found.as_str()))
        || (text.contains("kty") && JWK_TYPE.is_match(text) && JWK_SECRET.is_match(text))
        || (text.contains("Private-Lines:") && PUTTY.is_match(text))
        || (text.contains("secret key") && MINISIGN.is_match(text))
        || WIREGUARD
            .find_iter(text)
            .any(|found| !is_of_one_letter(found.as_str()))
}

/// Base64 that begins as the armour of a key, an OpenSSH key, a minisign comment, or a key in DER does.
///
/// DER: a sequence that begins with the version of PKCS#1, PKCS#8, SEC 1 or PKCS#12. Certificates and public keys begin
/// with another sequence.
static CODED: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?-u:\b)(?:",
        r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{30,}",
        r"|b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/]{30,}",
        r"|dW50cnVzdGVkIGNvbW1lbnQ6[A-Za-z0-9+/]{30,}",
        r"|MII[A-Za-z0-9+/]{3}IB(?:A[AD]|Az)[A-Za-z0-9+/]{30,}",
        r"|3082[0-9a-fA-F]{4}020100(?:300[dD]0609|0282)[0-9a-fA-F]{60,}",
        r"|MI[GH][A-Za-z0-9+/]Ag(?:EAM|EBBD|EBBE|EBBC)[A-Za-z0-9+/]{30,}",
        r"|M[A-Z][A-Za-z0-9+/]CAQ(?:EE|Aw)[A-Za-z0-9+/]{30,}",
        r")",
    ))
});

fn is_key(coded: &str) -> bool {
    let says = |words: &str| {
        let first = decoded(&coded[..coded.len().min(FIRST_LINE)]).unwrap_or_default();
        first.windows(words.len()).any(|part| part == words.as_bytes())
    };
    if coded.starts_with("LS0t") {
        says("PRIVATE KEY")
    } else if coded.starts_with("dW50") {
        says("secret key")
    } else {
        true
    }
}

static JWK_TYPE: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"["']?\bkty["']?\s{0,9}:\s{0,9}["'](?:RSA|EC|OKP|oct)["']"#));

/// The private exponent or key, a prime, or the key of `oct`.
static JWK_SECRET: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"["'](?:d|k|p|q)["']\s{0,9}:\s{0,9}["'][A-Za-z0-9_-]{20,}={0,2}["']"#));

static PUTTY: LazyLock<Regex> =
    LazyLock::new(|| compile(r"Private-Lines: [0-9]{1,4}(?:\\[rn]|\s){1,4}[A-Za-z0-9+/]{20,}"));

static MINISIGN: LazyLock<Regex> =
    LazyLock::new(|| compile(r"untrusted comment:[^\n]*secret key(?:\\[rn]|\s){1,4}[A-Za-z0-9+/]{40,}"));

/// 32 bytes in base64 under the name of a private key.
static WIREGUARD: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?:[Pp]rivate|PRIVATE|[Pp]re-?[Ss]hared|PRESHARED)[_-]?(?:[Kk]ey|KEY)["']?\s{0,9}[:=]\s{0,9}["']?[A-Za-z0-9+/]{43}="#,
    )
});

/// `AAAA…A=`: shown in documentation.
fn is_of_one_letter(found: &str) -> bool {
    let key = &found[found.len() - 44..found.len() - 1];
    super::super::random::entropy(key) < 3.0
}
