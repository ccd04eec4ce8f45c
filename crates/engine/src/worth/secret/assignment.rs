//! Finds literals that are given to something called a secret.

mod before;
mod beside;
mod chosen;
mod fallback;
mod given;
mod indented;
mod listed;
mod lists;
mod numbers;
mod repeated;
mod unnamed;

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use self::{given::Given, lists::Lists, repeated::Repeated};
use super::{begins_with_a_joint, joined, name::Name, telling::TELLING};
use crate::{excerpt::head, pattern::compile};

/// Letters of a name that are read on either side of the word that tells.
const NAME: usize = 40;
/// Bytes that are read behind a name: the longest literal, and what may stand before it.
const BEHIND: usize = 400;
/// Names that are judged in a run of characters that is longer than that.
const NAMES_OF_A_RUN: usize = 8;
/// Bytes of the line that are read before a name.
const BEFORE: usize = 200;

/// Whether any literal of the text is a secret by the name that it has.
pub(super) fn find(text: &str) -> bool {
    let (mut read, mut solid) = (0, 0);
    let (mut long, mut in_long) = (0, 0);
    let mut repeated = Repeated::default();
    let mut lists = Lists::default();
    TELLING.find_iter(text).any(|found| {
        if found.start() < read {
            return false;
        }
        let name = name_around(text, found.range());
        read = name.end;
        // Looked for once for all names of a run, so the time stays linear.
        if solid < name.end {
            solid = end_of_run(text, name.end);
        }
        // Of a run that is longer than what is read, such as the query of an address, the first names are judged.
        if solid - name.end > BEHIND {
            if solid == long {
                in_long += 1;
            } else {
                (long, in_long) = (solid, 1);
            }
            if in_long > NAMES_OF_A_RUN {
                read = solid;
                return false;
            }
        }
        let behind = head(&text[name.end..], BEHIND);
        (behind.is_empty() || behind.starts_with(leads_to_a_value))
            && repeated.is_new(text, &name)
            && Name::of(&text[name.clone()]).map_or_else(
                || unnamed::has_secret(text, &name, behind),
                |says| {
                    is_given_a_secret(text, name.clone(), says)
                        || (is_put_together(behind) && {
                            let (text, name) = with_one_literal(text, name.clone(), behind);
                            is_given_a_secret(&text, name, says)
                        })
                        || fallback::is_secret(text, &name, behind, says)
                        || chosen::has_secret(text, &name, behind, says)
                        || numbers::are_a_key(&text[name.clone()], says, behind)
                        || before::is_secret(text, &name, behind, says)
                        || lists.have_a_secret(text, &name)
                },
            )
    })
}

/// Whether a name is given a secret in the first literal behind it.
fn is_given_a_secret(text: &str, name: Range<usize>, says: Name) -> bool {
    GIVEN
        .captures(head(&text[name.end..], BEHIND))
        .and_then(|given| Given::new(text, name, says, &given))
        .is_some_and(|given| given.is_secret())
}

/// Whether the first literal behind a name goes on in another one.
fn is_put_together(behind: &str) -> bool {
    let given = behind.strip_prefix(['=', ':', ' ']);
    given.is_some_and(begins_with_a_joint)
        || STRING
            .find(behind)
            .is_some_and(|string| begins_with_a_joint(&behind[string.end() - 1..]))
}

/// A string, and what stands between it and the name.
static STRING: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"^\\?["'`]?[^"'`;{}\[]*(?:"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)"#));

/// A name and what stands beside it, where strings that are put together are one, and where the name is there.
fn with_one_literal(text: &str, name: Range<usize>, behind: &str) -> (String, Range<usize>) {
    let mut from = name.start.saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut one = text[from..name.end].to_owned();
    one += joined(behind).as_deref().unwrap_or(behind);
    (one, name.start - from..name.end - from)
}

/// The end of a line that goes on below, perhaps with lines of comment between.
macro_rules! below {
    ($group:literal) => {
        concat!(
            "(?<",
            $group,
            ">",
            r"[ \t]*\\?(?:[ \t]*(?://|#)[^\n]*)?\r?\n[ \t]*(?:(?://|#)[^\n]*\n[ \t]*)*",
            ")?"
        )
    };
}

/// What may stand between a name and the literal that is given to it, and the literal. A literal in quotes may stand on the
/// line below, where formatters put it when the line gets long.
///
/// Bounds are of ASCII alone: any letter repeated a hundred times would be compiled into a megabyte.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"^\\?["'`*]?\)?(?:\[?[0-9]{0,5}\]\??)?"#,
        r"(?:",
        // `name="password" value="…"`, `name="password" type="hidden" value="…"`, `name="csrf-token" content="…"`,
        // `android:name="password" android:value="…"`, the lines that YAML has for that, `"password": {"value": "…"}`.
        r#"(?<value>(?:(?:,\s{0,40}|\s{1,40})(?:[A-Za-z:]{1,20}=["'][ -!#-&(-;=?-~]{0,40}["']\s{1,9}|[A-Za-z]{1,20}: [!-~]{1,40}\r?\n[ \t]{1,20}){0,3}"#,
        r#"|[ \t]*:[ \t]*\{\s{0,20})["']?(?:android:|Parameter)?(?:[vV]alue|content)["']?\s{0,4}[=:]\s{0,4})|"#,
        // `("password", "…")`, `password("…")`, `password{"…"}`, `password or "…"`, `${PASSWORD:-…}`, `the password is …`.
        r"(?<with>[ \t]*(?:,|\(|->|\|\||\?\?|:-)[ \t]*|\{|[ \t]+(?:(?:is|was):?|by|BY|or|to)[ \t]+)",
        // `: &str = "…"`, `: [u8; 32] = …`, `: Annotated[str, f()] = "…"`; `$c{password} = "…"`.
        r"|(?<to>[ \t]*\??:[ \t]*&?(?:[A-Za-z'\[][A-Za-z0-9_<>\[\]&'., |?()]{0,40}?|\[[a-z0-9]{1,9}; ?[A-Za-z0-9_]{1,20}\])[ \t]*:?=[ \t]*|\}[ \t]*=[ \t]*",
        // `= "…"`, `=> "…"`, `== "…"`, `?= …`, `+= …`, `||= "…"`, `:: "…"`, `<- "…"`.
        r"|[ \t]*(?:[=!]={1,2}|=>|(?:::?|\?|\+|\|\|)?=|::|\??:|<<?-)[ \t]*",
        // `string = "…"`, `As String = "…"`, `by lazy { "…" }`, `{ get; set; } = "…"`, `{ get { return "…"; } }`, `() { return "…"; }`,
        // `TYPE string VALUE '…'`, `PIC X(16) VALUE '…'`.
        r"|[ \t]+(?:string|[Aa]s[ \t]+[A-Za-z]{1,20})[ \t]*=[ \t]*|[ \t]+by[ \t]+lazy[ \t]*\{\s*",
        r"|\s+\{\s*get;[a-z ;]{0,30}\}\s*=\s*|(?:\(\))?\s*\{\s*(?:get\s*\{\s*)?return\s+",
        r"|[ \t]+(?:TYPE|PIC)[ \t]+[A-Za-z0-9_()]{1,20}[ \t]+VALUE[ \t]+)",
        // `<password>…</password>`, `<key>password</key><string>…</string>`, `<Key>Password</Key><Value>…</Value>`,
        // `<data name="password" xml:space="preserve"><value>…</value></data>`.
        r"|(?<tag>>|</[kK]ey>\s{0,40}<(?:string|Value[A-Za-z= \x22]{0,40})>",
        r#"|(?:\s[A-Za-z:]{1,20}="[a-z]{1,20}")?>\s{0,40}<[vV]alue>)"#,
        r"|(?<blank>[ \t]+|\r?\n[ \t]*-[ \t]+)",
        r")",
        // The type of a value of YAML.
        r"(?:!!(?:str|binary)[ \t]+)?",
        r"(?:(?:qq?[(\[{]|\{)(?<perl>[^\s(){}\[\]]{6,})[)\]}]|",
        below!("below"),
        r"(?<made>(?:(?:new )?(?:\[\])?[A-Za-z_][A-Za-z0-9_:.]{0,40}!?)?\((?:default[ \t]*=[ \t]*)?",
        below!("within"),
        r")?",
        r#"(?:(?:\*?(?:[rbufLNRBU]{0,2}#?|@|<<)\\?|"\\)"(?<double>[^"\n]{6,}?)(?:\\?"|$)|[rbufLNRBU]{0,2}'(?<single>[^'\n]{6,})(?:'|$)|`(?<back>[^`\n]{6,})(?:`|$))"#,
        // A shell may put in what it is told: `$(echo …)`.
        r"|(?:\$\([ \t]*(?:echo|printf)[ \t]+(?:-[ne]+[ \t]+)?)?",
        r#"(?<bare>[^\s"'`,;(){}\[\]<>]{6,})(?:$|[\s,;"'}<)\]]|=\{)"#,
        r")",
    ))
});

/// Whether a literal may follow: most names are followed by something else.
const fn leads_to_a_value(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\t'
            | '\n'
            | '\r'
            | '='
            | ':'
            | '"'
            | '\''
            | '`'
            | '\\'
            | '['
            | ']'
            | '('
            | ')'
            | '>'
            | '<'
            | ','
            | '|'
            | '?'
            | '!'
            | '-'
            | '+'
            | '*'
            | '{'
            | '}'
    )
}

/// Where the characters end that may all be of one literal without quotes.
fn end_of_run(text: &str, start: usize) -> usize {
    let is_end = |b: &u8| {
        b.is_ascii_whitespace()
            || matches!(
                b,
                b'"' | b'\'' | b'`' | b',' | b';' | b'(' | b')' | b'{' | b'}' | b'[' | b']' | b'<' | b'>'
            )
    };
    let rest = &text.as_bytes()[start..];
    start + rest.iter().position(is_end).unwrap_or(rest.len())
}

/// The whole name that a telling word is part of, without the hyphens of a flag.
fn name_around(text: &str, word: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let before = bytes[..word.start]
        .iter()
        .rev()
        .take(NAME)
        .take_while(|b| is_name(b) || **b == b'.')
        .count();
    let after = bytes[word.end..]
        .iter()
        .take(NAME)
        .take_while(|b| is_name(b))
        .count();
    let name = &text[word.start - before..word.end + after];
    let start = word.start - before + (name.len() - name.trim_start_matches(['-', '.']).len());
    start..start + name.trim_matches(['-', '.']).len()
}
