//! One question to the kernel about one socket: sock_diag(7).

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};

use netlink_packet_core::{NLM_F_REQUEST, NetlinkHeader, NetlinkMessage, NetlinkPayload};
use netlink_packet_sock_diag::{
    SockDiagMessage,
    constants::{AF_INET, AF_INET6, IPPROTO_TCP, TCP_LISTEN},
    inet::{ExtensionFlags, InetRequest, InetResponseHeader, SocketId, StateFlags},
};
use netlink_sys::{Socket, SocketAddr as NetlinkAddr, protocols::NETLINK_SOCK_DIAG};

use super::linux::{Ends, Owner};

/// Room for an answer, in bytes; one takes about 130.
const ANSWER: usize = 4096;

/// "Whatever it is": where a socket's cookie is not known.
const NO_COOKIE: [u8; 8] = [0xff; 8];

/// A conversation with the kernel. It answers within the call that asks.
pub(super) struct Diag {
    socket: Socket,
    /// Numbers the questions, so that no answer is taken for another's.
    asked: u32,
}

impl Diag {
    pub(super) fn open() -> io::Result<Self> {
        let mut socket = Socket::new(NETLINK_SOCK_DIAG)?;
        socket.bind_auto()?;
        // From here on it hears nobody but the kernel.
        socket.connect(&NetlinkAddr::new(0, 0))?;
        socket.set_non_blocking(true)?;
        Ok(Self { socket, asked: 0 })
    }

    /// Whether the kernel knows a listener that is known to be there.
    pub(super) fn knows_listener(&mut self, listener: SocketAddr) -> io::Result<()> {
        let nobody: SocketAddr = match listener {
            SocketAddr::V4(_) => (Ipv4Addr::LOCALHOST, 1).into(),
            SocketAddr::V6(_) => (Ipv6Addr::LOCALHOST, 1).into(),
        };
        let found = self.ask(Ends {
            theirs: listener,
            ours: nobody,
        })?;
        if found.state == TCP_LISTEN {
            Ok(())
        } else {
            Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "it named another socket",
            ))
        }
    }

    /// Whose the socket at the other end is.
    pub(super) fn owner(&mut self, ends: Ends) -> io::Result<Owner> {
        let found = self.ask(ends)?;
        let ports = (found.socket_id.source_port, found.socket_id.destination_port);
        // Where there is no such connection any more, a listener on its port may be named instead.
        if found.state == TCP_LISTEN || ports != (ends.theirs.port(), ends.ours.port()) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Owner {
            user: found.uid,
            inode: found.inode.into(),
        })
    }

    fn ask(&mut self, ends: Ends) -> io::Result<InetResponseHeader> {
        self.asked = self.asked.wrapping_add(1);
        let mut header = NetlinkHeader::default();
        header.flags = NLM_F_REQUEST;
        header.sequence_number = self.asked;
        let question = SockDiagMessage::InetRequest(InetRequest {
            family: if ends.theirs.is_ipv4() { AF_INET } else { AF_INET6 },
            protocol: IPPROTO_TCP,
            extensions: ExtensionFlags::empty(),
            states: StateFlags::all(),
            socket_id: SocketId {
                source_port: ends.theirs.port(),
                destination_port: ends.ours.port(),
                source_address: ends.theirs.ip(),
                destination_address: ends.ours.ip(),
                interface_id: 0,
                cookie: NO_COOKIE,
            },
        });
        let mut message = NetlinkMessage::new(header, question.into());
        message.finalize();
        let mut bytes = vec![0; message.buffer_len()];
        message.serialize(&mut bytes);
        self.socket.send(&bytes, 0)?;
        self.answer()
    }

    fn answer(&self) -> io::Result<InetResponseHeader> {
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        loop {
            let mut bytes = [0; ANSWER];
            let length = self.socket.recv(&mut &mut bytes[..], 0)?;
            let answer = NetlinkMessage::<SockDiagMessage>::deserialize(&bytes[..length.min(ANSWER)])
                .map_err(|error| wrong(&error.to_string()))?;
            if answer.header.sequence_number != self.asked {
                // Of a question that was given up.
                continue;
            }
            return match answer.payload {
                NetlinkPayload::InnerMessage(SockDiagMessage::InetResponse(found)) => Ok(found.header),
                NetlinkPayload::Error(error) => Err(error.to_io()),
                _ => Err(wrong("an answer of another kind")),
            };
        }
    }
}
