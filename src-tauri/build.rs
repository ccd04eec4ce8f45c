//! Lets tauri read its configuration and embed the window's files.

fn main() {
    tauri_build::build();
}
