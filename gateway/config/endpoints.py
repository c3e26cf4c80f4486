"""Twisted's server endpoint strings, as far as they can be judged without opening anything.

``kind:part:name=part…``; a colon or backslash within a part is written with a backslash before it. Twisted
itself takes longer to import than a command may take, so what it knows of each kind is said here once more.
"""

import re
from typing import Final, NamedTuple


class Kind(NamedTuple):
    """One kind of endpoint: its parts in their order, and those that must be given."""

    parts: tuple[str, ...]
    needed: tuple[str, ...]


_TCP: Final = Kind(("port", "interface", "backlog"), ("port",))

KINDS: Final = {
    "tcp": _TCP,
    "tcp6": _TCP,
    # Twisted looks for server.pem where no key is named; a library that means it can say so.
    "ssl": Kind(
        (
            "port",
            "privateKey",
            "certKey",
            "sslmethod",
            "interface",
            "backlog",
            "extraCertChain",
            "dhParameters",
        ),
        ("port", "privateKey"),
    ),
    "unix": Kind(("address", "mode", "backlog", "lockfile"), ("address",)),
    "systemd": Kind(("domain", "index", "name"), ("domain",)),
}
"""What our doors can be."""

#: Stands before another endpoint: who connects comes through a proxy that says for whom.
PROXIED: Final = "haproxy:"

_PART: Final = re.compile(r"(?:^|:)((?:\\.|[^:\\])*)")
_NAMED: Final = re.compile(r"((?:\\.|[^=\\])+)=(.*)")
_ESCAPED: Final = re.compile(r"\\(.)")
_UNFINISHED: Final = re.compile(r"(?:^|[^\\])(?:\\\\)*\\$")

#: The largest port of TCP.
_LAST_PORT: Final = 65535


class Misspelt(NamedTuple):
    """`what` is wrong, and with which `part`: ``kind``, ``missing``, ``unknown`` or ``port``."""

    what: str
    part: str


def of_tls(endpoint: str) -> tuple[str, dict[str, str]] | None:
    """An endpoint ``ssl:…`` as the ``tcp:…`` that it is without TLS, and its other parts by their names.

    None for an endpoint of another kind.
    """
    first, *others = _PART.findall(endpoint.removeprefix(PROXIED))
    if first != "ssl":
        return None
    given = dict(_assigned(KINDS["ssl"], place, part) for place, part in enumerate(others))
    plain = ":".join(f"{name}={given[name]}" for name in ("interface", "backlog") if name in given)
    before = PROXIED if endpoint.startswith(PROXIED) else ""
    clear = f"{before}tcp:{given.get('port', '')}" + (f":{plain}" if plain else "")
    return clear, {name: _ESCAPED.sub(r"\1", value) for name, value in given.items()}


def address(endpoint: str) -> tuple[str, int] | None:
    """Where an endpoint listens: the interface (empty for all) and the port; None for one without a port."""
    first, *others = _PART.findall(endpoint.removeprefix(PROXIED))
    kind = KINDS.get(first)
    if kind is None or "port" not in kind.parts:
        return None
    given = dict(_assigned(kind, place, part) for place, part in enumerate(others))
    return _ESCAPED.sub(r"\1", given.get("interface", "")), int(given["port"])


def misspelt(endpoint: str) -> Misspelt | None:
    """What is wrong with an endpoint string, or None."""
    if not endpoint.isprintable() or _UNFINISHED.search(endpoint):
        return Misspelt("unknown", endpoint)
    first, *others = _PART.findall(endpoint.removeprefix(PROXIED))
    kind = KINDS.get(first)
    if kind is None:
        return Misspelt("kind", first)
    given: dict[str, str] = {}
    for place, part in enumerate(others):
        name, value = _assigned(kind, place, part)
        if name not in kind.parts:
            return Misspelt("unknown", part)
        given[name] = value
    missing = next((name for name in kind.needed if not given.get(name)), None)
    if missing:
        return Misspelt("missing", missing)
    port = given.get("port")
    return Misspelt("port", port) if port is not None and not _is_port(port) else None


def _assigned(kind: Kind, place: int, part: str) -> tuple[str, str]:
    """A part's name and value; one without a name has that of its place."""
    named = _NAMED.fullmatch(part)
    return (named[1], named[2]) if named else (_at(kind, place), part)


def _at(kind: Kind, place: int) -> str:
    return kind.parts[place] if place < len(kind.parts) else ""


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(_LAST_PORT)) and int(text) <= _LAST_PORT
