"""Runs the steps of a walk, each whatever became of the one before, and says how many passed."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import TypeVar

Subject = TypeVar("Subject")


def run(steps: list[Callable[[Subject], None]], subject: Subject) -> int:
    """The status to end with."""
    failed = 0
    for step in steps:
        name = step.__name__.replace("_", " ")
        try:
            step(subject)
            print(f"ok {name}", flush=True)
        except Exception:
            failed += 1
            print(f"FAILED {name}", flush=True)
            traceback.print_exc()
    print(f"{len(steps) - failed} passed, {failed} failed", flush=True)
    return min(failed, 1)
