//! Backups and imports.

use serde::Serialize;
use ts_rs::TS;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BackupKind {
    /// It was time.
    Regular,
    /// The user asked for it.
    Asked,
    /// Before another one was restored, or a file imported.
    BeforeReplacing,
    /// Before a library of an older version was changed.
    BeforeMigration,
}

view! {
    /// A backup that can be restored.
    struct BackupView {
        /// Names it.
        #[ts(type = "number")]
        number: u64,
        /// When it was made.
        #[ts(type = "number")]
        created: i64,
        /// How many snippets it holds.
        #[ts(type = "number")]
        assets: u64,
        /// How large its file is.
        #[ts(type = "number")]
        bytes: u64,
        /// Why it was made.
        kind: BackupKind,
    }
}

view! {
    /// What came of an import.
    struct ImportView {
        /// Snippets that are new.
        #[ts(type = "number")]
        added: u64,
        /// Of those the ones that came beside one with the same id, mostly the same that was edited since.
        #[ts(type = "number")]
        beside: u64,
        /// Those that were there already.
        #[ts(type = "number")]
        known: u64,
        /// Those that were left out: they hold a secret, or more is said about them than may be.
        #[ts(type = "number")]
        refused: u64,
        /// The backup that undoes it.
        #[ts(type = "number")]
        before: u64,
    }
}
