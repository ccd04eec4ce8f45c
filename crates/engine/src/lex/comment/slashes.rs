//! `//` that is no comment: a division, a default, a union, a path.

use super::{Line, markup};

/// Whether `//` is code: an operator, or the beginning of an XPath.
///
/// `last` is the last byte of the token before it.
pub(super) fn are_code(line: Line<'_>, last: Option<u8>) -> bool {
    is_path_of_nodes(line.after)
        || is_address(line, last)
        || is_share(line, last)
        || is_substitution(line)
        || is_operator(line, last)
        || markup::is_text(line.before, line.after)
}

/// `net use Z: //nas/share`, `//nas/share /mnt cifs`: a place in a network, and no notice.
fn is_share(line: Line<'_>, last: Option<u8>) -> bool {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let (host, rest) = line
        .after
        .split_at(line.after.find(|c| !of_name(c)).unwrap_or(line.after.len()));
    let share = rest.strip_prefix('/').unwrap_or("");
    let named = !host.is_empty() && share.starts_with(of_name);
    let (share, rest) = share.split_at(share.find([' ', '\t']).unwrap_or(share.len()));
    named
        && match last {
            None => rest.trim_start().starts_with('/'),
            Some(last) => {
                (last.is_ascii_alphanumeric() || last == b':')
                    && !share.contains('(')
                    && !share.ends_with([';', '.', ','])
            }
        }
}

/// `s/foo//`, `y/a-z//d`: nothing takes the place of what is found.
fn is_substitution(line: Line<'_>) -> bool {
    let found = line.before.rsplit('/').next().unwrap_or("");
    let command = line.before[..line.before.len() - found.len()].strip_suffix(['/']);
    !found.is_empty()
        && command.is_some_and(|command| {
            let name = command.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            matches!(&command[name.len()..], "s" | "y" | "tr" | "gs") && !name.ends_with(['/', '.', '_', '-'])
        })
}

/// `url(//cdn.example.org/a.png)`, `src=//cdn.example.org/a.js`
fn is_address(line: Line<'_>, last: Option<u8>) -> bool {
    let name = line
        .after
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')));
    let (host, rest) = line.after.split_at(name.unwrap_or(line.after.len()));
    matches!(last, Some(b'=' | b'(')) && host.contains('.') && rest.starts_with('/')
}

/// `//div[@id="login"]`.
fn is_path_of_nodes(after: &str) -> bool {
    let name =
        after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '*'));
    name.len() < after.len()
        && [
            "[@",
            "[contains(",
            "[text()",
            "[starts-with(",
            "[normalize-space(",
        ]
        .iter()
        .any(|test| name.starts_with(test))
}

/// `n // 2` in Python and Lua, `$port // 80;` in Perl, `defaults // { … }` in Nix: an operand before, and after it an operand
/// followed by nothing or by more of the expression.
fn is_operator(line: Line<'_>, last: Option<u8>) -> bool {
    let follows = line.after.trim_start_matches(['=', ' ']);
    let perl = follows.starts_with('$') || line.before.contains('$');
    let operand = match last {
        Some(b'}') => follows.starts_with('{') || is_member(line.before),
        Some(b) => b.is_ascii_alphanumeric() || matches!(b, b'_' | b')' | b']'),
        None => false,
    };
    operand
        && (follows.starts_with(['(', '{'])
            || (perl && follows.ends_with(';'))
            || is_of_nix(follows)
            || line.closes_what_is_open()
            || goes_on(follows, line.before))
}

/// `pkgs // import ./x.nix { … }`, `prev // rec {`
fn is_of_nix(follows: &str) -> bool {
    follows.starts_with("rec {")
        || follows
            .strip_prefix("import ")
            .is_some_and(|path| path.starts_with(['.', '<', '(']))
}

/// Whether what ends with `}` is a member: `$options{port}`, `$self->{port}`.
fn is_member(before: &str) -> bool {
    let name = before.rfind('{').map(|open| &before[..open]);
    name.is_some_and(|name| name.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '>' | '}')))
}

/// Whether an operand follows that is all, or that more of an expression follows.
fn goes_on(follows: &str, before: &str) -> bool {
    let negated = follows.strip_prefix('-').filter(|rest| !rest.starts_with(' '));
    let follows = negated
        .or_else(|| follows.strip_prefix("await "))
        .unwrap_or(follows);
    let Some(operand) = operand(follows) else {
        return false;
    };
    let after = follows[operand..].trim_start();
    let begins_with = |word: &str| before.trim_start().split(' ').next() == Some(word);
    match after.chars().next() {
        None => true,
        // `a // foo: bar` and `a // foo, bar` are notes.
        Some(',' | ':') => !(after[1..].starts_with(' ') && after.contains(char::is_alphabetic)),
        Some(')' | ']' | '+' | '-' | '*' | '%' | '/' | '(' | '[' | ';') => true,
        Some('=' | '!' | '<' | '>') => is_comparison(after),
        // Of jq: a path before, a filter behind.
        Some('|') => before.trim_start().starts_with('.'),
        Some(_) if (after.starts_with("or ") || after.starts_with("and ")) && after.contains(" // ") => true,
        Some(_) if after.starts_with("if ") => after.contains(" else "),
        Some(_) => {
            matches!(after, "do" | "then")
                || (after.ends_with(':') && ["if", "elif", "while", "for"].into_iter().any(begins_with))
        }
    }
}

/// Bytes of the name, number or closed string that a text begins with.
fn operand(text: &str) -> Option<usize> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return text[1..].find(quote).map(|length| length + 2);
    }
    let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let length = text.find(|c: char| !name(c)).unwrap_or(text.len());
    (length > 0 && !text[..length].ends_with('.')).then_some(length)
}

/// `== 0`, `> limit:` and nothing else but what joins it to more: words behind it are those of a note.
fn is_comparison(text: &str) -> bool {
    let compared = text.trim_start_matches(['=', '!', '<', '>']);
    let sign = &text[..text.len() - compared.len()];
    let compared = compared.trim_start();
    if !matches!(sign, "==" | "!=" | "<" | "<=" | ">" | ">=") {
        return false;
    }
    let Some(length) = operand(compared) else {
        return compared.starts_with(['(', '-']);
    };
    let after = compared[length..].trim_start();
    after.is_empty()
        || after.starts_with([':', ')', '(', '[', '+', '-', '*', '/', '%', ','])
        || matches!(
            after.split(' ').next(),
            Some("and" | "or" | "else" | "if" | "then" | "do")
        )
}
