//! A text looked at once, on its own.

use std::ops::Deref;

use domain::TextDigest;

use crate::{
    Sketch,
    undressed::Undressed,
    worth::{self, Worth},
};

/// A copied text looked at once: a [`Sketch`] of it, which it stands for wherever one is asked for, and what the text is worth
/// by itself. It holds no part of the text but hashes.
#[derive(Debug, Clone)]
pub struct Analysis {
    sketch: Sketch,
    worth: Worth,
    prose: bool,
    undressed: Option<Box<Undressed>>,
}

impl Analysis {
    /// Looks at a text. Takes time linear in its length, and bounded memory.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (sketch, outline) = Sketch::with_outline(text);
        let prose = worth::is_prose(text);
        Self {
            worth: worth::judge(text, &outline, prose),
            prose,
            undressed: Undressed::of(text, &sketch).map(Box::new),
            sketch,
        }
    }

    /// What the text is worth by itself, whatever the library holds.
    #[must_use]
    pub const fn worth(&self) -> Worth {
        self.worth
    }

    /// What is compared with other texts: without a prompt or backticks around it.
    pub(crate) fn compared(&self) -> &Sketch {
        let undressed = self.undressed.as_deref().and_then(Undressed::sketch);
        undressed.unwrap_or(&self.sketch)
    }

    /// The digests of the same text with another prompt before it, or another end, if it can have one.
    pub(crate) fn otherwise_dressed(&self) -> &[TextDigest] {
        self.undressed.as_deref().map_or(&[], Undressed::digests)
    }

    /// Whether it reads like sentences.
    pub(crate) const fn is_prose(&self) -> bool {
        self.prose
    }
}

impl Deref for Analysis {
    type Target = Sketch;

    fn deref(&self) -> &Sketch {
        &self.sketch
    }
}

impl From<Analysis> for Sketch {
    fn from(analysis: Analysis) -> Self {
        analysis.sketch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_comments_alone_are_told_apart() {
        let digest = |text| Analysis::of(text).digest();
        assert_ne!(
            digest("// one thing\n// and another"),
            digest("// something else")
        );
        assert_eq!(
            digest("// one thing\n// and another"),
            digest("  // one thing\r\n\t// and another\n")
        );
    }
}
