//! Single lines that have a use by themselves: a variable of the shell, a definition, declarations of a style, a line that fails
//! and says why.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{ends_said, is_holding};
use crate::pattern::compile;

/// Bytes of the longest text that is looked at.
const LONGEST: usize = 2 * 1024;

/// Whether the text is such a line, or some.
pub(super) fn is_statement(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    if let Some(inside) = fenced(text) {
        return inside.split_whitespace().nth(1).is_some();
    }
    if text.contains('\n') {
        return are_directives(text);
    }
    OF_SHELL.is_match(text)
        || OF_IMAGE.is_match(text)
        || DEFINED.is_match(text)
        || is_style(text)
        || MEMBERS.is_match(text)
        || MACRO.is_match(text)
        || is_call_with_words(text)
        || (DIRECTIVE.is_match(text) && !text.split_whitespace().any(is_holding))
        || NAMED_CALL.is_match(text)
        || LATEX.is_match(text)
        || NAMING.is_match(text)
}

/// A variable that programs get, or another name for a command.
static OF_SHELL: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:\$ )?(?:",
        r"(?:export|declare -\w+|typeset -\w+|readonly) +[A-Za-z_]\w*=\S.*",
        r"|(?:setenv|setx|set -[gxU]+) +[A-Za-z_]\w* +[^\s=].*",
        r"|\$env:\w+ *= *\S.*",
        r"|alias(?: -\w+)* [\w.:-]+=\S.*",
        r"|(?:Set|New)-Alias\s+\S+\s+\S.*",
        r"|(?:PS1|PROMPT|RPROMPT|PATH|EDITOR|LANG|LC_\w+)=\S.*",
        r")$",
    ))
});

/// A line of the recipe of an image that names files or gives a list.
static OF_IMAGE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:",
        r"(?:CMD|ENTRYPOINT|VOLUME|SHELL|RUN|HEALTHCHECK CMD) \[\x22.*\]",
        r"|(?:COPY|ADD) (?:--\w+=\S+ )+\S+ \S+|FROM (?:--\w+=\S+ )?\S+[:@/]\S+(?: AS \w[\w-]*)?|FROM \S+ AS \w[\w-]*",
        r"|(?:ENV|ARG|LABEL) [\w.-]+=\S.*",
        r")$",
    ))
});

/// A kind of thing, its name and what it is made of: `enum Status { Open, Closed }`, `type Id = string | number;`.
static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:(?:export|default|pub(?:\(\w+\))?|public|private|protected|internal|declare|const|abstract|sealed|data|final|static|partial|case) )*",
        r"(?:",
        r"(?:enum(?: class| struct)?|struct|interface|trait|union|record|object|class|protocol|namespace) \w(?:[\w<>,:. ]*\{.*\}|[\w<>,:.]*\(.*\)(?: *\{.*\})?);?",
        r"|class \w+(?:\([\w., ]*\))?: *(?:pass|\.\.\.)",
        r"|type \w+(?:<[^>]*>)? *= *\S.*|typedef [\w\s*]+;|using \w+ = [^;]+;",
        r")$",
    ))
});

/// Declarations of a style: `overflow: hidden; white-space: nowrap`.
static STYLE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:-{0,2}[a-z][a-z-]*\s*:\s*[^:;{}]+;\s*)+(?:-{0,2}[a-z][a-z-]*\s*:\s*[^:;{}]+)?$")
});

/// A style says what things are, in few words each, and never with those that hold sentences together.
fn is_style(text: &str) -> bool {
    STYLE.is_match(text)
        && text.split(';').all(|declaration| {
            let (_, value) = declaration.split_once(':').unwrap_or_default();
            let words = value.split_whitespace();
            words.clone().count() <= 8
                && !words
                    .clone()
                    .any(|word| is_holding(word) && !matches!(word, "all" | "both" | "from" | "to"))
                && !ends_said(value)
        })
}

/// Members of an object, without the object: `"key": "a", "command": "b"`.
static MEMBERS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"^"[^"]+"\s*:\s*(?:"[^"]*"|[\w.+-]+|\[[^\]]*\]|\{[^}]*\})(?:\s*,\s*"[^"]+"\s*:\s*(?:"[^"]*"|[\w.+-]+|\[[^\]]*\]|\{[^}]*\}))+,?$"#,
    )
});

/// What says something of a class: `validates :email, presence: true`.
static MACRO: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^[a-z]\w*[!?]?[ (]:\w+[!?]?(?:, *(?::\w+|\w+: |->|[\[{]).*)+$"));

/// A setting of a server: a name of several words, and what it is set to, up to a semicolon.
static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:[a-z]\w*_\w+ +[^;{}=()]+;",
        r"|[a-z]\w+ +\d\S*(?: +\w+)+;",
        r"|[A-Z][a-z]+(?:[A-Z][a-z]+)+ +(?:\S+ +)+[/%$\x22^]\S*(?: +\S+)*)$",
    ))
});

/// Lines of a server's or a client's settings: each ends with a semicolon, or is set in below what it is for.
fn are_directives(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let set = |line: &str| {
        let words = line.split_whitespace().count();
        SET.is_match(line) && (words == 2 || !line.split_whitespace().any(is_holding))
    };
    let first = lines.clone().next().unwrap_or_default();
    if HOST.is_match(first) {
        let mut inside = lines.skip(1);
        return inside.clone().next().is_some()
            && inside.all(|line| line.starts_with([' ', '\t']) && OPTION.is_match(line));
    }
    lines.all(set)
}

static SET: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s*[a-z][a-z0-9_]* +[^;{}=()\x22]+;$"));
static HOST: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?:Host|Match) \S+(?: \S+)*$"));
static OPTION: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^\s+[A-Z][A-Za-z0-9]+[ =]+[^\s.,;]\S*(?: \S+)*$"));

/// A call with words in it: who fails or prints says something of its own.
fn is_call_with_words(text: &str) -> bool {
    CALL.is_match(text)
        && WORDS.find_iter(text).any(|found| {
            let inside = found.as_str();
            inside.len() >= 6 && inside.contains([' ', '{', '%', '$'])
        })
}

static CALL: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:(?:throw|raise|return|await|yield|defer|assert)(?: new)? )?[A-Za-z_$][\w.$:]*[!?]?\(.*\)[;?]*$",
        r"|^(?:assert|raise|throw|fail|abort) .*[\x22'`)];?$",
    ))
});
static WORDS: LazyLock<Regex> = LazyLock::new(|| compile(r#""[^"]*"|'[^']*'|`[^`]*`"#));

/// A command of CMake: a name of several words, and arguments with blanks between them.
static NAMED_CALL: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^[a-z]+(?:_[a-z]+)+\([^\s(),;=]+(?: +[^\s(),;=]+)+\)$"));

/// A command of LaTeX that is given two things or more.
static LATEX: LazyLock<Regex> = LazyLock::new(|| compile(r"^\\[A-Za-z]+\*?(?:\[[^\]]*\]|\{[^}]*\}+){2,}$"));

/// A word and the one thing that it is about, in the form that names have there: a script that is read in, a library by its
/// coordinates, a variable of Emacs.
static NAMING: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:",
        r"(?:source|\.) [\w.~$-]*/[\w./~$-]+",
        r"|[a-z]\w* ?\(?(?:\x22[\w.-]+(?::[\w.-]+){1,3}\x22|'[\w.-]+(?::[\w.-]+){1,3}')\)?",
        r"|\((?:setq|setf|set!|[a-z]+(?:-[a-z]+)+) ['\x22:]?[a-z]+-\S* ?.*\)",
        r")$",
    ))
});

/// What stands between fences, if that is all.
fn fenced(text: &str) -> Option<&str> {
    let (_language, code) = text.strip_prefix("```")?.split_once('\n')?;
    let code = code.trim_end().strip_suffix("```")?;
    (!code.contains("```")).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_use_are_statements() {
        for text in [
            "export PATH=\"$HOME/.local/bin:$PATH\"",
            "set -gx EDITOR nvim",
            "alias gs='git status -sb'",
            "ENTRYPOINT [\"/usr/bin/tini\", \"--\"]",
            "enum Status { Open, Closed }",
            "type Id = string | number;",
            "class NotFound(Exception): pass",
            "overflow: hidden; text-overflow: ellipsis; white-space: nowrap;",
            "margin: 0 auto;",
            "\"key\": \"ctrl+t\", \"command\": \"open\"",
            "validates :email, presence: true, uniqueness: true",
            "client_max_body_size 20m;",
            "listen 443 ssl http2;",
            "ErrorDocument 404 /404.html",
            "gzip on;\ngzip_types text/css;",
            "Host *.internal\n  User deploy",
            "throw new Error(`unexpected ${kind}`);",
            "assert x is not None, \"x is missing\"",
            "add_executable(app main.cpp)",
            "\\usepackage[utf8]{inputenc}",
            "source venv/bin/activate",
            "implementation 'org.acme:thing:4.12.0'",
            "(setq inhibit-startup-message t)",
            "```sh\nmake install\n```",
        ] {
            assert!(is_statement(text), "{text}");
        }
    }

    #[test]
    fn what_is_said_or_little_is_none() {
        for text in [
            "export the data",
            "export data",
            "alias of a name",
            "note: this is it;",
            "summary: we go on;",
            "foo()",
            "print(x)",
            "log(\"a\")",
            "class of 1994 (the best)",
            "type of thing",
            "do_it(now)",
            "\"name\": 7",
            "The JavaScript 5 way",
            "return x;",
            "\\textbf{word}",
            "`word`",
            "we go on;\nand on;",
            "Host of the party",
            "source of all evil",
            "word 'quoted'",
            "(so-called experts of it)",
        ] {
            assert!(!is_statement(text), "{text}");
        }
    }
}
