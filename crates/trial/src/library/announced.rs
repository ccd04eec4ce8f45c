//! How soon a client hears over its websocket of what the window and a notification change.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use connector::{AssetChange, Seed, Service, UserReaction, serve};
use domain::AssetId;
use futures_util::StreamExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::{millis, row};

/// Changes of each kind: as many deletions can be undone.
const CHANGES: usize = 100;
/// Clients that hear of everything besides the one that is measured.
const OTHERS: usize = 7;

pub(super) fn measure(service: &Arc<Service>, ids: &[AssetId]) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(serve(vec![listener], Arc::clone(service), async {
            let _ = stopped.await;
        }));
        let mut others = Vec::new();
        for _ in 0..OTHERS {
            let mut other = open(address).await?;
            others.push(tokio::spawn(async move {
                while let Some(Ok(_)) = other.next().await {}
            }));
        }
        let mut client = open(address).await?;
        client.next().await.context("the first message")??;
        let some: Vec<_> = ids.iter().copied().take(CHANGES).collect();
        for (number, what) in ["an edit", "a reuse", "a deletion", "a deletion undone"]
            .into_iter()
            .enumerate()
        {
            let mut times = Vec::new();
            for id in &some {
                let (service, id) = (Arc::clone(service), *id);
                times.push(
                    told(&mut client, move || match number {
                        0 => service.edit(id, renamed()).map(drop),
                        1 => service.take(id).map(drop),
                        2 => service.delete(id),
                        _ => service.restore(id).map(drop),
                    })
                    .await?,
                );
            }
            row(
                &format!("{what} in the window to announced, p50 / p99"),
                &millis(times),
            );
        }
        let mut times = Vec::new();
        for number in 0..CHANGES {
            let service = Arc::clone(service);
            let text = format!(
                "fn announced_{number}(a: u32) -> u32 {{\n    a.rotate_left({number}) ^ {number}\n}}\n"
            );
            times.push(
                told(&mut client, move || {
                    let seed = Seed {
                        text: Some(text),
                        ..Seed::default()
                    };
                    let reaction = UserReaction {
                        save: true,
                        reuse: None,
                        seed,
                    };
                    service.react(service.own_application(), &reaction).map(drop)
                })
                .await?,
            );
        }
        row("a notification's Save to announced, p50 / p99", &millis(times));
        let _ = stop.send(());
        drop(client);
        for other in others {
            other.abort();
        }
        serving.await??;
        Ok(())
    })
}

fn renamed() -> AssetChange {
    AssetChange {
        name: Some("renamed".to_owned()),
        ..AssetChange::default()
    }
}

async fn open(address: std::net::SocketAddr) -> Result<WebSocketStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let url = format!("ws://{address}/assets/stream/identifiers");
    Ok(client_async(url, stream).await?.0)
}

/// From the call until the client has heard.
async fn told(
    client: &mut WebSocketStream<TcpStream>,
    change: impl FnOnce() -> Result<(), connector::ServiceError> + Send + 'static,
) -> Result<Duration> {
    let began = Instant::now();
    let mut changing = tokio::task::spawn_blocking(change);
    let mut changed = false;
    loop {
        tokio::select! {
            message = client.next() => {
                message.context("a message")??;
                let told = began.elapsed();
                if !changed {
                    changing.await??;
                }
                return Ok(told);
            }
            // Of a change that fails nothing is told.
            result = &mut changing, if !changed => {
                result??;
                changed = true;
            }
        }
    }
}
