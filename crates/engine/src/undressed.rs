//! What is copied around a command: a prompt before it, backticks on both sides, a semicolon at its end.

use std::{borrow::Cow, sync::LazyLock};

use domain::TextDigest;
use regex::Regex;

use crate::{
    Sketch,
    pattern::{compile, compile_ascii},
};

/// Bytes of a text that is looked at: what is longer was not copied with its dress by the way.
const LONGEST: usize = 4 * 1024;

/// A text without what stands around it.
#[derive(Debug, Clone)]
pub(crate) struct Undressed {
    /// It, where more than a semicolon was taken off.
    sketch: Option<Sketch>,
    /// What it is the same as, but for the dress.
    digests: Vec<TextDigest>,
}

impl Undressed {
    /// Takes off what stands around the text; `None` where nothing does that could.
    pub(crate) fn of(text: &str, sketch: &Sketch) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST || text.is_empty() {
            return None;
        }
        let bare = bare(text);
        let one_line = !bare.contains('\n');
        let stripped = matches!(bare, Cow::Owned(_)).then(|| Sketch::of(&bare));
        let mut digests: Vec<TextDigest> = stripped.iter().map(Sketch::digest).collect();
        if one_line {
            // It may be saved with another dress.
            let plain = bare.trim_end_matches(';').trim_end();
            for other in [plain.to_owned(), format!("{plain};"), format!("$ {plain}")] {
                digests.push(Sketch::of(&other).digest());
            }
        }
        digests.retain(|digest| *digest != sketch.digest());
        digests.dedup();
        (!digests.is_empty()).then_some(Self {
            sketch: stripped,
            digests,
        })
    }

    /// What is compared in place of the text as it was copied.
    pub(crate) const fn sketch(&self) -> Option<&Sketch> {
        self.sketch.as_ref()
    }

    /// The digests of the text in other dresses.
    pub(crate) fn digests(&self) -> &[TextDigest] {
        &self.digests
    }
}

/// A prompt that only a shell or a database has: it stands on the first line, and on others where something is typed.
///
/// Nothing is counted, and words are those of ASCII: with both the pattern took megabytes and a tenth of a start.
static PROMPT: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(concat!(
        r"^[ \t]*(?:",
        r"[$❯➜][ \t]+",
        r"|PS [^<>\n]*>[ \t]*",
        r"|[A-Z]:\\[^<>|\n]*>[ \t]*",
        r"|(?:\([\w.-]+\) )?[\w.-]+@[\w.-]+(?:[: ][^$#%>\n]*)?[$#%][ \t]+",
        r"|\[[\w.-]+@[\w.-]+ [^\]\n]*\][$#%][ \t]*",
        r"|(?:mysql|sqlite|MariaDB \[[^\]\n]*\]|\w+=[#>*]?)> |\w+=[#*>] ",
        r"|>>> |In \[\d+\]: |(?:irb|iex|pry)\([^)\n]+\)(?::\d+){0,2}[>*] |(?:ghci|scala|julia)> ",
        r")",
    ))
});
/// Marks that are prompts as well: `root`'s, a quotation's. They are none unless every line begins with one.
static MARK: LazyLock<Regex> = LazyLock::new(|| compile(r"^[ \t]*[#%>](?:[ \t]+|$)"));

/// The text without its dress; borrowed where it has none.
fn bare(text: &str) -> Cow<'_, str> {
    if let Some(inside) = in_backticks(text) {
        return Cow::Owned(bare(inside.trim()).into_owned());
    }
    let mut lines = text.lines();
    if lines.next().is_some_and(|first| PROMPT.is_match(first)) {
        return Cow::Owned(without(text, &PROMPT));
    }
    if text.lines().all(|line| MARK.is_match(line)) {
        return Cow::Owned(without(text, &MARK));
    }
    Cow::Borrowed(text)
}

fn without(text: &str, prompt: &Regex) -> String {
    let lines: Vec<_> = text.lines().map(|line| prompt.replace(line, "")).collect();
    lines.join("\n")
}

/// What stands between backticks, or between fences of them, if that is all.
fn in_backticks(text: &str) -> Option<&str> {
    if let Some(fenced) = text.strip_prefix("```") {
        let (_language, code) = fenced.split_once('\n')?;
        let code = code.strip_suffix("```")?;
        return (!code.contains("```")).then_some(code);
    }
    let inside = text.strip_prefix('`')?.strip_suffix('`')?;
    (!inside.is_empty() && !inside.contains(['`', '\n'])).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_and_backticks_come_off() {
        for text in [
            "$ ps aux | grep x",
            "  $ ps aux | grep x",
            "# ps aux | grep x",
            "> ps aux | grep x",
            "joe@box:~/app$ ps aux | grep x",
            "(venv) joe@box:~/app$ ps aux | grep x",
            "[joe@box app]$ ps aux | grep x",
            r"PS C:\> ps aux | grep x",
            r"C:\Users\joe>ps aux | grep x",
            ">>> ps aux | grep x",
            "app=# ps aux | grep x",
            "mysql> ps aux | grep x",
            "In [3]: ps aux | grep x",
            "irb(main):001:0> ps aux | grep x",
            "`ps aux | grep x`",
            "`$ ps aux | grep x`",
            "```sh\nps aux | grep x\n```",
        ] {
            assert_eq!(bare(text).trim(), "ps aux | grep x", "{text}");
        }
        assert_eq!(bare("$ cd a\n$ make"), "cd a\nmake");
        assert_eq!(bare("> a\n>\n> b"), "a\n\nb");
    }

    #[test]
    fn what_belongs_to_the_text_stays() {
        for text in [
            "# how it is done\nrun()",
            "$x = 1",
            "a > b",
            "`a` and `b`",
            "user@host.org",
            "x=1",
            "`a\nb`",
            "#main { }",
            "```sh\na\n```\nand\n```sh\nb\n```",
        ] {
            assert!(matches!(bare(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
