//! The programs that talk to Bowerbird.

use serde::{Deserialize, Serialize};

use crate::{ApplicationId, Mechanism, Timestamp, named::named};

named!(
    /// The applications that the public contract knows. A name outside this set cannot register.
    ApplicationName, "application name" {
        Unknown = "UNKNOWN",
        Sublime = "SUBLIME",
        VsCode = "VS_CODE",
        Jetbrains = "JETBRAINS",
        FirefoxAddonMv2 = "FIREFOX_ADDON_MV2",
        FirefoxAddonMv3 = "FIREFOX_ADDON_MV3",
        SafariExtensionMv2 = "SAFARI_EXTENSION_MV2",
        SafariExtensionMv3 = "SAFARI_EXTENSION_MV3",
        PiecesForDevelopers = "PIECES_FOR_DEVELOPERS",
        PiecesForDevelopersCli = "PIECES_FOR_DEVELOPERS_CLI",
        /// Bowerbird itself, the author of clipboard copies and library edits.
        OsServer = "OS_SERVER",
        GoogleChromeExtensionMv2 = "GOOGLE_CHROME_EXTENSION_MV2",
        GoogleChromeExtensionMv3 = "GOOGLE_CHROME_EXTENSION_MV3",
        UltraEdit = "ULTRA_EDIT",
        AtomPackage = "ATOM_PACKAGE",
        AdobeIllustratorColorShare = "ADOBE_ILLUSTRATOR_PIECES_COLOR_SHARE",
        MicrosoftTeams = "MICROSOFT_TEAMS",
        ChatGpt = "CHAT_GPT",
        Obsidian = "OBSIDIAN",
        JupyterHub = "JUPYTER_HUB",
        VisualStudio = "VISUAL_STUDIO",
        MicrosoftEdge = "MICROSOFT_EDGE",
        Brave = "BRAVE",
        GoogleChat = "GOOGLE_CHAT",
        Slack = "SLACK",
        AzureDataStudio = "AZURE_DATA_STUDIO",
        OpenSource = "OPEN_SOURCE",
        RStudio = "R_STUDIO",
        Vim = "VIM",
        Notion = "NOTION",
        GithubDesktop = "GITHUB_DESKTOP",
        Raycast = "RAYCAST",
        Replit = "REPLIT",
        Alfred = "ALFRED",
        Figma = "FIGMA",
        Sketch = "SKETCH",
        AdobeIllustrator = "ADOBE_ILLUSTRATOR",
        NotepadPlusPlus = "NOTEPAD_PLUS_PLUS",
        Embeetle = "EMBEETLE",
        Eclipse = "ECLIPSE",
        XCode = "X_CODE",
        Netbeans = "NETBEANS",
        Opera = "OPERA",
        SavedMaterialsApplet = "PIECES_SAVED_MATERIALS_APPLET",
        SettingsApplet = "PIECES_SETTINGS_APPLET",
        WorkstreamActivityApplet = "PIECES_WORKSTREAM_ACTIVITY_APPLET",
        OsToolbarApplet = "PIECES_OS_TOOLBAR_APPLET",
        CopilotApplet = "PIECES_COPILOT_APPLET",
        McpClient = "MCP_CLIENT",
    }
);

named!(
    /// Where an application runs.
    Platform, "platform" {
        Unknown = "UNKNOWN",
        Web = "WEB",
        Macos = "MACOS",
        Linux = "LINUX",
        Windows = "WINDOWS",
        Fuchsia = "FUCHSIA",
        Ios = "IOS",
        Android = "ANDROID",
    }
);

named!(
    /// What an application says about telemetry. Kept because clients expect it back; Bowerbird sends none.
    Privacy, "privacy" {
        Unknown = "UNKNOWN",
        Open = "OPEN",
        Closed = "CLOSED",
        Anonymous = "ANONYMOUS",
    }
);

named!(
    /// Where an application wants its work done. Bowerbird does all of it locally.
    Capabilities, "capabilities" {
        Unknown = "UNKNOWN",
        Local = "LOCAL",
        Cloud = "CLOUD",
        Blended = "BLENDED",
    }
);

/// What an application says of itself when it connects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Which program it is.
    pub name: ApplicationName,
    /// Its version, as it spells it.
    pub version: String,
    /// Where it runs.
    pub platform: Platform,
    /// Absent: keep what is known.
    pub capabilities: Option<Capabilities>,
    /// Absent: keep what is known.
    pub privacy: Option<Privacy>,
    /// Absent: keep what is known.
    pub automatic_unload: Option<bool>,
    /// Free text of newer clients (which MCP host it is, say). Absent: keep what is known.
    pub descriptor: Option<String>,
    /// How it came to be here. Absent: keep what is known.
    pub mechanism: Option<Mechanism>,
}

/// A program that has connected at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Stable per (name, platform), for ever.
    pub id: ApplicationId,
    /// Which program it is.
    pub name: ApplicationName,
    /// The version that connected last.
    pub version: String,
    /// Where it runs.
    pub platform: Platform,
    /// Where it wants its work done.
    pub capabilities: Capabilities,
    /// What it says about telemetry.
    pub privacy: Privacy,
    /// Whether it asked to be unloaded when idle.
    pub automatic_unload: bool,
    /// Free text of newer clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub descriptor: Option<String>,
    /// How it came to be here, as it says.
    #[serde(default = "by_its_user", skip_serializing_if = "is_by_its_user")]
    pub mechanism: Mechanism,
    /// Whether its user has been shown around.
    pub onboarded: bool,
    /// When it first connected.
    pub first_seen: Timestamp,
    /// When it last connected.
    pub last_seen: Timestamp,
}

const fn by_its_user() -> Mechanism {
    Mechanism::Manual
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_by_its_user(mechanism: &Mechanism) -> bool {
    matches!(mechanism, Mechanism::Manual)
}

impl Application {
    /// An application at its first `connect`.
    #[must_use]
    pub fn first(id: ApplicationId, registration: Registration, now: Timestamp) -> Self {
        Self {
            id,
            name: registration.name,
            version: registration.version,
            platform: registration.platform,
            capabilities: registration.capabilities.unwrap_or(Capabilities::Local),
            privacy: registration.privacy.unwrap_or(Privacy::Open),
            automatic_unload: registration.automatic_unload.unwrap_or(false),
            descriptor: registration.descriptor,
            mechanism: registration.mechanism.unwrap_or(by_its_user()),
            onboarded: false,
            first_seen: now,
            last_seen: now,
        }
    }

    /// The same application when it connects again, perhaps as a newer version.
    #[must_use]
    pub fn again(self, registration: Registration, now: Timestamp) -> Self {
        Self {
            version: registration.version,
            capabilities: registration.capabilities.unwrap_or(self.capabilities),
            privacy: registration.privacy.unwrap_or(self.privacy),
            automatic_unload: registration.automatic_unload.unwrap_or(self.automatic_unload),
            descriptor: registration.descriptor.or(self.descriptor),
            mechanism: registration.mechanism.unwrap_or(self.mechanism),
            last_seen: now,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_the_contract_spells_them() {
        for name in ApplicationName::ALL {
            assert_eq!(name.as_str().parse(), Ok(*name));
            assert_eq!(serde_json::to_string(name).unwrap(), format!("\"{name}\""));
        }
        let unknown = "EMACS".parse::<ApplicationName>().unwrap_err();
        assert_eq!(unknown.to_string(), "unknown application name: `EMACS`");
    }

    #[test]
    fn connecting_again_updates_what_was_said_and_keeps_the_rest() {
        let registration = Registration {
            name: ApplicationName::Vim,
            version: "1".into(),
            platform: Platform::Linux,
            capabilities: Some(Capabilities::Blended),
            privacy: None,
            automatic_unload: None,
            descriptor: None,
            mechanism: None,
        };
        let first = Application::first(
            ApplicationId::new(uuid::Uuid::nil()),
            registration.clone(),
            Timestamp::from_millis(1),
        );
        let onboarded = Application {
            onboarded: true,
            ..first
        };
        let again = onboarded.again(
            Registration {
                version: "2".into(),
                capabilities: None,
                ..registration
            },
            Timestamp::from_millis(2),
        );
        assert_eq!(
            (again.version.as_str(), again.capabilities, again.onboarded),
            ("2", Capabilities::Blended, true)
        );
        assert_eq!(
            (again.first_seen, again.last_seen),
            (Timestamp::from_millis(1), Timestamp::from_millis(2))
        );
    }
}
