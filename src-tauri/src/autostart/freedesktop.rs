//! Linux: a file in the user's `autostart` directory
//! (<https://specifications.freedesktop.org/autostart-spec/latest/>), written here because the plugin knows neither
//! `XDG_CONFIG_HOME` nor a program whose path has a space in it.

use std::{
    env, fs, io,
    marker::PhantomData,
    path::{Path, PathBuf},
};

use anyhow::Context;
use connector::process::Places;
use etcetera::{BaseStrategy, choose_base_strategy};
use tauri::{AppHandle, Runtime};

/// The file that starts this Bowerbird with the session.
pub(crate) struct Autostart<R: Runtime> {
    file: PathBuf,
    entry: String,
    app: PhantomData<fn() -> R>,
}

impl<R: Runtime> Autostart<R> {
    /// # Errors
    /// Where the user has no home directory, or a path is no text and so can't be in such a file.
    pub(crate) fn new(_app: AppHandle<R>, name: &str, places: &Places) -> anyhow::Result<Self> {
        // Now: once an update has taken its place, the system calls the file deleted.
        let program = env::current_exe().context("the program's own file can't be found")?;
        let data_dir = (!places.usual).then_some(places.data.as_path());
        let config = choose_base_strategy()
            .context("this user has no home directory")?
            .config_dir();
        Ok(Self {
            file: config.join("autostart").join(format!("{name}.desktop")),
            entry: entry(&program, data_dir)?,
            app: PhantomData,
        })
    }

    /// # Errors
    /// Where the file is there and can't be read.
    pub(crate) fn is_on(&self) -> io::Result<bool> {
        match fs::read_to_string(&self.file) {
            Ok(entry) => Ok(!is_switched_off(&entry)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// # Errors
    /// Where the file can't be written, or taken away.
    pub(crate) fn set(&self, on: bool) -> io::Result<()> {
        if on {
            if let Some(dir) = self.file.parent() {
                fs::create_dir_all(dir)?;
            }
            return fs::write(&self.file, &self.entry);
        }
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Whether the desktop's own settings have switched the entry off, which leaves the file there.
fn is_switched_off(entry: &str) -> bool {
    entry
        .lines()
        .filter_map(|line| line.split_once('='))
        .any(|(key, value)| {
            matches!(
                (key.trim(), value.trim()),
                ("Hidden", "true") | ("X-GNOME-Autostart-enabled", "false")
            )
        })
}

fn entry(program: &Path, data_dir: Option<&Path>) -> anyhow::Result<String> {
    let text = |path: &Path| {
        let text = path.to_str().map(quoted);
        text.with_context(|| format!("{} is no text", path.display()))
    };
    let mut exec = format!("{} --hidden", text(program)?);
    if let Some(dir) = data_dir {
        exec = format!("{exec} --data-dir {}", text(dir)?);
    }
    Ok(format!(
        "[Desktop Entry]\nType=Application\nName=Bowerbird\nComment=Remembers the code that you copy\n\
         Icon=bowerbird\nExec={exec}\nTerminal=false\nStartupNotify=false\n"
    ))
}

/// An argument of an `Exec` key, as the Desktop Entry Specification wants it: in quotes and escaped for them, and that
/// escaped again as every value is.
fn quoted(argument: &str) -> String {
    let mut quoted = String::from("\"");
    for c in argument.chars() {
        match c {
            '"' | '`' | '$' => quoted.extend(['\\', '\\', c]),
            '\\' => quoted.push_str(r"\\\\"),
            '%' => quoted.push_str("%%"),
            '\n' => quoted.push_str(r"\n"),
            '\t' => quoted.push_str(r"\t"),
            '\r' => quoted.push_str(r"\r"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted() {
        let entry = entry(Path::new("/opt/a b/100%/bowerbird"), Some(Path::new(r#"/d/"$\"#))).unwrap();
        let exec = entry.lines().find(|line| line.starts_with("Exec=")).unwrap();
        assert_eq!(
            exec,
            r#"Exec="/opt/a b/100%%/bowerbird" --hidden --data-dir "/d/\\"\\$\\\\""#
        );
    }

    #[test]
    fn a_desktop_may_switch_it_off() {
        let entry = entry(Path::new("/b"), None).unwrap();
        assert!(!is_switched_off(&entry));
        assert!(is_switched_off(&format!("{entry}Hidden=true\n")));
        assert!(is_switched_off(&format!(
            "{entry}X-GNOME-Autostart-enabled = false\n"
        )));
    }
}
