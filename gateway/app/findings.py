"""What a look at something found."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec


class Level(StrEnum):
    """How it is: ``ok``; ``warn``, to be seen to soon; ``fail``, to be seen to now."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at: its `part`, how it is, and the `code` of a sentence with its `facts`.

    A fact that differs from language to language is a pair, English and Chinese.
    """

    part: str
    level: Level
    code: str
    facts: Mapping[str, Any] = {}


Findings = Iterator[Finding]


def ok(part: str, code: str, **facts: object) -> Finding:
    """All is well."""
    return Finding(part, Level.OK, code, facts)


def warn(part: str, code: str, **facts: object) -> Finding:
    """Somebody should see to it soon."""
    return Finding(part, Level.WARN, code, facts)


def fail(part: str, code: str, **facts: object) -> Finding:
    """Somebody must see to it now."""
    return Finding(part, Level.FAIL, code, facts)
