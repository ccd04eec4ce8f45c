//! Every command that the window has, in one list.
//!
//! The list makes the adapters that tauri calls and the window's own types, so that the two can't drift apart. An
//! adapter reads its arguments, calls the desk and turns an error into what the window shows; nothing is decided here.

use std::sync::Arc;

use connector::Query;
use domain::{AssetId, Language};
use uuid::Uuid;

use super::types::*;
use crate::desk::{Desk, DeskError, Wizard, languages};

impl From<DeskError> for CommandError {
    fn from(error: DeskError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.to_string(),
        }
    }
}

/// Declares the commands: their names, arguments and results as the window sees them, and what does the work.
macro_rules! commands {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty = $work:expr;)*) => {
        mod adapters {
            use super::*;
            $(
                // Not on the thread that draws: most commands may wait for the disk, and the window must not. Nor may what
                // else the runtime does: it goes on elsewhere meanwhile.
                #[tauri::command(async)]
                pub(super) fn $name(
                    desk: tauri::State<'_, Arc<Desk>>,
                    $($argument: $type),*
                ) -> Result<$result, CommandError> {
                    let work: fn(&Desk, $($type),*) -> Result<$result, DeskError> = $work;
                    tokio::task::block_in_place(|| work(&desk, $($argument),*)).map_err(CommandError::from)
                }
            )*
        }

        /// Answers every command of the list.
        pub(crate) fn handler<R: tauri::Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$(adapters::$name),*]
        }

        /// Each command's name, arguments (name and TypeScript type) and TypeScript type of the result.
        pub(super) fn signatures() -> Vec<(&'static str, Vec<(&'static str, String)>, String)> {
            let config = ts_rs::Config::default();
            vec![$((
                stringify!($name),
                vec![$((stringify!($argument), <$type as ts_rs::TS>::name(&config))),*],
                <$result as ts_rs::TS>::name(&config),
            )),*]
        }
    };
}

commands! {
    status() -> Status = |desk| Ok(desk.status());
    settings() -> Settings = Desk::settings_view;
    change_settings(change: SettingsChange) -> Settings = |desk, change| change_some_settings(desk, &change);
    allow_origin(origin: String) -> Settings = |desk, origin| {
        desk.allow_origin(&origin)?;
        desk.settings_view()
    };
    remove_origin(origin: String) -> Settings = |desk, origin| {
        desk.remove_origin(&origin)?;
        desk.settings_view()
    };
    dismiss_origin(origin: String) -> Settings = |desk, origin| {
        desk.dismiss_origin(&origin)?;
        desk.settings_view()
    };
    pause(how: PauseFor) -> WatchState = |desk, how| {
        desk.pause(how)?;
        Ok(desk.watch_state())
    };
    resume() -> WatchState = |desk| {
        desk.resume()?;
        Ok(desk.watch_state())
    };
    dismiss_notice(id: String) -> () = |desk, id| {
        desk.dismiss_notice(&id);
        Ok(())
    };
    suggestions() -> Vec<SuggestionSummary> = |desk| Ok(desk.suggestion_list());
    suggestion(id: String) -> SuggestionDetail = |desk, id| desk.suggestion(suggestion_id(&id)?);
    answer(id: String, answer: Answer, asset: Option<String>) -> SuggestionSummary = |desk, id, answer, asset| {
        let id = suggestion_id(&id)?;
        desk.answer(id, answer, asset.as_deref().map(asset_id).transpose()?)?;
        Ok(desk.suggestion(id)?.summary)
    };
    search(query: String, language: Option<String>, tag: Option<String>, offset: u32, limit: u32) -> SearchPage =
        |desk, query, language, tag, offset, limit| Ok(desk.search(&Query {
            text: query,
            language: language.as_deref().map(as_language).transpose()?,
            tag,
            is_text: false,
            offset: offset as usize,
            // A page is some screens; nobody needs all of a library at once.
            limit: limit.min(1_000) as usize,
        }));
    facets() -> Facets = |desk| Ok(desk.facets());
    languages() -> Vec<LanguageChoice> = |_| Ok(languages::choices()
        .into_iter()
        .map(|(id, name)| LanguageChoice { id: id.to_owned(), name: name.to_owned() })
        .collect());
    asset(id: String) -> AssetView = |desk, id| desk.asset(asset_id(&id)?);
    copy_asset(id: String) -> () = |desk, id| desk.copy_asset(asset_id(&id)?);
    edit_asset(id: String, change: AssetChange) -> AssetView = |desk, id, change| {
        let id = asset_id(&id)?;
        desk.service.edit(id, edited(change)?)?;
        desk.asset(id)
    };
    delete_asset(id: String) -> () = |desk, id| desk.delete_asset(asset_id(&id)?);
    undo_delete(id: String) -> AssetView = |desk, id| desk.undo_delete(asset_id(&id)?);
    deleted() -> Vec<DeletedAsset> = |desk| Ok(desk.deleted());
    applications() -> Vec<ApplicationView> = |desk| Ok(desk.applications_view());
    activity() -> ActivityView = Desk::activity_view;
    learned() -> LearnedView = |desk| Ok(desk.learned());
    forget_learned() -> LearnedView = |desk| {
        desk.service.forget_learned()?;
        Ok(desk.learned())
    };
    backups() -> Vec<BackupView> = Desk::backup_list;
    back_up() -> Vec<BackupView> = Desk::back_up;
    restore_backup(number: u32) -> u32 = |desk, number| {
        let before = desk.restore_backup(u64::from(number))?;
        Ok(u32::try_from(before).unwrap_or(u32::MAX))
    };
    export_library() -> Option<u32> = |desk| {
        let written = desk.export_library()?;
        Ok(written.map(|assets| u32::try_from(assets).unwrap_or(u32::MAX)))
    };
    import_library() -> Option<ImportView> = Desk::import_library;
    copy_text(text: String) -> () = |desk, text| desk.copy_text(&text);
    copy_sample(text: String) -> () = |desk, text| desk.copy_sample(&text);
    open_link(url: String) -> () = |desk, url| {
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(DeskError::Shell("Only web addresses can be opened.".to_owned()));
        }
        desk.shell().open_link(&url).map_err(DeskError::Shell)
    };
}

fn suggestion_id(text: &str) -> Result<Uuid, DeskError> {
    text.parse().map_err(|_| DeskError::BadId)
}

fn asset_id(text: &str) -> Result<AssetId, DeskError> {
    text.parse().map_err(|_| DeskError::BadId)
}

fn as_language(extension: &str) -> Result<Language, DeskError> {
    extension.parse().map_err(|_| DeskError::BadLanguage)
}

fn edited(change: AssetChange) -> Result<connector::AssetChange, DeskError> {
    let language = match change.language {
        None => None,
        Some(None) => Some(None),
        Some(Some(extension)) => Some(Some(as_language(&extension)?)),
    };
    Ok(connector::AssetChange {
        name: change.name,
        add_tags: change.add_tags,
        remove_tags: change.remove_tags,
        language,
    })
}

fn change_some_settings(desk: &Desk, change: &SettingsChange) -> Result<Settings, DeskError> {
    if let Some(wanted) = change.start_at_login {
        desk.shell()
            .set_start_at_login(wanted)
            .map_err(DeskError::Shell)?;
    }
    if change.wizard.is_some_and(|wizard| wizard.finished) {
        let own = desk.service.own_application();
        desk.service.onboard(own, true)?;
    }
    desk.set(|settings| {
        if let Some(wanted) = change.watch_clipboard {
            settings.watch_clipboard = wanted;
        }
        if let Some(wanted) = change.notify {
            settings.notify = wanted;
        }
        if let Some(wanted) = change.offering {
            settings.offering = wanted;
        }
        if let Some(wizard) = change.wizard {
            settings.wizard = Wizard {
                step: wizard.step,
                finished: wizard.finished,
            };
        }
    })?;
    desk.settings_view()
}
