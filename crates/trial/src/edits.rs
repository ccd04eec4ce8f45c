//! The ways in which a copy differs from what was saved.

use std::collections::HashMap;

use crate::{functions::Language, random::Random};

/// T1: only the layout and the comments differ.
pub(crate) fn layout(text: &str, language: Language, random: &mut Random) -> String {
    let shift = ["", "    ", "\t"][random.below(3)];
    let end = ["\n", "\r\n"][random.below(2)];
    let (padded, blanks, notes) = (random.below(2) == 0, random.below(2) == 0, random.below(2) == 0);
    // A line added to a string of several lines would be part of it.
    let strings = text.contains("\"\"\"") || text.contains("'''") || text.contains('`');
    let last = text.lines().count() - 1;
    let mut copy = String::new();
    for (number, line) in text.lines().enumerate() {
        copy += if line.is_empty() { "" } else { shift };
        copy += line;
        // After a backslash a blank would not be layout.
        if padded && !line.ends_with('\\') && random.below(3) == 0 {
            copy += "  ";
        }
        let between = number < last && !strings && !line.ends_with('\\');
        if between && notes && random.below(4) == 0 && line.ends_with(['{', ':', ';']) {
            copy += &format!("{end}{shift}    {} keep this in step", language.comment());
        }
        if between && blanks && random.below(4) == 0 {
            copy += end;
        }
        if number < last {
            copy += end;
        }
    }
    copy
}

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Name,
    Number,
    Text,
    Other,
}

/// The text in pieces; comments and strings are whole.
fn pieces(text: &str) -> Vec<(Piece, &str)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for token in crate::tokens::tokens(text) {
        let offset = token.as_ptr() as usize - text.as_ptr() as usize;
        if offset > at {
            pieces.push((Piece::Other, &text[at..offset]));
        }
        let first = token.chars().next().unwrap_or(' ');
        let after = text[offset + token.len()..].chars().next();
        let kind = match first {
            // The mark of a string belongs to it.
            'b' | 'f' | 'r' | 'u' if token.len() < 3 && matches!(after, Some('"' | '\'')) => Piece::Other,
            '"' | '\'' | '`' if token.len() > 1 => Piece::Text,
            c if c.is_ascii_digit() => Piece::Number,
            c if c.is_alphabetic() || c == '_' || c == '$' => Piece::Name,
            _ => Piece::Other,
        };
        pieces.push((kind, token));
        at = offset + token.len();
    }
    pieces.push((Piece::Other, &text[at..]));
    pieces
}

/// T2 renames what the function declares, T2B everything. `literals`: some numbers and strings change too.
///
/// `None` where there are fewer than two names to rename.
pub(crate) fn renamed(text: &str, everything: bool, literals: bool, random: &mut Random) -> Option<String> {
    let pieces = pieces(text);
    let mut names: HashMap<&str, String> = HashMap::new();
    let solid: Vec<(Piece, &str)> = pieces
        .iter()
        .copied()
        .filter(|(_, p)| !p.trim().is_empty())
        .collect();
    for (at, (kind, name)) in solid.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |at| solid[at].1);
        let after = solid.get(at + 1).map_or("", |(_, next)| *next);
        let declared = matches!(
            before,
            "def" | "fn" | "function" | "let" | "mut" | "const" | "var" | "for"
        ) || (matches!(before, "(" | "," | "|")
            && matches!(after, ":" | "," | ")" | "|")
            && is_plain(name))
            || (after == "=" && !matches!(before, "." | "(" | ","));
        if *kind == Piece::Name && !is_kept(name) && (everything || declared) && !names.contains_key(name) {
            let fresh = fresh_name(name, random);
            names.insert(name, fresh);
        }
    }
    if names.len() < 2 {
        return None;
    }
    let mut copy = String::new();
    let mut before = "";
    for (kind, piece) in &pieces {
        let member = before == "." && !everything;
        match (kind, names.get(piece)) {
            (Piece::Name, Some(new)) if !member => copy += new,
            (Piece::Number, _) if literals && random.below(2) == 0 => {
                copy += &(2 + random.below(97)).to_string();
            }
            (Piece::Text, _)
                if literals
                    && piece.len() > 4
                    && !piece.starts_with(['`'])
                    && !piece.contains('\n')
                    && random.below(2) == 0 =>
            {
                copy += &another_text(piece, random);
            }
            _ => copy += piece,
        }
        if !piece.trim().is_empty() {
            before = piece.trim();
        }
    }
    Some(copy)
}

/// A string of one word in the quotes of another; in triple quotes a sentence.
fn another_text(old: &str, random: &mut Random) -> String {
    let triple = old.len() > 6 && ["\"\"\"", "'''"].iter().any(|mark| old.starts_with(mark));
    let (quotes, words) = if triple { (3, 2 + random.below(5)) } else { (1, 1) };
    let words: Vec<&str> = (0..words).map(|_| WORDS[random.below(WORDS.len())]).collect();
    format!("{0}{1}{0}", &old[..quotes], words.join(" "))
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_lowercase() || c == '_')
}

/// A name in the style of the old one.
fn fresh_name(old: &str, random: &mut Random) -> String {
    let word = |random: &mut Random| WORDS[random.below(WORDS.len())];
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let (one, two) = (word(random), word(random));
    let upper = old.chars().all(|c| !c.is_lowercase());
    if upper && old.len() > 1 {
        return format!("{one}_{two}").to_uppercase();
    }
    if old.starts_with(char::is_uppercase) {
        return capital(one) + &capital(two);
    }
    if old.len() < 8 {
        return format!("{one}{}", ["", "_x", "2", "_"][random.below(4)]);
    }
    if old.contains('_') {
        format!("{one}_{two}")
    } else {
        one.to_owned() + &capital(two)
    }
}

const WORDS: &[&str] = &[
    "apple", "arrow", "basin", "bloom", "brick", "cabin", "canal", "cargo", "cedar", "chalk", "cliff",
    "cloud", "coral", "crane", "creek", "delta", "diver", "dune", "eagle", "ember", "fable", "fern", "field",
    "flint", "forge", "frost", "glade", "grain", "grove", "harbor", "hazel", "heron", "inlet", "island",
    "ivory", "jungle", "kite", "lagoon", "lark", "lemon", "lily", "maple", "marsh", "meadow", "mint",
    "mosaic", "nest", "oak", "oasis", "olive", "onyx", "opal", "orchid", "otter", "pearl", "pebble", "pine",
    "plume", "pond", "poppy", "prairie", "quartz", "quill", "rain", "raven", "reed", "ridge", "river",
    "robin", "sable", "sage", "shell", "shore", "slate", "spruce", "stone", "storm", "swan", "thorn", "tide",
    "timber", "tulip", "valley", "velvet", "violet", "walnut", "willow", "wren", "yarrow", "zephyr",
];

/// Words that a language reserves or that mean something in it: a renamed copy that runs keeps them.
fn is_kept(name: &str) -> bool {
    const KEPT: &[&str] = &[
        "Array",
        "Box",
        "Date",
        "Err",
        "Error",
        "Exception",
        "False",
        "Iterator",
        "JSON",
        "KeyError",
        "Math",
        "None",
        "Number",
        "Object",
        "Ok",
        "Option",
        "Promise",
        "Result",
        "Self",
        "Some",
        "String",
        "True",
        "TypeError",
        "ValueError",
        "Vec",
        "abstract",
        "and",
        "any",
        "as",
        "assert",
        "async",
        "await",
        "bool",
        "boolean",
        "break",
        "bytes",
        "case",
        "catch",
        "char",
        "class",
        "cls",
        "const",
        "constructor",
        "continue",
        "crate",
        "def",
        "default",
        "del",
        "delete",
        "dict",
        "do",
        "dyn",
        "elif",
        "else",
        "enum",
        "except",
        "export",
        "extends",
        "extern",
        "f32",
        "f64",
        "false",
        "finally",
        "float",
        "fn",
        "for",
        "from",
        "function",
        "get",
        "global",
        "i32",
        "i64",
        "if",
        "impl",
        "import",
        "in",
        "instanceof",
        "int",
        "interface",
        "is",
        "isinstance",
        "lambda",
        "len",
        "let",
        "list",
        "loop",
        "match",
        "mod",
        "move",
        "mut",
        "new",
        "nonlocal",
        "not",
        "null",
        "number",
        "object",
        "of",
        "or",
        "pass",
        "private",
        "protected",
        "pub",
        "public",
        "raise",
        "range",
        "readonly",
        "ref",
        "return",
        "self",
        "set",
        "static",
        "str",
        "string",
        "struct",
        "super",
        "switch",
        "this",
        "throw",
        "trait",
        "true",
        "try",
        "tuple",
        "type",
        "typeof",
        "u16",
        "u32",
        "u64",
        "u8",
        "undefined",
        "unsafe",
        "use",
        "usize",
        "var",
        "void",
        "where",
        "while",
        "with",
        "yield",
    ];
    KEPT.binary_search(&name).is_ok()
}

/// T4S: 50 to 80 % of the lines, one after the other. `None` for less than six lines.
pub(crate) fn slice(text: &str, random: &mut Random) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() < 6 {
        return None;
    }
    let share = 50 + random.below(31);
    let count = (lines.len() * share).div_ceil(100);
    let from = random.below(lines.len() - count + 1);
    Some(lines[from..from + count].join("\n"))
}

/// T4E: the text between two others.
pub(crate) fn embedded(text: &str, before: &str, after: &str) -> String {
    format!("{before}\n\n{text}\n\n{after}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_copy_has_the_same_shape() {
        let text = "def f(self, items):\n    total = 0  # sum\n    for item in items:\n        total += item.price\n    return total";
        let copy = renamed(text, false, false, &mut Random::new(1)).expect("names to rename");
        assert!(
            !copy.contains("total") && copy.contains("self") && copy.contains(".price"),
            "{copy}"
        );
        let all = renamed(text, true, true, &mut Random::new(1)).expect("names to rename");
        assert!(!all.contains("price") && all.contains("# sum"), "{all}");
        assert_eq!(
            crate::tokens::tokens(&all).len(),
            crate::tokens::tokens(text).len()
        );
    }

    #[test]
    fn a_slice_has_half_of_the_lines_and_more() {
        let text = "a\nb\nc\nd\ne\nf\ng\nh";
        let copy = slice(text, &mut Random::new(4)).expect("eight lines");
        assert!(
            text.contains(&copy) && (4..=7).contains(&copy.lines().count()),
            "{copy}"
        );
        assert_eq!(slice("a\nb", &mut Random::new(4)), None);
    }
}
