"""Asks for every path that the installed Python SDK knows, and fails where one is not there.

    python paths.py --base http://127.0.0.1:PORT

What Bowerbird does not do answers 501 with a sentence that a client can show; that it has no such path would mean that nobody
has thought of it. The list of paths is made from the SDK's sources. The last line is `N passed, M failed`.
"""

from __future__ import annotations

import argparse
import re
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pieces_os_client

# How either version of the SDK says what it sends where.
CALLS = [
    (re.compile(r"method='(\w+)',\s*resource_path='([^']+)'"), lambda found: (found[1], found[2])),
    (re.compile(r"call_api\(\s*'([^']+)',\s*'(\w+)'"), lambda found: (found[2], found[1])),
]
# What a browser is shown of a shared snippet, by a server of the vendor's.
NOT_OF_THIS_SERVER = {("GET", "/")}
# It is on no server, and a path with it names nothing.
SOME_ID = str(UUID(int=0x0BAD_CAFE))
FEWEST = 500


def known_calls() -> list[tuple[str, str]]:
    calls: set[tuple[str, str]] = set()
    for source in (Path(pieces_os_client.__file__).parent / "api").glob("*.py"):
        text = source.read_text(encoding="utf-8")
        for pattern, call in CALLS:
            calls.update(call(found) for found in pattern.finditer(text))
    assert len(calls) >= FEWEST, f"{len(calls)} calls are too few: the SDK says it in another way"
    return sorted(calls - NOT_OF_THIS_SERVER)


def fault_of(connection: HTTPConnection, method: str, path: str) -> str | None:
    body = "{}" if method == "POST" else None
    headers = {"Content-Type": "application/json"} if body else {}
    connection.request(method, re.sub(r"\{\w+\}", SOME_ID, path), body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status in (404, 405) or answer.status == 500:
        return f"{answer.status} {text}"
    if answer.status == 501 and not re.fullmatch(r"Bowerbird [^\n]+\.", text):
        return f"501 without a sentence: {text!r}"
    return None


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--base", required=True)
    address = urlsplit(arguments.parse_args().base)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
    calls = known_calls()
    failed = 0
    for method, path in calls:
        fault = fault_of(connection, method, path)
        if fault is not None:
            failed += 1
            print(f"FAILED {method} {path}: {fault}")
    print(f"{len(calls) - failed} passed, {failed} failed")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
