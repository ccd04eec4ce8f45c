//! Writes a text plainly, so that the rules, which know ASCII and English names, find what is in it.
//!
//! What a page, an office program or a terminal puts between the letters of a secret hides it from nobody who reads it.

use std::{borrow::Cow, sync::LazyLock};

use regex::{Captures, Regex};

use crate::pattern::compile;

/// The text without what is not seen, with the signs of ASCII, and with names that the rules know; `None` if it is that
/// already.
pub(super) fn plain(text: &str) -> Option<String> {
    let mut plain = Cow::Borrowed(text);
    if !text.is_ascii() && text.chars().any(|letter| sign(letter) != Sign::Same) {
        plain = Cow::Owned(with_plain_signs(text));
    }
    if text.contains('\u{1b}') {
        replace(&mut plain, &COLOUR, |_| String::new());
    }
    if text.contains('&') {
        replace(&mut plain, &ENTITY, |found| entity(&found[1]).to_owned());
    }
    if text.contains("\\\\\"") {
        replace(&mut plain, &ESCAPED, |_| "\\\"".to_owned());
    }
    replace(&mut plain, &NAME, |found| {
        let name = match found.get(2) {
            None => "password",
            Some(token) if token.as_str().ends_with(['T', 't']) => "_token",
            Some(_) => "token",
        };
        format!("{name}{}", &found[3])
    });
    replace(&mut plain, &WRAPPED, |found| {
        format!("{}{}", &found[1], &found[2])
    });
    match plain {
        Cow::Owned(plain) => Some(plain),
        Cow::Borrowed(_) => None,
    }
}

fn replace(text: &mut Cow<'_, str>, what: &Regex, by: impl Fn(&Captures<'_>) -> String) {
    if let Cow::Owned(replaced) = what.replace_all(text, |found: &Captures<'_>| by(found)) {
        *text = Cow::Owned(replaced);
    }
}

/// What a character is written as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Same,
    Nothing,
    As(char),
}

fn sign(letter: char) -> Sign {
    match letter {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}' => Sign::Nothing,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Sign::As(' '),
        '“' | '”' | '„' | '«' | '»' => Sign::As('"'),
        '‘' | '’' | '‚' | '‹' | '›' => Sign::As('\''),
        // The wide forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).map_or(Sign::Same, Sign::As),
        _ => Sign::Same,
    }
}

fn with_plain_signs(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match sign(letter) {
            Sign::Same => Some(letter),
            Sign::Nothing => None,
            Sign::As(plain) => Some(plain),
        })
        .collect()
}

/// A quote in a string in a string.
static ESCAPED: LazyLock<Regex> = LazyLock::new(|| compile(r#"\\{2,}""#));

/// A terminal's colours.
static COLOUR: LazyLock<Regex> = LazyLock::new(|| compile(r"\x1b\[[0-9;]{0,16}m"));

/// What HTML and XML write a sign as.
static ENTITY: LazyLock<Regex> =
    LazyLock::new(|| compile("&(quot|apos|nbsp|lt|gt|amp|#34|#39|#10|#13|#x27|#x22|#160);"));

fn entity(name: &str) -> &'static str {
    match name {
        "quot" | "#34" | "#x22" => "\"",
        "apos" | "#39" | "#x27" => "'",
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "#10" | "#13" => "\n",
        _ => " ",
    }
}

/// A name that says what it is in another language or by a custom, where something is given to it: a password (1), a token (2);
/// what stands behind it (3).
///
/// Each begins with letters that are known, so that a text without them is read fast.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?:(contrase(?:ñ|n)a|Contrase(?:ñ|n)a|CONTRASE(?:Ñ|N)A|[Mm]ot ?de ?passe|MOTDEPASSE|wachtwoord|Wachtwoord",
        r"|WACHTWOORD|senha|Senha|SENHA|parola|Parola|hasło|lösenord|psk|PSK|пароль|Пароль|密码|密碼|パスワード)",
        r"|(_PAT|_AUTH|_SALT|[Aa]uthtok|(?:hub|lab|azure|devops)_pat|authorization|Authorization|AUTHORIZATION|bearer|Bearer|BEARER|creds|CREDS))",
        r#"(["'`*]{0,3}\]?[ \t]{0,9}(?:=>|[:=]))"#,
    ))
});

/// A token that was wrapped at the end of a line.
static WRAPPED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?-u:\b)((?:gh[pousr]_|github_pat_|glpat-|sk_live_|sk-proj-|sk-ant-|xox[abp]-|npm_|hf_|AIza|dop_v1_|eyJ)[A-Za-z0-9_.-]{4,200})\r?\n[ \t]{0,9}([A-Za-z0-9_-]{4,})",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_stays() {
        for text in ["let a = b;", "# naïve – 3 × 4 …", "a & b", "path: x"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn what_hides_goes_and_names_are_known() {
        for (text, written) in [
            ("\u{feff}A=1", "A=1"),
            ("a\u{a0}=\u{a0}“b”", "a = \"b\""),
            ("a＝b，c：d", "a=b,c:d"),
            ("gh\u{200b}p\u{ad}_x", "ghp_x"),
            ("\u{1b}[32ma\u{1b}[0m=1", "a=1"),
            ("a=&quot;b&quot;", "a=\"b\""),
            ("пароль: x", "password: x"),
            ("GITHUB_PAT=x", "GITHUB_token=x"),
        ] {
            assert_eq!(plain(text).as_deref(), Some(written), "{text}");
        }
    }
}
