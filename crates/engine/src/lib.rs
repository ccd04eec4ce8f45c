//! What a copied text leads to: reuse, save or nothing.
//!
//! Pure: no I/O, no clock, no randomness, so the same question has the same answer. [`Sketch`] and
//! [`Analysis`] look at one text on its own;
//! [`Engine`] knows the library and judges.
//!
//! The method, one module for each step: [`lex`] cuts a text of any language into tokens, [`digest`] tells equal texts,
//! [`grams`] and [`index`] find the assets that share something, [`measure`] and [`compare`] measure them in full, [`decide`] says
//! how likely each is the origin, [`judge`] what follows from that, [`reason`] why it is offered,
//! [`worth`] what is not worth a question, [`undressed`] what stands around a command. [`language`] and [`mod@title`] describe a text for a reader, who sees what [`mod@seen`] leaves.

mod analysis;
mod background;
mod compare;
mod config;
mod decide;
mod digest;
mod engine;
mod entry;
mod excerpt;
mod grams;
mod index;
mod judge;
mod language;
mod lex;
mod measure;
mod outside;
mod packed;
mod pattern;
mod reason;
mod seen;
mod sketch;
mod small;
mod snapshot;
mod title;
mod undressed;
mod weights;
mod worth;

pub use analysis::Analysis;
pub use config::{Config, Offering};
pub use engine::{Engine, Learned};
pub use entry::Entry;
pub use index::Footprint;
pub use judge::Work;
pub use language::{
    ContentDetector, LANGUAGE_WEIGHT_STEP, LanguageDetector, detectable_languages, is_code, language_of,
    language_sign_share, language_signs,
};
pub use measure::{MEASURES, Measures};
pub use reason::Reason;
pub use seen::seen;
pub use sketch::Sketch;
pub use snapshot::{Changed, Snapshot, SnapshotError};
pub use title::title;
pub use worth::{Reading, SecretKind, TrivialKind, Worth, secret_in};
