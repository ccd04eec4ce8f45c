"""What the application leaves on the machine, and what it shows of a text that would rather not be seen."""

import base64
import json
import stat
import subprocess
import urllib.error
from pathlib import Path

from desktop import HERE, App, command, eventually, seed
from samples import FUNCTION, SECRET
from window import Window

# Where the tests themselves keep what they copy.
OURS = {"copied", "foreign.jsonl"}


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def unpacked(path):
    """What is in a file; of a backup what is in it once it is unpacked, for nobody reads it otherwise."""
    if path.suffix == ".zst":
        return subprocess.run(["zstdcat", path], capture_output=True, check=True).stdout
    return path.read_bytes()


def by_every_other_way(window):
    """Requests of the asset API, and of what an editor tells, that have a secret wherever they have a text."""
    (asset,) = window.request("/assets")["iterable"]
    application = window.request(f"/applications/{asset['creator']}")
    said = {
        "name": SECRET,
        "tags": [{"text": SECRET}],
        "websites": [{"url": f"https://example.org/?{SECRET}", "name": SECRET}],
        "annotations": [{"type": "COMMENT", "text": SECRET}],
        "hints": [{"type": "SUGGESTED_QUERY", "text": SECRET}],
        "persons": [{"type": {"basic": {"name": SECRET}}}],
    }
    other = seed("fn other(a: u32) -> u32 {\n    a.pow(3) + 9\n}\n")["asset"]
    yield "/assets/create", {"type": "SEEDED_ASSET", "asset": {"application": application, **seed(SECRET)["asset"]}}
    yield "/assets/draft", {"type": "SEEDED_ASSET", "asset": {"application": application, "metadata": said, **other}}
    changed = asset | {"name": SECRET, "sensitives": {"iterable": [{"text": SECRET}]}, "persons": {"iterable": [{"a": SECRET}]}}
    yield "/asset/update", changed
    form = window.request(f"/format/{asset['original']['id']}")
    yield "/format/update/value", form | {"fragment": {"string": {"raw": SECRET}}}
    yield "/tags/create", {"text": SECRET, "asset": asset["id"]}
    yield "/websites/create", {"url": f"https://example.org/?{SECRET}", "name": SECRET, "asset": asset["id"]}
    yield "/annotations/create", {"type": "COMMENT", "text": SECRET, "asset": asset["id"]}
    yield "/assets/search", {"query": SECRET}
    tracked = json.loads((HERE / "../clients/tracked.json").read_text())
    tracked["interaction"] |= {"description": SECRET, "element": SECRET}
    tracked["keyboard"]["description"] = SECRET
    tracked["asset"]["metadata"]["rename"]["current"] = SECRET
    tracked["assets"]["metadata"]["search"]["query"] = SECRET
    yield f"/{asset['creator']}/track", tracked
    yield "/activities/create", {"event": tracked, "application": application}


def taken(window, path, body):
    """Whether a request is carried out. Refused is one that there is a reason to refuse."""
    try:
        window.request(path, body)
        return True
    except urllib.error.HTTPError as error:
        said = error.read().decode()
        assert error.code in (400, 422) and "secret" in said, f"{path}: {error.code} {said}"
        return False


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
        refused = [path for path, body in by_every_other_way(window) if not taken(window, path, body)]
        what_is_one = ["assets/create", "format/update/value", "tags/create", "websites/create", "annotations/create"]
        assert refused == [f"/{path}" for path in what_is_one], refused
        window.find("link", "Library").click()
        window.wait_for_text(marker)
        shown = list(titles(desktop))
        assert any(b"bowerbird" in title for title in shown) and any(b"WebKit" in title for title in shown), shown
        assert not any(marker.encode() in title or token.encode() in title for title in shown), shown
        # And by a file that somebody else wrote, read again from a store that was damaged.
        foreign = desktop.root / "foreign.jsonl"
        export = command(desktop, f"--backup={desktop.root}/mine.zst")
        assert export.returncode == 0, export
        header, *lines = unpacked(desktop.root / "mine.zst").splitlines()
        (line,) = [line for line in lines if marker.encode() in line]
        with_secret = json.loads(line)
        with_secret["asset"] |= {"id": editor, "text": f"export {SECRET}\n"}
        sound = {key: value for key, value in json.loads(header).items() if key != "blake3"}
        foreign.write_text(f"{json.dumps(sound)}\n{json.dumps(with_secret)}\n")
        window.find("link", "Settings").click()
        window.find("button", "Import").click()
        window.choose_file("Open File", foreign)
        window.wait_for_text("left out: secrets")
        eventually(lambda: window.saved() == 1, "it is counted")
        window.quit_session()
    assert command(desktop, "--backup").returncode == 0
    data = desktop.root / "home/.local/share/bowerbird"
    # Damaged everywhere but where the other one is, which has to be found there.
    file = data / "store/db"
    damaged = bytearray(file.read_bytes())
    for place in range(0, len(damaged), 512):
        if marker.encode() not in damaged[max(place - 512, 0) : place + 1024]:
            damaged[place : place + 64] = b"\xa5" * 64
    file.write_bytes(damaged)
    again = App(desktop, "--hidden").wait_until_ready()
    eventually(lambda: again.saved() == 1, "it is counted")
    assert "took its place" in again.log.read_text(), again.log.read_text()
    again.quit()

    held = {path: unpacked(path) for path in files_below(desktop.root) if path.name not in OURS}
    shapes = [token.encode(), token.encode("utf-16-le"), token[:16].encode(), base64.b64encode(token.encode())[:20]]
    assert [path for path, all_of_it in held.items() if any(shape in all_of_it for shape in shapes)] == []
    kept = {str(path.relative_to(desktop.root)) for path, all_of_it in held.items() if marker.encode() in all_of_it}
    places = {"store", "backups", "damaged"}
    for place in places:
        assert any(f"bowerbird/{place}/" in path for path in kept), f"{place} was searched, and holds the other one: {kept}"
    elsewhere = [path for path in kept if not any(f"bowerbird/{place}/" in path for place in places)]
    assert elsewhere == ["mine.zst"], elsewhere


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


# A family, a heart, a rainbow flag, the flag of England, a hand with a colour, a word of Persian.
PICTURES = (
    "function cheer() {\n"
    "  const seen = ['\U0001f469\u200d\U0001f467', '\u2764\ufe0f', '\U0001f3f3\ufe0f\u200d\U0001f308'];\n"
    "  seen.push('\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f', '\U0001f44b\U0001f3fd\u200d\u2695\ufe0f');\n"
    "  return seen.join('\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645');\n"
    "}\n"
)


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
        # What joins pictures and colours flags is meant to be there. This webview reads patterns in its own way.
        desktop.copy(PICTURES)
        window.wait_for_text("function cheer()")
        assert "Holds hidden characters" not in window.text()
        assert not window.driver.find_elements("css selector", "[data-name]")
