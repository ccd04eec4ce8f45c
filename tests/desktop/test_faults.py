"""What goes wrong around it while it runs: nothing that was saved is lost, and the user is told."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from desktop import HERE, PATIENCE, App, Tray, binary, command, eventually, interrupt, seed
from samples import CLONE, FUNCTION, OTHER
from window import Window


def save(app, *texts):
    """Saves as an editor does, and answers the editor."""
    editor = app.connect()
    for text in texts:
        app.request(f"/{editor}/reaction", {"save": True, "seed": seed(text)})
    return editor


def preloaded(desktop, source):
    """Builds a library that stands between the program and the system."""
    built = desktop.root / f"{Path(source).stem}.so"
    flags = ["-Wall", "-Werror", "-shared", "-fPIC", "-O1"]
    subprocess.run(["cc", *flags, source, "-ldl", "-lpthread", "-o", built], check=True)
    return {"LD_PRELOAD": str(built)}


DISK = HERE / "../../crates/store/tests/store/disk.c"


def test_a_damaged_library_is_restored_and_told(desktop, notifications):
    data = desktop.root / "home/.local/share/bowerbird"
    app = App(desktop, "--hidden").wait_until_ready()
    save(app, FUNCTION, OTHER)
    app.quit()
    assert command(desktop, "--backup").returncode == 0
    file = data / "store/db"
    size = file.stat().st_size
    with file.open("r+b") as damaged:
        for place in range(0, size, 512):
            damaged.seek(place)
            damaged.write(b"\xa5" * 64)
    with Window(desktop) as window:
        window.find("button", "Skip setup").click()
        window.wait_for_text("The library could not be used")
        window.wait_for_text("took its place, with 2 snippets")
        window.wait_for_text("Other backups are in the settings.")
        aside = list((data / "damaged").iterdir())
        assert len(aside) == 1 and (aside[0] / "db").stat().st_size > 0, aside
        window.wait_for_text(str(aside[0]))
        eventually(lambda: window.saved() == 2, "what is kept is counted")
        told = notifications.wait()
        assert told["summary"] == "Your library was damaged" and "2 snippets" in told["body"], told
        window.quit_session()
    again = App(desktop, "--hidden").wait_until_ready()
    eventually(lambda: again.saved() == 2, "what is kept is counted")
    assert len(notifications.all()) == 1, "it is told once"


@pytest.fixture
def small_disk(desktop):
    """A file system in memory that is soon full."""
    place = desktop.root / "small"
    place.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=96m,mode=700", "none", place]
    if subprocess.run(mounted, stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("only root can mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def test_a_full_disk_is_told_in_the_window_and_needs_no_restart(desktop, notifications, small_disk):
    data = ["--data-dir", str(small_disk / "data")]
    ballast = small_disk / "ballast"
    with Window(desktop, *data) as window:

        def status():
            return command(desktop, "--status", "--json", *data).stdout

        window.find("button", "Skip setup").click()
        desktop.copy(FUNCTION)
        window.find("button", "Save").click()
        eventually(lambda: '"assets":1' in status(), "it is saved")
        with ballast.open("wb") as filled:
            try:
                while True:
                    filled.write(b"\0" * 65536)
            except OSError:
                pass
        desktop.copy(OTHER)
        window.wait_for_text("median")
        window.find("button", "Save").click()
        window.wait_for_text("The disk is full")
        assert '"assets":1' in status()
        window.find("link", "Library").click()
        window.wait_for_text("partition")
        ballast.unlink()
        window.find("link", "Suggestions").click()
        window.find("button", "Save").click()
        eventually(lambda: '"assets":2' in status(), "it is saved, with no restart")
        window.quit_session(*data)
    again = App(desktop, "--hidden", *data)
    eventually(lambda: '"assets":2' in status() or again.ended(), "both are there")
    assert not again.ended(), again.log.read_text()
    assert command(desktop, "--quit", *data).returncode == 0


def test_permission_that_is_lost_is_told_and_needs_no_restart(desktop, notifications, monkeypatch):
    # To root nothing is forbidden, but where it does without that.
    held = "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search"
    unprivileged = desktop.root / "unprivileged"
    unprivileged.write_text(f'#!/bin/sh\nexec {held if os.geteuid() == 0 else ""} {binary()} "$@"\n')
    unprivileged.chmod(0o700)
    monkeypatch.setenv("BOWERBIRD", str(unprivileged))
    data = desktop.root / "home/.local/share/bowerbird"
    with Window(desktop) as window:
        window.find("button", "Skip setup").click()
        desktop.copy(FUNCTION)
        window.find("button", "Save").click()
        eventually(lambda: window.saved() == 1, "it is saved")
        data.chmod(0)
        try:
            desktop.copy(OTHER)
            window.wait_for_text("median")
            window.find("button", "Save").click()
            window.wait_for_text("ermission denied")
            assert window.saved() == 1
        finally:
            data.chmod(0o700)
        eventually(lambda: saved_in(window), "it is saved, with no restart")
        eventually(lambda: window.saved() == 2, "what is kept is counted")
        assert not (data / "damaged").exists()
        window.quit_session()


def test_a_disk_that_fails_is_told_and_needs_no_restart(desktop, notifications):
    switch = desktop.root / "switch"
    store = desktop.root / "home/.local/share/bowerbird/store"
    env = preloaded(desktop, DISK) | {"FAULT_UNDER": str(store), "FAULT_SWITCH": str(switch)}
    with Window(desktop, env=env) as window:
        window.find("button", "Skip setup").click()
        editor = save(window, FUNCTION)
        switch.write_text("5")
        desktop.copy(OTHER)
        window.wait_for_text("median")
        window.find("button", "Save").click()
        window.wait_for_text("Input/output error")
        # Who wants to write is told, and who only reads is answered.
        with pytest.raises(urllib.error.HTTPError) as refused:
            window.request(f"/{editor}/reaction", {"save": True, "seed": seed(OTHER)})
        said = refused.value.read().decode()
        assert refused.value.code == 503 and said.startswith("The disk can't be read or written now"), said
        assert window.request(f"/{editor}/suggestion", seed(CLONE))["reuse"]["suggested"]
        switch.unlink()
        eventually(lambda: saved_in(window), "it is saved, with no restart")
        eventually(lambda: window.saved() == 2, "what is kept is counted")
        assert window.request(f"/{editor}/suggestion", seed(CLONE))["reuse"]["suggested"]


def saved_in(window):
    for button in window.shown("button", "Save"):
        button.click()
        time.sleep(1.5)
    return window.saved() == 2


def test_a_flush_that_hangs_holds_up_nobody_who_reads(desktop, notifications):
    switch = desktop.root / "switch"
    store = desktop.root / "home/.local/share/bowerbird/store"
    env = preloaded(desktop, DISK) | {"FAULT_UNDER": str(store), "FAULT_HANGS": str(switch)}
    app = App(desktop, "--hidden", env=env).wait_until_ready()
    editor = save(app, FUNCTION)
    switch.write_text("")
    # Longer than the watchdog's patience: it looks after the flush meanwhile, and must do no harm.
    with ThreadPoolExecutor() as other:
        saving = other.submit(app.request, f"/{editor}/reaction", {"save": True, "seed": seed(OTHER)})
        time.sleep(5)
        assert not saving.done(), "nothing is acknowledged that is not on the disk"
        assert app.request(f"/{editor}/suggestion", seed(CLONE))["reuse"]["suggested"]
        switch.unlink()
        assert len(saving.result(PATIENCE)) == 36, "it is acknowledged once it is"
    app.process.kill()
    app.process.wait()
    again = App(desktop, "--hidden").wait_until_ready()
    eventually(lambda: again.saved() == 2, "what is kept is counted")


def test_a_tray_that_is_restarted_has_the_icon_again(desktop, notifications, app):
    for _ in range(2):
        assert "Quit Bowerbird" in Tray(desktop.bus).labels()
        desktop.end_service("status_notifier_watcher.py")
        desktop.tray_watcher()
    desktop.copy(FUNCTION)
    Tray(desktop.bus).click("Save parse_header")
    eventually(lambda: app.saved() == 1, "its menu does what it did")


def test_when_the_session_bus_is_lost_it_ends_cleanly(desktop, notifications, app):
    """The toolkit takes it for the end of the session, and asks it to end."""
    save(app, FUNCTION)
    desktop.bus_daemon.kill()
    desktop.bus_daemon.wait()
    assert app.process.wait(PATIENCE) == 0, app.log.read_text()
    said = app.log.read_text()
    assert "asked to end by SIGTERM" in said and "stopped" in said, said
    assert not (desktop.root / "run/bowerbird/connector.json").exists()
    desktop.start_bus()
    again = App(desktop, "--hidden").wait_until_ready()
    eventually(lambda: again.saved() == 1, "what is kept is counted")
    assert interrupt(again) == 0


def test_when_the_display_is_lost_it_ends_and_loses_nothing(desktop, notifications, app):
    """The toolkit ends the program on the spot, so nothing is taken leave of; it must not matter."""
    editor = save(app, FUNCTION)
    base = app.status()["address"]
    desktop.display_server.kill()
    desktop.display_server.wait()
    assert app.process.wait(PATIENCE) == 1, app.log.read_text()
    said = app.log.read_text()
    assert "panic" not in said, said
    assert command(desktop, "--status").returncode == 1, "its file is left behind and not believed"
    desktop.start_display()
    again = App(desktop, "--hidden").wait_until_ready()
    eventually(lambda: again.saved() == 1, "what is kept is counted")
    assert again.status()["address"] == base and again.connect() == editor
    assert interrupt(again) == 0


def test_a_sleep_and_a_clock_that_jumps(desktop, notifications):
    desktop.tray_watcher()
    offset = desktop.root / "offset"
    offset.write_text("0")
    env = preloaded(desktop, HERE / "clock.c") | {"CLOCK_OFFSET": str(offset)}
    app = App(desktop, "--hidden", env=env).wait_until_ready()
    save(app, FUNCTION)
    Tray(desktop.bus).click("Pause for 15 minutes")
    eventually(lambda: app.status()["clipboard"] == "paused", "it is paused")
    app.process.send_signal(signal.SIGSTOP)
    offset.write_text(str(8 * 3600))
    time.sleep(1)
    app.process.send_signal(signal.SIGCONT)
    # A pause is of the day's time, so the night ends it.
    eventually(lambda: app.status()["clipboard"] == "watching", "it watches again", 30)
    desktop.copy(CLONE)
    assert notifications.wait()["summary"] == "You have this already"
    # And back, by years.
    offset.write_text(str(-3 * 365 * 86400))
    save(app, OTHER)
    eventually(lambda: app.saved() == 2, "what is kept is counted")
    assert interrupt(app) == 0
    again = App(desktop, "--hidden").wait_until_ready()
    eventually(lambda: again.saved() == 2, "what is kept is counted")


def test_a_backup_is_asked_of_the_one_that_runs(desktop, notifications, app):
    save(app, FUNCTION, OTHER)
    made = command(desktop, "--backup")
    assert made.returncode == 0, made
    place = made.stdout.removeprefix("Backed up 2 snippets to ").strip().removesuffix(".")
    assert Path(place).parent == Path(app.status()["data_dir"]) / "backups", made.stdout
    folder = desktop.root / "elsewhere"
    folder.mkdir()
    # A name is meant from where the user is, not from where the running one is.
    here = os.getcwd()
    try:
        os.chdir(folder)
        made = command(desktop, "--backup=mine.jsonl.zst")
    finally:
        os.chdir(here)
    file = folder / "mine.jsonl.zst"
    assert made.stdout == f"Backed up 2 snippets to {file}.\n", made
    read = subprocess.run(["zstdcat", file], capture_output=True, check=True, text=True).stdout
    assert read.count('{"asset":') == 2
    # Nor need it be text.
    unspeakable = os.fsencode(folder) + b"/\xff.zst"
    made = command(desktop, b"--backup=" + unspeakable)
    assert made.returncode == 0 and os.path.getsize(unspeakable) > 0, made
    refused = command(desktop, "--backup=/dev/null")
    assert refused.returncode == 1 and "no ordinary file" in refused.stderr, refused
    assert Path("/dev/null").is_char_device()
    refused = command(desktop, f"--backup={folder}/not/there/x.zst")
    # It was asked, and what it answers is all there is to say.
    told = f"bowerbird: Could not write {folder}/not/there/x.zst: "
    assert refused.returncode == 1 and refused.stderr.startswith(told), refused
    assert "asked" not in refused.stderr and "DBus" not in refused.stderr, refused
    notes = folder / "notes.txt"
    notes.write_text("What nobody has a second time.")
    refused = command(desktop, f"--backup={notes}")
    assert refused.stderr == f"bowerbird: {notes} exists and is no backup; choose another name\n", refused
    assert refused.returncode == 1 and notes.read_text() == "What nobody has a second time."
    restored = command(desktop, "--restore", str(file))
    assert restored.returncode == 1 and "in its window" in restored.stderr and "--quit" in restored.stderr, restored
    eventually(lambda: app.saved() == 2, "what is kept is counted")
    env = desktop.env | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    unheard = command(desktop, "--backup", env=env)
    assert unheard.returncode == 1 and "could not be asked" in unheard.stderr, unheard
    app.quit()
    assert command(desktop, "--restore", str(file)).returncode == 0


def test_backup_restore_export_and_import_in_the_settings(desktop, notifications):
    with Window(desktop) as window:
        window.find("button", "Skip setup").click()
        editor = save(window, FUNCTION)
        window.find("link", "Settings").click()
        window.wait_for_text("There is no backup yet.")
        window.find("button", "Back up now").click()
        window.wait_for_text("1 snippet,")
        file = desktop.root / "mine.jsonl.zst"
        window.find("button", "Export").click()
        window.choose_file("Save File", file)
        eventually(file.exists, "the export")
        window.wait_for_text("Exported")
        window.request(f"/{editor}/reaction", {"save": True, "seed": seed(OTHER)})
        eventually(lambda: window.saved() == 2, "another one")

        window.find("button", "Restore the backup").click()
        # In the dialog, which is in front of the buttons that begin so.
        window.find("dialog", "Restore a backup")
        window.shown("button", "Restore")[-1].click()
        eventually(lambda: window.saved() == 1, "the library is what it was")
        window.find("button", "Undo").click()
        eventually(lambda: window.saved() == 2, "and what it is again")

        window.request("/assets")
        for asset in window.request("/assets/identifiers")["iterable"]:
            window.request(f"/assets/{asset['id']}/delete", {})
        eventually(lambda: window.saved() == 0, "everything is deleted")
        window.find("button", "Import").click()
        window.choose_file("Open File", file)
        eventually(lambda: window.saved() == 1, "what was exported is there")
        nothing = desktop.root / "nothing.jsonl"
        nothing.write_text("{}\n")
        window.find("button", "Import").click()
        window.choose_file("Open File", nothing)
        window.wait_for_text("it is no Bowerbird backup")
        eventually(lambda: window.saved() == 1, "what is kept is counted")
        window.quit_session()


def flood(app, text, enough):
    """A plugin that asks about a text without a break until it was answered often `enough`; answers how often that was."""
    editor = app.connect()
    host = app.status()["address"].removeprefix("http://")
    body = json.dumps(seed(text))
    request = (
        f"POST /{editor}/suggestion HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n{body}"
    ).encode()
    asked = 0
    with socket.create_connection(tuple(host.rsplit(":", 1))) as connection:
        while not enough(asked):
            connection.sendall(request)
            assert connection.recv(1 << 16)
            asked += 1
    return asked


def test_a_flood_leaves_the_desktop_to_its_user(desktop, notifications, app):
    """A plugin that asks without a break, on eight connections, and hundreds that say nothing."""
    over = threading.Event()
    host = app.status()["address"].removeprefix("http://")
    with ThreadPoolExecutor(8) as plugins, contextlib.ExitStack() as idle:
        asking = [plugins.submit(flood, app, "word", lambda _: over.is_set()) for _ in range(8)]
        for _ in range(400):
            idle.enter_context(socket.create_connection(tuple(host.rsplit(":", 1))))
        try:
            desktop.copy(FUNCTION)
            notifications.press(notifications.wait(), "save")
            eventually(lambda: app.saved() == 1, "it is saved")
            desktop.copy(CLONE)
            assert notifications.wait(2)["summary"] == "You have this already"
            assert command(desktop, "--show").returncode == 0
            eventually(app.windows, "a window")
        finally:
            over.set()
        assert all(one.result() for one in asking), "each was answered"


def test_what_a_flood_offers_is_told_right(desktop, notifications, app):
    save(app, OTHER)
    with ThreadPoolExecutor(4) as plugins:
        for one in [plugins.submit(flood, app, OTHER, lambda asked: asked == 50) for _ in range(4)]:
            one.result()
    eventually(notifications.all, "something is offered")
    assert len(notifications.all()) == 1, "it is one text"
    wrong = [
        shown
        for shown in notifications.all()
        if ("reuse" in shown["actions"]) != (shown["summary"] == "You have this already")
    ]
    assert wrong == []
