"""The texts that the walks copy: templates in texts/, with their identifiers named anew."""

from __future__ import annotations

import random
import re
import string
from pathlib import Path

TEMPLATES = Path(__file__).parent / "texts"
PLACEHOLDER = re.compile(r"@(\w+)@")
WORDS = (
    "amber anchor basin beacon birch cedar cinder cobalt copper coral delta ember fathom feather "
    "ferry garnet harbor hazel heron indigo island jasper kelp lagoon lantern ledger linden maple "
    "marble meadow mosaic nectar orchard otter pebble petrel quarry raven ripple saffron sorrel "
    "spruce tidal timber violet willow"
).split()


def fresh_name() -> str:
    """An identifier that no earlier run has used, as a person would write it."""
    return "_".join(random.sample(WORDS, 3))


def fill(template: str) -> str:
    """The template's text under fresh identifiers, so two calls give two renamed clones."""
    names: dict[str, str] = {}

    def name_for(match: re.Match[str]) -> str:
        placeholder = match.group(1)
        while placeholder not in names:
            candidate = fresh_name()
            if candidate not in names.values():
                names[placeholder] = candidate
        return names[placeholder]

    return PLACEHOLDER.sub(name_for, (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8"))


def fake_token() -> str:
    """A secret by its shape only, put together here so that no scanner finds one in a file."""
    return "ghp" + "_" + "".join(random.choices(string.ascii_letters + string.digits, k=36))
