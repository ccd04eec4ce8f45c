//! What users do in their applications, as the applications report it.

use serde::{Deserialize, Serialize};

use crate::{ActivityId, ApplicationId, Timestamp, named::named};

named!(
    /// The kinds of event that the contract's `track` knows, spelled as its keys.
    ActivityKind, "kind of event" {
        Format = "format",
        Asset = "asset",
        Interaction = "interaction",
        Keyboard = "keyboard",
        Session = "session",
        Assets = "assets",
        MachineLearning = "ml",
        Adoption = "adoption",
        Conversation = "conversation",
        ConversationMessage = "conversation_message",
        WorkstreamSummary = "workstream_summary",
    }
);

/// One event of a user's own activity. It stays on the machine, and holds no copied text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// Who reported it.
    pub application: ApplicationId,
    /// When it was reported.
    pub at: Timestamp,
    /// What kind of event it is.
    pub kind: ActivityKind,
    /// What happened, by the contract's names (`asset_created`, `session_active`); empty where the kind has none.
    pub actions: Vec<String>,
    /// The id of what it happened to, as the sender spells it.
    pub subject: Option<String>,
}
