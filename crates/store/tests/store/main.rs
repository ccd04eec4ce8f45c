//! Tests of the store from outside, on real databases. One binary, so that they share their samples.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]
#![expect(clippy::print_stdout, reason = "a child process tells what was acknowledged")]

mod crash;
mod limits;
mod model;
mod samples;
mod snapshots;
