//! What applications, platforms and activities are called by people.

use domain::{Activity, ApplicationName, Platform};

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

/// What the user did, in a few words: the actions that the application named, else the kind of event.
pub(crate) fn activity(activity: &Activity) -> String {
    let spoken = |name: &str| name.replace('_', " ");
    if activity.actions.is_empty() {
        capitalised(&spoken(activity.kind.as_str()))
    } else {
        let actions: Vec<_> = activity.actions.iter().map(|action| spoken(action)).collect();
        capitalised(&actions.join(", "))
    }
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
}
