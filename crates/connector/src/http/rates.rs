//! How often one application may ask: a plugin that runs wild must not keep the others from being served.

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::ApplicationId;
use parking_lot::Mutex;
use tokio::time::Instant;

/// How many requests a second, over any longer time. An editor asks at each copy; who imports a library waits for each
/// save to be on the disk.
pub(super) const PER_SECOND: u32 = 1_000;

/// How many more may come at once.
const BURST: u32 = 30_000;

/// How far apart requests are that keep to the rate.
const EVERY: Duration = Duration::from_micros(1_000_000 / PER_SECOND as u64);

/// How many requests each application has sent of late. Only applications that are connected are counted, and of those
/// there are as many as the contract has names.
///
/// This is the generic cell rate algorithm: of each application is kept when its last request would have come if it kept
/// to the rate.
#[derive(Clone)]
pub(super) struct Rates {
    ahead: Duration,
    due: Arc<Mutex<HashMap<ApplicationId, Instant>>>,
}

impl Default for Rates {
    fn default() -> Self {
        Self::with_burst(BURST)
    }
}

impl Rates {
    /// Lets so many come at once.
    pub(super) fn with_burst(burst: u32) -> Self {
        Self {
            ahead: EVERY * burst,
            due: Arc::default(),
        }
    }

    /// Counts a request, or answers how long to wait for the next.
    pub(super) fn count(&self, application: ApplicationId, now: Instant) -> Result<(), Duration> {
        let mut due = self.due.lock();
        let due = due.entry(application).or_insert(now);
        let ahead = due.saturating_duration_since(now);
        if ahead > self.ahead {
            return Err(ahead - self.ahead);
        }
        *due = now.max(*due) + EVERY;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(number: u8) -> ApplicationId {
        format!("00000000-0000-4000-8000-0000000000{number:02}")
            .parse()
            .unwrap()
    }

    #[test]
    fn who_keeps_to_the_rate_is_never_refused() {
        let (rates, began) = (Rates::default(), Instant::now());
        for request in 0..120_000 {
            let now = began + Duration::from_secs(1) * request / PER_SECOND;
            assert_eq!(rates.count(application(1), now), Ok(()), "{request}");
        }
    }

    #[test]
    fn a_crowd_of_requests_is_let_in_and_no_more() {
        let (rates, now) = (Rates::default(), Instant::now());
        let let_in = (0..100_000).filter(|_| rates.count(application(1), now).is_ok());
        assert_eq!(let_in.count(), BURST as usize + 1);
        assert!(rates.count(application(1), now).is_err());
        assert_eq!(rates.count(application(2), now), Ok(()), "another is not touched");
        let wait = rates.count(application(1), now).unwrap_err();
        assert_eq!(rates.count(application(1), now + wait), Ok(()));
    }
}
