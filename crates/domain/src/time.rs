//! Points in time.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00:00 UTC.
///
/// Nothing in this crate reads a clock; whoever makes one says where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch. Values outside the years -9999 to 9999 are clamped into them,
    /// so that every `Timestamp` can be written down. So are those that are read from a file.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        // Whole seconds: jiff takes none of the milliseconds after its last second, though its greatest time has some.
        Self(millis.clamp(
            jiff::Timestamp::MIN.as_second() * 1000,
            jiff::Timestamp::MAX.as_second() * 1000,
        ))
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Milliseconds from `earlier` to `self`; 0 where the clock was set back in between.
    #[must_use]
    pub fn millis_since(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }

    /// How long ago `self` was at `now`, in words: "just now", "2 minutes ago", "3 days ago".
    #[must_use]
    pub fn ago(self, now: Self) -> String {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        let seconds = now.millis_since(self) / 1000;
        let (count, unit) = match seconds {
            0..MINUTE => return "just now".to_owned(),
            MINUTE..HOUR => (seconds / MINUTE, "minute"),
            HOUR..DAY => (seconds / HOUR, "hour"),
            _ if seconds < 30 * DAY => (seconds / DAY, "day"),
            _ if seconds < 365 * DAY => (seconds / (30 * DAY), "month"),
            _ => (seconds / (365 * DAY), "year"),
        };
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {unit}{plural} ago")
    }
}

impl From<i64> for Timestamp {
    fn from(millis: i64) -> Self {
        Self::from_millis(millis)
    }
}

impl From<Timestamp> for i64 {
    fn from(at: Timestamp) -> Self {
        at.0
    }
}

/// A text that is no point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time: expected RFC 3339")]
pub struct TimeError;

impl std::str::FromStr for Timestamp {
    type Err = TimeError;

    /// Accepts RFC 3339 with any offset, and drops what is finer than milliseconds.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let time: jiff::Timestamp = text.parse().map_err(|_| TimeError)?;
        Ok(Self::from_millis(time.as_millisecond()))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 with milliseconds: `2024-01-02T03:04:05.000Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(time) => write!(f, "{time:.3}"),
            // There is none such; and if there were, telling it must not end the program.
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_number_is_a_time_that_can_be_written_and_read(millis in prop_oneof![any::<i64>(), near_the_ends()]) {
            let read: Timestamp = serde_json::from_str(&millis.to_string()).unwrap();
            prop_assert_eq!(read, Timestamp::from_millis(millis));
            prop_assert_eq!(read.to_string().parse(), Ok(read), "{}", read);
            prop_assert_eq!(serde_json::to_string(&read).unwrap(), read.as_millis().to_string());
        }
    }

    /// Some milliseconds around the first and the last time that there is.
    fn near_the_ends() -> impl Strategy<Value = i64> {
        let ends = [jiff::Timestamp::MIN, jiff::Timestamp::MAX].map(jiff::Timestamp::as_millisecond);
        (prop::sample::select(ends.to_vec()), -3_000..3_000_i64).prop_map(|(end, off)| end + off)
    }

    #[test]
    fn is_written_as_rfc_3339_with_milliseconds() {
        assert_eq!(
            Timestamp::from_millis(1_704_164_645_000).to_string(),
            "2024-01-02T03:04:05.000Z"
        );
        assert_eq!(
            Timestamp::from_millis(i64::MAX),
            Timestamp::from_millis(i64::MAX - 1),
            "clamped"
        );
    }

    #[test]
    fn is_read_with_any_offset() {
        let at = Timestamp::from_millis(1_704_164_645_000);
        for text in ["2024-01-02T03:04:05Z", "2024-01-02T05:04:05.000123+02:00"] {
            assert_eq!(text.parse(), Ok(at), "{text}");
        }
        assert_eq!("yesterday".parse::<Timestamp>(), Err(TimeError));
    }

    #[test]
    fn is_told_in_words() {
        let then = Timestamp::from_millis(0);
        let after = |seconds: i64| then.ago(Timestamp::from_millis(seconds * 1000));
        assert_eq!(after(-5), "just now", "a clock set back is no error");
        assert_eq!(after(59), "just now");
        assert_eq!(after(60), "1 minute ago");
        assert_eq!(after(3 * 86_400), "3 days ago");
        assert_eq!(after(45 * 86_400), "1 month ago");
        assert_eq!(after(800 * 86_400), "2 years ago");
    }
}
