//! Measures what a copied text and an asset have in common, in full.
//!
//! What two texts share is measured as *information*: a constructor that assigns its arguments shares many tokens with
//! every other one, but none that is rare.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    background,
    compare::{Pattern, class_symbols, raw_symbols, shape_symbols},
    grams::{self, Family},
    index::Weighed,
    lex::{Kind, Token, mix},
    outside,
};

/// How many measures there are.
pub const MEASURES: usize = 38;

/// What two texts have in common. "More" and "less" are the larger and the smaller of two shares: that of the copy, and
/// that of the asset. A copy inside an asset, and an asset inside a copy, have a high larger share and a low smaller one.
///
/// In this order: for each of raw grams, shape grams and names the larger share, and the smaller; for the subsequences
/// of raw tokens, of shapes and of classes the same; the information shared in each family, then the information that the one
/// that has less of its own does not share; the shorter length, how much longer the other is, the size of the library;
/// the information in the name that both define, whether both define and not the same; the larger and the smaller share
/// of equal lines; equal strings, and their share; whether they are the
/// same but for names and literals, and then the information shared; and beside the other candidates: how much more raw and shape
/// information is shared than with the best other, how many share nearly as much, and how far it is from the first; how
/// much longer the subsequences of raw tokens and of shapes are than the best other's, as shares of the longer text; and of
/// the information in names from outside (see [`outside`]) the larger and the smaller share that the other has,
/// and the information in those that the other has not, of the text that has less of it.
pub type Measures = [f32; MEASURES];

/// The measures that are compared with those of the other candidates, and where the differences stand.
const BESIDE: [(usize, usize); 2] = [(7, 33), (9, 34)];

/// A copied text, made ready to be compared with many assets.
pub(crate) struct Probe {
    raw: Pattern,
    shape: Pattern,
    class: Pattern,
    length: usize,
    weighed: Vec<Weighed>,
    places: FxHashMap<u32, u32>,
    /// A bit for each of the grams, by its lower bits: most of an asset's grams are not the copy's, and this says so soonest.
    perhaps: Box<[u64; PERHAPS]>,
    /// The information of the copy in each family.
    totals: [f32; 3],
    lines: FxHashMap<u32, (u32, u32)>,
    lines_length: u32,
    defined: FxHashMap<u32, f32>,
    strings: FxHashSet<u32>,
    /// The bits of the names from outside, and what each says.
    outside: Vec<(u32, f32)>,
    library: usize,
    /// For each gram, the last asset that had it.
    seen: Vec<u32>,
    asset: u32,
}

/// What the copy and an asset have in common by runs of tokens, raw and by shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overlaps([Overlap; 2]);

/// Words of 64 bits that say which grams the copy may have.
const PERHAPS: usize = 1 << 10;

/// The share of information that the copy or the asset must have in common with the other, in runs of tokens raw or by shape,
/// to be measured in full. With less none is ever offered.
const PROMISING: f32 = 0.2;

impl Overlaps {
    /// The larger of both shares of the family of grams of which more is shared.
    pub(crate) fn share(&self) -> f32 {
        let [raw, shape] = &self.0;
        let shares = [raw.of_copy, raw.of_asset, shape.of_copy, shape.of_asset];
        shares.into_iter().fold(0.0, f32::max)
    }

    /// Whether it is worth measuring the rest.
    pub(crate) fn is_promising(&self) -> bool {
        self.share() >= PROMISING
    }

    /// The information shared in raw and in shape grams.
    const fn shared(&self) -> [f32; 2] {
        let [raw, shape] = &self.0;
        [raw.shared, shape.shared]
    }
}

/// By one family of grams, in nats.
#[derive(Debug, Clone, Copy, Default)]
struct Overlap {
    /// Of the grams that both have, each once.
    shared: f32,
    of_copy: f32,
    of_asset: f32,
    /// What the one that has less of its own does not share.
    apart: f32,
}

impl Probe {
    pub(crate) fn new(tokens: &[Token], weighed: Vec<Weighed>, library: usize) -> Self {
        let mut totals = [0.0; 3];
        weighed.iter().for_each(|w| totals[w.family as usize] += w.weight);
        let places: FxHashMap<u32, u32> = weighed
            .iter()
            .zip(0..)
            .map(|(w, place)| (w.gram, place))
            .collect();
        let mut perhaps = Box::new([0; PERHAPS]);
        for w in &weighed {
            perhaps[w.gram as usize / 64 % PERHAPS] |= 1 << (w.gram % 64);
        }
        let mut lines = FxHashMap::default();
        let mut lines_length = 0;
        each_line(tokens, |hash, length| {
            lines_length += length;
            lines.entry(hash).or_insert((length, 0)).1 = 0;
        });
        let weight_of_name = |bits: u32| {
            let place = places.get(&grams::name(bits));
            place.map_or(0.0, |place| weighed[*place as usize].weight)
        };
        let defined: FxHashMap<u32, f32> = defined(tokens)
            .map(|token| (token.bits(), weight_of_name(token.bits())))
            .collect();
        let names = outside::names(tokens, |bits| defined.contains_key(&bits));
        let from_outside = names.into_iter().filter(|(_, outside)| *outside);
        Self {
            raw: Pattern::new(&raw_symbols(tokens)),
            class: Pattern::new(&class_symbols(tokens)),
            shape: Pattern::new(&shape_symbols(tokens)),
            length: tokens.len(),
            totals,
            lines,
            lines_length,
            outside: from_outside
                .map(|(bits, _)| (bits, weight_of_name(bits)))
                .collect(),
            defined,
            strings: strings(tokens).collect(),
            library,
            seen: vec![0; weighed.len()],
            asset: 0,
            weighed,
            places,
            perhaps,
        }
    }

    /// Which of the copy's grams this is.
    fn place(&self, gram: u32) -> Option<usize> {
        if self.perhaps[gram as usize / 64 % PERHAPS] >> (gram % 64) & 1 == 0 {
            return None;
        }
        self.places.get(&gram).map(|place| *place as usize)
    }

    /// Steps that a comparison with an asset of `length` tokens takes.
    pub(crate) const fn cost(&self, length: usize) -> usize {
        3 * self.raw.cost(length)
    }

    /// What can be told of an asset by runs of tokens alone.
    pub(crate) fn overlaps(&mut self, asset: &[Token]) -> Overlaps {
        self.asset += 1;
        Overlaps([Family::Raw, Family::Shape].map(|family| self.overlap(family, asset)))
    }

    /// Everything but what [`set_beside`] sets. `others` are the overlaps of the other candidates.
    pub(crate) fn measure<'o>(
        &mut self,
        asset: &[Token],
        overlaps: &Overlaps,
        others: impl Iterator<Item = &'o Overlaps>,
    ) -> Measures {
        self.asset += 1;
        let Overlaps([raw, shape]) = overlaps;
        let names = self.overlap(Family::Names, asset);
        let [more_raw, more_shape, like, of_first] = beside(overlaps.shared(), others.map(Overlaps::shared));
        let (copy, other) = (self.length.max(1) as f32, asset.len().max(1) as f32);
        let (shorter, longer) = (copy.min(other), copy.max(other));
        let raw_lcs = self.raw.lcs(&raw_symbols(asset)) as f32;
        let shapes = shape_symbols(asset);
        let shape_lcs = self.shape.lcs(&shapes) as f32;
        let class_lcs = self.class.lcs(&class_symbols(asset)) as f32;
        let (copy, other) = (self.shape.len().max(1) as f32, shapes.len().max(1) as f32);
        let (fewer, more) = (copy.min(other), copy.max(other));
        let (line_most, line_least) = self.equal_lines(asset);
        let name = defined(asset).next();
        let same_name = name.and_then(|name| self.defined.get(&name.bits()));
        let (strings, of_strings) = self.equal_strings(asset);
        let [outside_most, outside_least, outside_apart] = self.equal_outside(asset);
        let same_but_names = f32::from(u8::from(class_lcs == more));
        [
            raw.of_copy.max(raw.of_asset),
            raw.of_copy.min(raw.of_asset),
            shape.of_copy.max(shape.of_asset),
            shape.of_copy.min(shape.of_asset),
            names.of_copy.max(names.of_asset),
            names.of_copy.min(names.of_asset),
            raw_lcs / shorter,
            raw_lcs / longer,
            shape_lcs / fewer,
            shape_lcs / more,
            class_lcs / fewer,
            class_lcs / more,
            raw.shared.ln_1p(),
            shape.shared.ln_1p(),
            names.shared.ln_1p(),
            raw.apart.ln_1p(),
            shape.apart.ln_1p(),
            names.apart.ln_1p(),
            shorter.ln(),
            (longer / shorter).ln(),
            (self.library as f32).ln_1p(),
            same_name.map_or(0.0, |weight| *weight),
            f32::from(u8::from(
                name.is_some() && same_name.is_none() && !self.defined.is_empty(),
            )),
            line_most,
            line_least,
            strings.ln_1p(),
            of_strings,
            same_but_names,
            (same_but_names * (raw.shared + shape.shared)).ln_1p(),
            more_raw,
            more_shape,
            like,
            of_first,
            0.0,
            0.0,
            outside_most,
            outside_least,
            outside_apart.ln_1p(),
        ]
    }

    /// Of the information in names from outside the larger and the smaller share that the other has as well, and the
    /// information in those that the other has not, of the text that has less of it.
    fn equal_outside(&self, asset: &[Token]) -> [f32; 3] {
        let own: Vec<u32> = defined(asset).map(|token| token.bits()).collect();
        let theirs = outside::names(asset, |bits| own.contains(&bits));
        let (mut all, mut apart) = (0.0, 0.0);
        for &(bits, weight) in &self.outside {
            all += weight;
            if theirs.binary_search_by_key(&bits, |name| name.0).is_err() {
                apart += weight;
            }
        }
        let (mut all_theirs, mut apart_theirs) = (0.0, 0.0);
        for (bits, _) in theirs.iter().filter(|(_, outside)| *outside) {
            let gram = grams::name(*bits);
            let weight = match self.place(gram) {
                Some(place) => self.weighed[place].weight,
                None => {
                    let weight = background::information(gram);
                    apart_theirs += weight;
                    weight
                }
            };
            all_theirs += weight;
        }
        let share = |apart: f32, all: f32| if all > 0.0 { 1.0 - apart / all } else { 1.0 };
        let (copy, asset) = (share(apart, all), share(apart_theirs, all_theirs));
        [copy.max(asset), copy.min(asset), apart.min(apart_theirs)]
    }

    fn overlap(&mut self, family: Family, asset: &[Token]) -> Overlap {
        let (mut shared, mut common, mut own) = (0.0, 0.0, 0.0);
        family.each(asset, |gram| match self.place(gram) {
            Some(place) if self.weighed[place].family == family => {
                let weight = self.weighed[place].weight;
                common += weight;
                if std::mem::replace(&mut self.seen[place], self.asset) != self.asset {
                    shared += weight;
                }
            }
            _ => own += background::information(gram),
        });
        let share = |part: f32, whole: f32| if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 };
        let total = self.totals[family as usize];
        Overlap {
            shared,
            of_copy: share(shared, total),
            of_asset: share(common, common + own),
            apart: (total - shared).min(own).max(0.0),
        }
    }

    /// The larger and the smaller share of tokens that stand in lines that both have.
    fn equal_lines(&mut self, asset: &[Token]) -> (f32, f32) {
        let (mut shared, mut common, mut all) = (0, 0, 0);
        each_line(asset, |hash, length| {
            all += length;
            if let Some((_, seen)) = self.lines.get_mut(&hash) {
                common += length;
                if std::mem::replace(seen, self.asset) != self.asset {
                    shared += length;
                }
            }
        });
        let of_copy = shared as f32 / self.lines_length.max(1) as f32;
        let of_asset = common as f32 / all.max(1) as f32;
        (of_copy.max(of_asset), of_copy.min(of_asset))
    }

    /// How many different strings both have, and their share of the fewer.
    fn equal_strings(&self, asset: &[Token]) -> (f32, f32) {
        let theirs: FxHashSet<u32> = strings(asset).collect();
        let shared = theirs
            .iter()
            .filter(|string| self.strings.contains(*string))
            .count() as f32;
        let fewer = theirs.len().min(self.strings.len());
        (shared, shared / fewer.max(1) as f32)
    }
}

/// The measures that take the other candidates: what is near by accident has others as near.
fn beside(own: [f32; 2], others: impl Iterator<Item = [f32; 2]>) -> [f32; 4] {
    let sum = own[0] + own[1];
    let (mut best, mut most, mut like) = ([0.0_f32; 2], 0.0_f32, 0.0_f32);
    for other in others {
        best = [best[0].max(other[0].ln_1p()), best[1].max(other[1].ln_1p())];
        let of_other = other[0] + other[1];
        most = most.max(of_other);
        like += f32::from(u8::from(of_other > 0.7 * sum));
    }
    [
        own[0].ln_1p() - best[0],
        own[1].ln_1p() - best[1],
        like.ln_1p(),
        (sum / most.max(sum).max(1e-6)).min(1.0),
    ]
}

/// Sets the measures of all candidates that take those of the others in full: of two twins the more alike one is meant.
pub(crate) fn set_beside<'m>(all: impl Iterator<Item = &'m mut Measures>) {
    let mut all: Vec<&mut Measures> = all.collect();
    for (from, to) in BESIDE {
        let (mut best, mut second) = (0.0_f32, 0.0_f32);
        for value in all.iter().map(|measures| measures[from]) {
            second = second.max(best.min(value));
            best = best.max(value);
        }
        for measures in &mut all {
            let own = measures[from];
            measures[to] = own - if own < best { best } else { second };
        }
    }
}

/// Hashes each line of two tokens or more; `each` gets the hash and how many tokens it has.
fn each_line(tokens: &[Token], mut each: impl FnMut(u32, u32)) {
    let mut begin = 0;
    for end in 1..=tokens.len() {
        if end < tokens.len() && !tokens[end].opens_line() {
            continue;
        }
        let line = &tokens[begin..end];
        if line.len() > 1 {
            let hash = line
                .iter()
                .fold(7, |hash, token| mix(hash ^ u64::from(token.bits())));
            each((hash >> 32) as u32, u32::try_from(line.len()).unwrap_or(u32::MAX));
        }
        begin = end;
    }
}

/// The names that a text defines: what follows a word like `fn`, or else the first that a bracket follows.
fn defined(tokens: &[Token]) -> impl Iterator<Item = Token> + '_ {
    static WORDS: LazyLock<[u32; 8]> = LazyLock::new(|| {
        [
            "def",
            "fn",
            "function",
            "func",
            "class",
            "struct",
            "enum",
            "interface",
        ]
        .map(|word| {
            let mut bits = 0;
            crate::lex::lex(word, |token, _| bits = token.bits());
            bits
        })
    });
    static BRACKET: LazyLock<u32> = LazyLock::new(|| Token::new(Kind::Punctuation, b"(").bits());
    let pairs = || {
        tokens
            .windows(2)
            .filter(|pair| pair[1].kind() == Kind::Identifier)
    };
    let named = pairs()
        .filter(|pair| WORDS.contains(&pair[0].bits()))
        .map(|pair| pair[1]);
    let called = tokens
        .windows(2)
        .find(|pair| pair[0].kind() == Kind::Identifier && pair[1].bits() == *BRACKET)
        .map(|pair| pair[0]);
    let none = !tokens.windows(2).any(|pair| WORDS.contains(&pair[0].bits()));
    named.chain(called.filter(|_| none))
}

fn strings(tokens: &[Token]) -> impl Iterator<Item = u32> + '_ {
    let strings = tokens.iter().filter(|token| token.kind() == Kind::Text);
    strings.map(|token| token.bits())
}
