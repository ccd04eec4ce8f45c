//! The places of the assets that have a word, each with where the word stands there, in little memory: most words are in
//! one asset, and a few in very many.

/// Where a word stands in an asset; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stands {
    /// The title begins with it.
    First,
    /// In the title.
    Title,
    /// In the tags.
    Tags,
    /// In the first line of the text.
    Line,
    /// In the notes.
    Notes,
    /// In the hints.
    Hints,
    /// In the names and addresses of its websites.
    Websites,
    /// Elsewhere in the text.
    Text,
}

impl Stands {
    pub(super) const ALL: [Self; 8] = [
        Self::First,
        Self::Title,
        Self::Tags,
        Self::Line,
        Self::Notes,
        Self::Hints,
        Self::Websites,
        Self::Text,
    ];
}

/// Bits of a difference that say where the word stands.
const STANDS: u32 = 3;

/// Places in rising order, each once.
pub(super) enum Places {
    /// One alone.
    One(u32, Stands),
    /// More than one: the last place, then each as the difference from the one before it, with where the word stands
    /// in the lowest bits; seven bits to a byte, the lowest first; the highest bit says that more follow (LEB128).
    More(Vec<u8>),
}

/// Bytes of the last place.
const LAST: usize = size_of::<u32>();

impl Places {
    /// Adds a place that is not before the last one; whether it was not there yet. Where it was, the word stands where it
    /// was said first.
    pub(super) fn push(&mut self, place: u32, stands: Stands) -> bool {
        match self {
            Self::One(only, _) if *only == place => false,
            Self::One(only, there) => {
                let mut more = vec![0; LAST];
                append(&mut more, *only, *there);
                append(&mut more, place, stands);
                *self = Self::More(more);
                true
            }
            Self::More(more) if last(more) == place => false,
            Self::More(more) => {
                append(more, place, stands);
                true
            }
        }
    }

    /// Every place, in rising order.
    pub(super) fn each(&self, mut act: impl FnMut(u32, Stands)) {
        match self {
            Self::One(only, stands) => act(*only, *stands),
            Self::More(more) => {
                let (mut place, mut read, mut shift) = (0, 0, 0);
                for byte in &more[LAST..] {
                    read |= u64::from(byte & 0x7f) << shift;
                    if byte & 0x80 == 0 {
                        place += (read >> STANDS) as u32;
                        act(place, Stands::ALL[(read & 7) as usize]);
                        (read, shift) = (0, 0);
                    } else {
                        shift += 7;
                    }
                }
            }
        }
    }
}

fn last(more: &[u8]) -> u32 {
    let bytes = more.first_chunk().copied().unwrap_or_default();
    u32::from_le_bytes(bytes)
}

fn append(more: &mut Vec<u8>, place: u32, stands: Stands) {
    let mut left = u64::from(place - last(more)) << STANDS | stands as u64;
    more[..LAST].copy_from_slice(&place.to_le_bytes());
    while left >= 0x80 {
        more.push(left.to_le_bytes()[0] | 0x80);
        left >>= 7;
    }
    more.push(left.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_each_once_with_where_the_word_stood_first() {
        for sent in [
            vec![0],
            vec![7, 7],
            vec![0, 1, 1, 2],
            vec![3, 130, 131, 20_000, 20_000, 3_000_000, u32::MAX],
        ] {
            let mut places = None;
            let mut expected: Vec<(u32, Stands)> = Vec::new();
            for (number, place) in sent.into_iter().enumerate() {
                let stands = Stands::ALL[number % 8];
                let is_new = expected.last().is_none_or(|(last, _)| *last != place);
                if is_new {
                    expected.push((place, stands));
                }
                match &mut places {
                    None => places = Some(Places::One(place, stands)),
                    Some(places) => assert_eq!(places.push(place, stands), is_new),
                }
            }
            let mut back = Vec::new();
            places.unwrap().each(|place, stands| back.push((place, stands)));
            assert_eq!(back, expected);
        }
    }
}
