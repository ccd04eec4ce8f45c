//! The assets of the catalogue, each at a place, and what is said about all of them as one string, which is gone through
//! at the speed of memory.

use std::{borrow::Cow, collections::HashMap};

use domain::{Asset, AssetId, Timestamp};
use memchr::memmem::Finder;
use rustc_hash::FxBuildHasher;

use super::Entry;
use crate::service::{letters::Letters, places::Stands, spelling, text_words::TextWords};

/// Places of removed assets that are kept before the shelf is cleared of them, and bytes of their words, and the part of all
/// places and bytes that they may be.
const FEWEST_DEAD: usize = 1_000;
const FEWEST_DEAD_BYTES: usize = 4 << 20;
const MOST_DEAD: usize = 4;

/// Bytes of notes that are searched with typing errors, at most: in a long one everything would be near.
const LONGEST_NEAR: u32 = 256;

/// What is said about an asset, lower case: title, tags, first line, the name of its file and notes, hints, websites, each
/// after the end of the one before. Its text is known by the index of words alone.
pub(in crate::service) struct Said {
    text: String,
    ends: Ends,
}

/// Where each part of what is said ends.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ends {
    title: u32,
    tags: u32,
    line: u32,
    /// Of the notes as far as they are searched with typing errors.
    near: u32,
    notes: u32,
    hints: u32,
    all: u32,
}

/// What is at a place.
struct Spot {
    /// `None` where it was removed.
    entry: Option<Box<Entry>>,
    /// Where what is said about it begins.
    begins: usize,
    ends: Ends,
    /// Bytes of its words, those that are said about it and those of its text.
    bytes: u32,
    /// Bytes of its text.
    text_bytes: u32,
    letters: Letters,
}

/// See the module's documentation.
#[derive(Default)]
pub(in crate::service) struct Shelf {
    place_of: HashMap<AssetId, u32, FxBuildHasher>,
    spots: Vec<Spot>,
    /// When something last happened to the asset at each place.
    touched: Vec<Timestamp>,
    /// What is said about every one, each with a line break after it.
    said: String,
    /// How many are left out of lists.
    hidden: usize,
    /// Bytes of the words of those that are there, and of those that were removed.
    bytes: usize,
    dead_bytes: usize,
}

impl Said {
    /// About an asset whose text has this first line.
    pub(in crate::service) fn new(asset: &Asset, first_line: &str) -> Self {
        let details = &asset.details;
        let mut text = String::new();
        let mut add = |part: &str| {
            text.push_str(&spelling::lower(part));
            text.push('\n');
            end(&text) - 1
        };
        let title = add(details.name.as_deref().unwrap_or_default());
        let tags = details.tags.iter().fold(title, |_, tag| add(&tag.text));
        let line = add(first_line);
        let notes = details.annotations.iter().map(|note| &note.text);
        let notes = details.form.file_name.iter().chain(notes);
        let notes = notes.fold(line, |_, note| add(note));
        let hints = details.hints.iter().fold(notes, |_, hint| add(&hint.text));
        let sites = details.websites.iter().flat_map(|site| [&site.name, &site.url]);
        let all = sites.fold(hints, |_, site| add(site));
        text.pop();
        let most = notes.min(line.saturating_add(LONGEST_NEAR));
        let near = (line..=most)
            .rev()
            .find(|end| text.is_char_boundary(*end as usize));
        Self {
            ends: Ends {
                title,
                tags,
                line,
                near: near.unwrap_or(line),
                notes,
                hints,
                all,
            },
            text,
        }
    }

    /// A title, and nothing else.
    #[cfg(test)]
    pub(in crate::service) fn titled(title: &str) -> Self {
        let text = spelling::lower(title);
        let all = end(&text);
        let ends = Ends {
            title: all,
            tags: all,
            line: all,
            near: all,
            notes: all,
            hints: all,
            all,
        };
        Self { text, ends }
    }

    /// All of it, in lines.
    pub(in crate::service) fn text(&self) -> &str {
        &self.text
    }

    /// Its parts, each with where it stands.
    pub(in crate::service) fn parts(&self) -> impl Iterator<Item = (Stands, &str)> {
        let Ends {
            title,
            tags,
            line,
            near: _,
            notes,
            hints,
            all,
        } = self.ends;
        let ends = [
            (Stands::Title, title),
            (Stands::Tags, tags),
            (Stands::Line, line),
            (Stands::Notes, notes),
            (Stands::Hints, hints),
            (Stands::Websites, all),
        ];
        let mut from = 0;
        ends.into_iter().map(move |(stands, end)| {
            let begins = std::mem::replace(&mut from, end as usize);
            (stands, &self.text[begins..end as usize])
        })
    }
}

fn end(text: &str) -> u32 {
    small(text.len())
}

fn small(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

fn plain(lower: &str) -> Cow<'_, str> {
    spelling::plain(lower).map_or(Cow::Borrowed(lower), Cow::Owned)
}

impl Spot {
    fn stands(&self, at: usize) -> Stands {
        match u32::try_from(at - self.begins).unwrap_or(u32::MAX) {
            0 => Stands::First,
            at if at < self.ends.title => Stands::Title,
            at if at < self.ends.tags => Stands::Tags,
            at if at < self.ends.line => Stands::Line,
            at if at < self.ends.notes => Stands::Notes,
            at if at < self.ends.hints => Stands::Hints,
            _ => Stands::Websites,
        }
    }

    fn end(&self) -> usize {
        self.begins + self.ends.all as usize
    }
}

impl Shelf {
    /// The place that the next asset gets.
    pub(super) fn next_place(&self) -> u32 {
        u32::try_from(self.spots.len()).expect("fewer assets than 2^32")
    }

    /// Puts an asset at a place of its own, in place of what it was before.
    pub(super) fn insert(&mut self, entry: Box<Entry>, said: &Said, text: &TextWords) {
        let id = entry.summary.id;
        self.remove(id);
        self.place_of.insert(id, self.next_place());
        let bytes = small(said.text.len() + text.bytes);
        self.bytes += bytes as usize;
        self.hidden += usize::from(entry.pseudo);
        self.touched.push(entry.summary.touched());
        self.spots.push(Spot {
            entry: Some(entry),
            begins: self.said.len(),
            ends: said.ends,
            bytes,
            text_bytes: small(text.of),
            letters: Letters::of(&plain(&said.text[..said.ends.near as usize])),
        });
        self.said.push_str(&said.text);
        self.said.push('\n');
    }

    /// Takes in what was changed about an asset, where nothing that is said of it was changed; else says `false`.
    pub(super) fn update(&mut self, entry: Box<Entry>, said: &Said) -> bool {
        let Some(place) = self.place_of.get(&entry.summary.id) else {
            return true;
        };
        let spot = &mut self.spots[*place as usize];
        if spot.ends != said.ends || self.said[spot.begins..spot.end()] != said.text {
            return false;
        }
        self.touched[*place as usize] = entry.summary.touched();
        self.hidden += usize::from(entry.pseudo);
        let before = spot.entry.replace(entry);
        self.hidden -= usize::from(before.is_some_and(|before| before.pseudo));
        true
    }

    pub(super) fn remove(&mut self, id: AssetId) {
        if let Some(place) = self.place_of.remove(&id) {
            let spot = &mut self.spots[place as usize];
            let removed = spot.entry.take();
            self.hidden -= usize::from(removed.is_some_and(|removed| removed.pseudo));
            self.bytes -= spot.bytes as usize;
            self.dead_bytes += spot.bytes as usize;
        }
    }

    /// Clears the places of what was removed where they are many, or have many words, and says where each place is then.
    pub(super) fn renew(&mut self) -> Option<Vec<Option<u32>>> {
        let dead = self.spots.len() - self.place_of.len();
        let are_many = dead > FEWEST_DEAD && dead > self.spots.len() / MOST_DEAD;
        let are_much = self.dead_bytes > FEWEST_DEAD_BYTES && self.dead_bytes > self.bytes / MOST_DEAD;
        if !are_many && !are_much {
            return None;
        }
        let mut renewed = Self {
            hidden: self.hidden,
            bytes: self.bytes,
            ..Self::default()
        };
        let mut now_at = Vec::with_capacity(self.spots.len());
        for (spot, touched) in self.spots.drain(..).zip(&self.touched) {
            let Some(entry) = &spot.entry else {
                now_at.push(None);
                continue;
            };
            let place = u32::try_from(renewed.spots.len()).expect("fewer than before");
            now_at.push(Some(place));
            renewed.place_of.insert(entry.summary.id, place);
            renewed.touched.push(*touched);
            let begins = renewed.said.len();
            renewed.said.push_str(&self.said[spot.begins..spot.end()]);
            renewed.said.push('\n');
            renewed.spots.push(Spot { begins, ..spot });
        }
        *self = renewed;
        Some(now_at)
    }

    /// How many assets there are that are for lists.
    pub(super) fn listed(&self) -> usize {
        self.place_of.len() - self.hidden
    }

    /// How many places there are, those of removed assets among them.
    pub(in crate::service) fn places(&self) -> usize {
        self.spots.len()
    }

    /// An asset with its place.
    pub(super) fn get(&self, id: AssetId) -> Option<(u32, &Entry)> {
        let place = *self.place_of.get(&id)?;
        Some((place, self.at(place)?))
    }

    /// The asset at a place, if it is there still.
    pub(super) fn at(&self, place: u32) -> Option<&Entry> {
        self.spots[place as usize].entry.as_deref()
    }

    /// When something last happened to the asset at a place.
    pub(super) fn touched(&self, place: u32) -> Timestamp {
        self.touched[place as usize]
    }

    /// Bytes of the text of the asset at a place.
    pub(super) fn text_bytes(&self, place: u32) -> usize {
        self.spots[place as usize].text_bytes as usize
    }

    /// Every asset, with its place.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &Entry)> {
        let spots = (0..).zip(&self.spots);
        spots.filter_map(|(place, spot)| Some((place, spot.entry.as_deref()?)))
    }

    /// The letters in the [`head`](Self::head) of the asset at a place.
    pub(super) fn letters(&self, place: u32) -> &Letters {
        &self.spots[place as usize].letters
    }

    /// Title, tags, first line and the beginning of the notes of the asset at a place, lower case and plain.
    pub(super) fn head(&self, place: u32) -> Cow<'_, str> {
        let spot = &self.spots[place as usize];
        plain(&self.said[spot.begins..spot.begins + spot.ends.near as usize])
    }

    /// Where this, which has no line break in it, stands first in what is said of the asset at a place.
    pub(in crate::service) fn find_at(&self, place: u32, finder: &Finder<'_>) -> Option<Stands> {
        let spot = &self.spots[place as usize];
        let at = finder.find(&self.said.as_bytes()[spot.begins..spot.end()])?;
        Some(spot.stands(spot.begins + at))
    }

    /// The same for every place that has it.
    pub(in crate::service) fn find(&self, finder: &Finder<'_>, mut act: impl FnMut(u32, Stands)) {
        let (mut from, mut place) = (0, 0);
        while let Some(found) = finder.find(&self.said.as_bytes()[from..]) {
            let at = from + found;
            while self.spots[place].end() <= at {
                place += 1;
            }
            let spot = &self.spots[place];
            act(u32::try_from(place).unwrap_or(u32::MAX), spot.stands(at));
            // Once is enough in an asset.
            from = spot.end();
        }
    }
}
