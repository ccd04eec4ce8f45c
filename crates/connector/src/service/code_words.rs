//! What counts as a word in code: names whole (`merge_all`, `mergeAll`), their parts, operators, and signs.

use rustc_hash::FxHashSet;

/// Signs of an operator, at most. Of what is longer (a rule of hyphens, a pattern) each row of so many is one.
const LONGEST_OPERATOR: usize = 4;

/// Whether it parts words.
pub(super) fn is_between(c: char) -> bool {
    !c.is_alphanumeric() && c != '_'
}

/// Each sign that is in a text, its operators of two signs and more, and its words: what there are fewest of first.
pub(super) fn of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(is_between).filter(|word| !word.is_empty());
    signs(text).chain(operators(text)).chain(words)
}

/// What a word without a letter or digit is known by: its operators, the signs that are in none of them, and its `_`, which are
/// parts of names.
pub(super) fn known_by(signs_alone: &str) -> impl Iterator<Item = &str> {
    let in_an_operator = move |sign: &str| operators(signs_alone).any(|operator| operator.contains(sign));
    let lines = signs_alone.split(|c| c != '_').filter(|line| !line.is_empty());
    let others = signs(signs_alone).filter(move |sign| !in_an_operator(sign));
    operators(signs_alone).chain(others).chain(lines)
}

fn operators(text: &str) -> impl Iterator<Item = &str> {
    let signs = text.split(|c: char| !c.is_ascii_punctuation() || c == '_');
    // Brackets and quotes pile up (`])}`) and mean nothing together.
    let runs = signs.flat_map(|run| run.split(['(', ')', '[', ']', '{', '}', '"', '\'', '`', ',', ';']));
    runs.filter(|run| run.len() > 1).flat_map(|run| {
        let length = run.len().min(LONGEST_OPERATOR);
        let rows = run.as_bytes().windows(length).enumerate();
        // A rule of hyphens has one.
        let new = rows.filter(move |(at, row)| {
            *at == 0 || row.iter().any(|sign| *sign != row[0]) || run.as_bytes()[at - 1] != row[0]
        });
        new.map(move |(at, _)| &run[at..at + length])
    })
}

/// Each sign of a text, once.
fn signs(text: &str) -> impl Iterator<Item = &str> {
    let mut seen = FxHashSet::default();
    let signs = text
        .char_indices()
        .filter(move |(_, c)| is_between(*c) && !c.is_whitespace() && seen.insert(*c));
    signs.map(|(at, c)| &text[at..at + c.len_utf8()])
}

/// The parts of a word: between its punctuation, its `_`, and its capitals (`HTTPServer` has two).
pub(super) fn parts(word: &str) -> impl Iterator<Item = &str> {
    let plain = word.split(|c: char| !c.is_alphanumeric());
    plain.flat_map(humps).filter(|part| !part.is_empty())
}

fn humps(word: &str) -> impl Iterator<Item = &str> {
    let mut cuts = vec![0];
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    for place in 1..letters.len() {
        let (_, before) = letters[place - 1];
        let (at, here) = letters[place];
        let next = letters.get(place + 1).map(|(_, next)| *next);
        let begins = here.is_uppercase() && !before.is_uppercase();
        let ends_a_run = here.is_uppercase() && before.is_uppercase() && next.is_some_and(char::is_lowercase);
        if begins || ends_a_run {
            cuts.push(at);
        }
    }
    cuts.push(word.len());
    let ends = cuts.clone().into_iter().skip(1);
    cuts.into_iter().zip(ends).map(|(from, to)| &word[from..to])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_parts() {
        let parts = |word| parts(word).collect::<Vec<_>>();
        assert_eq!(parts("mergeAll"), ["merge", "All"]);
        assert_eq!(parts("merge_all"), ["merge", "all"]);
        assert_eq!(parts("HTTPServer2"), ["HTTP", "Server2"]);
        assert_eq!(parts("op.retry("), ["op", "retry"]);
        assert_eq!(parts("ÄußereÜbung"), ["Äußere", "Übung"]);
        assert_eq!(parts("=>"), Vec::<&str>::new());
        assert_eq!(parts("plain"), ["plain"]);
    }

    #[test]
    fn operators_are_words() {
        let words = |text| of(text).collect::<Vec<_>>();
        assert_eq!(words("a => b_c"), ["=", ">", "=>", "a", "b_c"]);
        assert_eq!(
            words("f(x)::<y>"),
            ["(", ")", ":", "<", ">", "::<", "f", "x", "y"]
        );
        assert_eq!(words("])}"), ["]", ")", "}"]);
        assert_eq!(words("#-----------="), ["#", "-", "=", "#---", "----", "---="]);
        assert_eq!(words(":|=>?"), [":", "|", "=", ">", "?", ":|=>", "|=>?"]);
        assert_eq!(words("a × b ✅ ±²"), ["×", "✅", "±", "a", "b", "²"]);
    }

    #[test]
    fn signs_alone_are_known_by_their_operators() {
        let known = |word| known_by(word).collect::<Vec<_>>();
        assert_eq!(known("=>"), ["=>"]);
        assert_eq!(known("="), ["="]);
        assert_eq!(known("]):"), ["]", ")", ":"]);
        assert_eq!(known("))->"), ["->", ")"]);
        assert_eq!(known("======="), ["===="]);
        assert_eq!(known("._|__"), [".", "|", "_", "__"]);
    }
}
