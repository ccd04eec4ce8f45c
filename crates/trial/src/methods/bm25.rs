//! tantivy: BM25 over the 25 rarest tokens, ranked anew by the longest common subsequence.

use std::collections::HashSet;

use anyhow::Result;
use tantivy::{
    DocAddress, Index, IndexReader, Searcher, TantivyDocument, Term,
    collector::TopDocs,
    query::{BooleanQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions},
};

use super::{Answer, CANDIDATES, Method, by_containment};
use crate::tokens::hashes;

/// Rarest tokens of a query that are looked up.
const TERMS: usize = 25;
/// The share of the shorter text from which the first is offered.
const LEAST: f64 = 0.7;

pub(super) struct Bm25 {
    reader: IndexReader,
    body: Field,
    place: Field,
    tokens: Vec<Vec<u32>>,
}

impl Bm25 {
    pub(super) fn new(library: &[&str]) -> Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqs);
        let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
        let place = schema.add_u64_field("place", NumericOptions::default().set_fast());
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 200_000_000)?;
        let tokens: Vec<Vec<u32>> = library.iter().map(|text| hashes(text)).collect();
        for (number, tokens) in tokens.iter().enumerate() {
            let words: Vec<String> = tokens.iter().map(|token| format!("{token:x}")).collect();
            let mut document = TantivyDocument::default();
            document.add_text(body, words.join(" "));
            document.add_u64(place, number as u64);
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Self {
            reader: index.reader()?,
            body,
            place,
            tokens,
        })
    }

    fn place(&self, searcher: &Searcher, at: DocAddress) -> Result<usize> {
        let column = searcher
            .segment_reader(at.segment_ord)
            .fast_fields()
            .u64(searcher.schema().get_field_name(self.place))?;
        Ok(column.first(at.doc_id).unwrap_or_default() as usize)
    }
}

impl Method for Bm25 {
    fn name(&self) -> &'static str {
        "tantivy BM25 + LCS"
    }

    fn answer(&self, text: &str) -> Result<Answer> {
        let tokens = hashes(text);
        let searcher = self.reader.searcher();
        let mut terms = Vec::new();
        for token in tokens.iter().collect::<HashSet<_>>() {
            let term = Term::from_field_text(self.body, &format!("{token:x}"));
            let frequency = searcher.doc_freq(&term)?;
            if frequency > 0 {
                terms.push((frequency, term));
            }
        }
        terms.sort();
        let clauses: Vec<(Occur, Box<dyn Query>)> = terms
            .into_iter()
            .take(TERMS)
            .map(|(_, term)| {
                let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                (Occur::Should, query)
            })
            .collect();
        let found = searcher.search(
            &BooleanQuery::new(clauses),
            &TopDocs::with_limit(CANDIDATES).order_by_score(),
        )?;
        let candidates = found
            .into_iter()
            .map(|(_, at)| self.place(&searcher, at))
            .collect::<Result<Vec<_>>>()?;
        Ok(by_containment(&tokens, candidates, &self.tokens, LEAST))
    }
}
