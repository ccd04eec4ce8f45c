//! Finds passwords and tokens by the place that they stand in: files and calls that have one at a known place.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    super::random::{is_hex, is_jumbled, is_wordless, looks_random},
    name::Name,
    value::{
        GRAMMAR, is_generated, is_given_for_sure, is_mixed, is_password, is_placeholder, is_random, is_uuid,
        is_wild,
    },
};
use crate::{excerpt::head, pattern::compile};

/// Bytes of a block that are read.
const BLOCK: usize = 600;
/// Longest line of `.pgpass`.
const PGPASS_LINE: usize = 400;
/// Bytes of a line that are read.
const LINE: usize = 4096;

/// What a text has in it, one of several, and whether there is a password where one belongs then.
type Place = (&'static [&'static str], fn(&str) -> bool);

const PLACES: &[Place] = &[
    (&["define("], |text| any(&DEFINED, text, is_chosen)),
    (&["machine"], |text| {
        any(&NETRC, text, |value| is_password(value) || is_uuid(value))
    }),
    (CALLS, |text| {
        any(&CALL, text, |value| is_chosen(value) && !is_mail(value))
    }),
    (&["expect"], |text| any(&SENT, text, is_chosen)),
    (&["chpasswd"], |text| any(&CHANGED, text, is_password)),
    (PIPES, |text| any(&PIPED, text, is_password)),
    (PHRASES, |text| any(&PHRASE, text, is_phrase)),
    (&["<<<"], |text| any(&FED, text, is_chosen)),
    (&["user "], |text| {
        any(&FTP, text, is_chosen) || any(&MAIL, text, is_chosen)
    }),
    (&["Default:"], has_parameter),
    (&["PSK", "EAP \"", "XAUTH \""], |text| {
        any(&SHARED, text, is_chosen)
    }),
    (&["password 7 "], |text| any(&CISCO, text, |_| true)),
    (&["_auth"], |text| {
        any(&NPM, text, |value| is_token(value) || is_password(value))
    }),
    (&["variable"], has_default),
    (&["endef"], has_defined),
    (&["AUTH "], |text| {
        any(&REDIS, text, |value| is_wild(value) || is_mixed(value))
    }),
    (TYPED, |text| any(&TYPED_IN, text, is_typed)),
];

/// What is known of all of them, so that a text without it is read once.
static ANY: LazyLock<Regex> = LazyLock::new(|| {
    let all: Vec<String> = PLACES
        .iter()
        .flat_map(|(known, _)| *known)
        .map(|known| regex::escape(known))
        .collect();
    compile(&all.join("|"))
});

/// Whether the text has a password where one belongs.
pub(super) fn find(text: &str) -> bool {
    let placed = ANY.is_match(text)
        && PLACES
            .iter()
            .any(|(known, has)| known.iter().any(|known| text.contains(known)) && has(text));
    placed
        || text.lines().any(is_of_pgpass)
        || (text.contains(';') && any(&CONNECTION, text, is_generated))
        || (text.contains(" / ") && any(&ACCOUNT, text, is_typed))
        || has_session(text)
}

fn any(form: &Regex, text: &str, is_secret: impl Fn(&str) -> bool) -> bool {
    form.captures_iter(text).any(|found| {
        found
            .iter()
            .skip(1)
            .flatten()
            .any(|value| is_secret(value.as_str()))
    })
}

/// A password, made or drawn.
fn is_chosen(value: &str) -> bool {
    is_password(value) || is_generated(value) || is_random(value) || is_wild(value)
}

/// Whether it is an address for mail.
pub(super) fn is_mail(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
    })
}

/// PHP's `define('DB_PASSWORD', '…')`, as wp-config.php has it, with the salts.
static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"\bdefine\(\s{0,9}["'][A-Z_]{0,40}(?:PASSWORD|PASSWD|SECRET|TOKEN|_KEY|_SALT)["']\s{0,9},\s{0,40}"#,
        r#"(?:'([^'\n]{6,})'|"([^"\n]{6,})")"#,
    ))
});

/// A line of `.netrc`, or its three.
static NETRC: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"machine\s{1,20}\S+\s{1,20}(?:login\s{1,20}\S+\s{1,20})?password\s{1,20}(\S{4,})(?:\s|$)")
});

/// What the calls are known by.
const CALLS: &[&str] = &[
    ".login(",
    "ecureString",
    "ecurestring",
    "getConnection(",
    "mysqli",
    "MySQLdb",
    "DBI->connect",
    "NetworkCredential(",
    "WiFi.begin(",
    "new PDO(",
];

/// Calls that take a name and a password, or a password to keep.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"(?:(?:\.login|\bNetworkCredential|\bWiFi\.begin)\(\s{0,9}["'][^"'\n]+["']\s{0,9},\s{0,9}"#,
        // An address, a user, a password.
        r#"|(?:\bgetConnection|\bmysqli(?:_connect|_real_connect)?|\bMySQLdb\.connect|\bDBI->connect|\bnew PDO)\(\s{0,9}[^,\n]+,\s{0,9}[^,\n]+,\s{0,9}"#,
        r"|\b(?i:ConvertTo-SecureString)[ \t]+(?:-String[ \t]+)?)",
        r#"(?:'([^'\n]{4,})'|"([^"\n]{4,})")|\b(?i:ConvertTo-SecureString)[ \t]+(?:-String[ \t]+)?([^\s"'$(`-][^\s"'`;|)]{5,})"#,
    ))
});

/// What an `expect` script sends when it is asked for a password.
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"expect[ -~]{0,80}(?i:passw|passphrase)[ -~]{0,80}\n\s{0,40}send(?:[ \t]+--)?[ \t]+"([^"\n\\]{4,})"#,
    )
});

/// `echo "root:…" | chpasswd`.
static CHANGED: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"["' ][a-z_][a-z0-9_.-]{0,31}:([^\s"']{4,})["']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?chpasswd"#)
});

/// What the programs are known by that are told a secret by another one.
const PIPES: &[&str] = &[
    "-stdin",
    "sudo -S",
    "secret add",
    "secret create",
    "secret put",
    "secret set",
    "secrets create",
    "secrets put",
    "secrets set",
    "secrets versions",
    "secret-tool",
    "--passphrase-fd",
    "luks",
    "kinit",
    "vncpasswd",
];

/// `echo … | docker login --password-stdin`, `echo … | sudo -S`, `printf … | podman secret create`.
static PIPED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?:echo|printf)[ \t]+(?:-[ne]+[ \t]+)?["']?([^\s"'|$]{4,})["']?[ \t]*\|[ -{}~]{0,200}(?:--password-stdin|sudo -S|passwd --stdin|secrets? (?:add|create|put|set|versions)|secret-tool|--passphrase-fd|luks[A-Z]|kinit|vncpasswd)"#,
    )
});

/// What the words that bring back a wallet are called.
const PHRASES: &[&str] = &[
    "nemonic",
    "NEMONIC",
    "eed phrase",
    "eed_phrase",
    "eedPhrase",
    "EED_PHRASE",
    "eed words",
    "ecovery phrase",
];

static PHRASE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"(?i:mnemonic|seed[ _]?phrase|seed words|recovery phrase)[A-Za-z_]{0,9}["']?(?:[ \t]*:[ \t]*&?[A-Za-z]{1,9})?"#,
        r#"[ \t]*(?::?=|:)\s*["'`]?([a-z]{3,8}(?: [a-z]{3,8}){11,23})(?:[^ a-z]|$)"#,
    ))
});

/// Whether words are as many as bring back a wallet, and no sentence.
fn is_phrase(words: &str) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    words.len().is_multiple_of(3) && words.iter().filter(|word| GRAMMAR.contains(word)).count() <= 2
}

/// A note of an account: `Login: joe / …`.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?m)^[ -9;<>-~]{0,40}?(?i:login|user|username|account|creds|credentials)(?:[ \t][A-Za-z ]{1,30})?[ \t]*[:=][ \t]*[A-Za-z0-9_.@-]{2,64}[ \t]+/[ \t]+(?:[A-Za-z]{2,10}:[ \t]+)?([!-~]{8,64})[ \t]*\r?$",
    )
});

/// Mail's own settings: the address of a user, and the password on the line below.
static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"(?m)^[ \t]*user(?:name)?[ \t]+"?\S+@\S+\r?\n[ \t]*password[ \t]+"?([^\s"]{8,})"?[ \t]*\r?$"#)
});

/// A variable of make that has lines.
fn has_defined(text: &str) -> bool {
    MADE.captures_iter(text)
        .any(|found| Name::of(&found[1]).is_some_and(|says| is_given_for_sure(says, &found[1], &found[2])))
}

static MADE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?m)^[ \t]*(?:export[ \t]+|override[ \t]+)?define[ \t]+([A-Za-z0-9_.-]{1,64})[ \t]*[:?]?=?[ \t]*\r?\n[ \t]*(\S{6,})[ \t]*\r?\n[ \t]*endef",
    )
});

/// What Redis is told.
static REDIS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?m)^(?:[^\s>]{0,64}>)?[ \t]*AUTH[ \t]+(?:[a-z][a-z0-9_-]{0,31}[ \t]+)?["']?([^\s"']{8,})["']?[ \t]*\r?$"#,
    )
});

/// Calls that type into a page.
const TYPED: &[&str] = &[
    ".send_keys(",
    ".sendKeys(",
    ".fill(",
    ".type(",
    ".setValue(",
    "fill_in",
];

/// What is typed where a password is asked for.
static TYPED_IN: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"(?i:passw)[^\n;]{0,60}?(?:\.(?:send_keys|sendKeys|type|setValue|fill)\([ \t]*|,[ \t]*(?:with:[ \t]*)?)"#,
        r#"(?:"([^"\n\\]{6,})"|'([^'\n\\]{6,})')"#,
    ))
});

/// Tests type words and the names of things.
fn is_typed(value: &str) -> bool {
    is_mixed(value) || is_generated(value) || is_wild(value)
}

/// `gh secret set TOKEN <<< "…"`.
static FED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?:env add|secrets? (?:add|create|put|set|versions add)|login|read [^<\n]{0,40}(?i:passw|token|secret)[A-Za-z_]{0,9})\b[ -;=-~]*<<<[ \t]*["']?([^\s"'$]{8,})["']?"#,
    )
});

/// What `ftp` is told behind the name of a host, in a script of lines.
static FTP: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?m)^[ \t]*(?:open[ \t]+[^ \t\n]+|.*\bl?ftp\b[^\n]*)\r?\n[ \t]*user[ \t]+[^\s]+[ \t]+([^\s]{6,})[ \t]*\r?$",
    )
});

/// A line of `ipsec.secrets`.
static SHARED: LazyLock<Regex> = LazyLock::new(|| compile(r#":[ \t]+(?:PSK|EAP|XAUTH)[ \t]+"([^"\n]{4,})""#));

/// A password that is written backwards, as devices of Cisco keep it.
static CISCO: LazyLock<Regex> = LazyLock::new(|| compile(r"password 7 ([0-9A-F]{8,})\b"));

/// `_authToken=…` and `_password=…` of `.npmrc`, by the address of a registry.
static NPM: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#":(?:_authToken|_password)[ \t]{0,9}=[ \t]{0,9}["']?([A-Za-z0-9+/=_.~-]{8,})"#)
});

/// `;Password=…` of a connection string, with marks that end a value elsewhere.
static CONNECTION: LazyLock<Regex> =
    LazyLock::new(|| compile(r#";[ \t]?(?:[Pp]assword|PASSWORD|[Pp]wd|PWD)=([^;"'\s]{8,})"#));

/// Whether a line is one of `.pgpass`. Few lines have four colons, so few are read.
fn is_of_pgpass(line: &str) -> bool {
    line.len() <= PGPASS_LINE
        && line.bytes().filter(|b| *b == b':').count() >= 4
        && any(&PGPASS, line, |value| {
            is_mixed(value)
                || is_generated(value)
                || ((looks_random(value) || is_jumbled(value)) && !is_hex(value))
        })
}

/// `host:port:database:user:password` of `.pgpass`.
static PGPASS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:[A-Za-z][A-Za-z0-9.-]{0,99}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\*):(?:[0-9]{4,5}|\*):[A-Za-z0-9_*.-]{1,64}:[A-Za-z0-9_*.-]{1,64}:([!-~]{6,})\r?$",
    )
});

/// Whether a token, wherever it is one. Also one that names a thing elsewhere.
fn is_token(value: &str) -> bool {
    !is_placeholder(value) && (is_uuid(value) || looks_random(value) || is_random(value))
}

/// A template's parameter that is called a password and has one: `DBPassword:`, `Type: String`, `Default: …`.
fn has_parameter(text: &str) -> bool {
    PARAMETER.captures_iter(text).any(|found| {
        Name::of(&found[1]).is_some_and(|says| {
            let value = &found[2];
            is_mixed(value) || is_generated(value) || (says == Name::Password && is_password(value))
        })
    })
}

static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?m)^[ \t]*([A-Za-z0-9_]{0,40}(?i:password|secret|token|passwd)[A-Za-z0-9_]{0,40}):[ \t]*\r?\n",
        r#"(?:[ \t]+[A-Za-z]+:[^\n]*\n){0,8}?[ \t]+Default:[ \t]*["']?([^\s"']{6,})"#,
    ))
});

/// Terraform's `variable "db_password" { default = "…" }`.
fn has_default(text: &str) -> bool {
    VARIABLE.captures_iter(text).any(|found| {
        let (Some(whole), Some(says)) = (found.get(0), Name::of(&found[1])) else {
            return false;
        };
        let block = head(&text[whole.end()..], BLOCK);
        let block = block.split("\n}").next().unwrap_or_default();
        any(&DEFAULT, block, |value| {
            is_random(value) || is_generated(value) || (says == Name::Password && is_password(value))
        })
    })
}

static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"\bvariable[ \t]+"?([A-Za-z0-9_-]{1,64})"?[ \t]*\{"#));

static DEFAULT: LazyLock<Regex> = LazyLock::new(|| compile(r#"\bdefault\s*=\s*"([^"\n]{6,})""#));

/// Whether a cookie of the text lets in whoever has it.
fn has_session(text: &str) -> bool {
    let mut read = 0;
    COOKIE.find_iter(text).any(|found| {
        if found.start() < read {
            return false;
        }
        let line = head(&text[found.end()..], LINE);
        let line = line.lines().next().unwrap_or_default();
        read = found.end() + line.len();
        PAIR.captures_iter(line)
            .any(|pair| is_session(&pair[1], &pair[2]))
    })
}

/// Where cookies stand: headers, `document.cookie`, curl's `-b`, a table of them.
static COOKIE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"(?:[Cc]ookies?|COOKIES?)["']?\]?[ \t]*[:=][ \t]*["'`{]?|[ \t](?:-b|--cookie)[ =]["']"#)
});

static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"([A-Za-z0-9_.-]{1,64})["']?[ \t]?[=:][ \t]?["']?([A-Za-z0-9_.~%+/|-]{16,})"#)
});

/// Words of the names that sessions go by.
const SESSIONS: &[&str] = &[
    "sess", "sid", "auth", "token", "jwt", "remember", "login", "csrf", "xsrf", "ticket",
];

fn is_session(name: &str, value: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let named = SESSIONS.iter().any(|word| lower.contains(word));
    let drawn = looks_random(value) || is_random(value) || is_wordless(value) || is_uuid(value);
    named && drawn && !is_placeholder(value)
}
