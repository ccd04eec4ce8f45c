//! Who has connected: registering, connecting, onboarding.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicI64, Ordering},
};

use domain::{
    Application, ApplicationId, ApplicationName, Capabilities, Event, Platform, Privacy, Registration,
    Timestamp,
};
use store::{Store, StoreError};

use super::{Service, ServiceError, ids};

/// What Bowerbird is called among the applications.
pub(super) const OWN_NAME: ApplicationName = ApplicationName::OsServer;

/// What stands for a version that can't be kept.
const UNKNOWN_VERSION: &str = "unknown";

/// Longest version and descriptor that are kept, in characters. Real ones have some 10.
const LONGEST: usize = 256;

/// An application, and whether a client has connected as it since this service started.
pub(super) struct Known {
    pub(super) application: Application,
    connected: bool,
    /// When it last asked for anything, in milliseconds since the epoch. Only in memory: a write for every request would
    /// cost more than it tells.
    heard: AtomicI64,
    /// Whether what is on disk is older, because there was no room for this, or it could not be written yet.
    unwritten: bool,
}

/// The applications of earlier runs, none of them connected.
pub(super) fn load(store: &dyn Store) -> Result<HashMap<ApplicationId, Known>, ServiceError> {
    let known = |application: Application| {
        (
            application.id,
            Known {
                connected: false,
                heard: AtomicI64::new(application.last_seen.as_millis()),
                application,
                unwritten: false,
            },
        )
    };
    Ok(store.applications()?.into_iter().map(known).collect())
}

/// Lets those stay connected that were, where they are still known. Those that connected since what is now there was
/// written are unknown again, and are told to connect.
pub(super) fn stay_connected(now: &mut HashMap<ApplicationId, Known>, before: HashMap<ApplicationId, Known>) {
    for (id, known) in before {
        if let Some(same) = now.get_mut(&id) {
            same.connected = known.connected;
            same.heard = known.heard;
        }
    }
}

/// What may be kept of an introduction: its free text, which every later answer repeats, without secrets and not too long.
/// It is looked through before it is cut, since a secret that is cut may be no longer known as one.
fn presentable(mut registration: Registration) -> Registration {
    let is_secret = |text: &str| engine::secret_in(text).is_some();
    let bounded = |text: String| text.chars().take(LONGEST).collect::<String>();
    registration.descriptor = registration
        .descriptor
        .filter(|text| !is_secret(text))
        .map(bounded);
    registration.version = if is_secret(&registration.version) {
        UNKNOWN_VERSION.to_owned()
    } else {
        bounded(registration.version)
    };
    registration
}

/// The platform that Bowerbird was built for.
pub(super) fn own_platform() -> Platform {
    if cfg!(target_os = "macos") {
        Platform::Macos
    } else if cfg!(target_os = "windows") {
        Platform::Windows
    } else {
        Platform::Linux
    }
}

fn own_registration() -> Registration {
    Registration {
        name: OWN_NAME,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: own_platform(),
        capabilities: Some(Capabilities::Local),
        privacy: Some(Privacy::Closed),
        automatic_unload: Some(false),
        descriptor: None,
        mechanism: None,
    }
}

/// Whether what could not be written is written once the disk lets it be.
const fn waits_for_disk(error: &StoreError) -> bool {
    matches!(error, StoreError::Full | StoreError::Io { .. })
}

impl Service {
    /// Registers an application, or recognises it, and counts it as connected until the service ends. On a disk that is full
    /// or refuses to be written, and while the store is not ready, it is entered in memory, and written with the next thing
    /// that can be: who only asks needs no disk.
    ///
    /// # Errors
    /// Where the store can't be written for another reason.
    pub fn connect(&self, registration: Registration) -> Result<Application, ServiceError> {
        let own = registration.name == OWN_NAME && registration.platform == own_platform();
        // Who connects as Bowerbird is let in. What is said of Bowerbird is nobody else's to say.
        let registration = if own { own_registration() } else { registration };
        let application = self.register(registration, true)?;
        self.publish(Event::Connected(application.clone()));
        Ok(application)
    }

    /// Enters Bowerbird itself, so that clipboard copies and library edits have an author. Its id is no secret
    /// (`applications` lists it), so that alone lets no client in: one that wants to be it has to connect as it.
    pub(super) fn register_own(&self) -> Result<(), ServiceError> {
        self.register(own_registration(), false).map(|_| ())
    }

    fn register(&self, registration: Registration, connected: bool) -> Result<Application, ServiceError> {
        let _changing = self.changing();
        let registration = presentable(registration);
        let now = self.now();
        let id = ids::application(self.installation, registration.name, registration.platform);
        let change = |known: Option<Application>| match known {
            Some(application) => application.again(registration, now),
            None => Application::first(id, registration, now),
        };
        if !self.store.is_ready() {
            // Who only asks waits for no disk.
            let mut applications = self.applications.write();
            let application = change(applications.get(&id).map(|known| known.application.clone()));
            let known = Known {
                application: application.clone(),
                connected,
                heard: AtomicI64::new(now.as_millis()),
                unwritten: true,
            };
            applications.insert(id, known);
            return Ok(application);
        }
        let store = self.store.as_ref();
        let (application, put) = {
            // The lock is held over the write, so that what is on disk is what was last answered.
            let mut applications = self.applications.write();
            let application = change(applications.get(&id).map(|known| known.application.clone()));
            let put = store.put_application(&application);
            let known = Known {
                application: application.clone(),
                connected,
                heard: AtomicI64::new(now.as_millis()),
                unwritten: put.is_err(),
            };
            if !matches!(&put, Err(error) if !waits_for_disk(error)) {
                applications.insert(id, known);
            }
            (application, put)
        };
        let written = put.and_then(|()| store.commit());
        match written {
            Ok(()) => {}
            Err(error) if waits_for_disk(&error) => {
                tracing::warn!("{} is registered in memory alone: {error}", application.name);
                if let Some(known) = self.applications.write().get_mut(&id) {
                    known.unwritten = true;
                }
            }
            Err(error) => return Err(error.into()),
        }
        Ok(application)
    }

    /// Writes what waited for the store to be ready.
    ///
    /// # Errors
    /// Where the store can't be written.
    pub(crate) fn write_waiting(&self) -> Result<(), ServiceError> {
        self.durably(|_| Ok(()))
    }

    /// Writes the applications that could not be written before.
    pub(super) fn write_late(&self, store: &dyn Store) -> Result<(), ServiceError> {
        if !self.applications.read().values().any(|known| known.unwritten) {
            return Ok(());
        }
        let mut applications = self.applications.write();
        for known in applications.values_mut().filter(|known| known.unwritten) {
            store.put_application(&known.application)?;
            known.unwritten = false;
        }
        Ok(())
    }

    /// Remembers whether an application's user has been shown around.
    ///
    /// # Errors
    /// Where the application is unknown or not connected, or the store can't be written.
    pub fn onboard(&self, id: ApplicationId, onboarded: bool) -> Result<(), ServiceError> {
        let application = self.change_application(id, |known| Application { onboarded, ..known })?;
        self.publish(Event::Onboarded(application));
        Ok(())
    }

    fn change_application(
        &self,
        id: ApplicationId,
        change: impl FnOnce(Application) -> Application,
    ) -> Result<Application, ServiceError> {
        let _changing = self.changing();
        self.admit(id)?;
        self.durably(|store| {
            let mut applications = self.applications.write();
            let known = applications
                .get_mut(&id)
                .ok_or(ServiceError::UnknownApplication)?;
            let application = change(known.application.clone());
            store.put_application(&application)?;
            known.application = application.clone();
            known.unwritten = false;
            Ok(application)
        })
    }

    /// Changes what a connected application says of itself, and whether its user has been shown around.
    ///
    /// # Errors
    /// Where the application is unknown or not connected, or the store can't be written.
    pub fn update_application(
        &self,
        id: ApplicationId,
        registration: Registration,
        onboarded: bool,
    ) -> Result<Application, ServiceError> {
        // Bowerbird's own entry, which everybody can read, is nobody's to change.
        self.admit_client(id)?;
        let registration = if id == self.own {
            own_registration()
        } else {
            presentable(registration)
        };
        let now = self.now();
        let application = self.change_application(id, |known| Application {
            onboarded,
            ..known.again(registration, now)
        })?;
        self.publish(Event::ApplicationUpdated(application.clone()));
        Ok(application)
    }

    /// Every application that has ever connected, Bowerbird itself included, those first seen earliest first.
    #[must_use]
    pub fn applications(&self) -> Vec<Application> {
        let mut all: Vec<_> = self
            .applications
            .read()
            .values()
            .map(|known| known.application.clone())
            .collect();
        all.sort_by_key(|application| (application.first_seen, application.id));
        all
    }

    /// When an application last connected or asked for anything; `None` where it is unknown.
    #[must_use]
    pub fn last_heard(&self, id: ApplicationId) -> Option<Timestamp> {
        let applications = self.applications.read();
        let known = applications.get(&id)?;
        Some(Timestamp::from_millis(known.heard.load(Ordering::Relaxed)))
    }

    /// Lets a client in that says it is this application.
    ///
    /// # Errors
    /// [`ServiceError::UnknownApplication`] or [`ServiceError::NotConnected`].
    pub fn admit_client(&self, id: ApplicationId) -> Result<(), ServiceError> {
        match self.applications.read().get(&id) {
            None => Err(ServiceError::UnknownApplication),
            Some(known) if !known.connected => Err(ServiceError::NotConnected),
            Some(_) => Ok(()),
        }
    }

    /// Lets a connected application in, or Bowerbird itself.
    pub(super) fn admit(&self, id: ApplicationId) -> Result<(), ServiceError> {
        if id == self.own {
            return Ok(());
        }
        self.admit_client(id)?;
        if let Some(known) = self.applications.read().get(&id) {
            known.heard.store(self.now().as_millis(), Ordering::Relaxed);
        }
        Ok(())
    }
}
