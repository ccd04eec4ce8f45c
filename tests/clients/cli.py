"""Uses pieces-cli in a terminal as a person does, against a running server.

    python cli.py --base http://127.0.0.1:PORT

The server should be a fresh one. The last line is `N passed, M failed`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pexpect

import steps
from texts import fill

# How long one step of a command may take. Starting Python with all that it imports takes a second or two.
PATIENCE = 120
# What the tool prints to place the cursor and to colour.
CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>]|\r")
# pieces-cli scans a range of ports and takes whichever answers first, which may be another server than the one under
# test. Nothing else of it is touched.
LAUNCHER = """
import sys
from pieces._vendor.pieces_os_client.wrapper.client import PiecesClient
PiecesClient._port_scanning = staticmethod(lambda: {port!r})
from pieces.app import main
sys.argv[0] = "pieces"
main()
"""
EDITOR = """#!/bin/sh
sed -i 's/total/grand_total/g' "$1"
"""
ENTER = "\r"


class Terminal:
    """A home of its own for pieces-cli, and a terminal to run it in."""

    def __init__(self, base: str, home: Path) -> None:
        self.base = base
        self.home = home
        self.launcher = home / "launch_pieces.py"
        self.launcher.write_text(LAUNCHER.format(port=base.rsplit(":", 1)[1]), encoding="utf-8")
        tools = home / "bin"
        tools.mkdir()
        editor = tools / "edit-total"
        editor.write_text(EDITOR, encoding="utf-8")
        editor.chmod(0o755)
        self.environment = {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "PATH": f"{tools}:{os.environ['PATH']}",
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            # It reports crashes to its makers. Here it is not to reach them.
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1,localhost",
            # It need not wait for an answer about the cursor, which this terminal does not give.
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }

    def pieces(self, *arguments: str) -> pexpect.spawn:
        return pexpect.spawn(
            sys.executable,
            [str(self.launcher), *arguments],
            env=self.environment,
            cwd=str(self.home),
            encoding="utf-8",
            codec_errors="replace",
            timeout=PATIENCE,
            dimensions=(40, 160),
        )

    def run(self, *arguments: str) -> str:
        """Everything that a command prints that asks for nothing."""
        return ended(self.pieces(*arguments))

    def get(self, path: str) -> Any:
        with urlopen(self.base + path, timeout=10) as answer:
            return json.load(answer)

    def only_asset(self) -> Any:
        (item,) = self.get("/assets/identifiers")["iterable"]
        return self.get(f"/asset/{item['id']}")


def ended(child: pexpect.spawn, status: int = 0) -> str:
    child.expect(pexpect.EOF)
    # It may take a while to end once its terminal is closed, and would be ended here as one that hangs.
    ends = time.monotonic() + PATIENCE
    while child.isalive() and time.monotonic() < ends:
        time.sleep(0.05)
    child.close()
    text = CONTROL.sub("", child.before)
    assert child.exitstatus == status, f"ended with {child.exitstatus}, signal {child.signalstatus}: {text}"
    assert "Traceback" not in text, text
    return text


def text_of(asset: Any) -> str:
    return asset["original"]["reference"]["fragment"]["string"]["raw"]


def the_first_run_offers_to_show_around(terminal: Terminal) -> None:
    child = terminal.pieces("list", "apps")
    child.expect("first time using the Pieces CLI")
    child.expect(r"\[y/n/skip\]")
    child.sendline("skip")
    child.expect("OS_SERVER")
    ended(child)


def the_version_is_told(terminal: Terminal) -> None:
    text = terminal.run("version")
    assert "12.0.0" in text and "1.20.1" in text, text


def there_is_nothing_to_list_at_first(terminal: Terminal) -> None:
    child = terminal.pieces("list")
    child.expect("No materials found")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2, child.exitstatus


SNIPPET = fill("saved.py").replace("total", "amount") + "total = 0\nprint(total)\n"


def a_material_is_created(terminal: Terminal) -> None:
    child = terminal.pieces("create", "-c")
    child.setecho(False)
    for line in SNIPPET.splitlines():
        child.sendline(line)
    child.sendeof()
    child.expect("Do you want to save this content")
    child.sendline("y")
    child.expect("Material successfully saved")
    ended(child)
    assert text_of(terminal.only_asset()).rstrip() == SNIPPET.rstrip()


def it_is_listed_and_opened(terminal: Terminal) -> None:
    name = terminal.only_asset()["name"]
    child = terminal.pieces("list")
    child.expect(re.escape(f"1: {name}"))
    child.send(ENTER)
    child.expect("Code content")
    assert "grand" not in ended(child)


def searching(mode: str, query: Callable[[str], str]) -> Callable[[Terminal], None]:
    def search(terminal: Terminal) -> None:
        name = terminal.only_asset()["name"]
        child = terminal.pieces("search", "--mode", mode, query(name))
        child.expect(re.escape(f"1: {name}"))
        child.send(ENTER)
        child.expect("Code content")
        ended(child)

    search.__name__ = f"{mode}_search_finds_it"
    return search


def a_search_may_find_nothing(terminal: Terminal) -> None:
    assert "No matches found" in terminal.run("search", "--mode", "fts", "qwertyuiop-asdfghjkl")


def its_name_and_language_are_edited(terminal: Terminal) -> None:
    arguments = ["--name", "Sums"]
    # pieces-cli asks whether a text is in an enum, which older Pythons refuse to say.
    reclassifies = sys.version_info >= (3, 12)
    if reclassifies:
        arguments += ["--classification", "rb"]
    child = terminal.pieces("edit", *arguments)
    child.expect("Select a material")
    child.expect("1: ")
    child.send(ENTER)
    child.expect("Name: ")
    ended(child)
    asset = terminal.only_asset()
    assert asset["name"] == "Sums", asset["name"]
    if reclassifies:
        assert asset["original"]["reference"]["classification"]["specific"] == "rb"


def its_text_is_modified_in_an_editor(terminal: Terminal) -> None:
    terminal.run("config", "--editor", "edit-total")
    child = terminal.pieces("modify")
    child.expect("Select a material")
    child.expect("1: Sums")
    child.send(ENTER)
    child.expect("when you finish editing")
    child.send(ENTER)
    child.expect("Saving")
    ended(child)
    assert "grand_total = 0" in text_of(terminal.only_asset())


def sharing_is_refused_with_a_reason(terminal: Terminal) -> None:
    child = terminal.pieces("share")
    child.expect("1: Sums")
    child.send(ENTER)
    child.expect("Generating shareable link")
    child.expect("connected to the Pieces cloud")
    ended(child)


def several_commands_run_in_one_session(terminal: Terminal) -> None:
    child = terminal.pieces("run")
    child.expect("Ready...")
    child.expect("User:")
    child.send("list apps" + ENTER)
    child.expect("OS_SERVER")
    child.send("exit" + ENTER)
    child.expect("Exiting")
    ended(child)


def it_is_deleted(terminal: Terminal) -> None:
    child = terminal.pieces("delete")
    child.expect("1: Sums")
    child.send(ENTER)
    child.expect("Are you sure you really want to delete")
    child.sendline("y")
    child.expect("Material Deleted")
    ended(child)
    assert terminal.get("/assets/identifiers")["iterable"] == []


STEPS: list[Callable[[Terminal], None]] = [
    the_first_run_offers_to_show_around,
    the_version_is_told,
    there_is_nothing_to_list_at_first,
    a_material_is_created,
    it_is_listed_and_opened,
    searching("fts", lambda name: "print(total)"),
    searching("fuzzy", lambda name: name[:2] + name[3:]),
    searching("ncs", lambda name: SNIPPET),
    a_search_may_find_nothing,
    its_name_and_language_are_edited,
    its_text_is_modified_in_an_editor,
    sharing_is_refused_with_a_reason,
    several_commands_run_in_one_session,
    it_is_deleted,
]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--base", required=True)
    base = arguments.parse_args().base
    with tempfile.TemporaryDirectory() as home:
        return steps.run(STEPS, Terminal(base, Path(home)))


if __name__ == "__main__":
    sys.exit(main())
