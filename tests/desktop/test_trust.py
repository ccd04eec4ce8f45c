"""What the application leaves on the machine, and what it shows of a text that would rather not be seen."""

import stat
from pathlib import Path

from desktop import eventually, seed
from samples import FUNCTION, SECRET
from window import Window

# Where the tests themselves keep what they copy.
OURS = {"copied"}


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def titles(desktop):
    """What every process on this desktop shows to others: the application, its webview, and the services."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(desktop.root).encode() in (process / "environ").read_bytes():
                yield (process / "cmdline").read_bytes() + (process / "comm").read_bytes()
        except OSError:
            pass  # It has ended, or is not ours.


def test_a_secret_is_nowhere(desktop, notifications):
    """By every way in that there is; then the raw bytes of every file, also deleted ones in the store's free pages."""
    temporary = desktop.root / "tmp"
    temporary.mkdir()
    desktop.env["TMPDIR"] = str(temporary)
    token = SECRET.split("=")[1]
    marker = "zyzzyva_marker"
    with Window(desktop) as window:
        window.find("button", "Skip setup").click()
        editor = window.connect()
        desktop.copy(SECRET)
        window.wait_for_text("A secret was copied")
        for path, body in [
            ("suggestion", seed(SECRET)),
            ("reaction", {"save": True, "seed": seed(SECRET)}),
            ("reaction", {"save": False, "seed": seed(SECRET)}),
            ("intention", seed(SECRET)["asset"]),
            ("reaction", {"save": True, "seed": seed(f"fn {marker}(a: u32) -> u32 {{\n    a.pow(2) + 7\n}}\n")}),
        ]:
            window.request(f"/{editor}/{path}", body)
        eventually(lambda: window.saved() == 1, "the other one is saved")
        window.find("link", "Library").click()
        window.wait_for_text(marker)
        shown = list(titles(desktop))
        assert any(b"bowerbird" in title for title in shown) and any(b"WebKit" in title for title in shown), shown
        assert not any(marker.encode() in title or token.encode() in title for title in shown), shown
        window.quit_session()
    held = {path: path.read_bytes() for path in files_below(desktop.root) if path.name not in OURS}
    shapes = [token.encode(), token.encode("utf-16-le"), token[:16].encode()]
    assert [path for path, all_of_it in held.items() if any(shape in all_of_it for shape in shapes)] == []
    kept = [path for path, all_of_it in held.items() if marker.encode() in all_of_it]
    assert kept and all("/bowerbird/store/" in str(path) for path in kept), kept


def test_what_is_kept_is_for_nobody_else(desktop, notifications):
    """In a directory that it makes, and in one that was there and open to everybody."""
    wide = desktop.root / "wide"
    wide.mkdir(mode=0o755)
    usual = desktop.root / "home/.local/share/bowerbird"
    for arguments, data in [((), usual), (("--data-dir", str(wide)), wide)]:
        with Window(desktop, *arguments) as window:
            window.find("button", "Skip setup").click()
            window.find("heading", "Suggestions")
            desktop.copy(FUNCTION)
            window.wait_for_text("Keep this?")
            window.find("button", "Save").click()
            window.wait_for_text("Saved")
            # But pictures, which the desktop's own programs draw.
            there = [path for path in data.iterdir() if path.suffix != ".png"]
            assert {"store", "settings.json", "webview"} <= {path.name for path in there}, there
            assert [path for path in there if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
            for told in desktop.root.rglob("connector.json"):
                assert stat.S_IMODE(told.stat().st_mode) == 0o600
            window.quit_session()
    assert stat.S_IMODE(usual.stat().st_mode) == 0o700


def test_hidden_characters_are_told_and_do_nothing(desktop, notifications):
    """Script, terminal codes, changes of direction, characters without width: text, and called by their names."""
    text = (
        "if (level != 'user\u202e \u2066// admins\u2069 \u2066') {\n"
        "  say('\x1b[31mno\u200b\x1b[0m');\n"
        "  document.title = '<img src=x onerror=\"document.title=1\"><script>document.title=2</script>';\n"
        "  run('\U000e0170\U000e0171');\n"
        "}\n"
    )
    desktop.tray_watcher()
    with Window(desktop) as window:
        window.find("button", "Skip setup").click()
        desktop.copy(text)
        window.wait_for_text("Keep this?")
        window.wait_for_text("Holds hidden characters: changes of direction, terminal codes, characters without width, ")
        window.wait_for_text("variation selectors.")
        assert window.driver.title == "Bowerbird"
        assert not window.driver.find_elements("css selector", "img[src=x]")
        drawn = window.driver.execute_script(
            "return [...document.querySelectorAll('[data-name]')].map((one) => one.dataset.name)"
        )
        assert {"U+202E", "U+2066", "U+001B", "U+200B", "U+E0170"} <= set(drawn), drawn
        # What is told of it elsewhere hides nothing.
        shown = notifications.wait()
        assert not set(shown["summary"] + shown["body"]) & set("\u202e\u2066\u2069\u200b\x1b"), shown
