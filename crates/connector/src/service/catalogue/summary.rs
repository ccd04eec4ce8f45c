//! What a list shows of an asset.

use domain::{Asset, AssetId, Language, Timestamp};

/// Characters of a first line, at most.
const LINE: usize = 120;

/// What a list shows of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetSummary {
    /// The asset.
    pub id: AssetId,
    /// Its title.
    pub name: String,
    /// The first line of its text that is not blank, at most 120 characters of it.
    pub first_line: String,
    /// What language it is in, as far as that is known.
    pub language: Option<Language>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// When it was saved.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// When it was last reused, if ever.
    pub reused: Option<Timestamp>,
    /// How often it was reused.
    pub reuse_count: u32,
    /// Whether it holds bytes that are no text, which nobody reads or pastes.
    pub no_text: bool,
}

impl AssetSummary {
    pub(super) fn new(asset: &Asset, first_line: String) -> Self {
        Self {
            id: asset.id,
            name: asset.details.name.clone().unwrap_or_default(),
            first_line,
            language: asset.language.clone(),
            tags: asset.details.tags.iter().map(|tag| tag.text.clone()).collect(),
            created: asset.created,
            updated: asset.updated,
            reused: asset.reused,
            reuse_count: asset.reuse_count,
            no_text: asset.details.form.no_text,
        }
    }

    /// When something last happened to it.
    pub(super) fn touched(&self) -> Timestamp {
        self.reused
            .map_or(self.updated, |reused| reused.max(self.updated))
    }
}

/// The first line of a text that is not blank, as far as a list shows it.
pub(in crate::service) fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(LINE)
        .collect()
}
