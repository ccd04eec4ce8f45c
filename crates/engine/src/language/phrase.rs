//! Finds the phrases of a table in a text, one token at a time.
//!
//! A phrase is a row of items with spaces between: `_` is any word, `n_` one that no language reserves, `$_` a word that begins with `$`, `0` a number,
//! `""` a string, `^` and `$` the beginning and the end of a line, `~` whatever stands between on one line. Anything
//! else is itself. Phrases share their beginnings in one tree, so the cost does not grow with their number; a set
//! of as many regular expressions outgrows its automaton's cache and falls back to a slow search.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lex::{Kind, Token, lex};

/// What one step of a phrase asks of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    Is(u32),
    Word,
    Name,
    Sigil,
    Number,
    Text,
    Gap,
    LineEnd,
}

/// The root of the phrases that may stand anywhere, and of those that begin a line.
const ANYWHERE: u32 = 0;
const LINE_START: u32 = 1;
/// States that are followed at once: a line of ten thousand opening brackets must not cost their square.
const MOST_STATES: usize = 24;

/// A tree of phrases, each of which has a number.
pub(super) struct Phrases {
    steps: FxHashMap<(u32, Step), u32>,
    ends: Vec<Vec<usize>>,
    gaps: FxHashSet<u32>,
}

impl Phrases {
    /// The phrases, numbered in their order.
    pub(super) fn new<'p>(phrases: impl IntoIterator<Item = &'p str>) -> Self {
        let mut tree = Self {
            steps: FxHashMap::default(),
            ends: vec![Vec::new(), Vec::new()],
            gaps: FxHashSet::default(),
        };
        for (number, phrase) in phrases.into_iter().enumerate() {
            tree.add(number, phrase);
        }
        tree
    }

    fn add(&mut self, number: usize, phrase: &str) {
        let (mut node, phrase) = phrase
            .strip_prefix("^ ")
            .map_or((ANYWHERE, phrase), |rest| (LINE_START, rest));
        for item in phrase.split(' ') {
            match item {
                "_" => node = self.child(node, Step::Word),
                "n_" => node = self.child(node, Step::Name),
                "$_" => node = self.child(node, Step::Sigil),
                "0" => node = self.child(node, Step::Number),
                "\"\"" => node = self.child(node, Step::Text),
                "~" => {
                    node = self.child(node, Step::Gap);
                    self.gaps.insert(node);
                }
                "$" => node = self.child(node, Step::LineEnd),
                literal => lex(literal, |token, _| {
                    node = self.child(node, Step::Is(token.bits()));
                }),
            }
        }
        self.ends[node as usize].push(number);
    }

    fn child(&mut self, node: u32, step: Step) -> u32 {
        let next = self.ends.len() as u32;
        let child = *self.steps.entry((node, step)).or_insert(next);
        if child == next {
            self.ends.push(Vec::new());
        }
        child
    }

    /// Hands the number of every phrase to `found`, as often as it stands in the text.
    pub(super) fn find(&self, text: &str, found: impl FnMut(usize)) {
        let mut walk = Walk {
            tree: self,
            states: Vec::new(),
            next: Vec::new(),
            found,
        };
        let (mut end, mut line) = (0, true);
        lex(text, |token, slice| {
            let start = slice.as_ptr() as usize - text.as_ptr() as usize;
            if text[end..start].contains('\n') {
                walk.end_line();
                line = true;
            }
            walk.token(token, slice, line);
            line = false;
            end = start + slice.len();
        });
        walk.end_line();
    }
}

/// The phrases that are begun.
struct Walk<'t, F> {
    tree: &'t Phrases,
    states: Vec<u32>,
    next: Vec<u32>,
    found: F,
}

impl<F: FnMut(usize)> Walk<'_, F> {
    fn token(&mut self, token: Token, slice: &str, line_start: bool) {
        let class = match token.kind() {
            Kind::Number => Some(Step::Number),
            Kind::Text => Some(Step::Text),
            Kind::Punctuation => None,
            Kind::Identifier if slice.len() > 1 && slice.starts_with('$') => Some(Step::Sigil),
            Kind::Identifier | Kind::Keyword => Some(Step::Word),
        };
        let name = (token.kind() == Kind::Identifier).then_some(Step::Name);
        let steps = [Some(Step::Is(token.bits())), class, name];
        self.next.clear();
        let roots = [Some(ANYWHERE), line_start.then_some(LINE_START)];
        for at in 0..self.states.len() + roots.len() {
            let Some(node) = self
                .states
                .get(at)
                .copied()
                .or_else(|| roots[at - self.states.len()])
            else {
                continue;
            };
            if self.is_gap(node) {
                self.enter(node);
            }
            for step in steps.into_iter().flatten() {
                if let Some(&child) = self.tree.steps.get(&(node, step)) {
                    self.arrive(child);
                }
            }
        }
        std::mem::swap(&mut self.states, &mut self.next);
    }

    /// A gap is a node that stays until its line ends.
    fn is_gap(&self, node: u32) -> bool {
        self.tree.gaps.contains(&node)
    }

    fn arrive(&mut self, node: u32) {
        self.report(node);
        self.enter(node);
        if let Some(&gap) = self.tree.steps.get(&(node, Step::Gap)) {
            self.enter(gap);
        }
    }

    fn enter(&mut self, node: u32) {
        if self.next.len() < MOST_STATES && !self.next.contains(&node) {
            self.next.push(node);
        }
    }

    fn report(&mut self, node: u32) {
        for &number in &self.tree.ends[node as usize] {
            (self.found)(number);
        }
    }

    fn end_line(&mut self) {
        for at in 0..self.states.len() {
            if let Some(&end) = self.tree.steps.get(&(self.states[at], Step::LineEnd)) {
                self.report(end);
            }
        }
        self.states.clear();
    }
}
