"""What a configuration that is read again changes, and which of it must wait for a restart."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from gateway.config.declare import Config

#: Tables and keys that hold as soon as they are read.
RUNNING: Final = frozenset(
    {
        "library_zh",
        "library_en",
        "language",
        "branches",
        "locations",
        "kiosk_defaults",
        "kiosks",
        "ill",
        "partners",
        "policy",
        "calendar",
        "replay",
        "limits",
        "lockout",
        "audit",
        "retention",
        "holdings",
        "loading",
        "deadlines",
        "log",
    }
)

RESTART: Final[Mapping[str, str]] = {
    "agency": "every patron, item and loan is filed under it",
    "zone": "dates of loans under way were counted in it",
    "database": "it is open, and what was answered lies there",
    "database_password": "it is read when a connection is opened",
    "node": "the other servers know this one by it",
    "keys": "the digests in the database were made with it",
    "listen": "kiosks and partners are connected through it",
    "http": "who watches is connected through it",
    "control": "who asks for the change came through it",
}
"""What keeps its value until the next start, and why."""

#: By what an entry of a list is called; lists without it change as a whole.
_NAMES: Final = ("name", "code")


def changes(before: Config, after: Config) -> tuple[str, ...]:
    """The keys by which two configurations differ, in the order of the file: ``kiosks.kiosk1.charset``.

    A kiosk or place that came or went is ``+ kiosks.kiosk1`` or ``- kiosks.kiosk1``.
    """
    return tuple(_differences(before, after, ""))


def waits(key: str) -> bool:
    """Whether a change of that key must wait for a restart; what nobody has decided about does."""
    return key.lstrip("+- ").partition(".")[0] not in RUNNING


def in_force(running: Config, read: Config) -> Config:
    """What holds once `read` has been taken up: everything but what must wait, which stays as it runs."""
    kept = {name: getattr(running, name) for name in Config.__struct_fields__ if waits(name)}
    # A kiosk that names no agency has the file's, and that one waits as well.
    kiosks = tuple(
        msgspec.structs.replace(kiosk, agency=running.agency) if kiosk.agency == read.agency else kiosk
        for kiosk in read.kiosks
    )
    return msgspec.structs.replace(read, kiosks=kiosks, **kept)


def _differences(before: msgspec.Struct, after: msgspec.Struct, path: str) -> Iterator[str]:
    for name in before.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield from _within(old, new, f"{path}.{name}" if path else name)


def _within(old: object, new: object, path: str) -> Iterator[str]:
    names = _named(old, new)
    if names is not None:
        yield from _entries(*names, path)
    elif isinstance(old, msgspec.Struct) and type(old) is type(new) and old.__struct_fields__:
        yield from _differences(old, new, path)
    else:
        yield path


def _entries(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> Iterator[str]:
    """The entries of a list that have a name, each compared with the one of the same name."""
    yield from (f"- {path}.{name}" for name in old if name not in new)
    for name, entry in new.items():
        if name not in old:
            yield f"+ {path}.{name}"
        elif entry != old[name]:
            yield from _differences(old[name], entry, f"{path}.{name}")


def _named(old: object, new: object) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Two lists by their entries' names; None for anything else, and for a change of the order alone."""
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return None
    fields = [getattr(entry, "__struct_fields__", ()) for entry in (*old, *new)]
    key = next((key for key in _NAMES if all(key in names for names in fields)), None)
    if key is None:
        return None
    by_name = ({getattr(entry, key): entry for entry in old}, {getattr(entry, key): entry for entry in new})
    return None if by_name[0] == by_name[1] else by_name
