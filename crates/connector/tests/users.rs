//! Another user of the same machine is not served, whoever Bowerbird runs as.
//!
//! Only root can be another user, so elsewhere these tests say that they were skipped.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    io::{self, Write},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    process::Command,
    time::{Duration, Instant},
};

use common::Server;

/// `nobody`, as most systems number it. It need not be there: a number is enough to be another user.
const OTHER: u32 = 65534;

/// Whether this process may become another user.
fn is_root() -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        // Not by a macro: what a test prints by one is shown only where it fails.
        let skipped = "SKIPPED: nothing was tried of another user of this machine, for only root can be one";
        io::stderr().write_all(format!("{skipped}\n").as_bytes()).unwrap();
    }
    root
}

/// What a user gets who asks for the applications, by the shell's own TCP.
async fn asked_as(user: u32, address: std::net::SocketAddr) -> String {
    let asked = tokio::task::spawn_blocking(move || {
        let (host, port) = (address.ip(), address.port());
        let ask = format!(
            "exec 3<>/dev/tcp/{host}/{port}; \
             printf 'GET /applications HTTP/1.1\\r\\nhost: {address}\\r\\nconnection: close\\r\\n\\r\\n' >&3; cat <&3"
        );
        Command::new("bash")
            .args(["-c", &ask])
            .uid(user)
            .gid(user)
            .current_dir("/")
            .output()
            .unwrap()
    });
    let asked = asked.await.unwrap();
    String::from_utf8(asked.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_user_is_refused_unread() {
    if !is_root() {
        return;
    }
    let server = Server::start().await;
    for door in [server.address, server.other_address] {
        let answer = asked_as(OTHER, door).await;
        let refused = answer.starts_with("HTTP/1.1 403") && answer.contains("connection: close");
        assert!(refused || answer.is_empty(), "{answer}");
        assert!(!answer.contains("OS_SERVER"), "{answer}");
    }
    assert!(asked_as(0, server.address).await.contains("OS_SERVER"), "our own");
    // It says nothing at all and is refused, so nothing was waited for.
    let began = Instant::now();
    let silent = Command::new("bash")
        .args([
            "-c",
            &format!("cat </dev/tcp/127.0.0.1/{}", server.address.port()),
        ])
        .uid(OTHER)
        .gid(OTHER)
        .current_dir("/")
        .output();
    let silent = String::from_utf8(silent.unwrap().stdout).unwrap();
    assert!(silent.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{silent}");
    assert!(
        silent.ends_with("does not belong to the user whose Bowerbird this is."),
        "{silent}"
    );
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "nobody waits for a request"
    );
}

/// A stranger's connections take no place, so they close nobody's.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_strangers_closes_nobodys_connection() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    if !is_root() {
        return;
    }
    let server = Server::start().await;
    let request = format!(
        "GET /.well-known/health HTTP/1.1\r\nhost: {}\r\n\r\n",
        server.address
    );
    let mut ours = tokio::net::TcpStream::connect(server.address).await.unwrap();
    for crowd in [0, 400] {
        let port = server.address.port();
        let knock = format!("for i in $(seq {crowd}); do exec 3<>/dev/tcp/127.0.0.1/{port}; done");
        let knocking = tokio::task::spawn_blocking(move || {
            let mut bash = Command::new("bash");
            bash.args(["-c", &knock]).uid(OTHER).gid(OTHER).current_dir("/");
            bash.status().unwrap()
        });
        assert!(knocking.await.unwrap().success());
        ours.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"ok") {
            assert_ne!(ours.read_buf(&mut answer).await.unwrap(), 0, "after {crowd}");
        }
    }
}

/// Root may read everything as it is; but a service of root's that connects where others tell it to may not.
#[tokio::test(flavor = "multi_thread")]
async fn root_is_another_user_as_well() {
    if !is_root() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (program, data) = (dir.path().join("program"), dir.path().join("data"));
    // Where the build lies need not be open to others.
    fs::copy(env!("CARGO_BIN_EXE_bowerbird-connector"), &program).unwrap();
    fs::create_dir(&data).unwrap();
    std::os::unix::fs::chown(&data, Some(OTHER), Some(OTHER)).unwrap();
    let mut command = Command::new(&program);
    command.args(["--port", "0", "--data-dir"]).arg(&data);
    let (mut child, address) = common::started(command.uid(OTHER).gid(OTHER).current_dir("/"));
    let (root, own) = (asked_as(0, address).await, asked_as(OTHER, address).await);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(own.contains("OS_SERVER"), "{own}");
    assert!(!root.contains("OS_SERVER"), "{root}");
}
