"""Structs: pairs, joints and groups, both ways, and what stands beside them."""

from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from gateway.translate.iso10161.forms import TOP, Leaf, Notes, Writing
from gateway.translate.iso10161.tables import Always, Entries, Group, Joint, Pair, Record, Whole

TEXT = Leaf(reads=str, writes=lambda value: value or UNSET, empty="")
AT = (TOP, "Thing")


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """Something to translate."""

    title: str = ""
    day: str = ""
    whole: str = ""
    inner: str = ""
    there: bool = False
    unsaid: int = 0


def _split(whole: str) -> tuple[Any, Any]:
    left, _, right = whole.partition("/")
    return left or UNSET, right or UNSET


def _joined(*parts: object) -> tuple[str]:
    return ("/".join(part for part in parts if isinstance(part, str)),)


THING = Record(
    Thing,
    Pair("title", "title", TEXT),
    Pair("day", "day", TEXT, lambda writing: writing.day),
    Joint(
        elements=("left", "right"),
        fields=("whole",),
        reads=_joined,
        writes=_split,
        sayable=lambda left, _right: left != "?",
        remarked=lambda left, _right: "left: odd" if left == "?" else "",
    ),
    Group(
        element="group",
        entries=Entries(Pair("inner", "inner", TEXT)),
        when=lambda thing: thing.there,
        there="there",
    ),
)


def read(wire: object) -> tuple[Thing, object]:
    return THING.read(wire, AT, [])


def write(thing: Thing | None, kept: object = UNSET) -> tuple[Any, Notes]:
    writing = Writing("20261122", [])
    return THING.write(thing, kept, AT, writing), writing.losses


FULL = {"title": "a", "day": "d", "left": "l", "right": "r", "group": {"inner": "i"}}


def test_a_struct_goes_both_ways() -> None:
    thing = Thing(title="a", day="d", whole="l/r", inner="i", there=True)
    assert read(FULL) == (thing, UNSET)
    assert write(thing) == (FULL, [])


def test_what_cannot_be_said_is_lost_and_not_written() -> None:
    short = Record(
        Thing, Pair("title", "title", Leaf(reads=str, writes=lambda value: value if value == "a" else UNSET))
    )
    writing = Writing("20261122", [])
    assert short.write(Thing(title="abc"), UNSET, AT, writing) == {}
    assert writing.losses == ["Thing.title: can't be said: abc"]


def test_what_is_not_there_is_empty() -> None:
    assert read({}) == (Thing(), UNSET)
    assert THING.read(UNSET, AT, []) == (None, UNSET)
    assert write(None) == (UNSET, [])


def test_what_has_no_field_stands_beside_it() -> None:
    wire = {**FULL, "more": 1, "group": {"inner": "i", "deep": [2]}}
    thing, kept = read(wire)
    assert kept == {"more": 1, "group": {"deep": [2]}}
    assert write(thing, kept) == (wire, [])


def test_a_group_that_is_not_written_leaves_what_stood_in_it() -> None:
    assert write(Thing(day="d"), {"group": {"deep": 1}}) == ({"day": "d", "group": {"deep": 1}}, [])


def test_a_mandatory_element_is_never_missing() -> None:
    assert write(Thing()) == ({"day": "20261122"}, ["Thing.day: not known; 20261122 stands for it"])


ODD = {"left": "", "right": "r"}


@pytest.mark.parametrize(
    ("wire", "kept"), [({"left": "l"}, UNSET), (ODD, ODD), ({"left": "?", "right": "r"}, UNSET)]
)
def test_of_a_joint_all_is_kept_or_nothing(wire: dict[str, str], kept: object) -> None:
    assert read(wire)[1] == kept


def test_a_joint_stands_again_while_it_means_the_same() -> None:
    thing, kept = read({"day": "d", **ODD})
    assert thing.whole == "/r"
    assert write(thing, kept) == ({"day": "d", **ODD}, [])
    assert write(Thing(day="d", whole="x/y"), kept) == ({"day": "d", "left": "x", "right": "y"}, [])


def test_a_joint_that_says_something_else_is_a_loss() -> None:
    assert write(Thing(day="d", whole="/x")) == (
        {"day": "d", "right": "x"},
        ["Thing.left: can't be said as it is: /x"],
    )


def test_a_joint_is_remarked() -> None:
    remarks: Notes = []
    THING.read({"left": "?"}, AT, remarks)
    assert remarks == ["Thing.left: odd"]


def test_a_group_that_is_always_there() -> None:
    group = Group(element="group", entries=Entries(Pair("title", "title", TEXT)))
    wire: dict[str, Any] = {}
    group.put(Thing(), {}, AT, wire, Writing("", []))
    assert wire == {"group": {}}
    model: dict[str, Any] = {}
    assert group.take({"group": {"title": "a"}}, AT, model, []) == {}
    assert model == {"title": "a"}
    assert group.fields == ("title",)


def test_a_mandatory_struct_has_its_defaults() -> None:
    always = Always(THING)
    assert always.read(UNSET, AT, []) == (Thing(), UNSET)
    assert always.write(Thing(day="d"), UNSET, AT, Writing("", [])) == {"day": "d"}


def test_a_struct_that_is_said_whole_or_not_at_all() -> None:
    whole = Whole(Record(Thing, Pair("title", "title", TEXT), Pair("day", "day", TEXT)))
    said = {"title": "a", "day": "b"}
    assert whole.read(said, AT, []) == (Thing(title="a", day="b"), UNSET)
    assert whole.write(Thing(title="a", day="b"), UNSET, AT, Writing("", [])) == said
    assert whole.write(Thing(title="a"), UNSET, AT, Writing("", [])) is UNSET
    assert whole.write(None, UNSET, AT, Writing("", [])) is UNSET


def test_a_struct_knows_what_it_leaves_unsaid() -> None:
    assert THING.unsaid == (("unsaid", 0),)
