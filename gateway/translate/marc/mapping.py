"""Where a library keeps what in its records: a table of places for each dialect.

A place is written ``TAG$code``: ``690$a``. Several subfields of a field are joined by what stands between
them, where both are there: ``905$d/$e``, ``200$a. $h, $i``. Without a tag, ``$b`` is a subfield of the
field that describes the item. ``100$a[9-12]`` are positions of a coded subfield, from 0. Of several places
the first that holds anything counts.
"""

import re
from collections.abc import Mapping as AnyMapping
from typing import Final

import msgspec

from gateway.model.items import ItemStatus
from protocols.marc import Dialect, Field

_PLACE: Final = re.compile(r"([0-9A-Za-z]{3})?((?:\$[0-9A-Za-z][^$\[\]]*)+)(?:\[(\d+)-(\d+)\])?")
_PART: Final = re.compile(r"\$(.)([^$]*)")
_CONTROL: Final = re.compile(r"(00[0-9A-Za-z])(?:\[(\d+)-(\d+)\])?")


class Place(msgspec.Struct, frozen=True):
    """One place: a tag ("" for the item's own field), subfields with what is put before each, and a span."""

    tag: str
    parts: tuple[tuple[str, str], ...] = ()
    span: tuple[int, int] | None = None

    @property
    def is_control(self) -> bool:
        """Whether it names a control field."""
        return not self.parts

    @property
    def code(self) -> str:
        """Its first subfield."""
        return self.parts[0][1]

    def of(self, field: Field, at: int = 0, among: int = 1) -> str:
        """What a field says there of the ``at``-th of ``among`` things that it speaks of; "" for nothing."""
        if among == 1 and len(self.parts) == 1:
            return self.cut(field.get(self.parts[0][1]))
        text = ""
        for glue, code in self.parts:
            said = field.get(code) if among == 1 else _share(field.all(code), at, among)
            if said:
                text = f"{text}{glue}{said}" if text else said
        return self.cut(text)

    def cut(self, text: str) -> str:
        """The positions of a coded text that are meant."""
        return text[slice(*self.span)] if self.span else text


def _share(values: tuple[str, ...], at: int, among: int) -> str:
    """Its own of as many values as there are things; the first, said of all, of more or fewer."""
    return (values[at] if len(values) == among else values[0]) if values else ""


def place(text: str) -> Place:
    """Read a place as it is written. Raises ValueError."""
    control = _CONTROL.fullmatch(text)
    if control:
        return Place(control[1], (), _span(control[2], control[3]))
    found = _PLACE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no place in a record: TAG$code, $code or 00X")
    glue = ""
    parts = []
    for code, after in _PART.findall(found[2]):
        parts.append((glue, code))
        glue = after
    if glue:
        raise ValueError(f"{text!r} ends with {glue!r}, which joins nothing")
    return Place(found[1] or "", tuple(parts), _span(found[3], found[4]))


def _span(first: str | None, last: str | None) -> tuple[int, int] | None:
    return (int(first), int(last) + 1) if first is not None and last is not None else None


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The places of one dialect.

    ``items`` are the fields that describe items, the fullest first: what several say of one barcode is put
    together. ``ranges`` says whether ``00236515-9`` is five barcodes; ``link`` is the subfield by which
    an item's field and others belong together (MARC 21's $8).
    """

    items: tuple[str, ...]
    barcode: tuple[Place, ...]
    ranges: bool
    library: tuple[Place, ...] = ()
    call_number: tuple[Place, ...] = ()
    location: tuple[Place, ...] = ()
    collection: tuple[Place, ...] = ()
    item_type: tuple[Place, ...] = ()
    price: tuple[Place, ...] = ()
    status: tuple[Place, ...] = ()
    volume: tuple[Place, ...] = ()
    copies: tuple[Place, ...] = ()
    link: str = ""
    title: tuple[Place, ...]
    author: tuple[Place, ...] = ()
    publisher: tuple[Place, ...] = ()
    year: tuple[Place, ...] = ()
    isbn: tuple[Place, ...] = ()
    class_number: tuple[Place, ...] = ()


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """How the records of a file are read.

    ``libraries`` are the codes of the libraries whose items count, empty for all; ``locations``,
    ``collections``, ``item_types`` and ``statuses`` say what a code in a record is called here.
    ``known_locations`` are the codes of the configuration, empty where any will do.
    """

    tables: AnyMapping[Dialect, Table]
    libraries: frozenset[str] = frozenset()
    locations: AnyMapping[str, str] = {}
    collections: AnyMapping[str, str] = {}
    item_types: AnyMapping[str, str] = {}
    statuses: AnyMapping[str, ItemStatus] = {}
    known_locations: frozenset[str] = frozenset()
    default_location: str = ""
    default_item_type: str = ""
