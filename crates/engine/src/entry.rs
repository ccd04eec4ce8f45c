//! What an index takes in of a text, made beforehand.

use domain::TextDigest;

use crate::{
    Analysis, Sketch,
    grams::Grams,
    index::{Document, ExactMark, Run},
    packed::Packed,
};

/// A text as an index takes it in. Making one is most of the work of that, and needs no index: who shares an engine with
/// others makes it before asking for the engine.
#[derive(Debug)]
pub struct Entry {
    pub(crate) digest: TextDigest,
    pub(crate) exact: ExactMark,
    pub(crate) tokens: Packed,
    pub(crate) run: Run,
}

impl From<&Sketch> for Entry {
    fn from(sketch: &Sketch) -> Self {
        Self {
            digest: sketch.digest(),
            exact: sketch.into(),
            tokens: Packed::of(sketch.tokens()),
            run: Run::of(&Grams::of(sketch.tokens())),
        }
    }
}

impl From<&Analysis> for Entry {
    fn from(analysis: &Analysis) -> Self {
        let sketch: &Sketch = analysis;
        sketch.into()
    }
}

impl<Id> From<Document<Id>> for Entry {
    fn from(document: Document<Id>) -> Self {
        Self {
            digest: document.digest,
            exact: document.exact,
            run: Run::of(&Grams::of(&document.tokens.tokens())),
            tokens: document.tokens,
        }
    }
}
