//! Tests of the store from outside, on real databases. One binary, so that they share their samples.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]
#![expect(clippy::print_stdout, reason = "a child process tells what was acknowledged")]

#[cfg(target_os = "linux")]
mod attempts;
mod backups;
#[cfg(unix)]
mod beside;
mod crash;
mod damage;
#[cfg(target_os = "linux")]
mod faults;
mod fuzz;
#[cfg(target_os = "linux")]
mod healing;
mod large;
mod life;
mod limits;
mod model;
// Windows lets nobody move or delete what is open.
#[cfg(unix)]
mod moved;
#[cfg(target_os = "linux")]
mod power;
mod replacing;
mod restored;
mod samples;
mod shelf;
mod snapshots;
mod sum;
#[cfg(target_os = "linux")]
mod unread;
mod untold;
mod verifying;
