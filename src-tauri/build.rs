//! Lets tauri read its configuration and embed the window's files, and keeps WebKit for when there is a window.

use std::env;

fn main() {
    tauri_build::build();
    let target = |what| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    // Elsewhere the libraries are loaded at the start, which works as well and takes more memory.
    if target("OS") == "linux" && target("ARCH") == "x86_64" && target("POINTER_WIDTH") == "64" {
        load_webkit_later();
    }
}

/// Puts our own functions before those of the libraries of WebKit, which the program does not need then.
fn load_webkit_later() {
    let sources = ["native/webkit_later.c", "native/webkit_stubs.S"];
    for source in sources {
        println!("cargo::rerun-if-changed={source}");
    }
    let objects = cc::Build::new().files(sources).compile_intermediates();
    for object in objects {
        // Not a library: of those the linker takes what it met first.
        println!("cargo::rustc-link-arg-bins={}", object.display());
    }
}
