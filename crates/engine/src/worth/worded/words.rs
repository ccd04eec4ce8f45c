//! The words that hold sentences together, which commands, settings and queries do without.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Articles, pronouns, auxiliaries, prepositions and conjunctions, and what is said of programs: `fails`, `works`.
static HOLDING: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "\
    a about after again all also although always am an and any are as at bad be because been before being \
    better both breaks broke broken but by can cannot could der des did die do does doesn't don't during each \
    ein eine el et every everything fail failed fails for from good great had has have he how however if in \
    instead into is isn't it its just la le les looks los may might missing more most must my need needed needs \
    never nice no not now of often on only onto or our over please seems she should since slow so some still \
    such sure than that the their them then there these they this those through to too und under une unless \
    until versus very via von vs was we were what when where whether which while who why will with within \
    without won't work works would yet you your"
        .split(' ')
        .collect()
});

/// Whether the word, in whatever case and with what may stand beside it in a sentence, holds sentences together.
pub(super) fn is_holding(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'');
    // None has more.
    word.len() <= 10 && HOLDING.contains(word.to_ascii_lowercase().as_str())
}

/// What a heading is about: `git merge conflict`, `npm install error`.
const TOPICS: &str = "basics bug bugs bindings cheatsheet command commands conflict conflicts cost course coverage docs documentation error errors \
    example examples failure failures file files format guide help history hook hooks idea ideas image images internals issue issues \
    limit limits loop message messages name names notes options policies policy problem problems process question \
    questions release releases review rules script scripts settings setup size sizes strategies strategy style suite support syntax system \
    template templates tips tools tricks tutorial tutorials version versions warning warnings workflow workflows";

/// Whether the word is what a heading ends with.
pub(super) fn is_topic(word: &str) -> bool {
    is_among(word, TOPICS)
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
