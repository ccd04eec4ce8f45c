//! The places of the assets that have a word, in little memory: most words are in one asset, and a few in very many.

/// Places in rising order.
pub(super) enum Places {
    /// One alone.
    One(u32),
    /// More than one.
    More(Box<More>),
}

/// The differences from one place to the next, seven bits to a byte, the lowest first; the highest bit says that more
/// follow (LEB128).
pub(super) struct More {
    last: u32,
    differences: Vec<u8>,
}

impl Places {
    /// Adds a place that is not before the last one; whether it was not there yet.
    pub(super) fn push(&mut self, place: u32) -> bool {
        match self {
            Self::One(only) if *only == place => return false,
            Self::One(only) => {
                let mut more = More {
                    last: 0,
                    differences: Vec::new(),
                };
                more.push(*only);
                more.push(place);
                *self = Self::More(Box::new(more));
            }
            Self::More(more) if more.last == place => return false,
            Self::More(more) => more.push(place),
        }
        true
    }

    /// Every place, in rising order.
    pub(super) fn each(&self, mut act: impl FnMut(u32)) {
        match self {
            Self::One(only) => act(*only),
            Self::More(more) => {
                let (mut place, mut difference, mut shift) = (0, 0, 0);
                for byte in &more.differences {
                    difference |= u32::from(byte & 0x7f) << shift;
                    if byte & 0x80 == 0 {
                        place += difference;
                        act(place);
                        (difference, shift) = (0, 0);
                    } else {
                        shift += 7;
                    }
                }
            }
        }
    }
}

impl More {
    fn push(&mut self, place: u32) {
        let mut difference = place - self.last;
        self.last = place;
        while difference >= 0x80 {
            self.differences.push(difference.to_le_bytes()[0] | 0x80);
            difference >>= 7;
        }
        self.differences.push(difference.to_le_bytes()[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_each_once() {
        for sent in [
            vec![0],
            vec![7, 7],
            vec![0, 1, 1, 2],
            vec![3, 130, 131, 20_000, 20_000, 3_000_000, u32::MAX],
        ] {
            let mut places = Places::One(sent[0]);
            for place in &sent[1..] {
                places.push(*place);
            }
            let mut back = Vec::new();
            places.each(|place| back.push(place));
            let mut expected = sent.clone();
            expected.dedup();
            assert_eq!(back, expected);
        }
    }
}
