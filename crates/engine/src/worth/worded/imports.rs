//! What a file begins with: the names of what it takes from elsewhere, one a line.

/// Whether all lines say what is taken from elsewhere, and there are some.
pub(super) fn is_imports(text: &str) -> bool {
    let (mut count, mut open) = (0, false);
    let mut fallback = false;
    for line in text.lines() {
        let line = line.trim();
        let bare = line.trim_end_matches(';').trim_end();
        if line.is_empty() || line.starts_with("//") || line.starts_with("# ") {
            continue;
        }
        if open {
            open = !bare.ends_with([')', '}']);
            count += 1;
        } else if opens(line) {
            open = true;
        } else if is_import(bare, bare != line) {
            count += 1;
        } else if is_fallback(line) {
            fallback = true;
        } else {
            return false;
        }
    }
    count >= 2 || (fallback && count > 0)
}

/// Bytes of the longest line that is looked at by itself.
const LONGEST: usize = 1024;

/// Whether the text is a single line that says more than a name: what is taken from where, or from how deep.
pub(super) fn is_telling(text: &str) -> bool {
    if text.len() > LONGEST || text.contains('\n') {
        return false;
    }
    let bare = text.trim_end_matches(';').trim_end();
    let parts = bare.matches(['.', '/', '\\']).count() + bare.matches("::").count();
    let taken = [" import ", " as ", " from "]
        .iter()
        .any(|word| bare.contains(word));
    let quoted = bare.ends_with(['"', '\'', '>']);
    let deep = parts >= 2 || parts == 1 && (quoted || taken || bare.contains('{'));
    (deep || taken) && !bare.starts_with("open ") && is_import(bare, bare != text)
}

/// The first line of some that are taken together: `import (`, `from x import (`, `use a::{`.
fn opens(line: &str) -> bool {
    let line = line.trim_end();
    line == "import ("
        || line == "import {"
        || (line.starts_with("from ") && line.ends_with(" import ("))
        || (line.starts_with("use ") && line.ends_with("::{"))
}

/// `try:` and `except ImportError:`, between which another of the same use is taken.
fn is_fallback(line: &str) -> bool {
    matches!(line, "try:" | "else:") || (line.starts_with("except ") && line.ends_with("Error:"))
}

/// `import os`, `use a::b`, `require 'x'`, `from x import y`. `ended`: it ends with a semicolon.
fn is_import(line: &str, ended: bool) -> bool {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    // `use cases` is none: names of more than one part, or in quotes, are.
    let marked = ended || line.contains(['.', ':', '_', '"', '\'', '/', '(', '<']);
    let mut words = line.split_whitespace();
    let Some(verb) = words.next() else { return false };
    let rest: Vec<&str> = words.collect();
    match verb {
        "import" => match rest[..] {
            ["static" | "qualified" | "type", ref rest @ ..] | ref rest => is_taken(rest),
        },
        "use" | "using" | "open" | "require" | "include" | "load" => marked && is_taken(&rest),
        "from" => rest.len() >= 3 && rest[1] == "import" && is_name(rest[0]) && all_named(&rest[2..]),
        "#include" | "#import" => rest.len() == 1 && rest[0].starts_with(['<', '"']),
        _ => false,
    }
}

/// A name, which may be called another, or of which some parts are taken.
fn is_taken(rest: &[&str]) -> bool {
    match rest {
        [] => false,
        [one] => is_name(one),
        [one, "as" | "exposing" | "hiding" | "qualified", more @ ..] => is_name(one) && all_named(more),
        [.., "from", from] => from.starts_with(['"', '\'']),
        [one, more @ ..] => {
            is_name(one) && (one.ends_with(',') || more[0].starts_with('(')) && all_named(more)
        }
    }
}

/// Names with commas between them, and others that some are called.
fn all_named(words: &[&str]) -> bool {
    let between = |pair: &[&str]| {
        pair[0].ends_with([',', '(', '{', '"'])
            || pair[0] == "as"
            || pair[1] == "as"
            || pair[0] == "exposing"
            || matches!(pair[1], "exposing" | "hiding" | ")" | "}")
            || pair[1].starts_with('(')
    };
    !words.is_empty() && words.iter().all(|word| is_name(word)) && words.windows(2).all(between)
}

/// A name with what may stand in or beside it, and which no sentence ends with.
fn is_name(word: &str) -> bool {
    let plain = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '_' | '.'
                    | ':'
                    | '/'
                    | '\\'
                    | '-'
                    | '@'
                    | '*'
                    | ','
                    | '('
                    | ')'
                    | '{'
                    | '}'
                    | '"'
                    | '\''
                    | '<'
                    | '>'
                    | '$'
                    | '~'
            )
    };
    word.chars().all(plain) && !word.ends_with(['.', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_take_something_are_imports() {
        for text in [
            "import os\nimport sys\nfrom pathlib import Path",
            "import numpy as np\n\nfrom a.b import c, d as e",
            "try:\n    import simplejson as json\nexcept ImportError:\n    import json",
            "import java.util.List;\nimport static java.util.Map.*;",
            "import (\n\t\"fmt\"\n\t\"go/ast\"\n)",
            "use std::fmt;\nuse crate::{\n    a,\n    b,\n};",
            "use strict;\nuse warnings;",
            "require 'json'\nrequire 'net/http'",
            "import Bytes exposing (Bytes)\nimport Dict exposing (Dict, get)",
            "import qualified Data.Map as Map\nimport Data.List (sort, nub)",
            "#include <stdio.h>\n#include \"a.h\"",
            "using System;\nusing System.Linq;",
            "from x import (\n    a,\n    b,\n)",
        ] {
            assert!(is_imports(text), "{text}");
        }
    }

    #[test]
    fn a_line_alone_tells_where_or_how_deep() {
        for text in [
            "from dataclasses import dataclass, field",
            "import numpy as np",
            "require \"active_support/all\"",
            "import { useState } from \"react\";",
            "use std::collections::HashMap;",
            "import java.util.stream.Collectors;",
            "use Illuminate\\Support\\Facades\\DB;",
        ] {
            assert!(is_telling(text), "{text}");
        }
        for text in [
            "import os",
            "use std::fmt",
            "from here to there",
            "import it as soon as it is there",
            "use v1.2.3 for it",
        ] {
            assert!(!is_telling(text), "{text}");
        }
    }

    #[test]
    fn other_lines_are_none() {
        for text in [
            "import os",
            "import the data\nuse it",
            "Import the data.\nUse what is there.",
            "use strict rules\nuse warnings rarely",
            "from here to there\nfrom there to here",
            "import os\nand go on",
            "require approval from everybody\nrequire signatures",
            "use cases\nuse tests",
            "open issues\nopen questions",
            "try:",
        ] {
            assert!(!is_imports(text), "{text}");
        }
    }
}
