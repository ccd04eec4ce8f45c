//! What is in the tray's menu, as plain data.

use std::{fmt, str::FromStr};

use connector::Query;
use domain::{AssetId, Timestamp};
use uuid::Uuid;

use crate::{
    desk::{Desk, Watch, one_line::one_line},
    ipc::types::{Answer, PauseFor, SuggestionKind},
};

/// Characters of a title, at most.
const TITLE: usize = 48;
/// How many recent snippets there are.
const RECENT: usize = 6;

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Item {
    /// A line between groups.
    Separator,
    /// Something to read.
    Label(String),
    /// Something to choose.
    Choice(String, Choice),
}

/// Something to choose. Its text form names it to the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Choice {
    /// Answer the suggestion.
    Answer(Uuid, Answer),
    /// Copy the snippet.
    Copy(AssetId),
    /// Show the window.
    Open,
    /// Stop watching for a while.
    Pause(PauseFor),
    /// Go on watching.
    Resume,
    /// Show the settings.
    Settings,
    /// End.
    Quit,
}

const ANSWERS: [(&str, Answer); 5] = [
    ("save", Answer::Save),
    ("save-new", Answer::SaveNew),
    ("reuse", Answer::Reuse),
    ("dismiss", Answer::Dismiss),
    ("never", Answer::Never),
];

const PAUSES: [(&str, PauseFor); 3] = [
    ("quarter-hour", PauseFor::QuarterHour),
    ("until-tomorrow", PauseFor::UntilTomorrow),
    ("until-resumed", PauseFor::UntilResumed),
];

fn name_of<T: PartialEq>(names: &[(&'static str, T)], wanted: &T) -> &'static str {
    let found = names.iter().find(|(_, value)| value == wanted);
    found.map_or("", |(name, _)| name)
}

fn named<T: Copy>(names: &[(&str, T)], wanted: &str) -> Option<T> {
    let found = names.iter().find(|(name, _)| *name == wanted);
    found.map(|(_, value)| *value)
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(id, answer) => write!(f, "answer {id} {}", name_of(&ANSWERS, answer)),
            Self::Copy(id) => write!(f, "copy {id}"),
            Self::Open => f.write_str("open"),
            Self::Pause(how) => write!(f, "pause {}", name_of(&PAUSES, how)),
            Self::Resume => f.write_str("resume"),
            Self::Settings => f.write_str("settings"),
            Self::Quit => f.write_str("quit"),
        }
    }
}

/// The text names no choice.
#[derive(Debug)]
pub(super) struct NoChoice;

impl FromStr for Choice {
    type Err = NoChoice;

    fn from_str(text: &str) -> Result<Self, NoChoice> {
        let words: Vec<_> = text.split(' ').collect();
        match words.as_slice() {
            ["answer", id, answer] => {
                let id = id.parse().map_err(|_| NoChoice)?;
                named(&ANSWERS, answer).map(|answer| Self::Answer(id, answer))
            }
            ["copy", id] => id.parse().ok().map(Self::Copy),
            ["open"] => Some(Self::Open),
            ["pause", how] => named(&PAUSES, how).map(Self::Pause),
            ["resume"] => Some(Self::Resume),
            ["settings"] => Some(Self::Settings),
            ["quit"] => Some(Self::Quit),
            _ => None,
        }
        .ok_or(NoChoice)
    }
}

/// What is in the menu now.
pub(super) fn items(desk: &Desk) -> Vec<Item> {
    let mut items = Vec::new();
    suggestion(desk, &mut items);
    recent(desk, &mut items);
    items.push(Item::Choice("Open Bowerbird".to_owned(), Choice::Open));
    watching(&desk.watch(), desk.service.now(), &mut items);
    items.push(Item::Choice("Settings".to_owned(), Choice::Settings));
    items.push(Item::Separator);
    items.push(Item::Label(desk.address().map_or_else(
        || "Editors can't connect".to_owned(),
        |address| format!("Editors: {}", address.trim_start_matches("http://")),
    )));
    items.push(Item::Choice("Quit Bowerbird".to_owned(), Choice::Quit));
    items
}

fn suggestion(desk: &Desk, items: &mut Vec<Item>) {
    let Some(entry) = desk.waiting() else { return };
    let summary = desk.summarise(&entry);
    let mut choice =
        |text: &str, answer| items.push(Item::Choice(text.to_owned(), Choice::Answer(entry.id, answer)));
    if summary.kind == SuggestionKind::Reuse {
        let why = if summary.why.is_empty() {
            String::new()
        } else {
            format!(": {}", summary.why)
        };
        choice(&format!("Reuse {}{why}", short(&summary.title)), Answer::Reuse);
        choice("Save as new", Answer::SaveNew);
        choice("Dismiss", Answer::Dismiss);
    } else {
        choice(&format!("Save {}", short(&summary.title)), Answer::Save);
        choice("Not now", Answer::Dismiss);
        choice("Never for this", Answer::Never);
    }
    items.push(Item::Separator);
}

fn recent(desk: &Desk, items: &mut Vec<Item>) {
    if !desk.service.is_learnt() {
        // The menu is made on the thread that draws. It is made again once there is something to show.
        return;
    }
    let page = desk.service.search(&Query {
        limit: RECENT,
        is_text: true,
        ..Query::default()
    });
    if page.items.is_empty() {
        return;
    }
    items.push(Item::Label("Recent: click to copy".to_owned()));
    for asset in page.items {
        items.push(Item::Choice(short(&asset.name), Choice::Copy(asset.id)));
    }
    items.push(Item::Separator);
}

fn watching(watch: &Watch, now: Timestamp, items: &mut Vec<Item>) {
    let choice = |text: String, choice| Item::Choice(text, choice);
    match watch {
        Watch::Watching { .. } => items.extend([
            choice(
                "Pause for 15 minutes".to_owned(),
                Choice::Pause(PauseFor::QuarterHour),
            ),
            choice(
                "Pause until tomorrow".to_owned(),
                Choice::Pause(PauseFor::UntilTomorrow),
            ),
            choice(
                "Pause until resumed".to_owned(),
                Choice::Pause(PauseFor::UntilResumed),
            ),
        ]),
        Watch::Paused { until, .. } => {
            let until = until.map_or_else(String::new, |until| {
                format!(" (paused until {})", end(until, now))
            });
            items.push(choice(format!("Resume watching{until}"), Choice::Resume));
        }
        Watch::Unavailable { .. } => {
            items.push(Item::Label(
                "The clipboard can't be watched: see Settings".to_owned(),
            ));
        }
        Watch::Off => items.push(choice("Resume watching (it is off)".to_owned(), Choice::Resume)),
    }
}

/// When a pause ends, where the user is, in the window's words: `14:30`, `tomorrow`, `Friday`.
fn end(at: Timestamp, now: Timestamp) -> String {
    let local = |at: Timestamp| {
        let at = jiff::Timestamp::from_millisecond(at.as_millis()).ok()?;
        Some(at.to_zoned_datetime(jiff::tz::TimeZone::system()))
    };
    let (Some(at), Some(now)) = (local(at), local(now)) else {
        return String::new();
    };
    let format = if at.date() <= now.date() {
        "%H:%M"
    } else if now.date().tomorrow().is_ok_and(|next| next == at.date()) {
        "tomorrow"
    } else {
        "%A"
    };
    at.strftime(format).to_string()
}

/// A title that fits a menu.
fn short(title: &str) -> String {
    // An ampersand marks the key of an entry; two of them are one that is seen.
    one_line(title, TITLE).replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_survives_the_way_through_the_menu() {
        let id = Uuid::from_u128(7);
        for choice in [
            Choice::Answer(id, Answer::SaveNew),
            Choice::Answer(id, Answer::Never),
            Choice::Copy(AssetId::new(id)),
            Choice::Open,
            Choice::Pause(PauseFor::UntilTomorrow),
            Choice::Resume,
            Choice::Settings,
            Choice::Quit,
        ] {
            assert_eq!(choice.to_string().parse::<Choice>().ok(), Some(choice));
        }
        for none in ["", "answer", "answer x save", "copy 1", "pause for-ever"] {
            assert!(none.parse::<Choice>().is_err(), "{none}");
        }
    }

    #[test]
    fn a_pause_ends_in_the_windows_words() {
        let at = |day: i8, hour: i8| {
            let there = jiff::civil::date(2026, 3, day).at(hour, 5, 0, 0);
            let there = there.to_zoned_datetime(jiff::tz::TimeZone::system()).unwrap();
            Timestamp::from_millis(there.timestamp().as_millisecond())
        };
        assert_eq!(end(at(3, 17), at(3, 16)), "17:05");
        assert_eq!(end(at(4, 0), at(3, 16)), "tomorrow");
        assert_eq!(end(at(5, 0), at(3, 16)), "Thursday");
        assert_eq!(
            end(at(3, 9), at(3, 16)),
            "09:05",
            "it is over, and is ended in a moment"
        );
    }

    #[test]
    fn titles_fit() {
        assert_eq!(short("a & b\n"), "a && b");
        assert_eq!(short(&"x".repeat(100)).chars().count(), TITLE + 1);
    }
}
