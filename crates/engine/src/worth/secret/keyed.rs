//! Calls that take a key at a known place: to sign with, or to speak to a service with.

use super::value::{has_uuid, is_generated, is_key, is_random};

/// Calls, and what stands in their brackets before the key and around it.
///
/// What `signs` may be any key. What is given to a `client` may be a name or an id as well, so it has to be a token. `L` stands
/// for what opens a literal, `K` for what is in it.
pub(super) const CALLS: &[(&str, &str)] = &[
    (
        ".auth(",
        r"^\s*(?:[\x22'][^\x22'\n]+[\x22'],\s*[\x22'](?<sure>V)|L(?<client>K)L\s*[,)])",
    ),
    (".bearer_auth(", r"^\s*L(?<client>K)L\s*[,)]"),
    (".authenticate(", r"^\s*L(?<client>K)L\s*[,)]"),
    (".login(", r"^\s*L(?<client>K)L\s*[,)]"),
    (".run(", r"^\s*L(?<client>K)L\s*[,)]"),
    ("Bot(", r"^\s*L(?<client>K)L\s*[,)]"),
    ("Api(", r"^\s*L(?<client>K)L\s*[,)]"),
    ("API(", r"^\s*L(?<client>K)L\s*[,)]"),
    ("SDK(", r"^\s*L(?<client>K)L\s*[,)]"),
    (
        "require(",
        r"^[\x22'][a-z@/_-]+[\x22']\)\(\s*L(?<client>K)L\s*[,)]",
    ),
    ("AES.new(", r"^\s*(?:key\s*=\s*)?L(?<signs>K)L"),
    ("AES.encrypt(", r"^[^,()]*,\s*L(?<signs>K)L"),
    ("AES.decrypt(", r"^[^,()]*,\s*L(?<signs>K)L"),
    ("createCipheriv(", r"^[^,()]*,\s*L(?<signs>K)L"),
    ("createDecipheriv(", r"^[^,()]*,\s*L(?<signs>K)L"),
    (
        "pgp_sym_encrypt(",
        r"^[^,()]*(?:\([^()]*\))?[^,()]*,\s*L(?<phrase>K)L",
    ),
    (
        "pgp_sym_decrypt(",
        r"^[^,()]*(?:\([^()]*\))?[^,()]*,\s*L(?<phrase>K)L",
    ),
    ("OAuthHandler(", BEHIND_A_NAME),
    ("OAuth1(", BEHIND_A_NAME),
    ("BasicAWSCredentials(", BEHIND_A_NAME),
    ("BasicCredentials.create(", BEHIND_A_NAME),
    ("Fernet(", r"^\s*L(?<signs>K)L"),
    ("TOTP(", r"^\s*L(?<signs>K)L"),
    ("algoliasearch(", BEHIND_A_NAME),
    ("cookieParser(", r"^\s*L(?<signs>K)L"),
    ("Client(", r"^\s*L(?<client>K)L\s*[,)]"),
    ("HMAC.digest(", r"^[^,()]*,\s*L(?<signs>K)L"),
    ("HMAC.hexdigest(", r"^[^,()]*,\s*L(?<signs>K)L"),
    ("JWT.decode(", BEHIND_WHAT_IS_SIGNED),
    ("JWT.encode(", BEHIND_WHAT_IS_SIGNED),
    ("JWT::decode(", BEHIND_WHAT_IS_SIGNED),
    ("JWT::encode(", BEHIND_WHAT_IS_SIGNED),
    ("SecretKeySpec(", r"^\s*L(?<signs>K)L"),
    ("createHmac(", r"^[^,()]*,\s*L(?<signs>K)L"),
    ("hash_hmac(", r"^[^,()]*,[^,()]*,\s*L(?<signs>K)L"),
    ("hmac.New(", r"^[^,()]*,\s*\[\]byte\(L(?<signs>K)L"),
    ("hmac.new(", r"^\s*(?:key\s*=\s*)?L(?<signs>K)L"),
    ("jwt.decode(", BEHIND_WHAT_IS_SIGNED),
    ("jwt.encode(", BEHIND_WHAT_IS_SIGNED),
    ("jwt.sign(", BEHIND_WHAT_IS_SIGNED),
    ("jwt.verify(", BEHIND_WHAT_IS_SIGNED),
];

const BEHIND_WHAT_IS_SIGNED: &str = r"^\s*(?:\{[^{}]*\}|[^,{}()]*(?:\([^()]*\))?)\s*,\s*L(?<signs>K)L";

const BEHIND_A_NAME: &str = r"^\s*[^,()]+,\s*L(?<signs>K)L";

/// Characters of the shortest key.
const SHORTEST: usize = 16;

/// Whether what is given to sign with was drawn by chance.
pub(super) fn signs(key: &str) -> bool {
    is_of_a_client(key) || (key.len() >= SHORTEST && is_generated(key))
}

/// Whether what a client is given is a token.
pub(super) fn is_of_a_client(key: &str) -> bool {
    key.len() >= SHORTEST && !has_uuid(key) && (is_key(key) || is_random(key))
}
