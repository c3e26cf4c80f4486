from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import msgspec
import pytest
import sqlalchemy as sa

from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.store.shapes import Shape, agency_kept, agency_text, instant, instant_text, json_text

NOON = datetime(2026, 11, 22, 12, 0, 0, 5, UTC)


class Colour(StrEnum):
    RED = "red"


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """One field of every kind."""

    id: ItemId
    name: str
    count: int | None = None
    flag: bool = False
    raw: bytes = b""
    colour: Colour = Colour.RED
    home: AgencyId | None = None
    day: date | None = None
    at: datetime
    patron: PatronId | None = None
    parts: tuple[tuple[str, int], ...] = ()
    either: str | int = ""
    elsewhere: tuple[str, ...] = ()


class Lone(msgspec.Struct, frozen=True):
    name: str


SHAPE = Shape(Thing, besides=("elsewhere",))
FULL = Thing(
    id=ItemId(AgencyId("CUMT"), "B1"),
    name="书",
    count=3,
    flag=True,
    raw=b"\0\xff",
    home=AgencyId("x", "local"),
    day=date(2026, 11, 22),
    at=NOON,
    patron=PatronId(AgencyId("CUMT"), "P1"),
    parts=(("F1", 5),),
    either=7,
)
BARE = Thing(id=ItemId(AgencyId("CUMT"), "B2"), name="", at=NOON)


def test_columns_are_named_for_fields_and_pairs_for_their_parts() -> None:
    columns = {column.name: column for column in SHAPE.columns()}
    assert list(columns) == [
        *("owner", "barcode", "name", "count", "flag", "raw", "colour", "home", "day", "at"),
        *("patron_agency", "patron_number", "parts", "either"),
    ]
    nullable = {name for name, column in columns.items() if column.nullable}
    assert nullable == {"count", "home", "day", "patron_agency", "patron_number"}


def test_a_row_is_what_a_librarian_can_read() -> None:
    kept = dict(zip(SHAPE.names, SHAPE.to_row(FULL), strict=True))
    assert kept["at"] == "2026-11-22T12:00:00.000005Z"
    assert kept["day"] == "2026-11-22"
    assert kept["flag"] == 1
    assert kept["colour"] == "red"
    assert kept["parts"] == '[["F1",5]]'
    assert (kept["patron_agency"], kept["patron_number"]) == ("CUMT", "P1")
    assert {type(value) for value in kept.values()} == {str, int, bytes}


@pytest.mark.parametrize("thing", [FULL, BARE], ids=["full", "bare"])
def test_what_is_kept_comes_back(thing: Thing) -> None:
    assert SHAPE.from_row(SHAPE.to_row(thing), elsewhere=()) == thing


def test_fields_kept_elsewhere_are_given_when_read() -> None:
    assert SHAPE.from_row([*SHAPE.to_row(BARE), "more"], elsewhere=("a",)).elsewhere == ("a",)


def test_a_shape_of_one_field() -> None:
    shape = Shape(Lone)
    assert shape.to_row(Lone("x")) == ["x"]
    assert shape.from_row(("x",)) == Lone("x")
    (column,) = shape.columns()
    assert isinstance(column.type, sa.Text)
    assert not column.nullable


def test_instants_are_kept_in_utc_and_sort_as_text() -> None:
    beijing = NOON.astimezone(timezone(timedelta(hours=8)))
    assert instant_text(beijing) == instant_text(NOON) == "2026-11-22T12:00:00.000005Z"
    assert instant(instant_text(beijing)) == NOON
    moments = [NOON + timedelta(microseconds=n * 999_983) for n in range(50)]
    assert sorted(map(instant_text, moments)) == list(map(instant_text, moments))


@pytest.mark.parametrize(
    "agency", [AgencyId("CUMT"), AgencyId("CN:1"), AgencyId("a:b", "local"), AgencyId("图书馆", "name")]
)
def test_agencies_come_back(agency: AgencyId) -> None:
    assert agency_kept(agency_text(agency)) == agency


def test_json_keeps_chinese_as_itself() -> None:
    assert json_text({"书": None}) == '{"书":null}'
