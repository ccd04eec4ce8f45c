//! What users do in their applications.

use std::collections::BTreeMap;

use domain::{Activity, ActivityId, ActivityKind, ApplicationId, Event};
use uuid::Uuid;

use super::{Service, ServiceError, ids};

/// One thing that an application saw its user do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// What kind of event it is.
    pub kind: ActivityKind,
    /// What happened, by the contract's names.
    pub actions: Vec<&'static str>,
    /// What it happened to.
    pub subject: Option<Uuid>,
}

impl Service {
    /// Keeps what an application observed, as the user's own activity, and answers the id of the first. It never leaves
    /// the machine.
    ///
    /// # Errors
    /// Where the application is unknown or not connected, or the store can't be written.
    pub fn track(
        &self,
        application: ApplicationId,
        observations: Vec<Observation>,
    ) -> Result<ActivityId, ServiceError> {
        self.admit(application)?;
        // Until the index knows of it too.
        let _changing = self.changing();
        let mut first = None;
        let at = self.now();
        let activities: Vec<Activity> = observations
            .into_iter()
            .map(|seen| Activity {
                id: ids::activity(),
                application,
                at,
                kind: seen.kind,
                actions: seen.actions.into_iter().map(str::to_owned).collect(),
                subject: seen.subject.map(|subject| subject.to_string()),
            })
            .collect();
        if !activities.is_empty() {
            self.durably(|store| {
                Ok(activities
                    .iter()
                    .try_for_each(|activity| store.add_activity(activity))?)
            })?;
        }
        for activity in activities {
            first.get_or_insert(activity.id);
            self.publish(Event::Tracked(activity));
        }
        Ok(first.unwrap_or_else(ids::activity))
    }

    /// The newest activities, newest first.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn activities(&self, newest: usize) -> Result<Vec<Activity>, ServiceError> {
        Ok(self.store.activities(newest)?)
    }

    /// How many events of each kind there have ever been.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn activity_counts(&self) -> Result<BTreeMap<ActivityKind, u64>, ServiceError> {
        Ok(self.store.activity_counts()?)
    }
}
