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
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

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


_json = msgspec.json.Encoder().encode


def json_text(value: object) -> str:
    """A plain value as JSON, Chinese as itself."""
    return _json(value).decode()


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
            # `value` is a property, which costs more than all the rest of a row's column.
            sa.Text(),
            attrgetter("_value_"),
            {member.value: member for member in annotation}.__getitem__,
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
    last. Both ways are written out once for each Struct, column by column, and compiled: every message takes
    them several times.
    """

    def __init__(self, struct: type[S], besides: Sequence[str] = ()) -> None:
        self._singles: list[_Single] = []
        self._pairs: list[_Pair] = []
        self._declared: dict[str, sa.Column[Any]] = {}
        for field, annotation in typing.get_type_hints(struct).items():
            if field not in besides:
                self._declare(field, *_without_none(annotation))
        singles = [single.field for single in self._singles]
        pair_columns = [name for pair in self._pairs for name in _pair_names(pair.field, pair.kind)]
        self.names: tuple[str, ...] = (*singles, *pair_columns)
        #: The values of a record's columns.
        self.to_row: Callable[[S], list[Any]] = _compiled(*_writer(self._singles, self._pairs))
        #: The record whose columns a row begins with; `besides` are the fields kept elsewhere.
        self.from_row: Callable[..., S] = _compiled(*_reader(struct, self._singles, self._pairs))

    def _declare(self, field: str, plain: Any, optional: bool) -> None:  # noqa: ANN401, FBT001
        if pair := PAIRS.get(plain):
            self._pairs.append(_Pair(field, optional, pair))
            columns = [(name, Kind(sa.Text())) for name in _pair_names(field, pair)]
        else:
            kind = _kind(plain)
            self._singles.append(_Single(field, optional, kind))
            columns = [(field, kind)]
        for name, kind in columns:
            self._declared[name] = sa.Column(name, kind.column, nullable=optional)

    def columns(self) -> list[sa.Column[Any]]:
        """Fresh columns for a table, in the Struct's own order."""
        return [sa.Column(c.name, c.type, nullable=c.nullable) for c in self._declared.values()]


def _pair_names(field: str, pair: PairKind) -> list[str]:
    return [part if field == "id" else f"{field}_{part}" for part in pair.parts]


# ----------------------------------------------------------------------- both ways, written as functions


class _Single(NamedTuple):
    field: str
    optional: bool
    kind: Kind


class _Pair(NamedTuple):
    field: str
    optional: bool
    kind: PairKind


_Written: TypeAlias = tuple[str, dict[str, Any]]
"""The text of an expression, and what the names in it stand for."""


def _writer(singles: Sequence[_Single], pairs: Sequence[_Pair]) -> _Written:
    names: dict[str, Any] = {}
    columns: list[str] = []
    for field, optional, kind in singles:
        value = f"record.{field}"
        if kind.to_row is not None:
            names[f"{field}_to"] = kind.to_row
            turned = f"{field}_to({value})"
            value = f"None if {value} is None else {turned}" if optional else turned
        columns.append(value)
    for field, optional, pair in pairs:
        names[f"{field}_to"] = pair.to_row
        value = f"record.{field}"
        turned = f"{field}_to({value})"
        columns.append(f"*((None, None) if {value} is None else {turned})" if optional else f"*{turned}")
    return f"lambda record: [{', '.join(columns)}]", names


def _reader(struct: type, singles: Sequence[_Single], pairs: Sequence[_Pair]) -> _Written:
    names: dict[str, Any] = {"Struct": struct}
    fields: list[str] = []
    for index, (field, optional, kind) in enumerate(singles):
        value = f"row[{index}]"
        if kind.from_row is not None:
            names[f"{field}_from"] = kind.from_row
            turned = f"{field}_from({value})"
            value = f"None if {value} is None else {turned}" if optional else turned
        fields.append(f"{field}={value}")
    for number, (field, optional, pair) in enumerate(pairs):
        names[f"{field}_from"] = pair.from_row
        index = len(singles) + 2 * number
        turned = f"{field}_from(row[{index}], row[{index + 1}])"
        fields.append(
            f"{field}=None if row[{index}] is None else {turned}" if optional else f"{field}={turned}"
        )
    return f"lambda row, **besides: Struct({', '.join(fields)}, **besides)", names


def _compiled(text: str, names: dict[str, Any]) -> Callable[..., Any]:
    # The text is made of a Struct's own field names, as `dataclasses` makes its methods.
    made: Callable[..., Any] = eval(text, names)  # noqa: S307
    return made
