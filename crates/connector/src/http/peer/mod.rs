//! Whose process is at the other end of a connection: every user of a machine reaches its loopback.
//!
//! Linux tells. Elsewhere nobody can be asked without `unsafe` code, and every connection is taken for the user's own;
//! `docs/SECURITY.md` says what holds there instead.

#[cfg(target_os = "linux")]
mod diag;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod table;

#[cfg(target_os = "linux")]
pub(super) use self::linux::Peers;

/// Why a connection is not taken for the user's own.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux tells"))]
pub(super) enum Stranger {
    /// Another user's process holds the other end; root's is no exception.
    #[error("it belongs to the user with the number {0}")]
    OtherUser(u32),
    /// Nobody holds the other end any more, or it can't be found out.
    #[error("whose it is can't be found out: {0}")]
    Unknown(std::io::Error),
}

/// Knows nobody.
#[cfg(not(target_os = "linux"))]
pub(super) struct Peers;

#[cfg(not(target_os = "linux"))]
impl Peers {
    pub(super) fn new(_listener: std::net::SocketAddr) -> Self {
        Self
    }

    pub(super) fn admit(&mut self, _stream: &tokio::net::TcpStream) -> Result<(), Stranger> {
        Ok(())
    }
}
