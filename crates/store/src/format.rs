//! How a value is spelled on disk: a byte that tells its form, then the value.

use serde::{Serialize, de::DeserializeOwned};

use crate::misfit::Misfit;

/// The value follows: JSON for a record, UTF-8 for a text.
const WHOLE: u8 = 1;
/// A [`PieceSet`] follows, which tells where the value lies.
const IN_PIECES: u8 = 2;

/// What is wrong with a value. Says nothing of what the value holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Its first byte is none that this version knows.
    #[error("it has the unknown format {0}")]
    UnknownFormat(u8),
    /// It ends too early.
    #[error("it is cut short")]
    CutShort,
    /// It is no JSON, or not what belongs here.
    #[error("its JSON does not fit at column {column}{}", .misfit.as_ref().map(|misfit| format!(": {misfit}")).unwrap_or_default())]
    Json {
        /// Counted from 1; 0 at the start of a line. A record has one line.
        column: usize,
        /// What does not fit, where that can be said without a word of what the value holds.
        misfit: Option<Misfit>,
    },
    /// It is a text that is no UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// Its key has the wrong length.
    #[error("its key does not belong here")]
    Key,
    /// Part of a large value is missing.
    #[error("a part of it is missing")]
    MissingPiece,
}

impl From<serde_json::Error> for Problem {
    /// Keeps the place, and of the message what can't be of the text: that may be quoted in it.
    fn from(error: serde_json::Error) -> Self {
        Self::Json {
            column: error.column(),
            misfit: Misfit::of(&error.to_string()),
        }
    }
}

/// Where a large value lies in the tree of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PieceSet {
    /// The number of the set. Used once: what was read under one number belongs together.
    pub(crate) number: u64,
    /// Bytes in all pieces together.
    pub(crate) bytes: u64,
}

/// A value as it was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form<'a> {
    /// Here it is.
    Whole(&'a [u8]),
    /// It lies in pieces.
    InPieces(PieceSet),
}

impl<'a> Form<'a> {
    pub(crate) fn read(value: &'a [u8]) -> Result<Self, Problem> {
        match value.split_first() {
            None => Err(Problem::CutShort),
            Some((&WHOLE, body)) => Ok(Self::Whole(body)),
            Some((&IN_PIECES, body)) => {
                let (number, bytes) = body.split_first_chunk().ok_or(Problem::CutShort)?;
                Ok(Self::InPieces(PieceSet {
                    number: u64::from_be_bytes(*number),
                    bytes: sequence_number(bytes).map_err(|_| Problem::CutShort)?,
                }))
            }
            Some((&unknown, _)) => Err(Problem::UnknownFormat(unknown)),
        }
    }

    /// How long the value is.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Whole(body) => body.len() as u64,
            Self::InPieces(set) => set.bytes,
        }
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        match self {
            Self::Whole(body) => [&[WHOLE], *body].concat(),
            Self::InPieces(set) => [
                &[IN_PIECES][..],
                &set.number.to_be_bytes(),
                &set.bytes.to_be_bytes(),
            ]
            .concat(),
        }
    }
}

/// A record as JSON.
pub(crate) fn to_json(record: &impl Serialize) -> Result<Vec<u8>, Problem> {
    Ok(serde_json::to_vec(record)?)
}

/// A record from its JSON.
pub(crate) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    Ok(serde_json::from_slice(body)?)
}

/// A small record in one value: its form, then its JSON.
pub(crate) fn to_whole_record(record: &impl Serialize) -> Result<Vec<u8>, Problem> {
    Ok(Form::Whole(&to_json(record)?).write())
}

/// The record in such a value.
pub(crate) fn whole_record<T: DeserializeOwned>(value: &[u8]) -> Result<T, Problem> {
    match Form::read(value)? {
        Form::Whole(body) => from_json(body),
        Form::InPieces(_) => Err(Problem::UnknownFormat(IN_PIECES)),
    }
}

/// A number that is a whole key.
pub(crate) fn sequence_number(key: &[u8]) -> Result<u64, Problem> {
    Ok(u64::from_be_bytes(key.try_into().map_err(|_| Problem::Key)?))
}

/// A UUID that is a whole key.
pub(crate) fn uuid(key: &[u8]) -> Result<uuid::Uuid, Problem> {
    uuid::Uuid::from_slice(key).map_err(|_| Problem::Key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart_by_the_first_byte() {
        assert_eq!(Form::Whole(b"abc").write(), b"\x01abc");
        let set = PieceSet {
            number: 7,
            bytes: 4_097,
        };
        for form in [Form::Whole(b""), Form::Whole(b"abc"), Form::InPieces(set)] {
            assert_eq!(Form::read(&form.write()), Ok(form));
        }
        assert_eq!(Form::read(b""), Err(Problem::CutShort));
        assert_eq!(Form::read(b"\x02123"), Err(Problem::CutShort));
        assert_eq!(Form::read(b"\x63abc"), Err(Problem::UnknownFormat(99)));
    }

    #[test]
    fn a_problem_with_json_does_not_quote_it() {
        let problem = from_json::<u32>(b"\"let password = 1;\"").unwrap_err();
        assert!(!problem.to_string().contains("password"), "{problem}");
    }
}
