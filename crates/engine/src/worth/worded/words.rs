//! The words that hold sentences together, which commands, settings and queries do without.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Articles, pronouns, auxiliaries, prepositions and conjunctions, and what is said of programs: `fails`, `works`.
static HOLDING: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "\
    a about after again all also although always am an and any are as at be because been before being better \
    both broken but by can cannot could der des did die do does doesn't don't during each ein eine el et every \
    everything fail failed fails for from had has have he how however if in instead into is isn't it its just \
    la le les los may might missing more most must my need needs never no not now of often on only onto or our \
    over please seems she should since so some still such sure than that the their them then there these they \
    this those through to too und under une unless until very via von was we were what when where whether which \
    while who why will with within without won't work works would yet you your"
        .split(' ')
        .collect()
});

/// Whether the word, in whatever case and with what may stand beside it in a sentence, holds sentences together.
pub(super) fn is_holding(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'');
    // None has more.
    word.len() <= 10 && HOLDING.contains(word.to_ascii_lowercase().as_str())
}

/// Whether the word is one of a list, which has blanks between its words.
pub(super) fn is_among(word: &str, list: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

/// Whether the line ends as a sentence does, or goes on.
pub(super) fn ends_said(line: &str) -> bool {
    let end = line.trim_end().trim_end_matches(['"', '\'', ')']);
    let word = end.rsplit(char::is_whitespace).next().unwrap_or_default();
    let dots = word.chars().all(|c| c == '.');
    end.ends_with(['.', '?', '!', ',', ':', '…']) && !dots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_ends() {
        assert!(
            is_holding("The") && is_holding("everything") && is_holding("(which") && !is_holding("deploy")
        );
        assert!(ends_said("It works.") && ends_said("as follows:") && !ends_said("git add ."));
    }
}
