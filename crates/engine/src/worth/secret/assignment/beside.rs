//! What stands beside a name and its literal, and tells what they are.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::compile;

/// Characters of the longest token of a badge.
pub(super) const BADGE: usize = 16;

/// What the addresses of badges have in them.
pub(super) const BADGES: &[&str] = &["badge", "shields.io", ".svg?"];

/// What may stand before a name on a line of a configuration.
pub(super) static LINE: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"^\s*(?:(?:export|set|setx|ENV|ARG|\+|-|//|#|;|\*)\s*)*["']?$"#));

/// A call that gives its second argument to its first.
pub(super) static SETTER: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"(?i)(?:append|insert|put|putenv|set|set_?env|set_?var)\w*\([ \t]*["']$"#));

/// A call that answers its second argument where its first is not there.
pub(super) static FALLBACK: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?:get_?[eE]nv|environ\.get|\benv|[sS]et_?[dD]efault|[fF]etch|[gG]et_?[oO]r_?(?:[eE]lse|[dD]efault)|\bconfig)(?:\.[a-z]{1,9})?\([ \t]*["']$"#,
    )
});

/// A call of C that copies its second argument to its first.
pub(super) static COPY: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:str|wcs|mem)[nl]?cpy(?:_s)?\([ \t]*(?:[A-Za-z_][A-Za-z0-9_]*->)*$"));

/// What the other parts of a connection string are called.
macro_rules! neighbours {
    () => {
        "(?:data source|database|dbname|driver|dsn|host|hostaddr|initial catalog|name|port|server|service|sslmode|uid|user|user id|user name|username)"
    };
}

/// One before: `Server=db;`, `host=db `.
pub(super) static NEIGHBOUR_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| compile(concat!(r"(?i)(?:\b|_)", neighbours!(), r"[ \t]*=[^=\n]*[; ]$")));

/// One before in a list that has commas and no blanks: `username=joe,`.
pub(super) static OPTION_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?i)(?:^|[\s,/:])",
        neighbours!(),
        r"=[^=\s,]+,(?:[^\s]*,)?$"
    ))
});

/// One behind: `;Uid=app`, ` host=db`.
pub(super) static NEIGHBOUR_AFTER: LazyLock<Regex> =
    LazyLock::new(|| compile(concat!(r"(?i)^(?:;[ \t]*|[ \t]+)", neighbours!(), r"=")));
