//! What is asked of a Bowerbird that runs already: how it is, and to end.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use connector::{offline, process::Places};
use serde_json::json;

use crate::{
    Arguments,
    desk::{keeping, settings::SettingsFile},
    running::{self, Running, STARTING},
};

/// How long a Bowerbird may take to end.
#[cfg(unix)]
const PATIENCE: Duration = Duration::from_secs(15);

/// `--status`: says how the running one is. The exit code is a failure where none runs.
pub fn status(arguments: &Arguments) -> ExitCode {
    let running = match Places::find(arguments.data_dir.clone()) {
        Ok(places) => find(&places),
        Err(error) => return failed(&error.to_string()),
    };
    let text = match (&running, arguments.json) {
        (Some(running), true) => {
            let mut view = json!(running);
            view["running"] = json!(true);
            view.to_string()
        }
        (None, true) => json!({ "running": false }).to_string(),
        (Some(running), false) => in_words(running),
        (None, false) => "Bowerbird is not running.".to_owned(),
    };
    say(&text);
    if running.is_some() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// `--quit`: ends the running one and waits until it is gone. Where there are no signals, [`run`](crate::run) hands the
/// wish over instead.
#[cfg(unix)]
pub fn quit(arguments: &Arguments) -> ExitCode {
    let places = match Places::find(arguments.data_dir.clone()) {
        Ok(places) => places,
        Err(error) => return failed(&error.to_string()),
    };
    let Some(running) = find(&places) else {
        say("Bowerbird is not running.");
        return ExitCode::SUCCESS;
    };
    if let Err(error) = running::ask_to_end(running.pid) {
        return failed(&format!("process {} can't be ended: {error}", running.pid));
    }
    let begun = Instant::now();
    while running::is_alive(running.pid) {
        if begun.elapsed() > PATIENCE {
            return failed(&format!("process {} does not end", running.pid));
        }
        thread::sleep(Duration::from_millis(20));
    }
    ExitCode::SUCCESS
}

/// What the running one says of itself, or else, where it has only begun to start, what there is to say.
#[cfg(target_os = "linux")]
fn find(places: &Places) -> Option<Running> {
    running::find(&places.runtime).or_else(|| {
        let pid = crate::asked::process_of(&crate::app::instance_name(places))?;
        Some(Running::starting(pid, &places.data))
    })
}

/// What the running one says of itself.
#[cfg(not(target_os = "linux"))]
fn find(places: &Places) -> Option<Running> {
    running::find(&places.runtime)
}

/// `--backup` and `--restore`. A backup the running one makes, where one runs; nothing is restored under it.
pub fn keep(arguments: &Arguments) -> ExitCode {
    let places = match Places::find(arguments.data_dir.clone()) {
        Ok(places) => places,
        Err(error) => return failed(&error.to_string()),
    };
    if find(&places).is_some() {
        return match &arguments.backup {
            Some(file) => back_up_running(&places, file.as_deref()),
            None => failed(
                "Bowerbird is running, so nothing was restored. Restore in its window (Settings, Backups), or end it \
                 first with --quit",
            ),
        };
    }
    let data = places.data;
    let (settings, _) = SettingsFile::open(&data);
    let extras = keeping::extras(&settings.get());
    // Read first: the file may be one of those that a new backup makes one too many.
    let then = arguments.restore.as_deref().map(keeping::settings_of);
    let done = match (&arguments.backup, &arguments.restore) {
        (Some(file), _) => offline::back_up(&data, file.as_deref(), &extras),
        (None, Some(file)) => offline::restore(&data, file, &extras),
        (None, None) => return ExitCode::SUCCESS,
    };
    match done {
        Ok(text) => {
            say(&text);
            match then {
                Some(Ok(Some(then))) => match settings.change(|now| keeping::take_over(now, &then)) {
                    Ok(_) => ExitCode::SUCCESS,
                    Err(error) => failed(&format!("the settings could not be written: {error}")),
                },
                _ => ExitCode::SUCCESS,
            }
        }
        Err(error) => failed(&error.to_string()),
    }
}

/// Asks the running one for a backup, for it has the library open.
#[cfg(target_os = "linux")]
fn back_up_running(places: &Places, file: Option<&Path>) -> ExitCode {
    // It may be in another directory than who asks.
    let file = match file.map(std::path::absolute).transpose() {
        Ok(file) => file,
        Err(error) => return failed(&error.to_string()),
    };
    match crate::asked::back_up(&crate::app::instance_name(places), file.as_deref()) {
        Ok(said) => {
            say(&said);
            ExitCode::SUCCESS
        }
        Err(error) => failed(&error.to_string()),
    }
}

/// There is nothing to ask it by.
#[cfg(not(target_os = "linux"))]
fn back_up_running(_places: &Places, _file: Option<&Path>) -> ExitCode {
    failed("Bowerbird is running. Back up in its window (Settings, Backups), or end it first with --quit")
}

fn in_words(running: &Running) -> String {
    let address = running
        .address
        .as_deref()
        .unwrap_or(if running.clipboard == STARTING {
            "nowhere yet"
        } else {
            "nowhere: no port could be taken"
        });
    let clipboard = match &running.clipboard_detail {
        Some(detail) => format!("{} ({detail})", running.clipboard),
        None => running.clipboard.clone(),
    };
    format!(
        "Bowerbird {} is running (process {})\n  editors reach it at  {address}\n  snippets             {}\n  \
         applications         {}\n  clipboard            {clipboard}\n  data                 {}",
        running.version,
        running.pid,
        running.assets,
        running.applications,
        running.data_dir.display(),
    )
}

fn say(text: &str) {
    // Whoever closed the pipe does not want to know.
    let _ = writeln!(io::stdout(), "{text}");
}

pub(crate) fn failed(text: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "bowerbird: {text}");
    ExitCode::FAILURE
}
