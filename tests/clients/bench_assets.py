"""Measures the asset API of the real program with a large library, and SQLite's FTS5 on the same items.

    python bench_assets.py --program target/release/bowerbird-connector --trial target/release/trial [--assets 100000]

Prints a Markdown table; the trial adds what is measured in one process with the service. Needs websocket-client, which `requirements-5.0.1.txt` brings.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import websocket

# A block of formatted Rust: from a line that begins a function to the brace that closes it.
BLOCK = re.compile(r"^([ \t]*)((?:pub(?:\([^)]*\))? )?(?:async |const |unsafe )*fn .*\{)\n((?:.*\n){2,60}?)\1\}\n", re.M)
NAME = re.compile(r"\b[a-z_][a-z0-9_]{3,}\b")
CREATES = 10_000
SEARCHES = 100
OPERATORS = "=> -> :: == && || != += .. << >> #[ ?; ..= = & * + < ? ; { ( _ . () {} // ::<".split()
ROWS: list[tuple[str, str]] = []


def row(what: str, figure: str) -> None:
    ROWS.append((what, figure))
    print(f"| {what} | {figure} |", flush=True)


def texts(wanted: int) -> list[str]:
    """Functions of the crates that cargo keeps on this machine; where they do not suffice, renamed copies of them."""
    registry = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "registry" / "src"
    found: dict[str, None] = {}
    for path in sorted(registry.rglob("*.rs")):
        if len(found) >= wanted:
            break
        if path.stat().st_size <= 256 * 1024:
            source = path.read_text(encoding="utf-8", errors="ignore")
            for match in list(BLOCK.finditer(source))[:40]:
                indent = match.group(1)
                block = f"{match.group(2)}\n{match.group(3)}{indent}}}\n"
                found[block] = None
    real = list(found)
    print(f"{len(real)} functions found; the rest are renamed copies\n")
    made = list(real[:wanted])
    copy = 0
    while len(made) < wanted:
        copy += 1
        text = real[copy % len(real)]
        names = NAME.findall(text)
        made.append(re.sub(rf"\b{names[0]}\b", f"{names[0]}_{copy}", text) if names else text + f"// {copy}\n")
    random.Random(4).shuffle(made)
    return made


class Program:
    def __init__(self, path: str, data_dir: str) -> None:
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [path, "--port", "0", "--data-dir", data_dir], stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        self.host = line.removeprefix("listening on http://").strip()
        self.started = time.perf_counter() - began

    def memory(self) -> tuple[float, float]:
        """What is resident, and the most that ever was, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        field = lambda name: int(re.search(rf"{name}:\s+(\d+)", status).group(1)) / 1024
        return field("VmRSS"), field("VmHWM")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def client(self) -> Client:
        return Client(self.host)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


class Client:
    def __init__(self, host: str) -> None:
        self.connection = http.client.HTTPConnection(host)

    def post(self, path: str, body: Any, refused: int | None = None) -> Any:
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        read = answer.read()
        if answer.status == refused:
            return None
        assert answer.status == 200, (path, answer.status, read[:200])
        return json.loads(read)

    def send(self, path: str, body: Any) -> None:
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})

    def answer(self, path: str) -> bytes:
        answer = self.connection.getresponse()
        read = answer.read()
        assert answer.status == 200, (path, answer.status, read[:200])
        return read

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path)
        return self.answer(path)

    def first_piece(self, path: str) -> float:
        """Until the first bytes are here, in seconds; reads the rest without keeping it."""
        began = time.perf_counter()
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        answer.read(64 * 1024)
        first = time.perf_counter() - began
        while answer.read(1 << 20):
            pass
        return first


def percentiles(times: list[float]) -> str:
    times = sorted(times)
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    return f"{p50 * 1e3:.1f} / {p99 * 1e3:.1f} ms"


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def create(program: Program, application: Any, items: list[str], clients: int) -> float:
    """Creates every item, with so many clients at once; how many a second."""
    began = time.perf_counter()
    # In processes of their own: threads of one would wait for each other.
    with ProcessPoolExecutor(clients) as workers:
        shares = [items[at::clients] for at in range(clients)]
        kept = sum(workers.map(create_each, [program.host] * clients, [application] * clients, shares))
    return kept / (time.perf_counter() - began)


def create_each(host: str, application: Any, mine: list[str]) -> int:
    """How many were kept. What looks like a secret is refused, and some real functions hold an example of one."""
    client = Client(host)
    kept = 0
    for text in mine:
        fragment = {"string": {"raw": text}, "metadata": {"ext": "rs"}}
        body = {"asset": {"application": application, "format": {"fragment": fragment}}}
        kept += client.post("/assets/create?transferables=false", body, refused=422) is not None
    return kept


def queries(items: list[str]) -> dict[str, list[str]]:
    """What people type, by its kind."""
    chosen = random.Random(7)

    def names() -> list[str]:
        while True:
            found = NAME.findall(chosen.choice(items))
            if len(found) >= 3:
                return found

    def joined() -> list[str]:
        """The parts of a name that has some."""
        while True:
            for name in names():
                parts = [part for part in name.split("_") if part]
                if len(parts) > 1:
                    return parts

    def camel() -> str:
        first, *rest = joined()
        return first + "".join(part.capitalize() for part in rest)

    def word() -> str:
        return chosen.choice(names())

    made = {
        "a word": [word() for _ in range(SEARCHES)],
        "two words": [" ".join(chosen.sample(names(), 2)) for _ in range(SEARCHES)],
        "a beginning": [word()[:3] for _ in range(SEARCHES)],
        "a middle": [word()[1:-1] for _ in range(SEARCHES)],
        "a part of a name": [chosen.choice(joined()) for _ in range(SEARCHES)],
        "camelCase": [camel() for _ in range(SEARCHES)],
        "an operator": OPERATORS,
        "a letter": list("abcdefghijklmnopqrstuvwxyz0123456789"),
        "a line": [chosen.choice(chosen.choice(items).split("\n")).strip() for _ in range(SEARCHES)],
        "nothing like it": ["".join(chosen.choices("bcdfghjklmnpqrstvwxz", k=9)) for _ in range(SEARCHES)],
    }
    made["a line"] = [line for line in made["a line"] if len(line) > 15]
    made["a letter missing"] = [without_one(query) for query in made["a word"]]
    made["two letters swapped"] = [swapped(query) for query in made["a word"]]
    return made


def without_one(query: str) -> str:
    place = len(query) // 2
    return query[:place] + query[place + 1 :]


def swapped(query: str) -> str:
    place = len(query) // 2
    return query[: place - 1] + query[place] + query[place - 1] + query[place + 1 :]


def announced(program: Program, application: Any) -> dict[str, list[float]]:
    """From sending a change to hearing of it over a websocket, in seconds."""
    socket = websocket.create_connection(f"ws://{program.host}/assets/stream/identifiers", max_size=None)
    socket.recv()
    client = program.client()
    times: dict[str, list[float]] = {"created": [], "edited": [], "deleted": []}

    def told(what: str, path: str, body: Any) -> Any:
        began = time.perf_counter()
        client.send(path, body)
        socket.recv()
        times[what].append(time.perf_counter() - began)
        return client.answer(path)

    for number in range(200):
        text = f"fn announced_{number}(value: u32) -> u32 {{\n    value.rotate_left({number}) ^ {number}\n}}\n"
        body = {"asset": {"application": application, "format": {"fragment": {"string": {"raw": text}}}}}
        asset = json.loads(told("created", "/assets/create?transferables=false", body))
        asset["name"] = f"announced {number}"
        told("edited", "/asset/update?transferables=false", asset)
        told("deleted", f"/assets/{asset['id']}/delete", {})
    socket.close()
    return times


def found_any(answer: bytes) -> bool:
    return bool(json.loads(answer)["iterable"])


def asked_of_the_store(program: Program, application: Any) -> None:
    """Searches for a common word whose last word the store has, and what somebody who saves meanwhile waits."""
    in_notes = {"iterable": [{"phrase": {"value": "self", "annotation": True}}]}
    in_texts = {"iterable": [{"phrase": {"value": "self return", "content": True}}]}
    for what, body in [
        ("spelled so nowhere", {"query": "sELf", "casing": True}),
        ("noted nowhere", {"query": "self", "filters": in_notes}),
        ("in the text", {"query": "self", "filters": in_texts}),
    ]:
        ended = threading.Event()
        waits: list[float] = []

        def save() -> None:
            client = program.client()
            while not ended.is_set():
                text = f"fn saved_meanwhile(value: u64) -> u64 {{\n    value.rotate_left(3) ^ {random.getrandbits(60)}\n}}\n"
                seed = {"asset": {"application": application, "format": {"fragment": {"string": {"raw": text}}}}}
                waits.append(timed(lambda: client.post("/assets/create?transferables=false", seed)))

        saving = threading.Thread(target=save)
        saving.start()
        times = [timed(lambda: program.client().post("/assets/search?transferables=false", body)) for _ in range(3)]
        ended.set()
        saving.join()
        row(f"fuzzy over HTTP, a common word, {what}", f"{statistics.median(times) * 1e3:.0f} ms")
        row("the same: saves of another client meanwhile, p50 / p99", percentiles(waits))


def library(trial: str, data_dir: str, asked: dict[str, list[str]]) -> None:
    """What is measured in one process with the service."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, queries in asked.items():
            Path(folder, f"{kind}.txt").write_text("".join(f"{query}\n" for query in queries), encoding="utf-8")
        subprocess.run([trial, "library", "--data-dir", data_dir, "--asked", folder], check=True)


def fts5(items: list[str], asked: dict[str, list[str]]) -> None:
    for tokenizer in ("unicode61", "trigram"):
        database = sqlite3.connect(":memory:")
        database.execute(f"CREATE VIRTUAL TABLE items USING fts5(text, tokenize='{tokenizer}')")
        built = timed(lambda: database.executemany("INSERT INTO items VALUES (?)", ((text,) for text in items)))
        what = "words and prefixes" if tokenizer == "unicode61" else "any three letters and more"
        for kind, queries in asked.items():
            times = []
            for query in queries:
                words = [word.replace('"', '""') for word in query.split()]
                match = " ".join(f'"{word}"*' if tokenizer == "unicode61" else f'"{word}"' for word in words)
                statement = "SELECT rowid FROM items WHERE items MATCH ? ORDER BY rank LIMIT 1000"
                times.append(timed(lambda: database.execute(statement, (match,)).fetchall()))
            row(f"SQLite FTS5, in its process, {what}, {kind}, p50 / p99", percentiles(times))
        row(f"the same: building it", f"{built:.1f} s")
        database.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--trial")
    arguments.add_argument("--assets", type=int, default=100_000)
    arguments = arguments.parse_args()
    items = texts(arguments.assets)
    # The temporary directory of many systems is in memory, where nothing is ever flushed.
    with tempfile.TemporaryDirectory(dir=Path(arguments.program).parent) as data_dir:
        program = Program(arguments.program, data_dir)
        registration = {"name": "OPEN_SOURCE", "version": "1", "platform": "LINUX"}
        application = program.client().post("/connect", {"application": registration})["application"]
        half = min(CREATES, len(items) // 3)
        print("| | |\n|---|--:|")
        row(f"{half:,} creates, 1 client", f"{create(program, application, items[:half], 1):.0f} /s")
        row(f"{half:,} creates, 8 clients", f"{create(program, application, items[half : 2 * half], 8):.0f} /s")
        resident, peak = program.memory()
        row(f"memory after both, now / at most", f"{resident:.0f} / {peak:.0f} MiB")
        create(program, application, items[2 * half :], 8)
        client = program.client()
        count = len(json.loads(client.get("/assets/identifiers"))["iterable"])
        row("assets", f"{count:,}")
        resident, _ = program.memory()
        program.forget_peak()
        times = [timed(lambda: client.get("/assets/identifiers")) for _ in range(10)]
        _, peak = program.memory()
        row("all identifiers", f"{statistics.median(times) * 1e3:.0f} ms")
        row("memory for that, beyond what was resident", f"{max(peak - resident, 0):.1f} MiB")
        program.forget_peak()
        first = client.first_piece("/assets")
        _, peak = program.memory()
        row("first 64 KiB of all assets with their texts", f"{first * 1e3:.0f} ms")
        row("memory for all of them, beyond what was resident", f"{max(peak - resident, 0):.1f} MiB")
        asked = queries(items)
        for what, path in [
            ("full text", "/search/full_text"),
            ("fuzzy", "/assets/search"),
            ("by looks", "/search/neural_code"),
        ]:
            for kind, queries_of_kind in asked.items():
                times, lines_found = [], 0
                for query in queries_of_kind:
                    target = f"{path}?query={quote(query)}&transferables=false"
                    times.append(timed(lambda: client.get(target)))
                    # It is a line of an asset, unless that one was taken for a secret.
                    lines_found += what == "full text" and kind == "a line" and found_any(client.get(target))
                row(f"{what} over HTTP, {kind}, p50 / p99", percentiles(times))
                if lines_found:
                    row("the same: lines that are found", f"{lines_found} of {len(queries_of_kind)}")
        for what, times in announced(program, application).items():
            row(f"{what} over HTTP to announced, p50 / p99", percentiles(times))
        asked_of_the_store(program, application)
        program.stop()
        if arguments.trial:
            library(arguments.trial, data_dir, asked)
    fts5(items, asked)


if __name__ == "__main__":
    main()
