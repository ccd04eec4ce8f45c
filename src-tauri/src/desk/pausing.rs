//! Watching the clipboard stops and goes on: a pause for a while, its end, and a second try where watching had ended.

use domain::Timestamp;

use super::{Desk, DeskError, Pause, Watch};
use crate::ipc::types::{PauseFor, What};

impl Desk {
    /// Ends a pause that is over, and tries again where watching had ended.
    pub(super) fn look_after_watching(&self) {
        if let Some(Some(until)) = self.watching.paused()
            && until <= self.service.now()
        {
            // The file is written when something can be; until then the pause is over all the same.
            let _ = self.resume();
        }
        if matches!(self.watching.state(), Watch::Unavailable { .. }) {
            self.watching.want(self.settings.get().watch_clipboard);
            if !matches!(self.watching.state(), Watch::Unavailable { .. }) {
                self.changed(What::Status);
            }
        }
    }

    /// Reads nothing from the clipboard for a while.
    pub(crate) fn pause(&self, how: PauseFor) -> Result<(), DeskError> {
        let now = self.service.now();
        let until = match how {
            PauseFor::QuarterHour => Some(Timestamp::from_millis(now.as_millis() + 15 * 60 * 1000)),
            PauseFor::UntilTomorrow => Some(next_day(now)),
            PauseFor::UntilResumed => None,
        };
        // First the watching, then the file: a full disk must not keep it going.
        self.watching.pause(until);
        self.changed(What::Status);
        let until = until.map(Timestamp::as_millis);
        self.set(|settings| settings.pause = Some(Pause { until }))
    }

    /// Reads the clipboard from now on, whether that was paused or switched off.
    pub(crate) fn resume(&self) -> Result<(), DeskError> {
        self.watching.resume();
        self.changed(What::Status);
        self.set(|settings| {
            settings.pause = None;
            settings.watch_clipboard = true;
        })
    }

    /// Whether watching is paused. Where it is off or not possible nobody sees a pause, and nobody could end it.
    pub(crate) fn is_paused(&self) -> bool {
        matches!(self.watch(), Watch::Paused { .. })
    }
}

/// When the next day begins where the user is.
fn next_day(now: Timestamp) -> Timestamp {
    let zoned = jiff::Timestamp::from_millisecond(now.as_millis())
        .unwrap_or(jiff::Timestamp::MIN)
        .to_zoned_datetime(jiff::tz::TimeZone::system());
    let tomorrow = zoned.tomorrow().and_then(|next| next.start_of_day());
    tomorrow.map_or(
        Timestamp::from_millis(now.as_millis() + 24 * 60 * 60 * 1000),
        |next| Timestamp::from_millis(next.timestamp().as_millisecond()),
    )
}
