//! Whether the desktop has a tray. No toolkit tells: where there is none, the icon is made and seen by nobody.

use std::{env, sync::Arc, time::Duration};

use futures_util::StreamExt;
use tokio::time::timeout;
use x11rb::protocol::xproto::ConnectionExt as _;
use zbus::{Connection, fdo::DBusProxy, names::BusName};

use crate::desk::Desk;

/// Who keeps the tray on a desktop that has one
/// (<https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/>).
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// How often an old tray is looked for, which nobody announces.
const LOOKED: Duration = Duration::from_secs(60);

/// Tells the desk whether there is a tray, now and whenever that changes.
pub(super) async fn follow(desk: Arc<Desk>) {
    if let Err(error) = follow_watcher(&desk).await {
        tracing::info!("the session bus does not say whether there is a tray: {error}");
    }
    // Without a bus there is the old tray or none.
    loop {
        desk.set_tray(old_tray().await);
        tokio::time::sleep(LOOKED).await;
    }
}

/// Returns where the bus is not there, or no longer.
async fn follow_watcher(desk: &Desk) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let names = DBusProxy::new(&bus).await?;
    let mut changes = names
        .receive_name_owner_changed_with_args(&[(0, WATCHER)])
        .await?;
    loop {
        let watched = names.name_has_owner(BusName::try_from(WATCHER)?).await?;
        desk.set_tray(watched || old_tray().await);
        let changed = if watched {
            Ok(changes.next().await)
        } else {
            timeout(LOOKED, changes.next()).await
        };
        if let Ok(None) = changed {
            return Ok(());
        }
    }
}

/// Whether there is a tray of the old kind, which the icon falls back to
/// (<https://specifications.freedesktop.org/systemtray-spec/latest/>).
async fn old_tray() -> bool {
    // On Wayland the icon can't be put into one, even where an X server runs as well.
    if env::var_os("WAYLAND_DISPLAY").is_some() {
        return false;
    }
    let looked = tokio::task::spawn_blocking(|| -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
        let (conn, screen) = x11rb::connect(None)?;
        let name = format!("_NET_SYSTEM_TRAY_S{screen}");
        let tray = conn.intern_atom(true, name.as_bytes())?.reply()?.atom;
        if tray == x11rb::NONE {
            return Ok(false);
        }
        Ok(conn.get_selection_owner(tray)?.reply()?.owner != x11rb::NONE)
    });
    matches!(looked.await, Ok(Ok(true)))
}
