//! The connector in the background: it takes an address, or tries until it gets one.

use std::{sync::Arc, time::Duration};

use connector::{listen::Listeners, serve};
use tokio_util::sync::CancellationToken;

use crate::{
    desk::{Desk, names::capitalised},
    ipc::types::NoticeLevel,
};

/// How long to wait before a port is asked for again. Whoever holds it may go.
const RETRY: Duration = Duration::from_secs(10);
/// Names the notice that no address could be taken.
const NOTICE: &str = "address";

/// Serves editors until it is told to stop. Without an address the rest of Bowerbird works all the same.
pub(crate) async fn listen_and_serve(desk: Arc<Desk>, port: Option<u16>, stop: CancellationToken) {
    let Some(listeners) = stop.run_until_cancelled(take_address(&desk, port)).await else {
        return;
    };
    let address = listeners.address();
    tracing::info!("listening on {address}");
    desk.set_address(Some(address));
    let served = serve(
        listeners.into_listeners(),
        Arc::clone(&desk.service),
        stop.cancelled_owned(),
    )
    .await;
    if let Err(error) = served {
        tracing::error!("the connector ended: {error}");
        desk.set_address(None);
        let text = format!("Editors can't connect any more: {error}.");
        desk.tell(NOTICE, NoticeLevel::Error, &text, Some("Start Bowerbird again."));
    }
}

async fn take_address(desk: &Desk, port: Option<u16>) -> Listeners {
    loop {
        match Listeners::open(port).await {
            Ok(listeners) => {
                desk.dismiss_notice(NOTICE);
                return listeners;
            }
            Err(error) => {
                tracing::warn!("editors can't connect: {error}");
                let text = format!("Editors can't connect. {}.", capitalised(&error.to_string()));
                let advice = "The clipboard is watched all the same, and a port is tried again by itself.";
                desk.tell(NOTICE, NoticeLevel::Warning, &text, Some(advice));
            }
        }
        tokio::time::sleep(RETRY).await;
    }
}
