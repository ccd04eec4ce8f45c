"""Steers the fuzzing to where there is something to find.

Left alone it would send nearly everything to applications that do not exist, and nearly no text. At the end it fails where
an endpoint was never reached with something that it takes.
"""

import atexit
import json
import os
import sys
from copy import deepcopy
from functools import cache
from typing import Any
from urllib.request import Request, urlopen
from zlib import crc32

import schemathesis

# One request in this many keeps the application id that was generated for it.
STRANGER_EVERY = 6
# Where the seed is in the body of each endpoint that takes one.
SEED_AT = {
    "/suggestion": ["asset"],
    "/reaction": ["seed", "asset"],
    "/intention": [],
    "/assets/create": ["asset"],
    "/assets/draft": ["asset"],
}
# Texts that lexers, normalisers and indexes have been known to stumble over.
TEXTS = [
    "def total(prices):\n    return sum(price.net for price in prices if price.net > 0)\n",
    'fn main() {\r\n\tlet quote = "never closed;\r\n}\r\n',
    "/* never closed " * 50,
    '"""' * 99,
    "([{<" * 2000,
    "a" * 100_000,
    "x = 1\n" * 5000,
    "\u0000\u0001\ufeff\u202e\U0001f9d1\u200d\U0001f4bb e\u0301\u0301\u0301 \u2028",
    "\n" * 1000,
    "\\" * 501,
    "SELECT * FROM t WHERE name = 'o''brien' -- '\n",
    "https://example.org/?q=%00%ff#\u00fc",
]


@cache
def connected_application(base: str) -> str:
    application = {"name": "OPEN_SOURCE", "version": "0.0.1", "platform": "LINUX"}
    request = Request(
        f"{base.rstrip('/')}/connect",
        data=json.dumps({"application": application}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)["application"]["id"]


@cache
def known_asset(base: str) -> dict[str, str]:
    """The ids of an asset that exists, and of what it has."""
    return fresh_asset(base, "known")


def fresh_asset(base: str, name: str) -> dict[str, str]:
    def post(path: str, body: Any) -> Any:
        request = Request(
            base.rstrip("/") + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    application = {"name": "VIM", "version": "0.0.1", "platform": "LINUX"}
    application = post("/connect", {"application": application})["application"]
    text = {"format": {"fragment": {"string": {"raw": f"fn {name}() -> u32 {{ 4 + 38 }}"}}}}
    asset = post("/assets/create", {"asset": {"application": application, **text}})
    note = post("/annotations/create", {"type": "COMMENT", "text": "a", "asset": asset["id"]})
    tag = post("/tags/create", {"text": name, "asset": asset["id"]})
    site = post("/websites/create", {"url": f"https://example.org/{name}", "name": "a"})
    return {
        "application": application["id"],
        "asset": asset["id"],
        "format": asset["original"]["id"],
        "annotation": note["id"],
        "tag": tag["id"],
        "website": site["id"],
    }


# What an id in a body is of, by the path: where it is, and whose it is.
BODY_ID = {
    "/asset/update": (["id"], "asset"),
    "/asset/reclassify": (["asset", "id"], "asset"),
    "/format/update/value": (["id"], "format"),
    "/annotation/update": (["id"], "annotation"),
    "/annotations/create": (["asset"], "asset"),
    "/tags/create": (["asset"], "asset"),
    "/websites/create": (["asset"], "asset"),
    "/tag/update": (["id"], "tag"),
    "/website/update": (["id"], "website"),
    "/application/update": (["id"], "application"),
    "/activities/create": (["application", "id"], "application"),
}


def with_text(body: Any, seed_at: list[str], text: str) -> Any:
    """The body with a text in its seed, unless the way there was made wrong on purpose."""
    body = deepcopy(body)
    place = body
    for key in [*seed_at, "format", "fragment", "string"]:
        if not isinstance(place, dict):
            return body
        if place.get(key) is None:
            place[key] = {}
        place = place[key]
    if isinstance(place, dict):
        place["raw"] = text
    return body


def with_id(body: Any, at: list[str], known: str) -> Any:
    """The body with this id in it, unless the way there was made wrong on purpose."""
    body = deepcopy(body)
    place = body
    for key in at[:-1]:
        if not isinstance(place, dict):
            return body
        place = place.get(key)
    if isinstance(place, dict):
        place[at[-1]] = known
    return body


# The endpoints that answered that it was done, of all that were asked.
ASKED: set[str] = set()
REACHED: set[str] = set()


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    ASKED.add(case.operation.label)
    # What Bowerbird does not do answers so, always.
    if response.status_code < 300 or response.status_code == 501:
        REACHED.add(case.operation.label)


@atexit.register
def fail_where_nothing_was_reached() -> None:
    missed = sorted(ASKED - REACHED)
    print(f"{len(REACHED)} endpoints were reached with something that they take")
    if missed:
        print("never reached:", ", ".join(missed))
        sys.stdout.flush()
        os._exit(1)


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: Any) -> None:
    # By what is sent and not by chance, so that a seed always gives the same requests.
    sent = repr((case.body, case.path_parameters))
    draw = crc32(sent.encode("utf-8", "surrogatepass"))
    if case.path.startswith("/{application}/") and draw % STRANGER_EVERY:
        case.path_parameters["application"] = connected_application(case.operation.base_url)
    if case.path.startswith("/assets/") and draw % 2 and isinstance(case.body, dict):
        # Nearly all that is generated is of something else than an asset.
        if case.body.get("asset") is None and case.path.endswith(("/create", "/draft")):
            application = {"name": "VIM", "version": "1", "platform": "LINUX", "onboarded": False, "privacy": "OPEN"}
            case.body = {**case.body, "asset": {"application": {"id": "", **application}}}
    seed_at = SEED_AT.get(case.path.removeprefix("/{application}"))
    if seed_at is not None and draw % 2:
        case.body = with_text(case.body, seed_at, TEXTS[draw // 2 % len(TEXTS)])
    if case.path == "/format/update/value" and draw % 2:
        text = f"fn rewritten_{draw}() {{}}\n"
        case.body = with_text({"format": case.body}, [], text)["format"]
    if case.path == "/activities/create" and draw % 2 and isinstance(case.body, dict):
        case.body = {**case.body, "event": {"keyboard": {"description": "copied", "shortcut": [1]}}}
    if draw % STRANGER_EVERY:
        # Deleting what is known would leave nothing to ask about.
        deletes = case.path.endswith("/delete")
        base = case.operation.base_url
        known = fresh_asset(base, f"short_lived_{draw}") if deletes else known_asset(base)
        for name in case.path_parameters or {}:
            if name in known and not case.path.startswith("/{application}/"):
                case.path_parameters[name] = known[name]
        if case.path in BODY_ID:
            at, whose = BODY_ID[case.path]
            case.body = with_id(case.body, at, known[whose])
