"""Starting, starting again, and ending."""

import contextlib
import json
import signal
import socket
import time
from pathlib import Path

from desktop import PATIENCE, App, Tray, binary, command, eventually, interrupt
from samples import CLONE, FUNCTION
from window import Window


def test_what_can_be_asked_without_a_start(desktop):
    assert command(desktop, "--version").stdout.startswith("bowerbird ")
    assert "--data-dir" in command(desktop, "--help").stdout
    status = command(desktop, "--status")
    assert (status.returncode, status.stdout) == (1, "Bowerbird is not running.\n")
    assert json.loads(command(desktop, "--status", "--json").stdout) == {"running": False}
    assert command(desktop, "--quit").returncode == 0
    wrong = command(desktop, "--nonsense")
    assert wrong.returncode == 2 and "--nonsense" in wrong.stderr


def test_status(desktop, notifications, app):
    app.connect()
    eventually(lambda: app.status()["applications"] == 1, "the editor is counted")
    status = app.status()
    assert status["running"] and status["pid"] == app.process.pid and status["clipboard"] == "watching"
    text = command(desktop, "--status").stdout
    assert status["address"] in text and status["data_dir"] in text and "watching" in text


def test_a_second_start_shows_the_window_of_the_first(desktop, notifications, app):
    assert not app.windows()
    assert command(desktop).returncode == 0
    eventually(lambda: len(app.windows()) == 1, "a window")
    assert command(desktop, "--show=settings").returncode == 0
    assert command(desktop, "--hidden").returncode == 0
    assert not app.ended() and len(app.windows()) == 1


def test_closing_the_window_leaves_it_in_the_tray(desktop, notifications, app):
    command(desktop, "--show")
    for _ in range(2):
        eventually(app.windows, "a window")
        assert len(app.children()) == 2, "a webview has two processes of its own"
        app.close_window()
        eventually(lambda: not app.children(), "nothing is left of it")
        command(desktop, "--show")
    eventually(app.windows, "a window")
    desktop.copy(FUNCTION)
    notifications.press(notifications.wait(), "save")
    eventually(lambda: app.saved() == 1, "it is saved")


def test_one_that_has_only_begun_to_start_is_ended(desktop, notifications):
    """The name on the bus is its first sign of life; what it says of itself comes when its library is open."""
    said = desktop.root / "run/bowerbird/connector.json"

    def caught():
        app = App(desktop, "--hidden")
        while not desktop.bus.name_has_owner("dev.bowerbird.Bowerbird.SingleInstance"):
            assert not app.ended()
        app.process.send_signal(signal.SIGSTOP)
        if not said.exists():
            return app
        app.process.send_signal(signal.SIGCONT)
        app.wait_until_ready().quit()

    app = eventually(caught, "one in the midst of its start")
    status = json.loads(command(desktop, "--status", "--json").stdout)
    assert (status["pid"], status["clipboard"]) == (app.process.pid, "starting")
    quitting = desktop.start([binary(), "--quit"])
    time.sleep(0.2)
    assert quitting.poll() is None, "it waits for the end"
    app.process.send_signal(signal.SIGCONT)
    assert quitting.wait(PATIENCE) == 0
    assert app.ended() and not said.exists()


def test_the_tray_needs_no_webkit(desktop, notifications, app):
    def libraries():
        return [line.split("/")[-1] for line in Path(f"/proc/{app.process.pid}/maps").read_text().splitlines() if "/" in line]

    named = ("libwebkit", "libjavascriptcore", "libsoup")
    assert [library for library in libraries() if library.startswith(named)] == []
    command(desktop, "--show")
    eventually(app.windows, "a window")
    assert {library.split("-")[0].split("gtk")[0] for library in libraries() if library.startswith(named)} == {
        "libwebkit2",
        "libjavascriptcore",
        "libsoup",
    }


def test_signals_end_it_cleanly(desktop, notifications, app):
    assert interrupt(app, signal.SIGTERM) == 0
    assert not (desktop.root / "run/bowerbird/connector.json").exists()
    for number in [signal.SIGINT, signal.SIGHUP]:
        again = App(desktop, "--hidden").wait_until_ready()
        assert interrupt(again, number) == 0


def test_who_starts_it_to_outlive_the_terminal_keeps_it(desktop, notifications):
    app = App(desktop, "--hidden", before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)).wait_until_ready()
    app.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert not app.ended()
    app.quit()


def test_what_was_saved_survives_a_kill(desktop, notifications, app):
    desktop.copy(FUNCTION)
    notifications.press(notifications.wait(), "save")
    eventually(lambda: app.saved() == 1, "it is saved")
    app.process.kill()
    app.process.wait()
    assert command(desktop, "--status").returncode == 1, "its file is left behind and not believed"
    again = App(desktop, "--hidden").wait_until_ready()
    eventually(lambda: again.saved() == 1, "it is counted")
    desktop.copy(CLONE)
    assert notifications.wait(2)["summary"] == "You have this already"


def test_a_pause_survives_a_restart(desktop, notifications, app):
    Tray(desktop.bus).click("Pause until resumed")
    eventually(lambda: app.status()["clipboard"] == "paused", "it is paused")
    app.quit()
    again = App(desktop, "--hidden").wait_until_ready()
    assert again.status()["clipboard"] == "paused"


def test_a_setting_survives_a_kill(desktop, notifications, app):
    tray = Tray(desktop.bus)
    for entry, state in [("Pause until resumed", "paused"), ("Resume", "watching")] * 2:
        tray.click(entry)
        eventually(lambda: app.status()["clipboard"] == state, state)
        app.process.kill()
        app.process.wait()
        app = App(desktop, "--hidden").wait_until_ready()
        assert app.status()["clipboard"] == state
        tray = Tray(desktop.bus)


def test_settings_that_cant_be_read_switch_watching_off_and_are_told(desktop, notifications, app):
    settings = Path(app.status()["data_dir"]) / "settings.json"
    app.quit()
    kinds = [b"", b"\0" * 300, b'{"watch_clipboard": tr', b'{"watch_clipboard": true, "notify": "no"}']
    for number, kind in enumerate(kinds, start=1):
        settings.write_bytes(kind)
        with contextlib.ExitStack() as stack:
            if number == len(kinds):
                window = stack.enter_context(Window(desktop))
                window.find("button", "Skip setup").click()
                window.wait_for_text("Your settings could not be read")
                assert window.status()["clipboard"] == "off"
                window.quit_session()
            else:
                again = App(desktop, "--hidden").wait_until_ready()
                assert again.status()["clipboard"] == "off"
                again.quit()
        aside = Path(f"{settings}.unreadable" + (f"-{number}" if number > 1 else ""))
        assert aside.read_bytes() == kind, "nothing is lost"


def test_what_stands_in_the_way_of_the_runtime_file_is_told_and_ends_nothing(desktop, notifications):
    data = desktop.root / "data"
    (data / "connector.json/not ours").mkdir(parents=True)
    with Window(desktop, "--data-dir", str(data)) as window:
        window.find("button", "Skip setup").click()
        window.wait_for_text("The file that says where Bowerbird listens could not be written")
        desktop.copy(FUNCTION)
        window.wait_for_text("Keep this?")
        (data / "connector.json/not ours").rmdir()
        (data / "connector.json").rmdir()
        window.find("button", "Save").click()
        window.wait_for_text("Saved")
        status = ["--status", "--json", "--data-dir", str(data)]
        eventually(lambda: '"assets":1' in command(desktop, *status).stdout, "it says how it is again")
        window.quit_session("--data-dir", str(data))


def test_the_data_directory_is_taken(desktop, notifications, app):
    # On a bus of its own it does not find the first one, and meets its lock.
    env = desktop.env | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    second = App(desktop, "--hidden", env=env)
    assert second.process.wait(15) == 1
    assert "in use" in second.log.read_text() or "lock" in second.log.read_text(), second.log.read_text()
    assert not app.ended()


def test_a_start_that_fails_is_told_on_the_desktop(desktop, notifications):
    (desktop.root / "file").write_text("")
    app = App(desktop, "--hidden", "--data-dir", str(desktop.root / "file"))
    assert app.process.wait(15) == 1
    assert notifications.wait()["summary"] == "Bowerbird could not start"


def test_two_directories_are_two_bowerbirds(desktop, notifications, app):
    other = str(desktop.root / "other")
    second = App(desktop, "--hidden", "--no-tray", "--data-dir", other)
    status = eventually(
        lambda: json.loads(command(desktop, "--status", "--json", "--data-dir", other).stdout).get("address"),
        "the second one's address",
    )
    assert status != app.status()["address"]
    assert command(desktop, "--quit", "--data-dir", other).returncode == 0
    assert second.process.wait(10) == 0 and not app.ended()


def test_all_ports_are_taken(desktop, notifications):
    with EveryPort() as taken:
        app = App(desktop, "--hidden")
        eventually(lambda: app.status()["running"], "it runs")
        time.sleep(0.5)
        assert app.status()["address"] is None
        desktop.copy(FUNCTION)
        notifications.press(notifications.wait(), "save")
        eventually(lambda: app.saved() == 1, "the clipboard works all the same")
        taken.pop().close()
        taken.pop().close()
        eventually(lambda: app.status()["address"], "an address once one is free")


def test_no_session_bus(desktop):
    env = desktop.env | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    app = App(desktop, "--show", env=env).wait_until_ready()
    eventually(app.windows, "a window: without a bus it is all that there is")
    desktop.copy(FUNCTION)
    assert app.request("/.well-known/health").startswith("ok")
    assert interrupt(app) == 0


def test_no_display(desktop):
    env = {name: value for name, value in desktop.env.items() if name != "DISPLAY"}
    # No server has so high a number.
    for env in [env, env | {"DISPLAY": ":59000"}]:
        app = App(desktop, env={"DISPLAY": env.get("DISPLAY", "")})
        assert app.process.wait(15) == 1
        said = app.log.read_text()
        assert "no display" in said and "bowerbird-connector" in said and "panic" not in said, said


class EveryPort:
    """Holds every port that Bowerbird would take."""

    def __enter__(self):
        self.held = []
        for port in [1000, *range(39300, 39334)]:
            for family, host in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]:
                held = socket.socket(family)
                held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    held.bind((host, port))
                    held.listen()
                    self.held.append(held)
                except OSError:
                    held.close()  # Somebody else holds it, which is as good.
        return self.held

    def __exit__(self, *exception):
        for held in self.held:
            held.close()


def test_a_directory_is_the_same_however_it_is_named(desktop, notifications, app):
    data = Path(app.status()["data_dir"])
    link = desktop.root / "link"
    link.symlink_to(data)
    for name in [str(data), f"{link}/", f"{data}/../{data.name}"]:
        status = json.loads(command(desktop, "--status", "--json", "--data-dir", name).stdout)
        assert status["pid"] == app.process.pid, name
        # Where one runs, a second start asks it for its window.
        assert command(desktop, "--data-dir", name).returncode == 0, name
    eventually(lambda: len(app.windows()) == 1, "the window of the first")
