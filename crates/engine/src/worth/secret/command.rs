//! Finds passwords on command lines, in calls and in `.netrc`, where a flag of one letter or a place says what they are.

use std::sync::{LazyLock, OnceLock};

use regex::{Captures, Match, Regex};

use super::{
    keyed::{self, CALLS},
    namesake::is_namesake,
    value::{is_bare_password, is_generated, is_mixed_by_chance, is_password, is_plainly_drawn},
};
use crate::{
    excerpt::{around, head},
    pattern::compile,
};

/// Programs and statements, and what stands before the password in their line.
///
/// A `sure` password is one whatever it looks like; a `likely` one may be another thing, such as a port or a path.
const COMMANDS: &[(&str, &str)] = &[
    ("auth=(", A_USER_BEFORE),
    ("auth = (", A_USER_BEFORE),
    ("basicauth(", A_USER_BEFORE),
    (
        "curl",
        r"[ \t](?:-[A-Za-z]*[uU][ =]?|--(?:proxy-)?user[ =])Q(?:[^\s:]+:Q(?<sure>V)|(?<drawn>[^\s\x22':@]+):Q(?:\s|$))",
    ),
    ("docker", r"[ \t]login[ \t](?:.*[ \t])?-p[ =]?Q(?<sure>V)"),
    (
        "htpasswd",
        r"[ \t]-[A-Za-z]*b[A-Za-z]*[ \t]+\S+[ \t]+\S+[ \t]+Q(?<sure>V)",
    ),
    ("identified by", r"^[ \t]+(?:[\x22'](?<sure>V)|(?<likely>V))"),
    ("keytool", r"[ \t]-(?:store|key)pass[ \t]+Q(?<sure>V)"),
    ("ldap", r"[ \t]-w[ \t]*Q(?<likely>V)"),
    ("login", r"[ \t]-p[ =]Q(?<likely>V)"),
    ("mariadb", r"[ \t]-pQ(?<likely>V)"),
    ("masterauth", r"^[ \t]+Q(?<sure>V)"),
    ("mongo", r"[ \t]-p[ \t]*Q(?<likely>V)"),
    ("mysql", r"[ \t]-pQ(?<likely>V)"),
    (
        "openssl",
        r"[ \t:\x22']pass:Q(?<sure>V)|[ \t]-k[ \t]+Q(?<likely>V)",
    ),
    ("redis-cli", r"[ \t]-a[ \t]+Q(?<sure>V)"),
    ("requirepass", r"^[ \t]+Q(?<sure>V)"),
    ("smbclient", r"[ \t]-U[ \t]*Q[^\s%]+%(?<sure>V)"),
    ("sqlcmd", r"[ \t]-P[ \t]*Q(?<sure>V)"),
    ("sshpass", r"[ \t]-p[ \t]*Q(?<sure>V)"),
    ("zip", r"[ \t]-P[ \t]*Q(?<likely>V)"),
];

/// Programs whose names are written in small letters alone. Their number is why they are apart: to look for so many names in
/// letters of any size is slow.
const PROGRAMS: &[(&str, &str)] = &[
    (" on >", r"^(?<sure>V)"),
    ("Credentials.basic(", A_USER_BEFORE),
    (
        "EmailAndPassword(",
        r"^[^,()]*,\s*(?:[\x22'][^\x22'\n]+[\x22'],\s*)?[\x22'](?<sure>V)",
    ),
    (
        "SET PASSWORD",
        r"[ \t][^=]*=[ \t]*(?:(?i:password)\()?[\x22'](?<sure>V)",
    ),
    ("Serv identify", r"[ \t]+(?<sure>V)"),
    ("serv identify", r"[ \t]+(?<sure>V)"),
    ("7z ", r"[ \t]-pQ(?<sure>V)"),
    (
        "basic_auth(",
        r"^\s*[\x22'][^\x22'\n]+[\x22'],\s*(?:Some\()?[\x22'](?<sure>V)",
    ),
    ("basic_auth ", r"^[\x22'][^\x22'\n]+[\x22'],\s*[\x22'](?<sure>V)"),
    (
        "bundle config",
        r"[ \t]\S*[a-z]\.[a-z]\S*[ \t]+Q[^\s:/]+:(?<sure>V)",
    ),
    (
        "createUser",
        r"^[ \t]+\S+[ \t]+(?:SHA|MD5)[A-Z0-9-]*[ \t]+Q(?<sure>V)",
    ),
    ("ejabberdctl register", r"[ \t]+\S+[ \t]+\S+[ \t]+Q(?<likely>V)"),
    ("freerdp", r"[ \t]/p:Q(?<sure>V)"),
    ("lftp", r"[ \t]-u[ \t]*Q[^\s,]+,(?<sure>V)"),
    ("ftpput", r"[ \t]-p[ \t]+Q(?<sure>V)"),
    ("secret set", KEPT),
    ("secrets set", KEPT),
    ("create-secret", KEPT),
    ("put-secret-value", KEPT),
    ("wandb login", r"^[ \t]+Q(?<signs>[0-9a-f]{40})"),
    (" login ", r"^Q(?<drawn>V)Q[ \t]*$"),
    (" --auth", r"^[ =]Q(?<drawn>V)"),
    (" -U ", r"^Q[A-Za-z0-9_.\\/@-]+%Q(?<sure>V)"),
    ("rocommunity", r"^6?[ \t]+Q(?<likely>V)"),
    ("rwcommunity", r"^6?[ \t]+Q(?<likely>V)"),
    ("-createCredential", r"[ \t]+\S+[ \t]+\S+[ \t]+Q(?<sure>V)"),
    (
        "sp_addlogin",
        r"[ \t]+(?:@[a-z]+[ \t]*=[ \t]*)?N?'[^'\n]*',[ \t]*(?:@[a-z]+[ \t]*=[ \t]*)?N?'(?<sure>V)",
    ),
    ("vault kv p", r"[ \t][A-Za-z_-]+=Q(?<likely>V)"),
    ("vault write", r"[ \t][A-Za-z_-]+=Q(?<likely>V)"),
    ("login(", BEHIND_OTHERS),
    ("Login(", BEHIND_OTHERS),
    ("logon(", BEHIND_OTHERS),
    ("signIn(", BEHIND_OTHERS),
    ("sign_in(", BEHIND_OTHERS),
    ("onnect(", BEHIND_OTHERS),
    ("onnection(", BEHIND_OTHERS),
    ("redentials(", BEHIND_OTHERS),
    ("redentialsImpl(", BEHIND_OTHERS),
    ("FTP(", BEHIND_OTHERS),
    ("SMTP(", BEHIND_OTHERS),
    ("bind_s(", BEHIND_OTHERS),
    ("Minio(", BEHIND_OTHERS),
    (
        ".Open ",
        r"[\x22'][^\x22'\n]+[\x22'],\s*[\x22'][^\x22'\n]+[\x22'],\s*[\x22'](?<sure>V)",
    ),
    ("security add-", r"-password[ \t].*-w[ \t]*Q(?<sure>V)"),
    ("http -a", r"[ =]?Q[^\s:\x22']+:Q(?<sure>V)"),
    ("http --auth", r"[ =]Q[^\s:\x22']+:Q(?<sure>V)"),
    ("https -a", r"[ =]?Q[^\s:\x22']+:Q(?<sure>V)"),
    ("https --auth", r"[ =]Q[^\s:\x22']+:Q(?<sure>V)"),
    ("mc alias set", r"[ \t]+\S+[ \t]+\S+[ \t]+\S+[ \t]+Q(?<sure>V)"),
    ("mosquitto_", r"[ \t](?:-P|--pw)[ \t]+Q(?<sure>V)"),
    ("net user", r"[ \t]+\S+[ \t]+Q(?<sure>V)[\x22']?[ \t]+/add"),
    ("net use", r"[ \t].*/user:\S+[ \t]+Q(?<sure>V)"),
    ("nmcli", r"[ \t]password[ \t]+Q(?<sure>V)"),
    ("nuget push", r"[ \t](?:-k|-ApiKey)[ \t]+Q(?<sure>V)"),
    ("password 0", r"^[ \t]+(?<sure>V)"),
    (
        "poetry config",
        r"[ \t]+(?:http-basic\.\S+[ \t]+\S+|pypi-token\.\S+)[ \t]+Q(?<sure>V)",
    ),
    (
        "put-parameter",
        r"SecureString.*[ \t]--value[ =]Q(?<sure>V)|[ \t]--value[ =]Q(?<likely>V).*SecureString",
    ),
    ("pymysql.connect(", TWO_BEFORE),
    (
        "rabbitmqctl",
        r"[ \t](?:add_user|change_password|authenticate_user)[ \t]+\S+[ \t]+Q(?<sure>V)",
    ),
    ("rootpw", r"^[ \t]+--plaintext[ \t]+Q(?<sure>V)"),
    ("rar a", r"[ \t]-h?pQ(?<sure>V)"),
    ("rdesktop", r"[ \t]-p[ \t]+Q(?<sure>V)"),
    ("Sequelize(", TWO_BEFORE),
    ("schtasks", r"(?i:[ \t]/rp)[ \t]+Q(?<sure>V)"),
    ("server community", r"[ \t]+(?<likely>V)"),
    ("snmpget", r"[ \t]-c[ \t]*Q(?<likely>V)"),
    ("snmpwalk", r"[ \t]-c[ \t]*Q(?<likely>V)"),
    (
        "sqlplus",
        r"[ \t](?:.*[ \t])?[\x22']?[A-Za-z0-9_]+/(?<sure>[^\s\x22'`;|&<>()@]{4,})@",
    ),
    ("stats auth", r"^[ \t]+[^\s:]+:(?<sure>V)"),
    ("useradd", r"[ \t]-p[ \t]+Q(?<sure>V)"),
    ("usermod", r"[ \t]-p[ \t]+Q(?<sure>V)"),
    ("xh -a", r"[ =]?Q[^\s:\x22']+:Q(?<sure>V)"),
    ("ssh-keygen", r"[ \t]-N[ \t]*Q(?<sure>V)"),
];

/// What is put into a safe.
const KEPT: &str = r"[ \t](?:.*[ \t])?(?:--body[ =]|--value[ =]|--secret-string[ =]|-b[ =]?)Q(?<sure>V)";

/// What was drawn by chance behind other arguments of a call that lets in or connects.
const BEHIND_OTHERS: &str =
    r"^\s*(?:(?:[bfru]?[\x22'`][^\x22'`\n]*[\x22'`]|[A-Za-z0-9_.]+)\s*,\s*){1,4}L(?<drawn>K)L\s*[,)]";

/// What stands before the password in the brackets of a call: the name of a user, or of two things.
const A_USER_BEFORE: &str = r"^\s*[\x22'][^\x22'\n]+[\x22'],\s*[\x22'](?<sure>V)";
const TWO_BEFORE: &str = r"^\s*(?:[\x22'][^\x22'\n]+[\x22'],\s*){2}[\x22'](?<sure>V)";

/// Bytes that are read before a command, and behind its name, for the name of a user.
const BESIDE: usize = 200;
/// Bytes of a command that are read.
const COMMAND: usize = 600;

/// Commands that are looked for together.
struct Commands {
    all: Vec<(&'static str, &'static str)>,
    /// Whether their names are written in letters of any size.
    any_letters: bool,
    /// The names of all, so that a text without them is read once and fast.
    names: Regex,
    /// What is behind each. Made when its command is met: nearly all of them never are.
    arguments: Vec<OnceLock<Regex>>,
}

static IN_ANY_LETTERS: LazyLock<Commands> = LazyLock::new(|| Commands::new(COMMANDS.to_vec(), true));
/// Those that are written in one way: programs, and calls. Apart, since up to 64 names are looked for several times as fast as
/// more.
static TYPED: LazyLock<Commands> =
    LazyLock::new(|| Commands::new(as_written(|name| !name.ends_with('(')), false));
static CALLED: LazyLock<Commands> =
    LazyLock::new(|| Commands::new(as_written(|name| name.ends_with('(')), false));

fn as_written(is_one: fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    let all = [PROGRAMS, CALLS].concat();
    all.into_iter().filter(|(name, _)| is_one(name)).collect()
}

impl Commands {
    fn new(all: Vec<(&'static str, &'static str)>, any_letters: bool) -> Self {
        let flags = if any_letters { "(?i)" } else { "" };
        let names: Vec<String> = all.iter().map(|(name, _)| regex::escape(name)).collect();
        Self {
            any_letters,
            names: compile(&format!("{flags}{}", names.join("|"))),
            arguments: all.iter().map(|_| OnceLock::new()).collect(),
            all,
        }
    }

    /// Whether one of them is given a password.
    fn find(&self, text: &str) -> bool {
        let mut read = vec![0; self.all.len()];
        self.names.find_iter(text).any(|found| {
            let is_it = |name: &str| {
                if self.any_letters {
                    name.eq_ignore_ascii_case(found.as_str())
                } else {
                    name == found.as_str()
                }
            };
            let Some(which) = self.all.iter().position(|(name, _)| is_it(name)) else {
                return false;
            };
            // What was read behind the same name before is not read again, so the time stays linear.
            if found.start() < read[which] {
                return false;
            }
            let behind = &text[found.end()..];
            // The arguments of a call, which may stand on lines of their own, are read where it begins.
            let line = if found.as_str().ends_with('(') {
                head(behind, COMMAND)
            } else {
                let line = line(behind);
                read[which] = found.end() + line.len();
                line
            };
            let beside = around(text, found.range(), BESIDE);
            let has = |line: &str| {
                self.arguments(which)
                    .captures_iter(line)
                    .any(|given| is_given(line, &given, beside))
            };
            has(line) || listed(line).is_some_and(|line| has(&line))
        })
    }

    fn arguments(&self, which: usize) -> &Regex {
        self.arguments[which].get_or_init(|| {
            // No more than the line is read, so that no repetition needs a bound: each would be compiled by itself, into
            // megabytes.
            let pattern = self.all[which]
                .1
                .replace('Q', r"[\x22']?")
                .replace('V', r"[^\s\x22'`][^\s\x22'`;|&<>()]*")
                .replace('L', r"[bfru]?[\x22'`]")
                .replace('K', r"[^\s\x22'`\\]+");
            compile(&pattern)
        })
    }
}

/// Bytes of a password that are looked at.
const PASSWORD: usize = 128;

/// A line of `.netrc`, or its three. Words alone may be of a sentence.
static NETRC: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"login\s{1,20}\S+\s{1,20}password\s{1,20}(?<likely>[^\s\x22'`;|&<>()]{4,})(?:\s|$)")
});

/// Whether a command of the text is given a password.
pub(super) fn find(text: &str) -> bool {
    IN_ANY_LETTERS.find(text)
        || TYPED.find(text)
        || CALLED.find(text)
        || NETRC.captures_iter(text).any(|given| is_given(text, &given, ""))
}

/// Whether a password is given on the line, and not the name of a user beside the command.
fn is_given(line: &str, given: &Captures<'_>, beside: &str) -> bool {
    let any = |group: &str, is_secret: fn(&str) -> bool| {
        given.name(group).is_some_and(|value| {
            let bare = head(value.as_str(), PASSWORD);
            (!bare.starts_with([';', '|', '&', '<', '>', '(', ')'])
                && is_secret(bare)
                && !is_namesake(beside, bare))
                || in_quotes(line, value).is_some_and(|whole| {
                    (is_secret(whole) || is_generated(whole)) && !is_namesake(beside, whole)
                })
        })
    };
    let key = |group: &str, is_secret: fn(&str) -> bool| {
        given.name(group).is_some_and(|value| is_secret(value.as_str()))
    };
    any("sure", is_password)
        || any("likely", |value| {
            is_bare_password(value) || is_plainly_drawn(value)
        })
        || any("drawn", is_mixed_by_chance)
        || key("signs", keyed::signs)
        || key("phrase", is_password)
        || key("client", keyed::is_of_a_client)
}

/// The whole value, where a quote opens before it: no mark ends it there.
fn in_quotes<'t>(line: &'t str, value: Match<'_>) -> Option<&'t str> {
    let from = value.start().saturating_sub(PASSWORD);
    let before = line.get(from..value.start())?;
    let word = before
        .rsplit(|c: char| c.is_whitespace())
        .next()
        .unwrap_or_default();
    let quote = word.chars().rfind(|c| matches!(c, '"' | '\''))?;
    let rest = head(&line[value.start()..], PASSWORD);
    let opens = word.matches(quote).count() % 2 == 1;
    let whole = rest.split_once(quote).filter(|_| opens)?.0;
    // What a shell puts in.
    (!whole.starts_with("$(")).then_some(whole)
}

/// The arguments of a command that stand in a list, each in quotes, as they are on a line.
fn listed(line: &str) -> Option<String> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    ["\", \"", "', '"]
        .iter()
        .find(|joint| rest.starts_with(**joint))
        .map(|joint| line.replace(joint, " "))
}

/// The rest of the command: to the end of the line that does not go on behind a backslash.
fn line(text: &str) -> &str {
    let text = head(text, COMMAND);
    let end = text
        .match_indices('\n')
        .find(|(at, _)| !text[..*at].trim_end_matches('\r').ends_with('\\'))
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}
