//! What another start may ask this Bowerbird for over the session bus, where it wants an answer: a backup, and who it is.
//!
//! A second start hands its options over by the single-instance plugin, which answers nothing. Who backs up from a script has
//! to know whether it worked.

use std::{
    ffi::OsString,
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::{
    runtime,
    time::{Instant, sleep, timeout},
};
use zbus::{Connection, connection::Builder, fdo, interface, names::BusName};

use crate::desk::Desk;

const INTERFACE: &str = "dev.bowerbird.Asked";
const PATH: &str = "/dev/bowerbird/Asked";
/// How long a backup may take: 1 GiB on a slow disk.
const PATIENCE: Duration = Duration::from_secs(600);
/// How long the bus itself may take.
const ANSWER: Duration = Duration::from_secs(2);
/// How long one that starts may take until it can be asked.
const START: Duration = Duration::from_secs(20);

/// Why the running one did not do it. The messages are for people.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unanswered {
    /// It said why.
    #[error("{0}")]
    Refused(String),
    /// It was not reached, or said nothing.
    #[error(
        "Bowerbird is running and could not be asked ({0}); back up in its window, or end it first with --quit"
    )]
    NotReached(String),
}

/// The other end of [`back_up`].
struct Asked(Arc<Desk>);

#[interface(name = "dev.bowerbird.Asked")]
impl Asked {
    /// Backs everything up, to `file` or among the other backups where it is empty, and says what it did. A name is bytes, for it
    /// need not be text.
    async fn back_up(&self, file: Vec<u8>) -> fdo::Result<String> {
        let desk = Arc::clone(&self.0);
        let file = (!file.is_empty()).then(|| PathBuf::from(OsString::from_vec(file)));
        let made = tauri::async_runtime::spawn_blocking(move || desk.back_up_to(file.as_deref()));
        match made.await {
            Ok(made) => made.map_err(|error| fdo::Error::Failed(error.to_string())),
            Err(_) => Err(fdo::Error::Failed("the backup was broken off".to_owned())),
        }
    }
}

/// The name on the session bus of the Bowerbird that has `instance`.
fn name_of(instance: &str) -> String {
    format!("{instance}.Asked")
}

/// Answers for as long as there is a bus. Without one nobody can ask.
pub(crate) async fn answer(instance: String, desk: Arc<Desk>) {
    let serving = Builder::session()
        .name(name_of(&instance))
        .serve_at(PATH, Asked(desk))
        .build()
        .await;
    match serving {
        // It is served while the connection is held.
        Ok(connection) => {
            let _held: Connection = connection;
            std::future::pending::<()>().await;
        }
        Err(error) => tracing::info!("another start can't ask for anything: {error}"),
    }
}

/// The process of the Bowerbird that has `instance`, from the first moments of its start on, in which it says nothing of
/// itself yet. None where there is no bus.
pub(crate) fn process_of(instance: &str) -> Option<u32> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().ok()?;
    // What the single-instance plugin makes of it.
    let name = format!("{instance}.SingleInstance");
    let asked = async {
        let bus = Connection::session().await.ok()?;
        let bus = fdo::DBusProxy::new(&bus).await.ok()?;
        let name = BusName::try_from(name).ok()?;
        bus.get_connection_unix_process_id(name).await.ok()
    };
    runtime.block_on(async { timeout(ANSWER, asked).await.ok().flatten() })
}

/// Asks the Bowerbird that has `instance` for a backup, and answers what it says.
///
/// # Errors
/// Where it refuses, or can't be reached.
pub(crate) fn back_up(instance: &str, file: Option<&Path>) -> Result<String, Unanswered> {
    let unreached = |error: &dyn std::fmt::Display| Unanswered::NotReached(error.to_string());
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| unreached(&error))?;
    let file = file.map_or(&[][..], |file| file.as_os_str().as_bytes());
    runtime.block_on(async {
        let asked = async {
            let bus = Connection::session().await?;
            let name = name_of(instance);
            let begun = Instant::now();
            loop {
                let asked = bus.call_method(Some(name.as_str()), PATH, Some(INTERFACE), "BackUp", &file);
                match asked.await {
                    Err(zbus::Error::FDO(error))
                        if matches!(*error, fdo::Error::ServiceUnknown(_)) && begun.elapsed() < START =>
                    {
                        sleep(Duration::from_millis(100)).await;
                    }
                    answered => return answered,
                }
            }
        };
        let answered = timeout(PATIENCE, asked)
            .await
            .map_err(|error| unreached(&error))?;
        match answered {
            Ok(message) => message.body().deserialize().map_err(|error| unreached(&error)),
            Err(zbus::Error::FDO(error)) => Err(match *error {
                fdo::Error::Failed(said) => Unanswered::Refused(said),
                error => unreached(&error),
            }),
            Err(error) => Err(unreached(&error)),
        }
    })
}
