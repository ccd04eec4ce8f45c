//! The desktop's notification service over D-Bus, as the Desktop Notifications Specification 1.2 has it.
//!
//! notify-rust makes the notification, and this has the conversation about it. notify-rust's own listens only after it
//! has shown, and looks away between two signals; a desktop that tells a token just before the press (GNOME, KDE) would
//! lose the press. See decision 0007.

use std::{collections::HashMap, time::Duration};

use futures_util::StreamExt;
use notify_rust::Notification;
use tokio::time::timeout;
use zbus::{
    Connection, MatchRule, MessageStream, Variant,
    fdo::DBusProxy,
    message::{Sequence, Type},
    names::{BusName, OwnedUniqueName, UniqueName},
};

use super::{Outcome, Talent};

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// How long the service may take over an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why nothing could be shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Bus(#[from] zbus::Error),
    #[error("the service does not answer")]
    Hangs,
}

impl Failure {
    /// Whether there is a service that would not, or did not in time: then it is not that none runs.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Hangs => true,
            Self::Bus(zbus::Error::MethodError(name, ..)) => {
                let nobody = ["ServiceUnknown", "NameHasNoOwner", "NoReply", "Disconnected"];
                !nobody
                    .iter()
                    .any(|kind| name.as_str() == format!("org.freedesktop.DBus.Error.{kind}"))
            }
            Self::Bus(_) => false,
        }
    }
}

impl From<tokio::time::error::Elapsed> for Failure {
    fn from(_: tokio::time::error::Elapsed) -> Self {
        Self::Hangs
    }
}

/// The notification service, through one connection: some desktops take away what a program showed when its connection
/// ends.
#[derive(Debug)]
pub(super) struct Presenter {
    connection: Connection,
}

/// A notification that is on the screen.
#[derive(Debug)]
pub(super) struct Shown {
    id: u32,
    /// The service that shows it: another that comes after it counts from one again.
    by: OwnedUniqueName,
    connection: Connection,
    signals: MessageStream,
    /// What was told before this is about the notification that had its id.
    since: Option<Sequence>,
}

impl Presenter {
    /// Reaches the session bus.
    ///
    /// # Errors
    /// Where there is none.
    pub(super) async fn reach() -> Result<Self, Failure> {
        let connection = timeout(PATIENCE, Connection::session()).await??;
        Ok(Self { connection })
    }

    /// Whether it is of use still: a bus that ended does not come back.
    pub(super) fn is_alive(&self) -> bool {
        !self.connection.is_closed()
    }

    /// What the service can do.
    ///
    /// # Errors
    /// Where none answers.
    pub(super) async fn talent(&self) -> Result<Talent, Failure> {
        let can: Vec<String> = call(&self.connection, "GetCapabilities", &())
            .await?
            .body()
            .deserialize()?;
        let about = call(&self.connection, "GetServerInformation", &()).await;
        let name = about.ok().and_then(|about| {
            let (name, ..): (String, String, String, String) = about.body().deserialize().ok()?;
            Some(name)
        });
        Ok(Talent {
            name,
            buttons: can.iter().any(|can| can == "actions"),
            markup: can.iter().any(|can| can == "body-markup"),
        })
    }

    /// Shows a notification, in the place of one before it where that is still on the screen.
    ///
    /// # Errors
    /// Where the service does not take it.
    pub(super) async fn show(
        &self,
        notification: &Notification,
        before: Option<&Shown>,
    ) -> Result<Shown, Failure> {
        // Listening begins before there is anything to hear: a press may come at once.
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .interface(SERVICE)
            .path(PATH)
            .build()?;
        let signals = timeout(
            PATIENCE,
            MessageStream::for_match_rule(rule, &self.connection, None),
        )
        .await??;
        let replaced = match before {
            Some(before) if Some(&before.by) == self.owner().await.as_ref() => before.id,
            _ => 0,
        };
        let actions: Vec<&str> = notification.actions.iter().map(String::as_str).collect();
        let hints: HashMap<&str, Variant<'_>> =
            HashMap::from([("desktop-entry", Variant::from("Bowerbird"))]);
        let shown = call(
            &self.connection,
            "Notify",
            &(
                notification.appname.as_str(),
                replaced,
                notification.icon.as_str(),
                notification.summary.as_str(),
                notification.body.as_str(),
                actions,
                hints,
                i32::from(notification.timeout),
            ),
        )
        .await?;
        let by: UniqueName<'_> = shown.header().sender().cloned().ok_or(Failure::Hangs)?;
        Ok(Shown {
            id: shown.body().deserialize()?,
            since: (replaced != 0).then(|| shown.recv_position()),
            by: by.to_owned().into(),
            connection: self.connection.clone(),
            signals,
        })
    }

    /// Who is the service now.
    async fn owner(&self) -> Option<OwnedUniqueName> {
        let bus = DBusProxy::new(&self.connection).await.ok()?;
        let name = BusName::try_from(SERVICE).ok()?;
        timeout(PATIENCE, bus.get_name_owner(name)).await.ok()?.ok()
    }
}

impl Shown {
    /// Waits for what becomes of it. What other notifications or other services tell is not about this one, nor is what
    /// was told while it still was the one before: a press on that must not be taken for an answer to this.
    pub(super) async fn outcome(&mut self) -> Outcome {
        while let Some(Ok(message)) = self.signals.next().await {
            let header = message.header();
            let before = self.since.is_some_and(|since| message.recv_position() < since);
            if before || header.sender() != Some(self.by.inner()) {
                continue;
            }
            match header.member().map(|member| member.as_str()) {
                Some("ActionInvoked") => match message.body().deserialize::<(u32, String)>() {
                    Ok((id, action)) if id == self.id => return Outcome::Pressed(action),
                    _ => {}
                },
                Some("NotificationClosed") => match message.body().deserialize::<(u32, u32)>() {
                    Ok((id, _)) if id == self.id => return Outcome::Closed,
                    _ => {}
                },
                _ => {}
            }
        }
        Outcome::Closed
    }

    /// Takes it off the screen, if it is still there.
    pub(super) async fn close(self) {
        // The one who shows it is asked, by its own name: a service that came after it knows nothing of it.
        let asked = self.connection.call_method(
            Some(BusName::Unique(self.by.inner().clone())),
            PATH,
            Some(SERVICE),
            "CloseNotification",
            &self.id,
        );
        // One that is gone can't be closed, which is as well.
        let _ = timeout(PATIENCE, asked).await;
    }
}

async fn call<B>(connection: &Connection, method: &str, body: &B) -> Result<zbus::Message, Failure>
where
    B: serde::ser::Serialize + zbus::zvariant::DynamicType,
{
    Ok(timeout(
        PATIENCE,
        connection.call_method(Some(SERVICE), PATH, Some(SERVICE), method, body),
    )
    .await??)
}
