//! What a client says of a copied text: the text itself in some spelling, and metadata around it.

use domain::{Form, Language};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Extension,
    classification::SeededClassification,
    seed_metadata::SeededAssetMetadata,
    transferable::{Content, TransferableBytes, TransferableString, Unreadable},
};
use crate::service::{self, Seed};

/// A seed that can't be read although it is well-formed JSON.
#[derive(Debug, thiserror::Error)]
#[error("{place}.{field}: {problem}")]
pub(crate) struct SeedError {
    pub(super) place: String,
    pub(super) field: &'static str,
    pub(super) problem: &'static str,
}

/// A copied text, or nothing: `{}` is what the public documentation's example sends.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeededConnectorCreation {
    asset: Option<SeededConnectorAsset>,
}

impl SeededConnectorCreation {
    pub(crate) fn seed(&self, place: &str) -> Result<Seed, SeedError> {
        self.asset
            .as_ref()
            .map_or_else(|| Ok(Seed::default()), |asset| asset.seed(&join(place, "asset")))
    }
}

/// A text and what is said about it.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeededConnectorAsset {
    metadata: Option<SeededAssetMetadata>,
    format: SeededFormat,
}

impl SeededConnectorAsset {
    /// Reads the text and the metadata. `place` is where this stands in the request, for error messages.
    pub(crate) fn seed(&self, place: &str) -> Result<Seed, SeedError> {
        seed_of(&self.format, self.metadata.as_ref(), place)
    }
}

/// How many texts a sender may take for secrets. Each is looked for in all that is sent.
const MOST_SENSITIVES: usize = 1_000;

pub(super) fn seed_of(
    format: &SeededFormat,
    metadata: Option<&SeededAssetMetadata>,
    place: &str,
) -> Result<Seed, SeedError> {
    if metadata.is_some_and(|metadata| metadata.sensitives() > MOST_SENSITIVES) {
        return Err(SeedError {
            place: join(place, "metadata"),
            field: "sensitives",
            problem: "more than 1,000",
        });
    }
    let found = format.content(&join(place, "format"))?;
    let mut details = metadata.map(SeededAssetMetadata::details).unwrap_or_default();
    let (content, form) = found.map_or((None, Form::default()), |(content, form)| (Some(content), form));
    let classification = format.classification.as_ref();
    details.form = Form {
        file_name: format.file_name().filter(|_| form.file),
        ..form
    };
    details.generic = classification.and_then(|said| said.generic);
    details.rendering = classification.and_then(|said| said.rendering);
    let (text, bytes) = match content {
        Some(service::Content::Text(text)) => (Some(text), None),
        Some(service::Content::Bytes(bytes)) => (None, Some(bytes)),
        None => (None, None),
    };
    Ok(Seed {
        text,
        bytes,
        language: format.language(),
        mechanism: metadata.and_then(|metadata| metadata.mechanism),
        details,
        concealed: metadata.map(SeededAssetMetadata::concealed).unwrap_or_default(),
    })
}

fn join(place: &str, field: &str) -> String {
    if place.is_empty() {
        field.to_owned()
    } else {
        format!("{place}.{field}")
    }
}

/// A text as a fragment (a selection) or as a whole file.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(super) struct SeededFormat {
    file: Option<SeededFile>,
    fragment: Option<SeededFragment>,
    pub(super) classification: Option<SeededClassification>,
}

impl SeededFormat {
    /// The first content there is.
    fn content(&self, place: &str) -> Result<Option<(service::Content, Form)>, SeedError> {
        let (fragment, file) = (self.fragment.as_ref(), self.file.as_ref());
        first_content(contents(
            place,
            fragment.and_then(|f| f.string.as_ref()),
            fragment.and_then(|f| f.bytes.as_ref()),
            file.and_then(|f| f.string.as_ref()),
            file.and_then(|f| f.bytes.as_ref()),
        ))
    }

    fn file_name(&self) -> Option<String> {
        self.file.as_ref()?.metadata.as_ref()?.name.clone()
    }

    /// What the sender knows of the language: the extension where the text came from says most.
    fn language(&self) -> Option<Language> {
        let fragment = self
            .fragment
            .as_ref()
            .and_then(|f| f.metadata.as_ref())
            .and_then(|m| m.ext.as_ref());
        let file = self
            .file
            .as_ref()
            .and_then(|f| f.metadata.as_ref())
            .and_then(|m| m.ext.as_ref());
        let specific = self.classification.as_ref().and_then(|c| c.specific.as_ref());
        [fragment, file, specific]
            .into_iter()
            .flatten()
            .find_map(Extension::language)
    }
}

/// The first text there is that says something, or else the first bytes, or else nothing but blanks: the fragment before
/// the file, a string before bytes. And how it was sent.
fn first_content(
    contents: impl Iterator<Item = Result<(service::Content, Form), SeedError>>,
) -> Result<Option<(service::Content, Form)>, SeedError> {
    let (mut no_text, mut blank) = (None, None);
    for content in contents {
        let (content, form) = content?;
        match &content {
            service::Content::Text(text) if text.trim().is_empty() => blank.get_or_insert((content, form)),
            service::Content::Text(_) => return Ok(Some((content, form))),
            service::Content::Bytes(_) => no_text.get_or_insert((content, form)),
        };
    }
    Ok(no_text.or(blank))
}

/// Each content there is, and how it was sent.
pub(super) fn contents<'a>(
    place: &'a str,
    fragment_string: Option<&'a TransferableString>,
    fragment_bytes: Option<&'a TransferableBytes>,
    file_string: Option<&'a TransferableString>,
    file_bytes: Option<&'a TransferableBytes>,
) -> impl Iterator<Item = Result<(service::Content, Form), SeedError>> + 'a {
    let spellings: [(_, Spelling<'a>, _, _); 4] = [
        ("fragment.string", Spelling::String(fragment_string), false, false),
        ("fragment.bytes", Spelling::Bytes(fragment_bytes), false, true),
        ("file.string", Spelling::String(file_string), true, false),
        ("file.bytes", Spelling::Bytes(file_bytes), true, true),
    ];
    spellings
        .into_iter()
        .filter_map(move |(name, spelling, file, bytes)| {
            let form = Form {
                file,
                bytes,
                ..Form::default()
            };
            let refused = |field, problem| SeedError {
                place: join(place, name),
                field,
                problem,
            };
            let (content, form) = match spelling.content()? {
                Ok(Content::Text(text)) => (service::Content::Text(text), form),
                Ok(Content::NotText(bytes)) => {
                    let form = Form {
                        no_text: true,
                        ..form
                    };
                    (service::Content::Bytes(bytes), form)
                }
                Err(Unreadable { field, problem }) => return Some(Err(refused(field, problem))),
                Ok(Content::Absent) => return None,
            };
            Some(if given_back(&content, &form) > MOST_GIVEN_BACK {
                Err(too_large(place, &form, GIVEN_BACK_TOO_LARGE))
            } else {
                Ok((content, form))
            })
        })
}

const GIVEN_BACK_TOO_LARGE: &str = "larger than 60 MiB where it is sent back";

fn too_large(place: &str, form: &Form, problem: &'static str) -> SeedError {
    SeedError {
        place: join(place, if form.file { "file" } else { "fragment" }),
        field: if form.bytes { "bytes" } else { "string" },
        problem,
    }
}

/// Refuses contents of a format that is sent back of which nothing may be kept that could not have been created. The string
/// of a selection may be kept in the form of what stands beside it.
pub(super) fn check_rewritten(contents: &[(service::Content, Form)]) -> Result<(), SeedError> {
    for (content, form) in contents {
        let bytes = match content {
            service::Content::Text(text) => text.len(),
            service::Content::Bytes(bytes) => bytes.len(),
        };
        if bytes > MOST_REWRITTEN {
            return Err(too_large("", form, "larger than 16 MiB"));
        }
        let takes_another = !form.file && !form.bytes;
        let mut others = contents.iter().filter(|_| takes_another);
        if others.any(|(_, other)| given_back(content, other) > MOST_GIVEN_BACK) {
            return Err(too_large("", form, GIVEN_BACK_TOO_LARGE));
        }
    }
    Ok(())
}

/// Bytes of a content that takes another's place, at most: a body in which one is created has no more.
const MOST_REWRITTEN: usize = 16 * 1024 * 1024;

/// Bytes of what an asset holds, at most, in a body that a client sends back whole, however it spells it. Beside it there is
/// room for what is said about the asset.
const MOST_GIVEN_BACK: usize = 60 * 1024 * 1024;

/// Bytes that a content takes in an asset that is answered and sent back, spelled at its longest: everything that is not
/// ASCII escaped, and a space between two numbers.
fn given_back(content: &service::Content, form: &Form) -> usize {
    let numbers = |bytes: &[u8]| -> usize {
        let digits = |byte: &u8| 3 - usize::from(*byte < 100) - usize::from(*byte < 10);
        bytes.iter().map(|byte| digits(byte) + 2).sum()
    };
    match content {
        // In the original, and in the preview.
        service::Content::Bytes(bytes) => 2 * numbers(bytes),
        service::Content::Text(text) => {
            let letter = |c: char| match c {
                '"' | '\\' | '\n' | '\r' | '\t' => 2,
                ' '..='~' => 1,
                c => 6 * c.len_utf16(),
            };
            let string: usize = text.chars().map(letter).sum();
            let file = form.file && !form.bytes;
            let bytes = if form.bytes { numbers(text.as_bytes()) } else { 0 };
            (2 + usize::from(file)) * string + bytes
        }
    }
}

/// A way in which a content may be sent.
enum Spelling<'a> {
    String(Option<&'a TransferableString>),
    Bytes(Option<&'a TransferableBytes>),
}

impl Spelling<'_> {
    fn content(&self) -> Option<Result<Content, Unreadable>> {
        match self {
            Self::String(string) => string.map(TransferableString::content),
            Self::Bytes(bytes) => bytes.map(TransferableBytes::content),
        }
    }
}

/// A selection.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededFragment {
    string: Option<TransferableString>,
    bytes: Option<TransferableBytes>,
    metadata: Option<FragmentMetadata>,
}

/// A whole file.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededFile {
    bytes: Option<TransferableBytes>,
    string: Option<TransferableString>,
    metadata: Option<FileMetadata>,
}

/// Where a selection came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FragmentMetadata {
    pub(super) ext: Option<Extension>,
}

/// Where a file came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct FileMetadata {
    name: Option<String>,
    ext: Option<Extension>,
    size: Option<i64>,
}
