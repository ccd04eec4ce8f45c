//! What the window shows, made from what there is.

use connector::{AssetWithText, Query};
use domain::{AssetId, Language, Timestamp};
use uuid::Uuid;

use super::{Desk, DeskError, Entry, State, Watch, difference, languages, names, suggestions::Offer};
use crate::ipc::types::{
    ActivityItem, ActivityView, ApplicationView, AssetSummary, AssetView, BlockedOrigin, Count, Facets,
    KnownOrigin, LanguageCount, LearnedView, NotificationMode, NotificationState, OfferedAsset, SearchPage,
    Settings, Status, SuggestionDetail, SuggestionKind, SuggestionState, SuggestionSummary, WatchState,
    WebsiteView, WizardState,
};

/// Characters of a first line, at most.
const LINE: usize = 120;
/// Activities that are shown, at most.
const ACTIVITIES: usize = 200;

impl Desk {
    pub(crate) fn status(&self) -> Status {
        Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            compatible_version: connector::COMPATIBLE_VERSION.to_owned(),
            address: self.address(),
            data_dir: self.data_dir.display().to_string(),
            assets: self.service.listed_count() as u64,
            watch: self.watch_state(),
            notifications: self.notification_state(),
            tray: self.tray.load(std::sync::atomic::Ordering::Relaxed),
            notices: self.notices.all(),
        }
    }

    pub(crate) fn watch_state(&self) -> WatchState {
        match self.watch() {
            Watch::Watching { backend } => WatchState::Watching {
                backend: backend.to_owned(),
            },
            Watch::Paused { until, backend } => WatchState::Paused {
                until: until.map(Timestamp::as_millis),
                backend: backend.to_owned(),
            },
            Watch::Unavailable { reason, advice } => WatchState::Unavailable {
                reason: names::capitalised(&reason),
                advice: advice.to_owned(),
            },
            Watch::Off => WatchState::Off,
        }
    }

    fn notification_state(&self) -> NotificationState {
        let known = self.notifications.lock().clone();
        if self.settings().notify {
            known
        } else {
            NotificationState {
                state: NotificationMode::Off,
                ..known
            }
        }
    }

    /// # Errors
    /// Where the system does not say whether Bowerbird starts with the session.
    pub(crate) fn settings_view(&self) -> Result<Settings, DeskError> {
        let settings = self.settings();
        Ok(Settings {
            watch_clipboard: settings.watch_clipboard,
            notify: settings.notify,
            offering: settings.offering,
            start_at_login: self.shell().starts_at_login().map_err(DeskError::Shell)?,
            wizard: WizardState {
                step: settings.wizard.step,
                finished: settings.wizard.finished,
            },
            allowed_origins: self
                .service
                .allowed_origins()
                .iter()
                .map(ToString::to_string)
                .collect(),
            blocked_origins: self
                .service
                .blocked_origins()
                .into_iter()
                .map(|blocked| BlockedOrigin {
                    origin: blocked.origin.to_string(),
                    at: blocked.at.as_millis(),
                })
                .collect(),
            known_origins: connector::KNOWN_ORIGINS
                .iter()
                .map(|known| KnownOrigin {
                    origin: known.origin.to_owned(),
                    name: known.name.to_owned(),
                })
                .collect(),
        })
    }

    pub(crate) fn suggestion_list(&self) -> Vec<SuggestionSummary> {
        let entries: Vec<Entry> = self.suggestions.lock().newest_first().cloned().collect();
        entries.iter().map(|entry| self.summarise(entry)).collect()
    }

    /// # Errors
    /// Where it is no longer remembered, or the store can't be read.
    pub(crate) fn suggestion(&self, id: Uuid) -> Result<SuggestionDetail, DeskError> {
        let entry = self
            .suggestions
            .lock()
            .get(id)
            .cloned()
            .ok_or(DeskError::NoSuggestion)?;
        let offers = match &entry.offer {
            Offer::Reuse(offers) => offers
                .iter()
                // One that was deleted or hidden meanwhile is no longer offered.
                .filter_map(|(asset, much)| Some((self.offered(*asset)?, *much)))
                .map(|(found, much)| offered(&entry.text, &found, f64::from(much) / 1000.0))
                .collect(),
            Offer::Save(_) | Offer::Nothing => Vec::new(),
        };
        Ok(SuggestionDetail {
            summary: self.summarise(&entry),
            text: entry.text.as_ref().to_owned(),
            grammar: detected(&entry.text).and_then(|language| grammar(&language)),
            offers,
        })
    }

    /// What a list shows of a suggestion. Nothing of a secret.
    pub(crate) fn summarise(&self, entry: &Entry) -> SuggestionSummary {
        let nearest = self.nearest(entry);
        let (kind, why) = match &entry.offer {
            Offer::Reuse(_) => match &nearest {
                Some(found) => {
                    let saved = found.text.as_deref();
                    let why =
                        saved.map_or_else(String::new, |saved| difference::between(&entry.text, saved).words);
                    (SuggestionKind::Reuse, why)
                }
                // What it offered was deleted: the text is not in the library any more.
                None => (SuggestionKind::Save, String::new()),
            },
            Offer::Save(domain::SaveReason::SeenBefore) => (SuggestionKind::Save, "seen before".to_owned()),
            Offer::Save(domain::SaveReason::CopiedAgain) => (SuggestionKind::Save, "copied again".to_owned()),
            Offer::Save(domain::SaveReason::WorthKeeping) => (SuggestionKind::Save, String::new()),
            Offer::Nothing => (SuggestionKind::Nothing, String::new()),
        };
        let saved_name = nearest.and_then(|found| found.asset.details.name);
        let title = match entry.state {
            State::Secret => "A secret was copied. Nothing was kept.".to_owned(),
            _ => saved_name.unwrap_or_else(|| engine::title(&entry.text)),
        };
        SuggestionSummary {
            id: entry.id.to_string(),
            at: entry.at.as_millis(),
            application: self.application_name(entry.application),
            kind,
            state: match entry.state {
                State::Waiting => SuggestionState::Waiting,
                State::Saved => SuggestionState::Saved,
                State::Reused => SuggestionState::Reused,
                State::Dismissed => SuggestionState::Dismissed,
                State::Declined => SuggestionState::Declined,
                State::Superseded => SuggestionState::Superseded,
                State::Secret => SuggestionState::Secret,
            },
            title,
            first_line: first_line(&entry.text),
            language: detected(&entry.text).as_ref().map(languages::name),
            why,
        }
    }

    pub(crate) fn search(&self, query: &Query) -> SearchPage {
        let page = self.service.search(query);
        SearchPage {
            total: count(page.total),
            matching: count(page.matching),
            items: page.items.iter().map(asset_summary).collect(),
        }
    }

    pub(crate) fn facets(&self) -> Facets {
        let facets = self.service.facets();
        Facets {
            languages: facets
                .languages
                .iter()
                .map(|(language, many)| LanguageCount {
                    id: language.extension().to_owned(),
                    name: languages::name(language),
                    count: count(*many),
                })
                .collect(),
            tags: facets
                .tags
                .into_iter()
                .map(|(name, many)| Count {
                    name,
                    count: count(many),
                })
                .collect(),
        }
    }

    pub(crate) fn learned(&self) -> LearnedView {
        let learned = self.service.learned();
        LearnedView {
            declined: count(learned.declined),
            reused: count(learned.reused),
            intentions: count(learned.intentions),
            repeated: count(learned.repeated),
        }
    }

    /// # Errors
    /// Where there is no such asset, or the store can't be read.
    pub(crate) fn asset(&self, id: AssetId) -> Result<AssetView, DeskError> {
        let found = self.service.asset(id)?;
        let summary = self.service.summary(id).ok_or(DeskError::Gone)?;
        let asset = found.asset;
        let text = found.text.filter(|_| !asset.details.form.no_text);
        let text = text.as_deref().unwrap_or_default().to_owned();
        Ok(AssetView {
            summary: asset_summary(&summary),
            lines: count(text.lines().count()),
            text,
            language_id: asset
                .language
                .as_ref()
                .map(|language| language.extension().to_owned()),
            grammar: asset.language.as_ref().and_then(grammar),
            application: names::application(found.author.name),
            by_suggestion: asset.mechanism == domain::Mechanism::Recommended,
            bytes: asset.bytes,
            websites: asset
                .details
                .websites
                .into_iter()
                .map(|site| WebsiteView {
                    url: site.url,
                    name: site.name,
                })
                .collect(),
            annotations: asset
                .details
                .annotations
                .into_iter()
                .map(|note| note.text)
                .collect(),
            anchors: asset
                .details
                .anchors
                .into_iter()
                .map(|anchor| anchor.path)
                .collect(),
        })
    }

    pub(crate) fn applications_view(&self) -> Vec<ApplicationView> {
        let own = self.service.own_application();
        self.service
            .applications()
            .into_iter()
            .map(|application| ApplicationView {
                last_seen: self
                    .service
                    .last_heard(application.id)
                    .map_or(application.last_seen, |heard| heard.max(application.last_seen))
                    .as_millis(),
                id: application.id.to_string(),
                name: if application.id == own {
                    "Bowerbird".to_owned()
                } else {
                    names::application(application.name)
                },
                version: application.version,
                platform: names::platform(application.platform),
                connected: application.id == own || self.service.admit_client(application.id).is_ok(),
                onboarded: application.onboarded,
                own: application.id == own,
                first_seen: application.first_seen.as_millis(),
            })
            .collect()
    }

    /// # Errors
    /// Where the store can't be read.
    pub(crate) fn activity_view(&self) -> Result<ActivityView, DeskError> {
        let counts = self.service.activity_counts()?;
        let items = self.service.activities(ACTIVITIES)?;
        Ok(ActivityView {
            counts: counts
                .into_iter()
                .map(|(kind, many)| Count {
                    name: names::kind(kind).to_owned(),
                    count: u32::try_from(many).unwrap_or(u32::MAX),
                })
                .collect(),
            items: items
                .iter()
                .map(|activity| ActivityItem {
                    id: activity.id.to_string(),
                    at: activity.at.as_millis(),
                    application: self.application_name(activity.application),
                    text: names::activity(activity),
                })
                .collect(),
        })
    }
}

fn offered(copied: &str, found: &AssetWithText, much: f64) -> OfferedAsset {
    let text = found.text.as_deref().unwrap_or_default();
    let difference = difference::between(copied, text);
    let asset = &found.asset;
    OfferedAsset {
        id: asset.id.to_string(),
        name: asset.details.name.clone().unwrap_or_default(),
        language: asset.language.as_ref().map(languages::name),
        grammar: asset.language.as_ref().and_then(grammar),
        text: text.to_owned(),
        created: asset.created.as_millis(),
        application: names::application(found.author.name),
        reuse_count: asset.reuse_count,
        why: difference.words,
        difference: much,
        marks: difference.marks,
        lines: difference.lines,
    }
}

fn asset_summary(summary: &connector::AssetSummary) -> AssetSummary {
    AssetSummary {
        id: summary.id.to_string(),
        name: summary.name.clone(),
        first_line: summary.first_line.clone(),
        language: summary.language.as_ref().map(languages::name),
        tags: summary.tags.clone(),
        created: summary.created.as_millis(),
        updated: summary.updated.as_millis(),
        reused: summary.reused.map(Timestamp::as_millis),
        reuse_count: summary.reuse_count,
        no_text: summary.no_text,
    }
}

/// What the text says about its language.
fn detected(text: &str) -> Option<Language> {
    engine::LanguageDetector::detect(&engine::ContentDetector, text)
}

fn grammar(language: &Language) -> Option<String> {
    languages::grammar(language).map(str::to_owned)
}

fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(LINE)
        .collect()
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
