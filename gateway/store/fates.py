"""What becomes of an event once its reader, or its terminal, is nobody's business any more."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from gateway.store.shapes import json_text

Fate = Callable[[str, str], str]
"""From an event's subject and its data (as they are kept) what its data become; nothing: the event goes."""

#: Facts of an event that name a reader, whatever it is about.
NAMING: Final = frozenset({"patron", "patron_read"})

#: An event about an erasure: it stands where events of readers do, and names nobody.
ERASED: Final = "patron #"


def of_readers(subject: str, data: str) -> str:
    """What is about a reader goes; what only names one loses the name."""
    if subject.startswith("patron ") and not subject.startswith(ERASED):
        return ""
    facts = _facts(data)
    kept = {name: fact for name, fact in facts.items() if name not in NAMING}
    return data if kept == facts else json_text(kept)


def of_terminals(subject: str, data: str) -> str:
    """What is about a terminal goes."""
    return "" if subject.startswith("terminal ") else data


def of_one(reader: str, names: Iterable[str]) -> Fate:
    """The same for one reader: `reader` is his id as events have it, `names` all numbers that name him."""
    his = {reader, *names}

    def fate(subject: str, data: str) -> str:
        if subject == f"patron {reader}":
            return ""
        facts = _facts(data)
        kept = {name: fact for name, fact in facts.items() if not (isinstance(fact, str) and fact in his)}
        return data if kept == facts else json_text(kept)

    return fate


def _facts(data: str) -> dict[str, Any]:
    return msgspec.json.decode(data, type=dict[str, Any])
