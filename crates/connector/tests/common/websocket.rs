//! A websocket's client.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, client::IntoClientRequest, handshake::client::Request},
};

use super::Server;

/// A client of one stream.
pub(crate) struct Client(pub(crate) WebSocketStream<TcpStream>);

/// Opens a stream as a program does that sends these headers.
pub(crate) async fn connect(
    server: &Server,
    path: &str,
    headers: &[(&'static str, String)],
) -> Result<Client, Error> {
    let mut request: Request = format!("ws://{}{path}", server.address)
        .into_client_request()
        .unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let stream = TcpStream::connect(server.address).await.unwrap();
    Ok(Client(client_async(request, stream).await?.0))
}

impl Client {
    pub(crate) async fn open(server: &Server, path: &str) -> Self {
        connect(server, path, &[]).await.unwrap()
    }

    pub(crate) async fn text(&mut self) -> String {
        let message = timeout(Duration::from_secs(10), self.0.next())
            .await
            .expect("a message in time");
        message.unwrap().unwrap().into_text().unwrap().to_string()
    }

    pub(crate) async fn json(&mut self) -> Value {
        serde_json::from_str(&self.text().await).unwrap()
    }

    /// The id of the one asset that the next message is about, and whether it is gone.
    pub(crate) async fn change(&mut self) -> (String, bool) {
        let message = self.json().await;
        let list = message["iterable"].as_array().unwrap();
        assert_eq!(list.len(), 1, "{message}");
        let id = list[0]["asset"]["id"].as_str().unwrap().to_owned();
        (id, list[0]["deleted"] == true)
    }

    pub(crate) async fn says_nothing(&mut self) {
        assert!(timeout(Duration::from_millis(200), self.0.next()).await.is_err());
    }
}
