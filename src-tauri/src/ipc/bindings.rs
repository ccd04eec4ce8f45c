//! The window's types, made from the commands and their types here.
//!
//! `cargo xtask bindings` writes them to `ui/src/host/bindings.ts`; a test fails where that file says anything else.

use std::fmt::Write;

use ts_rs::{Config, TS};

use super::{commands, types::*};

/// The whole of `ui/src/host/bindings.ts`.
#[must_use]
pub fn bindings() -> String {
    let mut file = String::from(
        "// What the window may ask of its host, and what it is told. Made by `cargo xtask bindings` from \
         src-tauri/src/ipc: change it there.\n",
    );
    let config = Config::default();
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {$({
            let docs = <$type as TS>::docs().unwrap_or_default();
            let _ = write!(file, "\n{docs}export {}\n", <$type as TS>::decl(&config));
        })*};
    }
    declare!(
        WatchState,
        NotificationMode,
        NotificationState,
        NoticeLevel,
        Notice,
        Status,
        WizardState,
        BlockedOrigin,
        KnownOrigin,
        Offering,
        Settings,
        SettingsChange,
        PauseFor,
        SuggestionKind,
        SuggestionState,
        SuggestionSummary,
        OfferedAsset,
        SuggestionDetail,
        Answer,
        AssetSummary,
        WebsiteView,
        AssetView,
        SearchPage,
        LanguageCount,
        Count,
        Facets,
        LanguageChoice,
        AssetChange,
        DeletedAsset,
        ApplicationView,
        ActivityItem,
        ActivityView,
        BackupKind,
        BackupView,
        ImportView,
        LearnedView,
        CommandError,
        View,
        What,
        Changed,
        Navigate,
    );
    file.push_str("\n/** Every command, with its arguments and its result. One that fails rejects with a CommandError. */\nexport type Commands = {\n");
    for (name, arguments, result) in commands::signatures() {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(name, kind)| format!("{name}: {kind}"))
            .collect();
        let arguments = match arguments.len() {
            0 => "Record<string, never>".to_owned(),
            _ => format!("{{ {} }}", arguments.join("; ")),
        };
        let _ = writeln!(file, "  {name}: {{ args: {arguments}; result: {result} }};");
    }
    file.push_str("};\n\n/** Every event that the window is told. */\nexport type Events = {\n  changed: Changed;\n  navigate: Navigate;\n};\n");
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_types_are_ours() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/host/bindings.ts");
        let there = std::fs::read_to_string(path).unwrap();
        assert!(
            there == bindings(),
            "run `cargo xtask bindings`: ui/src/host/bindings.ts is out of date"
        );
    }
}
