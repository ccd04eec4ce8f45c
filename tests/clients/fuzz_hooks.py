"""Steers the fuzzing to where there is something to find.

Left alone it would send nearly everything to applications that do not exist, and nearly no text.
"""

import json
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
    text = {"format": {"fragment": {"string": {"raw": "fn known() -> u32 { 4 + 38 }"}}}}
    asset = post("/assets/create", {"asset": {"application": application, **text}})
    note = post("/annotations/create", {"type": "COMMENT", "text": "a", "asset": asset["id"]})
    tag = post("/tags/create", {"text": "known", "asset": asset["id"]})
    site = post("/websites/create", {"url": "https://example.org", "name": "a"})
    return {
        "asset": asset["id"],
        "format": asset["original"]["id"],
        "annotation": note["id"],
        "tag": tag["id"],
        "website": site["id"],
    }


# What the id in a body is of, by the path.
BODY_ID = {
    "/asset/update": "asset",
    "/format/update/value": "format",
    "/annotation/update": "annotation",
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


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: Any) -> None:
    # By the body and not by chance, so that a seed always gives the same requests.
    draw = crc32(repr(case.body).encode("utf-8", "surrogatepass"))
    if case.path.startswith("/{application}/") and draw % STRANGER_EVERY:
        case.path_parameters["application"] = connected_application(case.operation.base_url)
    seed_at = SEED_AT.get(case.path.removeprefix("/{application}"))
    if seed_at is not None and draw % 2:
        case.body = with_text(case.body, seed_at, TEXTS[draw // 2 % len(TEXTS)])
    if draw % STRANGER_EVERY:
        # Deleting what is known would leave nothing to ask about.
        deletes = case.path.endswith("/delete")
        known = known_asset(case.operation.base_url)
        for name in case.path_parameters or {}:
            if name in known and not deletes:
                case.path_parameters[name] = known[name]
        if case.path in BODY_ID and isinstance(case.body, dict):
            case.body = {**case.body, "id": known[BODY_ID[case.path]]}
        if case.path == "/asset/reclassify" and isinstance(case.body, dict):
            if isinstance(case.body.get("asset"), dict):
                case.body["asset"] = {**case.body["asset"], "id": known["asset"]}
