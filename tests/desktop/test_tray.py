"""The tray's icon and menu."""

import json
import re
from pathlib import Path

from desktop import App, Tray, command, eventually, interrupt, seed
from samples import CLONE, FUNCTION, LOGO


def test_the_menu(desktop, notifications, app):
    tray = Tray(desktop.bus)
    labels = tray.labels()
    for beginning in ["Open", "Pause", "Settings", "Quit"]:
        assert any(label.startswith(beginning) for label in labels), labels
    address = app.status()["address"].removeprefix("http://")
    eventually(lambda: f"Editors: {address}" in tray.labels(), "the address")


def test_the_suggestion_that_waits(desktop, notifications, app):
    tray = Tray(desktop.bus)
    calm = tray.icon()
    desktop.copy(FUNCTION)
    tray.click("Save parse_header")
    eventually(lambda: app.saved() == 1, "it is saved")
    eventually(lambda: not notifications.open(), "the notification is closed as well")
    desktop.copy(CLONE)
    eventually(lambda: tray.labels()[0].startswith("Reuse parse_header: same code"), "the reuse in the menu")
    assert tray.labels()[1:3] == ["Save as new", "Dismiss"]
    assert tray.icon() != calm, "the icon says that something waits"
    tray.click("Reuse")
    eventually(lambda: desktop.clipboard() == FUNCTION, "the saved text is on the clipboard")
    eventually(lambda: not tray.labels()[0].startswith("Reuse"), "the menu is as before")


def test_recent_snippets(desktop, notifications, app):
    desktop.copy(FUNCTION)
    notifications.press(notifications.wait(), "save")
    desktop.copy("something else")
    Tray(desktop.bus).click("parse_header")
    eventually(lambda: desktop.clipboard() == FUNCTION, "the snippet is on the clipboard")


def test_recent_snippets_are_texts_that_are_for_lists(desktop, notifications, app):
    app.create(("logo.png", LOGO))
    hidden = app.create("pseudo_thing = helper(3)")
    app.create("visible_thing = helper(4)")
    tray = Tray(desktop.bus)
    eventually(lambda: "pseudo_thing = helper(3)" in tray.labels(), "it is in the menu")
    app.update(hidden, pseudo=True)
    eventually(lambda: "pseudo_thing = helper(3)" not in tray.labels(), "what is hidden is not in the menu")
    assert "visible_thing = helper(4)" in tray.labels() and "logo.png" not in tray.labels()
    eventually(lambda: app.saved() == 2, "it is counted no more")
    app.update(hidden, pseudo=False)
    eventually(lambda: "pseudo_thing = helper(3)" in tray.labels(), "it is in the menu again")
    eventually(lambda: app.saved() == 3, "it is counted again")


def test_pause_and_resume(desktop, notifications, app):
    tray = Tray(desktop.bus)
    calm = tray.icon()
    tray.click("Pause for 15 minutes")
    eventually(lambda: app.status()["clipboard"] == "paused", "it is paused")
    resume = eventually(lambda: [label for label in tray.labels() if label.startswith("Resume")], "Resume")[0]
    assert re.fullmatch(r"Resume watching \(paused until (\d\d:\d\d|tomorrow)\)", resume)
    assert eventually(lambda: tray.icon() != calm, "the icon says so")
    assert re.fullmatch(r"until \d{4}-\d\d-\d\d \d\d:\d\d", app.status()["clipboard_detail"])
    assert f"paused ({app.status()['clipboard_detail']})" in command(desktop, "--status").stdout
    tray.click("Resume")
    eventually(lambda: app.status()["clipboard"] == "watching", "it watches again")


def test_a_pause_shows_whatever_waits(desktop, notifications, app):
    tray = Tray(desktop.bus)
    desktop.copy(FUNCTION)
    eventually(lambda: tray.labels()[0].startswith("Save"), "it waits")
    tray.click("Pause until resumed")
    eventually(lambda: "paused" in tray.icon() or app.status()["clipboard"] == "paused", "it is paused")
    waiting = tray.icon()
    eventually(lambda: tray.labels()[0].startswith("Save"), "it waits still")
    tray.click("Resume")
    eventually(lambda: tray.icon() != waiting, "the icon of what waits")


def test_watching_that_is_off_is_switched_on(desktop, notifications, app):
    settings = Path(app.status()["data_dir"]) / "settings.json"
    app.quit()
    kept = json.loads(settings.read_text()) if settings.exists() else {}
    settings.write_text(json.dumps(kept | {"watch_clipboard": False, "pause": {"until": None}}))
    again = App(desktop, "--hidden").wait_until_ready()
    assert again.status()["clipboard"] == "off"
    # A pause that nobody can see silences nobody.
    again.request(f"/{again.connect()}/suggestion", seed(FUNCTION))
    assert "parse_header" in notifications.wait()["body"]
    Tray(desktop.bus).click("Resume watching")
    eventually(lambda: again.status()["clipboard"] == "watching", "it watches")


def test_what_stays_in_the_menu_stays_the_same_entry(desktop, notifications, app):
    tray = Tray(desktop.bus)

    def numbers():
        return {label: number for label, _, number in tray.entries() if label in ("Open Bowerbird", "Quit Bowerbird")}

    before = numbers()
    desktop.copy(FUNCTION)
    tray.click("Save parse_header")
    eventually(lambda: "Recent: click to copy" in tray.labels(), "another menu")
    assert numbers() == before and len(before) == 2, "a click on its way finds what it was for"
    labels = tray.labels()
    assert labels.index("Recent: click to copy") < labels.index("parse_header") < labels.index("Open Bowerbird")


def test_open_and_settings(desktop, notifications, app):
    assert not app.windows()
    tray = Tray(desktop.bus)
    tray.click("Open")
    eventually(lambda: len(app.windows()) == 1, "a window")
    tray.click("Settings")
    eventually(lambda: len(app.windows()) == 1, "the same window")


def test_quit(desktop, notifications, app):
    Tray(desktop.bus).click("Quit")
    assert app.process.wait(10) == 0, app.log.read_text()
    assert command(desktop, "--status").stdout == "Bowerbird is not running.\n"


def test_a_tray_that_comes_later(desktop, notifications):
    app = App(desktop, "--hidden").wait_until_ready()
    desktop.tray_watcher()
    assert Tray(desktop.bus).labels()
    assert interrupt(app) == 0


def test_no_tray_wanted(desktop, notifications):
    desktop.tray_watcher()
    App(desktop, "--hidden", "--no-tray").wait_until_ready()
    watcher = desktop.bus.get_object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher")
    items = watcher.Get(
        "org.kde.StatusNotifierWatcher",
        "RegisteredStatusNotifierItems",
        dbus_interface="org.freedesktop.DBus.Properties",
    )
    assert list(items) == []
