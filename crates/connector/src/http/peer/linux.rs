//! Asking Linux who holds the other end of a connection.

use std::{io, net::SocketAddr};

use tokio::net::TcpStream;

use super::{Stranger, diag::Diag, table};

/// The two ends of a connection, as the socket at the other end names them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    pub(super) theirs: SocketAddr,
    pub(super) ours: SocketAddr,
}

/// A socket and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) user: u32,
    /// 0 where no process holds it any more. The user is then given as 0 too, which is not to say that it is root's.
    pub(super) inode: u64,
}

/// Finds out whose connections are.
///
/// The kernel is asked by sock_diag(7), which finds one socket among any number in some microseconds. One that was
/// built without it, or a sandbox that keeps it away, leaves the table in `/proc/net`.
pub(in crate::http) struct Peers {
    us: u32,
    /// `None` where the kernel does not answer.
    diag: Option<Diag>,
}

impl Peers {
    /// Tries out on a listener of our own whether the kernel can be asked.
    pub(in crate::http) fn new(listener: SocketAddr) -> Self {
        let diag = Diag::open().and_then(|mut diag| diag.knows_listener(listener).map(|()| diag));
        if let Err(error) = &diag {
            tracing::info!(
                "whose connections are is read from /proc/net, for sock_diag does not answer: {error}"
            );
        }
        Self {
            us: rustix::process::geteuid().as_raw(),
            diag: diag.ok(),
        }
    }

    /// Lets a connection in whose other end is held by a process of the user that we run as.
    pub(in crate::http) fn admit(&mut self, stream: &TcpStream) -> Result<(), Stranger> {
        let owner = self.owner(stream).map_err(Stranger::Unknown)?;
        if owner.user == self.us {
            Ok(())
        } else {
            Err(Stranger::OtherUser(owner.user))
        }
    }

    fn owner(&mut self, stream: &TcpStream) -> io::Result<Owner> {
        let ends = Ends {
            theirs: stream.peer_addr()?,
            ours: stream.local_addr()?,
        };
        let owner = match &mut self.diag {
            Some(diag) => diag.owner(ends)?,
            None => table::owner(ends)?,
        };
        if owner.inode == 0 {
            return Err(io::Error::new(io::ErrorKind::NotConnected, "it was closed"));
        }
        Ok(owner)
    }
}

#[cfg(test)]
mod tests {
    use socket2::{Domain, Socket, Type};
    use tokio::net::TcpListener;

    use super::*;

    /// A connection to a listener: the accepted end, and what made it.
    async fn connected(address: &str, from: Domain) -> (TcpStream, Socket, Peers) {
        let listener = TcpListener::bind(address).await.unwrap();
        let mut to = listener.local_addr().unwrap();
        let peers = Peers::new(to);
        if from == Domain::IPV6
            && let SocketAddr::V4(v4) = to
        {
            to = SocketAddr::from((v4.ip().to_ipv6_mapped(), v4.port()));
        }
        let client = Socket::new(from, Type::STREAM, None).unwrap();
        client.connect(&to.into()).unwrap();
        (listener.accept().await.unwrap().0, client, peers)
    }

    fn by_table(peers: &Peers) -> Peers {
        Peers {
            us: peers.us,
            diag: None,
        }
    }

    #[tokio::test]
    async fn our_own_are_let_in_by_either_way() {
        // The last is how Java connects: an IPv6 socket to an IPv4 address.
        for (address, from) in [
            ("127.0.0.1:0", Domain::IPV4),
            ("[::1]:0", Domain::IPV6),
            ("127.0.0.1:0", Domain::IPV6),
        ] {
            let (stream, _client, mut peers) = connected(address, from).await;
            assert!(peers.diag.is_some(), "this kernel answers");
            let asked = peers.owner(&stream).unwrap();
            assert_eq!(
                asked,
                by_table(&peers).owner(&stream).unwrap(),
                "{address} {from:?}"
            );
            assert!(peers.admit(&stream).is_ok(), "{address} {from:?}");
            peers.us += 1;
            assert!(
                matches!(peers.admit(&stream), Err(Stranger::OtherUser(user)) if user + 1 == peers.us),
                "{address} {from:?}"
            );
        }
    }

    /// Who has sent everything and still listens is there; who has closed is not, and is not root.
    #[tokio::test]
    async fn who_has_gone_is_unknown() {
        let (stream, client, mut peers) = connected("127.0.0.1:0", Domain::IPV4).await;
        client.shutdown(std::net::Shutdown::Write).unwrap();
        assert!(peers.admit(&stream).is_ok(), "half closed");
        // As if we were root, whose number a closed socket is given.
        peers.us = 0;
        drop(client);
        assert!(matches!(peers.admit(&stream), Err(Stranger::Unknown(_))));
        assert!(matches!(
            by_table(&peers).admit(&stream),
            Err(Stranger::Unknown(_))
        ));
        drop(stream);
    }
}
