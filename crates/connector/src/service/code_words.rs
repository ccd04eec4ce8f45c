//! What counts as a word in code: names whole (`merge_all`, `mergeAll`), their parts, and operators.

/// Whether it parts words.
pub(super) fn is_between(c: char) -> bool {
    !c.is_alphanumeric() && c != '_'
}

/// The words of a text, and its operators of two signs and more.
pub(super) fn of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(is_between).filter(|word| !word.is_empty());
    let signs = text.split(|c: char| !c.is_ascii_punctuation() || c == '_');
    // Brackets and quotes pile up (`])}`) and mean nothing together.
    let operators = signs.flat_map(|run| run.split(['(', ')', '[', ']', '{', '}', '"', '\'', '`', ',', ';']));
    words.chain(operators.filter(|run| (2..=4).contains(&run.len())))
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
        assert_eq!(words("a => b_c"), ["a", "b_c", "=>"]);
        assert_eq!(words("f(x)::<y>"), ["f", "x", "y", "::<"]);
        assert_eq!(words("])}"), Vec::<&str>::new());
        assert_eq!(words("-----------"), Vec::<&str>::new(), "a rule is no operator");
    }
}
