//! `cargo xtask icons`: the icons of every size, drawn from their sources by tauri's own program.

use std::{fs, path::Path};

use crate::{
    install,
    shell::{execute, heading, root},
};

/// What bundles use of what tauri draws.
const BUNDLE: [&str; 6] = [
    "32x32.png",
    "128x128.png",
    "128x128@2x.png",
    "icon.png",
    "icon.icns",
    "icon.ico",
];

/// Pixels of a tray icon. Panels show 16 to 32 of them, or twice as many on a fine screen.
const TRAY: &str = "64";

/// Draws all of them into `icons/bundle`.
pub(crate) fn draw() -> anyhow::Result<()> {
    heading("Icons");
    let folder = root().join("icons");
    let bundle = folder.join("bundle");
    install::for_the_desktop()?;
    let drawn = tempfile::tempdir()?;
    tauri_icon(&folder.join("bird.svg"), drawn.path(), &[])?;
    fs::create_dir_all(bundle.join("tray"))?;
    for name in BUNDLE {
        fs::copy(drawn.path().join(name), bundle.join(name))?;
    }
    for panel in ["light", "dark", "mono"] {
        for state in ["watching", "paused", "waiting"] {
            let drawn = tempfile::tempdir()?;
            let source = folder.join(format!("tray/{panel}/{state}.svg"));
            tauri_icon(&source, drawn.path(), &["--png", TRAY])?;
            let name = format!("{TRAY}x{TRAY}.png");
            fs::copy(
                drawn.path().join(name),
                bundle.join(format!("tray/{panel}-{state}.png")),
            )?;
        }
    }
    Ok(())
}

fn tauri_icon(source: &Path, output: &Path, options: &[&str]) -> anyhow::Result<()> {
    execute(
        install::tauri_cli()
            .arg("icon")
            .arg(source)
            .arg("--output")
            .arg(output)
            .args(options)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null()),
    )
}
