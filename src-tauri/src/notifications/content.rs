//! What the notification of a suggestion says, and its buttons.

use notify_rust::{Notification, Timeout};

use super::{Talent, icon};
use crate::{
    desk::{Desk, Entry, names, one_line::one_line},
    ipc::types::SuggestionKind,
};

/// Characters of a body, at most: some services show all they get.
const BODY: usize = 300;
/// Characters of a name in it, at most: the rest is to be seen too.
const NAME: usize = 80;

/// The notification of a suggestion: what was seen, why, and the choices.
pub(super) fn of_suggestion(desk: &Desk, entry: &Entry, talent: &Talent) -> Notification {
    let detail = desk.suggestion(entry.id).ok();
    let summary = desk.summarise(entry);
    let mut shown = plain();
    shown.timeout(Timeout::Default);
    let offer = detail.as_ref().and_then(|detail| detail.offers.first());
    let body = match (summary.kind, offer) {
        (SuggestionKind::Reuse, Some(offer)) => {
            shown.summary("You have this already");
            let when = domain::Timestamp::from_millis(offer.created).ago(desk.service.now());
            let place = place(&offer.application);
            let name = one_line(&offer.name, NAME);
            format!("Looks like {name}, saved {when}{place}: {}", offer.why)
        }
        _ => {
            shown.summary(match summary.kind {
                // Newer suggestions have taken its place meanwhile, and with it what was offered.
                SuggestionKind::Reuse => "You have this already",
                _ if summary.why.is_empty() => "Keep this?",
                _ => "You have copied this before. Keep it?",
            });
            let lines = match entry.text.lines().count() {
                1 => "one line".to_owned(),
                lines => format!("{lines} lines"),
            };
            let language = summary
                .language
                .map_or_else(String::new, |language| format!(" of {language}"));
            let title = heading(&summary.title);
            format!("{title}: {lines}{language}{}", place(&summary.application))
        }
    };
    shown.body(&self::body(&body, talent.markup));
    if talent.buttons {
        shown.action("default", "Show");
        if summary.kind == SuggestionKind::Reuse {
            shown
                .action("reuse", "Reuse")
                .action("save-new", "Save as new")
                .action("dismiss", "Dismiss");
        } else {
            shown
                .action("save", "Save")
                .action("dismiss", "Not now")
                .action("never", "Never for this");
        }
    }
    shown
}

/// A title that a colon can follow: one that is a line of code may end in one, or in what opens a block or ends a line.
fn heading(title: &str) -> &str {
    let bare = title.trim_end_matches([':', ';', ',', '{', '(', '[', ' ']);
    if bare.is_empty() { title } else { bare }
}

/// Something to read that asks for no answer.
pub(super) fn message(summary: &str, text: &str, talent: &Talent) -> Notification {
    let mut message = plain();
    message.summary(summary).body(&body(text, talent.markup));
    message
}

fn plain() -> Notification {
    let mut notification = Notification::new();
    notification.appname("Bowerbird").icon(icon());
    notification
}

/// From which program, where it was not the clipboard: that may have been any.
fn place(application: &str) -> String {
    if application == names::CLIPBOARD {
        String::new()
    } else {
        format!(" from {application}")
    }
}

/// Short enough for any service. One that reads markup must find none: what was copied may look like some. One that
/// doesn't would show it escaped.
fn body(text: &str, markup: bool) -> String {
    let short = one_line(text, BODY);
    if markup {
        short
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    } else {
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colon_follows_no_other_mark() {
        for (title, bare) in [
            ("printf(\"%d\", n);", "printf(\"%d\", n)"),
            ("\"name\": \"app\",", "\"name\": \"app\""),
            ("\"vector\": {", "\"vector\""),
            ("if ready:", "if ready"),
            ("median", "median"),
            ("{", "{"),
        ] {
            assert_eq!(heading(title), bare);
        }
    }

    #[test]
    fn a_body_is_short_and_has_no_markup() {
        assert_eq!(body("a <b>\n& c", true), "a &lt;b&gt; &amp; c");
        assert_eq!(body("a <b>\n& c", false), "a <b> & c");
        assert_eq!(body(&"x".repeat(3_000_000), true).chars().count(), BODY + 1);
    }
}
