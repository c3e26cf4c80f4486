"""How Structs are kept in rows: columns derived from the declaration, values turned both ways.

A field becomes one column of its name, an item's or patron's id two (``item`` → ``item_owner``,
``item_barcode``; ``id`` → ``owner``, ``barcode``). Enums are kept as their text, agencies as ``str()`` writes
them, days as ``2026-11-22`` and instants as ``2026-11-22T08:00:00.000000Z``: always UTC, always the same
length, so that text sorts as time does and a librarian reads it in the sqlite3 shell (docs/adr/0004).
"""

import types
import typing
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from gateway.model.identity import AgencyId, ItemId, PatronId

S = TypeVar("S", bound=msgspec.Struct)

Row = Sequence[Any]

#: Agencies are few and named in every row; this many are kept parsed (a consortium has dozens).
AGENCIES = 1024


#: Instants kept written: a unit writes the same few a dozen times.
INSTANTS = 256


@lru_cache(INSTANTS)
def instant_text(at: datetime) -> str:
    """An aware datetime as it is kept."""
    # Nearly every instant is in UTC already, and turning it costs more than writing it.
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:26] + "Z"


def instant(text: str) -> datetime:
    """The instant that was kept as `text`."""
    return datetime.fromisoformat(text)


@lru_cache(AGENCIES)
def agency_text(agency: AgencyId) -> str:
    """An agency as it is kept."""
    return str(agency)


@lru_cache(AGENCIES)
def agency_kept(text: str) -> AgencyId:
    """The agency that was kept as `text`."""
    return AgencyId.parse(text)


def item_key(item: ItemId) -> tuple[str, str]:
    """The two columns of an item's id."""
    return agency_text(item.owner), item.barcode


def patron_key(patron: PatronId) -> tuple[str, str]:
    """The two columns of a patron's id."""
    return agency_text(patron.agency), patron.number


def json_text(value: object) -> str:
    """A plain value as JSON, Chinese as itself."""
    return msgspec.json.encode(value).decode()


Turn = Callable[[Any], Any]
"""How a value is turned into what a column holds, or back."""


class Kind(NamedTuple):
    """How values of one Python type are kept in one column.

    A `to_row` or `from_row` of None changes nothing.
    """

    column: sa.types.TypeEngine[Any]
    to_row: Turn | None = None
    from_row: Turn | None = None


class PairKind(NamedTuple):
    """How an id of two parts is kept in two columns."""

    parts: tuple[str, str]
    to_row: Callable[[Any], tuple[str, str]]
    from_row: Callable[[str, str], Any]


#: 64 bits in both databases: SQLite's INTEGER grows as it must, PostgreSQL's has 32.
INTEGER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")

KINDS: dict[type, Kind] = {
    str: Kind(sa.Text()),
    int: Kind(INTEGER),
    bytes: Kind(sa.LargeBinary()),
    # 0 or 1: SQLite's STRICT tables know no BOOLEAN.
    bool: Kind(INTEGER, int, bool),
    datetime: Kind(sa.Text(), instant_text, datetime.fromisoformat),
    date: Kind(sa.Text(), date.isoformat, date.fromisoformat),
    AgencyId: Kind(sa.Text(), agency_text, agency_kept),
}

PAIRS: dict[type, PairKind] = {
    ItemId: PairKind(
        ("owner", "barcode"), item_key, lambda owner, barcode: ItemId(agency_kept(owner), barcode)
    ),
    PatronId: PairKind(
        ("agency", "number"), patron_key, lambda home, number: PatronId(agency_kept(home), number)
    ),
}


def _kind(annotation: Any) -> Kind:  # noqa: ANN401 - any annotation there is
    if kind := KINDS.get(annotation):
        return kind
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Kind(
            sa.Text(), attrgetter("value"), {member.value: member for member in annotation}.__getitem__
        )
    # Small lists and maps that no query looks into.
    return Kind(sa.Text(), json_text, lambda text: msgspec.json.decode(text, type=annotation))


def _without_none(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any annotation there is
    """An annotation without its ``| None``, and whether it had one."""
    if isinstance(annotation, types.UnionType):
        rest = [part for part in typing.get_args(annotation) if part is not types.NoneType]
        if len(rest) == 1:
            return rest[0], True
    return annotation, False


class Shape(Generic[S]):
    """How one Struct is kept in a row. `names` are its columns, in the order of `to_row` and `from_row`.

    `besides` are fields that are kept elsewhere, in rows of their own. Single columns come first and pairs
    last, so that the former are one `zip`.
    """

    def __init__(self, struct: type[S], besides: Sequence[str] = ()) -> None:
        self._struct = struct
        self._fields: list[str] = []
        self._to_row: list[tuple[int, Turn]] = []
        self._from_row: list[tuple[str, Turn]] = []
        self._pairs: list[tuple[str, PairKind]] = []
        self._declared: dict[str, sa.Column[Any]] = {}
        for field, annotation in typing.get_type_hints(struct).items():
            if field not in besides:
                self._declare(field, *_without_none(annotation))
        pair_columns = [name for field, kind in self._pairs for name in _pair_names(field, kind)]
        self.names: tuple[str, ...] = (*self._fields, *pair_columns)
        self._get = _getter(self._fields)

    def _declare(self, field: str, plain: Any, optional: bool) -> None:  # noqa: ANN401, FBT001
        if pair := PAIRS.get(plain):
            self._pairs.append((field, pair))
            columns = [(name, Kind(sa.Text())) for name in _pair_names(field, pair)]
        else:
            kind = _kind(plain)
            if kind.to_row:
                self._to_row.append((len(self._fields), kind.to_row))
            if kind.from_row:
                self._from_row.append((field, kind.from_row))
            self._fields.append(field)
            columns = [(field, kind)]
        for name, kind in columns:
            self._declared[name] = sa.Column(name, kind.column, nullable=optional)

    def columns(self) -> list[sa.Column[Any]]:
        """Fresh columns for a table, in the Struct's own order."""
        return [sa.Column(c.name, c.type, nullable=c.nullable) for c in self._declared.values()]

    def to_row(self, record: S) -> list[Any]:
        """The values of a record's columns."""
        row = list(self._get(record))
        for index, to_row in self._to_row:
            value = row[index]
            if value is not None:
                row[index] = to_row(value)
        for field, pair in self._pairs:
            value = getattr(record, field)
            row += (None, None) if value is None else pair.to_row(value)
        return row

    def from_row(self, row: Row, **besides: object) -> S:
        """The record whose columns a row begins with; `besides` are the fields kept elsewhere."""
        values = dict(zip(self._fields, row, strict=False))
        for field, from_row in self._from_row:
            value = values[field]
            if value is not None:
                values[field] = from_row(value)
        index = len(self._fields)
        for field, pair in self._pairs:
            first = row[index]
            values[field] = None if first is None else pair.from_row(first, row[index + 1])
            index += 2
        return self._struct(**values, **besides)


def _pair_names(field: str, pair: PairKind) -> list[str]:
    return [part if field == "id" else f"{field}_{part}" for part in pair.parts]


def _getter(fields: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(fields) == 1:  # attrgetter of one name gives a bare value
        (only,) = fields
        return lambda record: (getattr(record, only),)
    return attrgetter(*fields)
