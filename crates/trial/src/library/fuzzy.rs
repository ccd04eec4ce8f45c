//! Fuzzy matchers over the same titles and first lines: what they cost, and which slips of the keyboard they forgive.

use nucleo_matcher::{
    Config, Matcher,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

use super::{Asked, Item, millis, row, times};

/// One letter in this many may be wrong, as in Bowerbird's search.
const LETTERS_A_TYPO: usize = 4;

pub(super) fn measure(items: &[Item], asked: &[Asked]) {
    let heads: Vec<String> = items
        .iter()
        .map(|item| {
            let line = item.text.lines().find(|line| !line.trim().is_empty());
            format!("{}\n{}", item.title, line.unwrap_or_default()).to_lowercase()
        })
        .collect();
    for Asked { kind, queries } in asked {
        measure_one("frizbee", kind, queries, |query| frizbee(&heads, query));
        let mut matcher = Matcher::new(Config::DEFAULT);
        measure_one("nucleo", kind, queries, |query| {
            nucleo(&heads, query, &mut matcher)
        });
    }
}

fn measure_one(name: &str, kind: &str, queries: &[String], mut find: impl FnMut(&str) -> usize) {
    let mut nothing = 0;
    let found = times(queries, |query| nothing += usize::from(find(query) == 0));
    let share = 100.0 * nothing as f64 / queries.len().max(1) as f64;
    let what = format!("{name} over titles and first lines, {kind}, p50 / p99; finds nothing for");
    row(&what, &format!("{}; {share:.0} %", millis(found)));
}

fn frizbee(heads: &[String], query: &str) -> usize {
    let wrong = u16::try_from(query.chars().count() / LETTERS_A_TYPO).unwrap_or(u16::MAX);
    let config = frizbee::Config::default().max_typos(Some(wrong));
    frizbee::Matcher::new(query, &config).match_list(heads).len()
}

fn nucleo(heads: &[String], query: &str, matcher: &mut Matcher) -> usize {
    let pattern = Pattern::new(query, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    pattern.match_list(heads, matcher).len()
}
