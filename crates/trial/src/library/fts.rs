//! tantivy over the same texts: words and their beginnings, and words with a wrong letter.

use std::time::Instant;

use anyhow::Result;
use tantivy::{
    Index, TantivyDocument, Term,
    collector::TopDocs,
    query::{BooleanQuery, FuzzyTermQuery, Occur, Query},
    schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
};

use super::{Asked, Item, millis, row, rows};
use crate::memory::resident;

/// Assets that a search answers, as Bowerbird's.
const MOST: usize = 1_000;
/// Changes after each of which is looked whether they are found.
const CHANGES: usize = 20;

pub(super) fn measure(items: &[Item], asked: &[Asked]) -> Result<()> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("default")
        .set_index_option(IndexRecordOption::WithFreqs);
    let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
    let index = Index::create_in_ram(schema.build());
    let before = resident()?;
    let began = Instant::now();
    let mut writer = index.writer_with_num_threads(1, 100_000_000)?;
    let document = |text: &str| {
        let mut document = TantivyDocument::default();
        document.add_text(body, text);
        document
    };
    for item in items {
        writer.add_document(document(&item.text))?;
    }
    writer.commit()?;
    row(
        "tantivy: building it",
        &format!("{:.1} s", began.elapsed().as_secs_f64()),
    );
    let reader = index.reader()?;
    let searcher = reader.searcher();
    let find = |query: &dyn Query| searcher.search(query, &TopDocs::with_limit(MOST).order_by_score());
    rows("tantivy, words and their beginnings", asked, |text| {
        find(&words(body, text, 0))
    });
    rows("tantivy, one wrong letter", asked, |text| {
        find(&words(body, text, 1))
    });
    let mut changes = Vec::new();
    for number in 0..CHANGES {
        let began = Instant::now();
        writer.add_document(document(&format!("fn changed_{number}() {{}}")))?;
        writer.commit()?;
        reader.reload()?;
        changes.push(began.elapsed());
    }
    row("tantivy: a change until it is found, p50 / p99", &millis(changes));
    row(
        "tantivy: memory, with its writer",
        &format!(
            "{:.0} MiB",
            resident()?.saturating_sub(before) as f64 / 1_048_576.0
        ),
    );
    Ok(())
}

/// Every word of the query, as its tokenizer parts them, or the beginning of one.
fn words(body: Field, text: &str, wrong: u8) -> BooleanQuery {
    let parts = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty());
    let term = |part: &str| Term::from_field_text(body, &part.to_lowercase());
    let query =
        |part: &str| -> Box<dyn Query> { Box::new(FuzzyTermQuery::new_prefix(term(part), wrong, true)) };
    BooleanQuery::new(parts.map(|part| (Occur::Must, query(part))).collect())
}
