//! The lines of a backup, as they are spelled.

use std::collections::BTreeMap;

use domain::{Activity, ActivityKind, Application, Asset, InstallationId, Intention, Label, Reaction};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the first line calls the file.
pub(super) const FORMAT: &str = "bowerbird-backup";
/// The newest version of the format.
pub(super) const VERSION: u32 = 1;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// It was time.
    Regular,
    /// The user asked for it.
    Asked,
    /// What was there was about to be replaced.
    BeforeReplacing,
    /// A store of an older version was about to be changed.
    BeforeMigration,
    /// It was written to a file that the user named.
    Export,
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// `bowerbird-backup`.
    pub(super) format: String,
    /// The version of the format.
    pub(super) version: u32,
    /// The version of the program that wrote it.
    pub(super) program: String,
    /// When it was made, in milliseconds since 1970-01-01T00:00:00 UTC.
    pub created: domain::Timestamp,
    /// The same for a reader.
    pub(super) created_at: String,
    /// Why it was made.
    pub reason: Reason,
    /// Which one on the shelf it is; absent in an export, and in what older versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<u64>,
    /// The installation that it is of.
    pub(crate) installation: Option<InstallationId>,
    /// How many records of each kind follow.
    pub(super) counts: BTreeMap<String, u64>,
    /// BLAKE3 of everything after this line, unpacked, in hexadecimal. Without it nothing is compared, so that a person
    /// can make a file by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) blake3: Option<String>,
}

impl Header {
    /// Whether it is of this installation. One made by hand need not name any, and is.
    #[must_use]
    pub fn is_of(&self, installation: InstallationId) -> bool {
        self.installation.is_none_or(|own| own == installation)
    }

    /// Whether it says that it is the shelf's backup of this number.
    pub(super) fn is_number(&self, number: u64) -> bool {
        self.reason != Reason::Export && self.number.is_none_or(|own| own == number)
    }

    /// How many snippets it holds.
    #[must_use]
    pub fn assets(&self) -> u64 {
        self.counts.get("asset").copied().unwrap_or(0)
    }
}

/// An asset and its text on one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AssetRecord {
    #[serde(flatten)]
    pub(crate) asset: Asset,
    pub(crate) text: String,
}

/// Any line but the first: an object with one member, whose name says what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Record {
    /// What a program around the store has set.
    Setting {
        /// Whose setting it is.
        name: String,
        /// As that program spells it.
        value: serde_json::Value,
    },
    Application(Application),
    Asset(Box<AssetRecord>),
    /// A tag or a website that belongs to no asset.
    Label {
        id: Uuid,
        label: Label,
    },
    Intention(Intention),
    Reaction(Reaction),
    Activity(Activity),
    ActivityCount {
        of: ActivityKind,
        count: u64,
    },
}

impl Record {
    /// The name of its kind, as it is spelled.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "setting",
            Self::Application(_) => "application",
            Self::Asset(_) => "asset",
            Self::Label { .. } => "label",
            Self::Intention(_) => "intention",
            Self::Reaction(_) => "reaction",
            Self::Activity(_) => "activity",
            Self::ActivityCount { .. } => "activity_count",
        }
    }
}
