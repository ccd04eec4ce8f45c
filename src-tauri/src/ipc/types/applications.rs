//! The programs that have connected, and what was done in them.

use serde::Serialize;
use ts_rs::TS;

use super::library::Count;

view! {
    /// A program that has connected.
    struct ApplicationView {
        /// Its id.
        id: String,
        /// What people call it.
        name: String,
        /// The version that connected last.
        version: String,
        /// Where it runs.
        platform: String,
        /// Whether it has connected since Bowerbird started.
        connected: bool,
        /// Whether its user has been shown around.
        onboarded: bool,
        /// Whether it is Bowerbird itself.
        own: bool,
        /// When it first connected.
        #[ts(type = "number")]
        first_seen: i64,
        /// When it last connected or asked for anything.
        #[ts(type = "number")]
        last_seen: i64,
    }
}

view! {
    /// Something that the user did in an application.
    struct ActivityItem {
        /// Its id.
        id: String,
        /// When.
        #[ts(type = "number")]
        at: i64,
        /// Where.
        application: String,
        /// What.
        text: String,
    }
}

view! {
    /// What the user did.
    struct ActivityView {
        /// How much of each kind there has ever been.
        counts: Vec<Count>,
        /// The newest, newest first.
        items: Vec<ActivityItem>,
    }
}
