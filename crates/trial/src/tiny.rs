//! Functions of one line, made up: in a library of a few, nothing but their few words tells one from another.

use crate::{functions::Language, random::Random, sources::Part};

/// What functions are made of: one half is fitted on, the other is kept for the test.
struct Words {
    /// Two parameters or fields, and names of functions of them.
    subjects: &'static [(&'static str, &'static str, &'static [&'static str])],
    /// What is computed of `a` and `b`.
    bodies: &'static [&'static str],
    types: &'static [&'static str],
}

const FITTED: Words = Words {
    subjects: &[
        ("width", "height", &["area", "edge", "ratio", "diagonal"]),
        ("price", "count", &["total", "average", "change", "balance"]),
        ("first", "second", &["sum", "gap", "larger", "mean"]),
        ("start", "end", &["length", "middle", "overlap", "offset"]),
        ("x", "y", &["norm", "dot", "shift", "project"]),
    ],
    bodies: &[
        "a * b",
        "2 * (a + b)",
        "a - b",
        "(a + b) / 2",
        "a * a + b * b",
        "a / b",
        "a + b",
        "b - a + 1",
    ],
    types: &["u32", "i64", "f64"],
};

const TESTED: Words = Words {
    subjects: &[
        ("mass", "speed", &["energy", "momentum", "impulse", "drag"]),
        ("rows", "columns", &["cells", "border", "stride", "shape"]),
        ("low", "high", &["span", "center", "clamp", "spread"]),
        ("left", "right", &["join", "delta", "blend", "score"]),
        ("seconds", "frames", &["rate", "delay", "budget", "lag"]),
    ],
    bodies: &[
        "a * b / 2",
        "a + b * b",
        "3 * a - b",
        "a * b",
        "a % b",
        "(a - b) * (a - b)",
        "a + b - 1",
        "b / a",
    ],
    types: &["i32", "u64", "f32"],
};

/// A function, what another of the same signature is, and the function with its parameters renamed.
pub(crate) struct Tiny {
    pub(crate) language: Language,
    pub(crate) text: String,
    pub(crate) another: String,
    pub(crate) renamed: String,
}

/// So many of them.
pub(crate) fn functions(part: Part, count: usize) -> Vec<Tiny> {
    let words = match part {
        Part::Fit => &FITTED,
        Part::Test => &TESTED,
    };
    let mut random = Random::new(23);
    (0..count).map(|_| function(words, &mut random)).collect()
}

fn function(words: &Words, random: &mut Random) -> Tiny {
    let languages = [
        Language::Rust,
        Language::Python,
        Language::JavaScript,
        Language::TypeScript,
    ];
    let language = languages[random.below(languages.len())];
    let (a, b, names) = words.subjects[random.below(words.subjects.len())];
    let (other_a, other_b, _) = words.subjects[random.below(words.subjects.len())];
    let of_type = words.types[random.below(words.types.len())];
    let (name, next) = two_of(names, random);
    let (body, other) = two_of(words.bodies, random);
    let method = random.below(3) == 0;
    let written =
        |name: &str, body: &str, a: &str, b: &str| write(language, method, of_type, name, body, [a, b]);
    Tiny {
        language,
        text: written(name, body, a, b),
        another: written(next, other, a, b),
        renamed: if method {
            // Of a method the object's fields are no names of its own.
            written(name, body, a, b).replace("self", "this_one")
        } else {
            written(name, body, other_a, other_b)
        },
    }
}

fn two_of<'w>(of: &[&'w str], random: &mut Random) -> (&'w str, &'w str) {
    let one = random.below(of.len());
    let other = (one + 1 + random.below(of.len() - 1)) % of.len();
    (of[one], of[other])
}

fn write(
    language: Language,
    method: bool,
    of_type: &str,
    name: &str,
    body: &str,
    names: [&str; 2],
) -> String {
    let [a, b] = names;
    let object = match language {
        Language::Python | Language::Rust => "self.",
        Language::JavaScript | Language::TypeScript => "this.",
    };
    let object = if method { object } else { "" };
    let body: String = body
        .chars()
        .map(|c| match c {
            'a' => format!("{object}{a}"),
            'b' => format!("{object}{b}"),
            c => c.to_string(),
        })
        .collect();
    match (language, method) {
        (Language::Rust, true) => format!("fn {name}(&self) -> {of_type} {{\n    {body}\n}}"),
        (Language::Rust, false) => {
            format!("fn {name}({a}: {of_type}, {b}: {of_type}) -> {of_type} {{\n    {body}\n}}")
        }
        (Language::Python, true) => format!("def {name}(self):\n    return {body}"),
        (Language::Python, false) => format!("def {name}({a}, {b}):\n    return {body}"),
        (Language::JavaScript, true) => format!("{name}() {{\n  return {body};\n}}"),
        (Language::JavaScript, false) => format!("function {name}({a}, {b}) {{\n  return {body};\n}}"),
        (Language::TypeScript, true) => format!("{name}(): number {{\n  return {body};\n}}"),
        (Language::TypeScript, false) => {
            format!("export function {name}({a}: number, {b}: number): number {{\n  return {body};\n}}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_is_another_and_the_renamed_one_is_not() {
        for Tiny {
            text,
            another,
            renamed,
            ..
        } in functions(Part::Fit, 50)
        {
            assert_ne!(text, another);
            let tokens = |text: &str| crate::tokens::tokens(text).len();
            assert_eq!(tokens(&text), tokens(&renamed));
        }
    }
}
