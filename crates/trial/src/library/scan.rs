//! A look at every text, as the filter of CopyQ looks: each word of the query as a pattern without regard to case.

use regex::RegexBuilder;

use super::{Asked, Item, rows};

pub(super) fn measure(items: &[Item], asked: &[Asked]) {
    rows(
        "a look at every text, the way of CopyQ's filter",
        asked,
        |query| {
            let patterns: Vec<_> = query
                .split_whitespace()
                .filter_map(|word| {
                    let pattern = regex::escape(word);
                    RegexBuilder::new(&pattern).case_insensitive(true).build().ok()
                })
                .collect();
            let holds = |item: &&Item| patterns.iter().all(|pattern| pattern.is_match(&item.text));
            items.iter().filter(holds).count()
        },
    );
}
