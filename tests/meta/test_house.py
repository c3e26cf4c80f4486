from pathlib import Path

import pytest

from tests.meta.house import House, TableError, load

ROOT = Path(__file__).resolve().parents[2]

TABLE = """
# floor | room | may import | libraries
0 | data                   | -                   | std

1 | words.{errors, buffer} | data                | pure
1 | words.sip              | words.errors, data  | pure, msgspec
3 | core.rules             | -                   | pure
6 | plug                   | words               | pure, twisted.internet.defer
6 | plug.special           | words, core.rules   | std
8 | core.app               | all                 | all
"""


@pytest.fixture
def house() -> House:
    return House.read(TABLE, effects=["time", "urllib.request"])


def test_braces_name_several_rooms(house: House) -> None:
    names = [room.name for room in house.rooms]
    assert names == [
        "data",
        "words.errors",
        "words.buffer",
        "words.sip",
        "core.rules",
        "plug",
        "plug.special",
        "core.app",
    ]


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("words.sip", "words.sip"),
        ("words.sip.fields", "words.sip"),
        ("words.siphon", None),
        ("words", None),
        ("plug", "plug"),
        ("plug.other", "plug"),
        ("plug.special.deep.down", "plug.special"),
        ("elsewhere", None),
    ],
)
def test_a_module_lies_in_the_innermost_room_around_it(house: House, module: str, room: str | None) -> None:
    found = house.room_of(module)
    assert (found.name if found else None) == room


def test_a_package_around_rooms_is_a_doorway(house: House) -> None:
    assert house.is_doorway("words")
    assert house.is_doorway("core")
    assert not house.is_doorway("words.sip")
    assert not house.is_doorway("word")


@pytest.mark.parametrize(
    ("importer", "imported", "admitted"),
    [
        ("words.sip", "words.sip", True),
        ("words.sip", "words.errors", True),
        ("words.sip", "words.buffer", False),
        ("words.errors", "words.sip", False),
        ("plug", "words.sip", True),
        ("plug", "core.rules", False),
        ("plug.special", "core.rules", True),
        ("core.app", "plug.special", True),
    ],
)
def test_an_arrow_is_admitted_only_when_named(
    house: House, importer: str, imported: str, *, admitted: bool
) -> None:
    one, other = house.room_of(importer), house.room_of(imported)
    assert one is not None
    assert other is not None
    assert one.admits(other) is admitted


@pytest.mark.parametrize(
    ("room", "library", "allowed"),
    [
        ("words.sip", "msgspec", True),
        ("words.sip", "msgspec.json", True),
        ("words.sip", "re", True),
        ("words.sip", "time", False),
        ("words.sip", "time.sleep", False),
        ("words.sip", "timeit", True),
        ("words.sip", "datetime.time", True),
        ("words.sip", "urllib.parse", True),
        ("words.sip", "urllib.request", False),
        ("words.sip", "urllib.request.urlopen", False),
        ("words.sip", "twisted", False),
        ("words.errors", "msgspec", False),
        ("plug", "twisted.internet.defer.Deferred", True),
        ("plug", "twisted.internet.reactor", False),
        ("plug", "twisted", False),
        ("plug.special", "time", True),
        ("plug.special", "msgspec", False),
        ("core.app", "anything", True),
    ],
)
def test_libraries_are_admitted_by_name_or_by_kind(
    house: House, room: str, library: str, *, allowed: bool
) -> None:
    found = house.room_of(room)
    assert found is not None
    assert house.allows_library(found, library) is allowed


def test_the_pure_rooms_lie_below_dispatch(house: House) -> None:
    assert [room.name for room in house.pure_rooms()] == [
        "words.errors",
        "words.buffer",
        "words.sip",
        "core.rules",
    ]


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("0 | a | -", "not a line"),
        ("ground | a | - | std", "not a line"),
        ("0 | a | - | std\n1 | a | - | std", "room a stands in the table twice"),
        ("0 | a | b | std", "a may import b, which is no room"),
        ("0 | a | b | std\n1 | b | - | std", "a may not import b: floor 0 looks up to floor 1"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(table: str, complaint: str) -> None:
    with pytest.raises(TableError, match=complaint):
        House.read(table)


@pytest.mark.parametrize(
    "library", ["twisted", "socket", "time", "threading", "logging", "sqlite3", "asyncio"]
)
def test_nothing_below_dispatch_reaches_the_world(library: str) -> None:
    ours = load(ROOT / "pyproject.toml")
    inside = [room for room in ours.rooms if 0 < room.floor < 5]
    assert len(inside) >= 20
    assert [room.name for room in inside if ours.allows_library(room, library)] == []


def test_languages_do_not_know_each_other_nor_the_business() -> None:
    ours = load(ROOT / "pyproject.toml")
    languages = [room for room in ours.rooms if room.floor == 1 and "protocols.errors" in room.may_import]
    for room in ours.rooms:
        if room.name.startswith("protocols."):
            admitted = {other.name for other in ours.rooms if room.admits(other)}
            assert all(name.startswith(("protocols.", "schemas")) for name in admitted)
    sip2, ncip = ours.room_of("protocols.sip2"), ours.room_of("protocols.ncip")
    assert sip2 in languages
    assert sip2 is not None
    assert ncip is not None
    assert not sip2.admits(ncip)
