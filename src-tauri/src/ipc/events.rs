//! Telling the window what changed.

use std::{sync::Arc, time::Duration};

use tauri::{AppHandle, Emitter, Manager, Runtime};
use tokio::sync::broadcast;

use super::types::{Changed, What};
use crate::{desk::Desk, windows};

/// How long changes are gathered before the window is told: what happens in one breath is one question.
const GATHERED: Duration = Duration::from_millis(20);

/// Tells the window, while there is one, what to ask for again. Ends with the desk.
pub(crate) async fn tell_the_window<R: Runtime>(app: AppHandle<R>, desk: Arc<Desk>) {
    let mut changes = desk.changes();
    drop(desk);
    loop {
        let mut what = match changes.recv().await {
            Ok(what) => vec![what],
            Err(broadcast::error::RecvError::Lagged(_)) => everything(),
            Err(broadcast::error::RecvError::Closed) => return,
        };
        tokio::time::sleep(GATHERED).await;
        while let Ok(more) = changes.try_recv() {
            if !what.contains(&more) {
                what.push(more);
            }
        }
        if app.get_webview_window(windows::MAIN).is_some() {
            let told = app.emit_to(windows::MAIN, "changed", Changed { what });
            if let Err(error) = told {
                tracing::warn!("the window could not be told of a change: {error}");
            }
        }
    }
}

fn everything() -> Vec<What> {
    vec![
        What::Suggestions,
        What::Library,
        What::Applications,
        What::Activity,
        What::Status,
        What::Settings,
    ]
}
