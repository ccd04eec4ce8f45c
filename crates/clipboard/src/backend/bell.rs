//! Wakes a thread that waits in `poll`: a pipe, which it waits on too.

use std::{
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::Arc,
    time::Instant,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{OFlags, fcntl_setfl},
    io::{Errno, read, write},
    pipe::{PipeFlags, pipe_with},
};

use super::Wake;

/// The end that rings.
struct Rope(OwnedFd);

impl Wake for Rope {
    fn wake(&self) {
        // A pipe that is full has rung already; one whose reader is gone wakes nobody.
        let _ = write(&self.0, &[1]);
    }
}

/// The end that hears.
pub(super) struct Bell(OwnedFd);

impl Bell {
    pub(super) fn new() -> io::Result<(Self, Arc<dyn Wake>)> {
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC)?;
        fcntl_setfl(&reader, OFlags::NONBLOCK)?;
        fcntl_setfl(&writer, OFlags::NONBLOCK)?;
        Ok((Self(reader), Arc::new(Rope(writer))))
    }

    /// Waits until one of `others` can be read (or has failed), the bell rings or `until` has come, and says which of
    /// `others` it was.
    pub(super) fn wait<const N: usize>(
        &self,
        others: [Option<BorrowedFd<'_>>; N],
        until: Option<Instant>,
    ) -> io::Result<[bool; N]> {
        let mut fds = vec![PollFd::from_borrowed_fd(self.0.as_fd(), PollFlags::IN)];
        fds.extend(
            others
                .iter()
                .flatten()
                .map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN)),
        );
        let timeout = until.map(|until| {
            let left = until.saturating_duration_since(Instant::now());
            Timespec::try_from(left).unwrap_or(Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            })
        });
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) => {}
            Err(Errno::INTR) => return Ok([false; N]),
            Err(error) => return Err(error.into()),
        }
        let mut ready = fds.iter().map(|fd| !fd.revents().is_empty());
        if ready.next() == Some(true) {
            let mut rings = [0; 64];
            while read(&self.0, &mut rings).is_ok_and(|read| read == rings.len()) {}
        }
        Ok(others.map(|fd| fd.is_some() && ready.next() == Some(true)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_rings_once_for_any_number_of_pulls() {
        let (bell, rope) = Bell::new().unwrap();
        for _ in 0..100_000 {
            rope.wake();
        }
        bell.wait([], None).unwrap();
        let started = Instant::now();
        let until = started + Duration::from_millis(50);
        bell.wait([], Some(until)).unwrap();
        assert!(Instant::now() >= until);
    }

    #[test]
    fn it_tells_who_can_be_read() {
        let (bell, _rope) = Bell::new().unwrap();
        let (quiet, _open) = pipe_with(PipeFlags::CLOEXEC).unwrap();
        let (loud, writer) = pipe_with(PipeFlags::CLOEXEC).unwrap();
        write(&writer, b"x").unwrap();
        let ready = bell
            .wait([Some(quiet.as_fd()), None, Some(loud.as_fd())], None)
            .unwrap();
        assert_eq!(ready, [false, false, true]);
    }
}
