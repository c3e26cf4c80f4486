"""Waiting for what must come: until it is there, however long the machine takes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: Longer than anything takes that is waited for here, on a machine that is busy with other things.
PATIENCE_SECONDS = 30.0

_STEP_SECONDS = 0.05


def until(look: Callable[[], T], seconds: float = PATIENCE_SECONDS) -> T:
    """Look again and again; the first thing seen that counts as true. Fails where none comes."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, f"{seen!r} after {seconds:g} s"
        time.sleep(_STEP_SECONDS)
    return seen
