//! Puts the application together: start, second start, end.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use clap::Parser;
use connector::{
    Remembered, Service,
    process::{
        Places, RuntimeFile, be_told_of_limits, leave_no_core, log_to_stderr, open_library, stop_on_signal,
    },
    system_clock,
};
use domain::Timestamp;
use tauri::{App, AppHandle, Manager, RunEvent, Wry};
use tauri_plugin_window_state::StateFlags;
use tokio::{runtime, sync::broadcast};
use tokio_util::sync::CancellationToken;

#[cfg(target_os = "linux")]
use crate::asked;
use crate::{
    Arguments, control,
    desk::{Desk, Watch},
    ipc,
    ipc::types::NoticeLevel,
    listening, notifications,
    running::Running,
    shell::DesktopShell,
    tray, windows,
};

/// How often what has a time is looked at: pauses that end, a clipboard that could be watched again.
const TICK: Duration = Duration::from_secs(10);
/// Names the notice that the file for `--status` can't be written.
const RUNTIME_NOTICE: &str = "runtime file";
/// How long connections may take to end.
const FAREWELL: Duration = Duration::from_secs(3);

/// Starts Bowerbird and is busy until it ends.
pub fn run(arguments: Arguments) -> ExitCode {
    log_to_stderr();
    leave_no_core();
    be_told_of_limits();
    #[cfg(target_os = "linux")]
    windows::webkit::prepare();
    if let Err(error) = prepare_display() {
        return control::failed(&error);
    }
    let started = runtime::Builder::new_multi_thread()
        // Requests are answered on blocking threads; these only pass them on.
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the runtime could not be started")
        .and_then(|runtime| {
            tauri::async_runtime::set(runtime.handle().clone());
            let places = Places::find(arguments.data_dir.clone())?;
            let app = build(arguments, places)?;
            Ok((runtime, app))
        });
    match started {
        Ok((runtime, app)) => {
            let code = app.run_return(on_event);
            // Not dropped: that would wait for whoever waits for a notification service that hangs.
            runtime.shutdown_background();
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => control::failed(&format!("{error:#}")),
    }
}

/// Without a display there is no desktop to run on, and the toolkit would end the program in a panic.
#[cfg(target_os = "linux")]
fn prepare_display() -> Result<(), String> {
    gtk::init().map_err(|_| {
        "there is no display to show anything on. `bowerbird-connector` serves editors without one".to_owned()
    })
}

#[cfg(not(target_os = "linux"))]
fn prepare_display() -> Result<(), String> {
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "tauri's macro ends the program where its own assets are damaged"
)]
fn build(arguments: Arguments, places: Places) -> anyhow::Result<App> {
    // First of all: who finds another one running goes no further than this.
    let single = tauri_plugin_single_instance::Builder::new()
        .callback(|app, arguments, _| second_start(app, &arguments))
        .dbus_id(instance_name(&places))
        .build();
    let window_state = tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build();
    let builder = tauri::Builder::default().plugin(single);
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_autostart::Builder::new().arg("--hidden").build());
    builder
        .plugin(window_state)
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(ipc::commands::handler())
        .setup(move |app| {
            if let Err(error) = set_up(app, &arguments, &places) {
                give_up(app, &error);
            }
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("the application could not be built")
}

/// The name on the session bus that only one Bowerbird has. One with a directory of its own is another.
pub(crate) fn instance_name(places: &Places) -> String {
    let name = "dev.bowerbird.Bowerbird";
    if places.usual {
        return name.to_owned();
    }
    let digest = blake3::hash(places.data.as_os_str().as_encoded_bytes()).to_hex();
    format!("{name}.At{}", &digest[..16])
}

fn set_up(app: &App, arguments: &Arguments, places: &Places) -> anyhow::Result<()> {
    if arguments.quit {
        // There was no other to end.
        app.handle().exit(0);
        return Ok(());
    }
    let entered = tauri::async_runtime::handle();
    let _entered = entered.inner().enter();
    let stopping = stop_on_signal()?;
    let clock = system_clock();
    let remembered = Remembered::of(&places.data);
    let (library, recovery) = open_library(&places.data, &clock)?;
    // The place is ours, and reading what is kept in it takes a while: from here on `--quit` finds us without a bus too.
    let runtime_file = RuntimeFile::new(&places.runtime);
    // What is wrong with it is told by the next writing.
    let _ = runtime_file.write(&Running::starting(std::process::id(), &places.data));
    let kept = Arc::clone(&library);
    let service = Arc::new(Service::start_remembering(kept, clock, remembered)?);
    notifications::bring_icon(&places.runtime);
    let handle = app.handle();
    let shell = Box::new(DesktopShell::new(handle.clone(), &instance_name(places), places)?);
    let desk = Desk::start(service, library, &places.data, shell);
    app.manage(Arc::clone(&desk));
    if let Some(recovery) = recovery {
        tell_recovery(&desk, &recovery);
    }
    let watched = Arc::clone(&desk);
    tauri::async_runtime::spawn_blocking(move || {
        watched.watch_library(|recovery| tell_recovery(&watched, &recovery));
    });

    let serving = tauri::async_runtime::spawn(listening::listen_and_serve(
        Arc::clone(&desk),
        arguments.port,
        stopping.clone(),
    ));
    let notifying = notifications::run(handle.clone(), Arc::clone(&desk), stopping.clone());
    app.manage(Ending {
        stopping: stopping.clone(),
        leaving: parking_lot::Mutex::new(vec![serving, tauri::async_runtime::spawn(notifying)]),
        runtime_file: Arc::new(runtime_file),
    });
    if !arguments.no_tray {
        tray::build(handle, &desk, &places.runtime).context("the tray icon could not be made")?;
    }
    #[cfg(target_os = "linux")]
    tauri::async_runtime::spawn(asked::answer(instance_name(places), Arc::clone(&desk)));
    spawn_tasks(handle, &desk, stopping);
    if let Some(target) = arguments.window() {
        windows::show(handle, target);
    }
    Ok(())
}

/// Says what happened to a library that was damaged: at the terminal, in the window and by a notification.
/// It is told again at the next start where no notification can be shown and nobody dismisses it in the window.
fn tell_recovery(desk: &Arc<Desk>, recovery: &store::Recovery) {
    let _ = writeln!(io::stderr(), "bowerbird: {recovery}");
    desk.tell_recovery(recovery);
    let (desk, text) = (Arc::clone(desk), recovery.to_string());
    tauri::async_runtime::spawn(async move {
        if notifications::tell("Your library was damaged", &text).await {
            desk.recovery_was_told();
        }
    });
}

/// What goes on in the background.
fn spawn_tasks(app: &AppHandle, desk: &Arc<Desk>, stopping: CancellationToken) {
    use tauri::async_runtime::spawn;
    spawn(ipc::events::tell_the_window(app.clone(), Arc::clone(desk)));
    spawn(tell_others(app.clone(), Arc::clone(desk)));
    let ticking = Arc::clone(desk);
    spawn(async move {
        loop {
            tokio::time::sleep(TICK).await;
            let ticking = Arc::clone(&ticking);
            // What goes wrong has been told where it did.
            let _ = tokio::task::spawn_blocking(move || ticking.tick()).await;
        }
    });
    let ended = app.clone();
    spawn(async move {
        stopping.cancelled().await;
        ended.exit(0);
    });
}

/// Keeps the file up to date that says how this Bowerbird is. Where that can't be, everything else works all the same.
async fn tell_others(app: AppHandle, desk: Arc<Desk>) {
    let file = Arc::clone(&app.state::<Ending>().runtime_file);
    let mut changes = desk.changes();
    let mut told = false;
    loop {
        let (of, file) = (Arc::clone(&desk), Arc::clone(&file));
        let written = tokio::task::spawn_blocking(move || file.write(&state_of(&of))).await;
        match written {
            Ok(Err(error)) if !told => {
                told = true;
                tracing::warn!("the file that says how Bowerbird is could not be written: {error}");
                let text =
                    format!("The file that says where Bowerbird listens could not be written: {error}.");
                let advice = "Editors and the clipboard work all the same; `bowerbird --status` does not know how it is.";
                desk.tell(RUNTIME_NOTICE, NoticeLevel::Warning, &text, Some(advice));
            }
            Ok(Ok(())) if told => {
                told = false;
                desk.dismiss_notice(RUNTIME_NOTICE);
            }
            _ => {}
        }
        if let Err(broadcast::error::RecvError::Closed) = changes.recv().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        while changes.try_recv().is_ok() {}
    }
}

fn state_of(desk: &Desk) -> Running {
    let own = desk.service.own_application();
    let (clipboard, clipboard_detail) = match desk.watch() {
        Watch::Watching { backend } => ("watching", Some(backend.to_owned())),
        Watch::Paused { until, .. } => ("paused", Some(pause_in_words(until))),
        Watch::Unavailable { reason, .. } => ("unavailable", Some(reason)),
        Watch::Off => ("off", None),
    };
    let applications = desk.service.applications();
    Running {
        pid: std::process::id(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        address: desk.address(),
        data_dir: desk.data_dir().to_owned(),
        assets: desk.service.listed_count() as u64,
        applications: applications.iter().filter(|known| known.id != own).count() as u64,
        clipboard: clipboard.to_owned(),
        clipboard_detail,
    }
}

/// Until when it is paused. The file may be read on another day, so the day is in it.
fn pause_in_words(until: Option<Timestamp>) -> String {
    let at = until.and_then(|until| jiff::Timestamp::from_millisecond(until.as_millis()).ok());
    at.map_or_else(
        || "until resumed".to_owned(),
        |at| {
            let there = at.to_zoned_datetime(jiff::tz::TimeZone::system());
            there.strftime("until %Y-%m-%d %H:%M").to_string()
        },
    )
}

/// What has to be done at the end.
struct Ending {
    stopping: CancellationToken,
    /// Tasks that take leave of somebody when they stop.
    leaving: parking_lot::Mutex<Vec<tauri::async_runtime::JoinHandle<()>>>,
    runtime_file: Arc<RuntimeFile>,
}

/// The options of a second start.
fn second_start(app: &AppHandle, arguments: &[String]) {
    let Ok(arguments) = Arguments::try_parse_from(arguments) else {
        // It was checked before it was handed over; one of another version may know more.
        windows::show(app, None);
        return;
    };
    if arguments.quit {
        app.exit(0);
        return;
    }
    let port = arguments.port.map(|port| format!("--port {port}"));
    let no_tray = arguments.no_tray.then(|| "--no-tray".to_owned());
    let unheard: Vec<String> = port.into_iter().chain(no_tray).collect();
    if let (Some(desk), false) = (app.try_state::<Arc<Desk>>(), unheard.is_empty()) {
        let text = format!(
            "Bowerbird runs already, so {} changed nothing.",
            unheard.join(" and ")
        );
        let advice = "Quit it first, then start it so again.";
        desk.tell("second start", NoticeLevel::Info, &text, Some(advice));
    }
    if let Some(target) = arguments.window() {
        windows::show(app, target);
    }
}

fn on_event(app: &AppHandle<Wry>, event: RunEvent) {
    match event {
        // The last window was closed: the tray goes on.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        RunEvent::Exit => end(app),
        _ => {}
    }
}

/// Ends the connector, closes the notification, hands the clipboard over and takes back the file that says where it is.
/// What was acknowledged is on the disk already; what was learnt is kept for the next
/// start.
fn end(app: &AppHandle) {
    let Some(ending) = app.try_state::<Ending>() else {
        return;
    };
    ending.stopping.cancel();
    let leaving = std::mem::take(&mut *ending.leaving.lock());
    tauri::async_runtime::block_on(async {
        // Whoever does not take leave in time is left.
        let _ = tokio::time::timeout(FAREWELL, futures_util::future::join_all(leaving)).await;
    });
    if let Some(desk) = app.try_state::<Arc<Desk>>() {
        desk.release_clipboard();
        desk.end();
    }
    ending.runtime_file.remove();
    tracing::info!("stopped");
}

/// It can't start: says why, at the terminal and on the desktop, and ends.
fn give_up(app: &App, error: &anyhow::Error) {
    let text = format!("{error:#}");
    let _ = writeln!(io::stderr(), "bowerbird: {text}");
    tauri::async_runtime::block_on(notifications::tell("Bowerbird could not start", &text));
    app.handle().exit(1);
}
