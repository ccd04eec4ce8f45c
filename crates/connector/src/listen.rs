//! Which address the connector takes.
//!
//! Clients scan the ports 39300 to 39333 and take the first that answers; generated code defaults to port 1000. Both
//! `127.0.0.1` and `::1` are taken, because `localhost` may mean either.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    ops::RangeInclusive,
};

use tokio::net::TcpListener;

/// The ports that clients scan.
pub const SCANNED_PORTS: RangeInclusive<u16> = 39300..=39333;

/// The port that generated clients default to. Most systems keep it from ordinary users.
pub const GENERATED_CLIENTS_PORT: u16 = 1000;

/// No address could be taken.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The port that was asked for is taken, or may not be used.
    #[error("port {port} can't be used: {cause}. {}", who(*port))]
    Port {
        /// The port.
        port: u16,
        /// What the system says.
        cause: io::Error,
    },
    /// Every port of the rule is taken.
    #[error(
        "the ports {} to {} are all taken, and port {GENERATED_CLIENTS_PORT} can't be used: {cause}. {}",
        SCANNED_PORTS.start(), SCANNED_PORTS.end(), who(*SCANNED_PORTS.start())
    )]
    AllTaken {
        /// What the system says of the last one.
        cause: io::Error,
    },
}

/// How to find out who holds a port.
fn who(port: u16) -> String {
    if cfg!(target_os = "linux") {
        format!("To see who holds it: ss -ltnp 'sport = :{port}'")
    } else if cfg!(target_os = "windows") {
        format!("To see who holds it: netstat -ano | findstr :{port}")
    } else {
        format!("To see who holds it: lsof -nP -iTCP:{port} -sTCP:LISTEN")
    }
}

/// The addresses that were taken.
#[derive(Debug)]
pub struct Listeners {
    listeners: Vec<TcpListener>,
    port: u16,
}

impl Listeners {
    /// The port to tell people and clients.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where clients reach it: `http://127.0.0.1:39300`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    /// Every listener, one for each address family and port.
    #[must_use]
    pub fn into_listeners(self) -> Vec<TcpListener> {
        self.listeners
    }

    /// Takes the port that the user named, or goes by the rule where none was.
    ///
    /// # Errors
    /// As [`on`](Self::on) and [`by_the_rule`](Self::by_the_rule).
    pub async fn open(port: Option<u16>) -> Result<Self, ListenError> {
        match port {
            Some(port) => Self::on(port).await,
            None => Self::by_the_rule().await,
        }
    }

    /// Takes `port`, on both address families. 0 means any that is free.
    ///
    /// # Errors
    /// [`ListenError::Port`] where another program holds it, or the user may not have it.
    pub async fn on(port: u16) -> Result<Self, ListenError> {
        /// A free port of one family may be taken in the other, so a few are tried.
        const TRIES: usize = 16;
        let failed = |cause| ListenError::Port { port, cause };
        let mut last = io::Error::from(io::ErrorKind::AddrInUse);
        for _ in 0..if port == 0 { TRIES } else { 1 } {
            match bind_both(port).await {
                Ok((port, listeners)) => return Ok(Self { listeners, port }),
                Err(error) => last = error,
            }
        }
        Err(failed(last))
    }

    /// Takes the first free port that clients scan, and the one that generated clients default to where that is
    /// allowed. One of them is enough.
    ///
    /// # Errors
    /// [`ListenError::AllTaken`] where there is none.
    pub async fn by_the_rule() -> Result<Self, ListenError> {
        let mut taken = None;
        for port in SCANNED_PORTS {
            if let Ok(bound) = bind_both(port).await {
                taken = Some(bound);
                break;
            }
        }
        match (taken, bind_both(GENERATED_CLIENTS_PORT).await) {
            (Some((port, mut listeners)), default) => {
                listeners.extend(default.into_iter().flat_map(|(_, listeners)| listeners));
                Ok(Self { listeners, port })
            }
            (None, Ok((port, listeners))) => Ok(Self { listeners, port }),
            (None, Err(cause)) => Err(ListenError::AllTaken { cause }),
        }
    }
}

/// Binds one port on both families. A machine without IPv6 has the other alone.
async fn bind_both(port: u16) -> io::Result<(u16, Vec<TcpListener>)> {
    let v4 = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let port = v4.local_addr()?.port();
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
        Ok(v6) => Ok((port, vec![v4, v6])),
        Err(error) if no_such_family(&error) => Ok((port, vec![v4])),
        Err(error) => Err(error),
    }
}

fn no_such_family(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        // The kind of EAFNOSUPPORT has no stable name.
        || (cfg!(target_os = "linux") && error.raw_os_error() == Some(97))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named() {
        let first = Listeners::on(0).await.unwrap();
        let error = Listeners::on(first.port()).await.unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(&format!("port {} can't be used", first.port())),
            "{text}"
        );
        assert!(text.contains("To see who holds it"), "{text}");
    }

    #[tokio::test]
    async fn both_families_are_taken() {
        let listeners = Listeners::on(0).await.unwrap();
        let port = listeners.port();
        let addresses: Vec<_> = listeners
            .into_listeners()
            .iter()
            .map(|l| l.local_addr().unwrap())
            .collect();
        assert!(addresses.contains(&SocketAddr::from((Ipv4Addr::LOCALHOST, port))));
        assert!(
            addresses
                .iter()
                .all(|address| address.ip().is_loopback() && address.port() == port)
        );
    }
}
