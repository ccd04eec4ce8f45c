//! Installing what is missing: system packages, cargo's tools, Python and npm environments.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

use crate::shell::{cargo, execute, heading, program, succeeds, tools};

/// Something that the system provides, how to tell that it is there, and Debian's package for it.
struct SystemTool {
    what: &'static str,
    check: (&'static str, &'static [&'static str]),
    package: &'static str,
}

/// What a build of the connector needs: some dependencies bring C.
const CONNECTOR: &[SystemTool] = &[SystemTool {
    what: "a C compiler",
    check: ("cc", &["--version"]),
    package: "build-essential",
}];

/// What a build of the desktop application needs besides. The libraries are the toolkit's own; other systems than Linux
/// bring theirs.
const DESKTOP: &[SystemTool] = &[
    SystemTool {
        what: "npm, which comes with Node",
        check: ("npm", &["--version"]),
        package: "npm",
    },
    #[cfg(target_os = "linux")]
    SystemTool {
        what: "pkg-config",
        check: ("pkg-config", &["--version"]),
        package: "pkg-config",
    },
    #[cfg(target_os = "linux")]
    SystemTool {
        what: "WebKitGTK's headers",
        check: ("pkg-config", &["--exists", "webkit2gtk-4.1"]),
        package: "libwebkit2gtk-4.1-dev",
    },
    #[cfg(target_os = "linux")]
    SystemTool {
        what: "the tray's library",
        check: ("pkg-config", &["--exists", "ayatana-appindicator3-0.1"]),
        package: "libayatana-appindicator3-dev",
    },
];

/// What packages are checked with.
const PACKAGING: &[SystemTool] = &[
    SystemTool {
        what: "what unpacks a .deb",
        check: ("dpkg-deb", &["--version"]),
        package: "dpkg",
    },
    SystemTool {
        what: "the rules of menu entries",
        check: ("sh", &["-c", "command -v desktop-file-validate"]),
        package: "desktop-file-utils",
    },
    SystemTool {
        what: "the rules of software centres",
        check: ("appstreamcli", &["--version"]),
        package: "appstream",
    },
];

/// The Python of the system, for which it has packages.
pub(crate) const SYSTEM_PYTHON: &str = "/usr/bin/python3";

/// What the tests need besides: clients, and a desktop of their own to run on.
const TEST: &[SystemTool] = &[
    SystemTool {
        what: "Python with virtual environments",
        check: ("python3", &["-c", "import ensurepip, venv"]),
        package: "python3-venv",
    },
    SystemTool {
        what: "the system's Python with virtual environments",
        check: (SYSTEM_PYTHON, &["-c", "import ensurepip, venv"]),
        package: "python3-venv",
    },
    SystemTool {
        what: "D-Bus for the system's Python",
        check: (SYSTEM_PYTHON, &["-c", "import dbus"]),
        package: "python3-dbus",
    },
    SystemTool {
        what: "GLib for the system's Python",
        check: (SYSTEM_PYTHON, &["-c", "import gi.repository.GLib"]),
        package: "python3-gi",
    },
    SystemTool {
        what: "zstd",
        check: ("zstd", &["--version"]),
        package: "zstd",
    },
    SystemTool {
        what: "an X server without a screen",
        check: ("sh", &["-c", "command -v Xvfb"]),
        package: "xvfb",
    },
    SystemTool {
        what: "xclip",
        check: ("sh", &["-c", "command -v xclip"]),
        package: "xclip",
    },
    SystemTool {
        what: "a D-Bus session of its own",
        check: ("sh", &["-c", "command -v dbus-run-session"]),
        package: "dbus",
    },
    SystemTool {
        what: "a window manager",
        check: ("sh", &["-c", "command -v openbox"]),
        package: "openbox",
    },
    SystemTool {
        what: "xdotool",
        check: ("sh", &["-c", "command -v xdotool"]),
        package: "xdotool",
    },
    SystemTool {
        what: "wmctrl",
        check: ("sh", &["-c", "command -v wmctrl"]),
        package: "wmctrl",
    },
    SystemTool {
        what: "WebKit's driver",
        check: ("sh", &["-c", "command -v WebKitWebDriver"]),
        package: "webkit2gtk-driver",
    },
    SystemTool {
        what: "a browser, for pages that must not get in",
        check: ("sh", &["-c", "command -v chromium"]),
        package: "chromium",
    },
    SystemTool {
        what: "a font",
        check: ("sh", &["-c", "fc-list | grep -q ."]),
        package: "fonts-dejavu-core",
    },
];

/// Named with its version: the newest may be an alpha of the next one.
const TAURI_CLI: &str = "@tauri-apps/cli@2.12.5";

/// The version of cargo-deny that is installed where there is none.
const CARGO_DENY: &str = "0.20.2";

/// The version of cargo-fuzz that is installed where there is none.
const CARGO_FUZZ: &str = "0.13.2";

/// Makes sure that the connector can be built.
pub(crate) fn for_the_connector() -> anyhow::Result<()> {
    system_tools(CONNECTOR)
}

/// Makes sure that the desktop application can be built.
pub(crate) fn for_the_desktop() -> anyhow::Result<()> {
    for_the_connector()?;
    system_tools(DESKTOP)
}

/// Makes sure that packages can be made and checked.
pub(crate) fn for_packaging() -> anyhow::Result<()> {
    for_the_desktop()?;
    system_tools(PACKAGING)
}

/// Makes sure that everything can be tested.
pub(crate) fn for_testing() -> anyhow::Result<()> {
    heading("What the tests need");
    for_the_desktop()?;
    system_tools(TEST)?;
    for component in ["rustfmt", "clippy"] {
        let subcommand = if component == "rustfmt" { "fmt" } else { component };
        if !succeeds(cargo().args([subcommand, "--version"])) {
            execute(program("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

fn system_tools(needed: &[SystemTool]) -> anyhow::Result<()> {
    let missing: Vec<_> = needed
        .iter()
        .filter(|tool| !succeeds(program(tool.check.0).args(tool.check.1)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let whats = missing
        .iter()
        .map(|tool| tool.what)
        .collect::<Vec<_>>()
        .join(", ");
    if !succeeds(program("apt-get").arg("--version")) {
        bail!(
            "missing: {whats}. Install them by your system's means; this can do it on Debian and its kin alone"
        );
    }
    println!("missing: {whats}. Installing them with apt-get");
    let apt = |arguments: &[&str]| {
        // Only who is not root needs sudo; it asks for a password at the terminal.
        let mut command = if is_root() {
            program("apt-get")
        } else {
            program("sudo")
        };
        if !is_root() {
            command.arg("apt-get").stdin(std::process::Stdio::inherit());
        }
        execute(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "--quiet"])?;
    let packages: Vec<_> = missing.iter().map(|tool| tool.package).collect();
    apt(&[
        &["install", "--yes", "--quiet", "--no-install-recommends"],
        packages.as_slice(),
    ]
    .concat())
}

fn is_root() -> bool {
    program("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// cargo-deny: the one on the path, or one of our own.
pub(crate) fn cargo_deny() -> anyhow::Result<PathBuf> {
    cargo_tool("cargo-deny", CARGO_DENY)
}

/// cargo-fuzz, likewise.
pub(crate) fn cargo_fuzz() -> anyhow::Result<PathBuf> {
    cargo_tool("cargo-fuzz", CARGO_FUZZ)
}

fn cargo_tool(name: &str, version: &str) -> anyhow::Result<PathBuf> {
    if succeeds(program(name).arg("--version")) {
        return Ok(name.into());
    }
    let own = tools().join(format!("{name}-{version}"));
    let binary = own.join("bin").join(name);
    if !binary.exists() {
        println!("{name} is missing. Building it, once");
        // Unoptimised, because it runs for seconds and would be built for minutes.
        let install = [
            "install",
            name,
            "--version",
            version,
            "--locked",
            "--debug",
            "--quiet",
            "--root",
        ];
        let target = tools().join(format!("{name}-target"));
        execute(cargo().args(install).arg(&own).env("CARGO_TARGET_DIR", &target))?;
        fs::remove_dir_all(&target)
            .with_context(|| format!("the build of {name} could not be tidied away"))?;
    }
    Ok(binary)
}

/// A Python environment with what a requirements file names; made again when the file changes.
pub(crate) fn python(requirements: &Path) -> anyhow::Result<PathBuf> {
    python_environment("python3", &[], requirements)
}

/// The same with the system's Python, which has what the system's packages bring.
pub(crate) fn system_python(requirements: &Path) -> anyhow::Result<PathBuf> {
    python_environment(SYSTEM_PYTHON, &["--system-site-packages"], requirements)
}

fn python_environment(base: &str, options: &[&str], requirements: &Path) -> anyhow::Result<PathBuf> {
    let environment = environment(requirements)?;
    let python = environment.join("bin/python");
    if !environment.join("complete").exists() {
        execute(
            program(base)
                .args(["-m", "venv", "--clear"])
                .args(options)
                .arg(&environment),
        )?;
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
        ];
        execute(program(&python).args(pip).arg(requirements))?;
        fs::write(environment.join("complete"), "")?;
    }
    Ok(python)
}

/// The npm packages of a folder, beside its package.json, where Node looks for them.
pub(crate) fn npm(folder: &Path) -> anyhow::Result<()> {
    let complete = environment(&folder.join("package-lock.json"))?.join("complete");
    if !(complete.exists() && folder.join("node_modules").exists()) {
        execute(
            program("npm")
                .args(["ci", "--no-audit", "--no-fund"])
                .current_dir(folder),
        )?;
        fs::create_dir_all(complete.parent().unwrap_or(folder))?;
        fs::write(complete, "")?;
    }
    Ok(())
}

/// Tauri's own program, for icons and packages: npm has it built.
pub(crate) fn tauri_cli() -> Command {
    let mut npx = program("npx");
    npx.args(["--yes", TAURI_CLI]);
    npx
}

/// A folder of our own for what a file describes, named after the file and what stands in it.
fn environment(file: &Path) -> anyhow::Result<PathBuf> {
    let described = fs::read(file).with_context(|| format!("{} can't be read", file.display()))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let digest = blake3::hash(&described).to_hex();
    Ok(tools().join(format!("{name}-{}", &digest[..12])))
}
