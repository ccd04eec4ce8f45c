//! What found assets are narrowed by, before the best of them are chosen.

use domain::{AnnotationKind, AssetId, Language, Timestamp};
use rustc_hash::FxHashSet;
use uuid::Uuid;

use super::{
    LabelIds,
    beyond::Beyond,
    catalogue::{Catalogue, Entry, PartKind},
    code_words, ids,
    open_tests::OpenTest,
    searched::{Ranks, wanted},
    spelling::{self, Needle, Spelled},
};

/// What found assets are narrowed by.
#[derive(Debug, Clone, Default)]
pub struct Narrowing {
    /// Whether assets count that are left out of lists.
    pub pseudo: bool,
    /// Only these.
    pub among: Option<Vec<AssetId>>,
    /// What an asset must be.
    pub filter: Filter,
    /// Each of these must be there as it is spelled.
    pub spelled: Vec<String>,
}

impl Narrowing {
    /// The words that it asks for, those that one filter names together.
    pub(super) fn phrases(&self) -> Vec<&str> {
        let mut phrases = Vec::new();
        self.filter.add_phrases(&mut phrases);
        phrases
    }
}

/// What an asset must be.
#[derive(Debug, Clone, Default)]
pub enum Filter {
    /// Anything.
    #[default]
    Any,
    /// All of these.
    All(Vec<Filter>),
    /// One of these.
    One(Vec<Filter>),
    /// In this language.
    Language(Language),
    /// With this tag, by its text or its id.
    Tag(String),
    /// With this website, by its address or its id.
    Website(String),
    /// About this person, by name, username, address of mail, or id.
    Person(String),
    /// With these words.
    Words(String, Where),
    /// Saved in this span.
    Created(Option<Timestamp>, Option<Timestamp>),
    /// Changed in this span.
    Updated(Option<Timestamp>, Option<Timestamp>),
}

impl Filter {
    fn add_phrases<'a>(&'a self, to: &mut Vec<&'a str>) {
        match self {
            Self::Words(words, _) => to.push(words),
            Self::All(filters) | Self::One(filters) => {
                filters.iter().for_each(|filter| filter.add_phrases(to));
            }
            _ => {}
        }
    }
}

/// Where words must stand: in one of these, and anywhere where none is named.
#[derive(Debug, Clone, Copy, Default)]
pub struct Where {
    /// In the title.
    pub title: bool,
    /// In the text.
    pub content: bool,
    /// In a note.
    pub annotation: bool,
    /// In a note of this kind.
    pub kind: Option<AnnotationKind>,
}

impl Where {
    fn is_anywhere(self) -> bool {
        !self.title && !self.is_in_the_store()
    }

    /// Whether one of the places is where only the store can look.
    fn is_in_the_store(self) -> bool {
        self.content || self.annotation || self.kind.is_some()
    }
}

/// A narrowing of which everything is looked up that is the same for each asset.
pub(super) struct Prepared<'a> {
    pseudo: bool,
    among: Option<FxHashSet<AssetId>>,
    test: Test<'a>,
}

enum Test<'a> {
    All(Vec<Test<'a>>),
    One(Vec<Test<'a>>),
    Language(&'a Language),
    /// One of these is among its parts of this kind.
    Part(PartKind, [Option<Uuid>; 2]),
    /// It has the words, and has them there.
    Words(Option<Ranks>, Vec<Word>, Where),
    /// It has the words as they are spelled.
    Spelled(&'a [String]),
    Created(Option<Timestamp>, Option<Timestamp>),
    Updated(Option<Timestamp>, Option<Timestamp>),
}

impl<'a> Prepared<'a> {
    pub(super) fn new(by: &'a Narrowing, catalogue: &Catalogue, beyond: &Beyond, known: &LabelIds) -> Self {
        let mut all = vec![test(&by.filter, catalogue, beyond, known)];
        if !by.spelled.is_empty() {
            all.push(Test::Spelled(&by.spelled));
        }
        Self {
            pseudo: by.pseudo,
            among: by.among.as_ref().map(|ids| ids.iter().copied().collect()),
            test: Test::All(all),
        }
    }

    /// Whether there may be assets of which the catalogue alone can't tell whether they are as they must be.
    pub(super) fn asks_the_store(&self) -> bool {
        self.test.asks_the_store()
    }

    /// What is open about the asset at a place once the catalogue has told what it can: nothing, where it is as it must
    /// be. `None` where it is not.
    pub(super) fn left_open(&self, place: u32, entry: &Entry) -> Option<OpenTest<'_>> {
        let is_wanted = (self.pseudo || !entry.pseudo)
            && self
                .among
                .as_ref()
                .is_none_or(|among| among.contains(&entry.summary.id));
        is_wanted.then(|| self.test.left_open(place, entry)).flatten()
    }
}

impl Test<'_> {
    fn asks_the_store(&self) -> bool {
        match self {
            Self::All(tests) | Self::One(tests) => tests.iter().any(Self::asks_the_store),
            Self::Words(_, _, stand) => stand.is_in_the_store(),
            Self::Spelled(_) => true,
            Self::Language(_) | Self::Part(..) | Self::Created(..) | Self::Updated(..) => false,
        }
    }

    fn left_open(&self, place: u32, entry: &Entry) -> Option<OpenTest<'_>> {
        let summary = &entry.summary;
        let within = |at: Timestamp, from: &Option<Timestamp>, to: &Option<Timestamp>| {
            from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to)
        };
        let told = |is_so: bool| is_so.then_some(OpenTest::NOTHING);
        match self {
            Self::All(tests) => {
                let open: Option<Vec<_>> = tests.iter().map(|test| test.left_open(place, entry)).collect();
                Some(OpenTest::all(open?))
            }
            Self::One(tests) if tests.is_empty() => Some(OpenTest::NOTHING),
            Self::One(tests) => {
                let open = tests.iter().filter_map(|test| test.left_open(place, entry));
                OpenTest::one(open.collect())
            }
            Self::Language(language) => told(summary.language.as_ref() == Some(language)),
            Self::Part(kind, ids) => told(ids.iter().flatten().any(|id| entry.parts.contains(&(*kind, *id)))),
            Self::Words(ranks, words, stand) => {
                // What lacks a word anywhere lacks it in each of the places.
                ranks.as_ref().filter(|ranks| !ranks.is_missing(place))?;
                if stand.is_anywhere() || (stand.title && has(&summary.name, words)) {
                    return Some(OpenTest::NOTHING);
                }
                stand.is_in_the_store().then_some(OpenTest::Words(words, *stand))
            }
            Self::Spelled(words) => Some(OpenTest::Spelled(words)),
            Self::Created(from, to) => told(within(summary.created, from, to)),
            Self::Updated(from, to) => told(within(summary.updated, from, to)),
        }
    }
}

/// A word that is looked for.
#[derive(Debug)]
pub(super) struct Word {
    whole: Needle,
    /// Its parts, where it has any: `merge` and `all` of `mergeAll`.
    parts: Vec<Needle>,
}

impl Word {
    pub(super) fn new(word: &str) -> Self {
        let word = spelling::composed(word);
        Self {
            whole: Needle::new(&word),
            parts: code_words::parts(&word).map(Needle::new).collect(),
        }
    }

    /// It as it was typed.
    pub(super) fn whole(&self) -> &Needle {
        &self.whole
    }

    /// Whether an index of words can't know where it stands, but where its parts do: it has signs between them.
    pub(super) fn is_of_several(&self) -> bool {
        !self.parts.is_empty() && self.whole.lower.chars().any(code_words::is_between)
    }

    /// Those of a phrase.
    pub(super) fn all(phrase: &str) -> Vec<Self> {
        wanted(phrase).into_iter().map(Self::new).collect()
    }

    /// Whether it is in a text, whole or by its parts.
    pub(super) fn is_in(&self, text: &Spelled) -> bool {
        self.whole.is_in(text) || (!self.parts.is_empty() && self.parts.iter().all(|part| part.is_in(text)))
    }
}

/// Whether all of the words are in a text, whole or by their parts.
pub(super) fn has(text: &str, words: &[Word]) -> bool {
    let text = Spelled::new(text);
    words.iter().all(|word| word.is_in(&text))
}

fn test<'a>(filter: &'a Filter, catalogue: &Catalogue, beyond: &Beyond, known: &LabelIds) -> Test<'a> {
    let each = |filters: &'a [Filter]| {
        let tests = filters
            .iter()
            .map(|filter| test(filter, catalogue, beyond, known));
        tests.collect()
    };
    let part = |kind, derived: Uuid, sent: Option<Uuid>| Test::Part(kind, [Some(derived), sent]);
    let label = |sent: &str| sent.parse().ok().and_then(|id| known.meant(id));
    match filter {
        Filter::Any => Test::All(Vec::new()),
        Filter::All(filters) => Test::All(each(filters)),
        Filter::One(filters) => Test::One(each(filters)),
        Filter::Language(language) => Test::Language(language),
        Filter::Tag(tag) => part(PartKind::Tag, ids::tag(tag), label(tag)),
        Filter::Website(site) => part(PartKind::Website, ids::website(site), label(site)),
        Filter::Person(person) => part(PartKind::Person, ids::person(person), person.parse().ok()),
        Filter::Words(words, place) => Test::Words(catalogue.ranks(words, beyond), Word::all(words), *place),
        Filter::Created(from, to) => Test::Created(*from, *to),
        Filter::Updated(from, to) => Test::Updated(*from, *to),
    }
}
