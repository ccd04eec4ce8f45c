//! The table of all TCP sockets, for kernels that can't be asked about one: proc_net_tcp(5).

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use super::linux::{Ends, Owner};

/// How often it is read before a socket counts as gone: while others come and go, a line may be passed over.
const READINGS: usize = 3;

/// Whose the socket at the other end is.
pub(super) fn owner(ends: Ends) -> io::Result<Owner> {
    // An IPv6 socket may be connected to an IPv4 address; it is in the other table.
    let tables: &[&str] = match ends.theirs {
        SocketAddr::V4(_) => &["/proc/self/net/tcp", "/proc/self/net/tcp6"],
        SocketAddr::V6(_) => &["/proc/self/net/tcp6"],
    };
    for _ in 0..READINGS {
        for table in tables {
            let lines = BufReader::new(File::open(table)?).lines();
            for line in lines {
                if let Some((found, owner)) = entry(&line?)
                    && found == (ends.theirs, ends.ours)
                {
                    return Ok(owner);
                }
            }
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// One line: number, local address, remote address, state, queues, timer, retransmissions, user, timeout, inode.
fn entry(line: &str) -> Option<((SocketAddr, SocketAddr), Owner)> {
    let mut fields = line.split_ascii_whitespace().skip(1);
    let addresses = (address(fields.next()?)?, address(fields.next()?)?);
    let user = fields.nth(4)?.parse().ok()?;
    let inode = fields.nth(1)?.parse().ok()?;
    Some((addresses, Owner { user, inode }))
}

/// `0100007F:9984`: the address in words of the machine's own byte order, then the port.
fn address(text: &str) -> Option<SocketAddr> {
    let (ip, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let word = |at: usize| Some(u32::from_str_radix(ip.get(at..at + 8)?, 16).ok()?.to_ne_bytes());
    let ip: IpAddr = match ip.len() {
        8 => Ipv4Addr::from(word(0)?).into(),
        32 => {
            let words = [word(0)?, word(8)?, word(16)?, word(24)?];
            let bytes: [u8; 16] = words.as_flattened().try_into().ok()?;
            Ipv6Addr::from(bytes).to_canonical()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_endian = "little")]
    #[test]
    fn lines_are_read() {
        let v4 = "   1: 0100007F:9984 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 67134 1 0 20";
        let owner = Owner {
            user: 1000,
            inode: 67134,
        };
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        assert_eq!(entry(v4), Some(((local(39300), local(50000)), owner)));
        let mapped = v4.replace("0100007F", "0000000000000000FFFF00000100007F");
        assert_eq!(entry(&mapped), Some(((local(39300), local(50000)), owner)));
        let v6 = v4.replace("0100007F", "00000000000000000000000001000000");
        let local = |port| SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        assert_eq!(entry(&v6), Some(((local(39300), local(50000)), owner)));
        let head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
        assert_eq!(entry(head), None);
        assert_eq!(entry(""), None);
    }
}
