//! What applications, platforms and activities are called by people.

use domain::{Activity, ActivityKind, ApplicationName, Platform};

/// What Bowerbird itself is called where it stands for the place that a text came from.
pub(crate) const CLIPBOARD: &str = "Clipboard";

/// An application's name. Bowerbird itself stands for the clipboard.
pub(crate) fn application(name: ApplicationName) -> String {
    match name {
        ApplicationName::OsServer => CLIPBOARD.to_owned(),
        ApplicationName::VsCode => "VS Code".to_owned(),
        ApplicationName::Jetbrains => "JetBrains".to_owned(),
        ApplicationName::Sublime => "Sublime Text".to_owned(),
        ApplicationName::Vim => "Vim".to_owned(),
        ApplicationName::PiecesForDevelopersCli => "Pieces CLI".to_owned(),
        ApplicationName::ChatGpt => "ChatGPT".to_owned(),
        ApplicationName::GithubDesktop => "GitHub Desktop".to_owned(),
        ApplicationName::JupyterHub => "JupyterHub".to_owned(),
        ApplicationName::RStudio => "RStudio".to_owned(),
        ApplicationName::XCode => "Xcode".to_owned(),
        ApplicationName::NotepadPlusPlus => "Notepad++".to_owned(),
        ApplicationName::McpClient => "MCP client".to_owned(),
        ApplicationName::FirefoxAddonMv2 | ApplicationName::FirefoxAddonMv3 => "Firefox".to_owned(),
        ApplicationName::SafariExtensionMv2 | ApplicationName::SafariExtensionMv3 => "Safari".to_owned(),
        ApplicationName::GoogleChromeExtensionMv2 | ApplicationName::GoogleChromeExtensionMv3 => {
            "Chrome".to_owned()
        }
        other => titled(other.as_str()),
    }
}

pub(crate) fn platform(platform: Platform) -> String {
    match platform {
        Platform::Macos => "macOS".to_owned(),
        Platform::Ios => "iOS".to_owned(),
        other => titled(other.as_str()),
    }
}

/// What the events of a kind are about.
pub(crate) fn kind(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Format => "Code",
        ActivityKind::Asset => "Snippets",
        ActivityKind::Interaction => "Clicks",
        ActivityKind::Keyboard => "Keys",
        ActivityKind::Session => "Sessions",
        ActivityKind::Assets => "Searches",
        ActivityKind::MachineLearning => "Models",
        ActivityKind::Adoption => "Installations",
        ActivityKind::Conversation => "Chats",
        ActivityKind::ConversationMessage => "Chat messages",
        ActivityKind::WorkstreamSummary => "Work summaries",
    }
}

/// What the user did, in a few words: the actions that the application named, else the kind of event.
pub(crate) fn activity(activity: &Activity) -> String {
    if activity.actions.is_empty() {
        kind(activity.kind).to_owned()
    } else {
        let actions: Vec<_> = activity.actions.iter().map(|action| spoken(action)).collect();
        capitalised(&actions.join(", "))
    }
}

/// The contract's words in the names of actions, and ours, in the order in which they are replaced. What an asset's format
/// is nobody knows who uses one.
const WORDS: [(&str, &str); 12] = [
    ("generic classification", "kind"),
    ("specific classification", "language"),
    ("assets list", "list of snippets"),
    ("asset format value", "snippet's code"),
    ("asset format kind", "snippet's kind"),
    ("asset format language", "snippet's language"),
    ("asset format", "snippet"),
    ("format value", "code"),
    ("format", "code"),
    ("assets", "snippets"),
    ("asset", "snippet"),
    ("conversation", "chat"),
];

/// `asset_format_copied` as `snippet copied`.
fn spoken(action: &str) -> String {
    WORDS
        .iter()
        .fold(action.replace('_', " "), |words, (theirs, ours)| {
            words.replace(theirs, ours)
        })
}

/// `ADOBE_ILLUSTRATOR` as `Adobe Illustrator`.
fn titled(name: &str) -> String {
    let words: Vec<_> = name
        .split('_')
        .map(|word| capitalised(&word.to_lowercase()))
        .collect();
    words.join(" ")
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_for_people() {
        assert_eq!(application(ApplicationName::AzureDataStudio), "Azure Data Studio");
        assert_eq!(application(ApplicationName::Vim), "Vim");
        for name in ApplicationName::ALL {
            assert!(!application(*name).contains('_'), "{name}");
        }
        assert_eq!(platform(Platform::Linux), "Linux");
    }

    #[test]
    fn what_was_done_is_told_without_the_contracts_words() {
        let told = |actions: &[&str]| {
            activity(&Activity {
                id: domain::ActivityId::new(uuid::Uuid::nil()),
                application: domain::ApplicationId::new(uuid::Uuid::nil()),
                at: domain::Timestamp::from_millis(0),
                kind: ActivityKind::MachineLearning,
                actions: actions.iter().map(|action| (*action).to_owned()).collect(),
                subject: None,
            })
        };
        assert_eq!(told(&[]), "Models");
        for (action, words) in [
            ("assets_list_refreshed", "List of snippets refreshed"),
            ("assets_searched", "Snippets searched"),
            ("asset_format_copied", "Snippet copied"),
            (
                "asset_format_specific_classification_updated",
                "Snippet's language updated",
            ),
            ("format_value_edited", "Code edited"),
            ("suggested_asset_referenced", "Suggested snippet referenced"),
            ("conversation_created", "Chat created"),
            ("session_active", "Session active"),
        ] {
            assert_eq!(told(&[action]), words);
        }
        for name in ActivityKind::ALL {
            assert!(!kind(*name).contains('_') && !kind(*name).is_empty(), "{name}");
        }
    }
}
