"""Leaves and lists: what is read, what is kept, what is written and what is lost."""

import pytest
from msgspec import UNSET

from gateway.translate.iso10161.forms import TOP, Leaf, Many, Notes, Writing, path

NUMBERS = {"one": 1, "two": 2}
WORDS = {1: "one", 2: "two"}

LEAF = Leaf(
    reads=NUMBERS.get,
    writes=lambda value: WORDS.get(value, UNSET),
    odd="no number",
    sayable=lambda wire: wire != "?",
)
SHOUTED = Leaf(reads=str.lower, writes=lambda value: value[:3].upper(), empty="", means=str.strip)
AT = ((TOP, "ILL-Request"), "element")
PLACE = "ILL-Request.element"


def writing() -> Writing:
    return Writing("20261122", [])


@pytest.mark.parametrize(
    ("at", "text"),
    [(TOP, ""), ((TOP, "a"), "a"), (AT, PLACE), (((AT, "[2]"), "name"), f"{PLACE}[2].name")],
)
def test_a_place_as_text(at: object, text: str) -> None:
    assert path(at) == text


@pytest.mark.parametrize(
    ("wire", "read", "remarks"),
    [
        ("one", (1, UNSET), []),
        (UNSET, (None, UNSET), []),
        ("three", (None, "three"), [f"{PLACE}: no number: three"]),
        ("?", (None, UNSET), [f"{PLACE}: no number: ?"]),
    ],
)
def test_a_leaf_is_read(wire: object, read: tuple[object, object], remarks: Notes) -> None:
    said: Notes = []
    assert LEAF.read(wire, AT, said) == read
    assert said == remarks


def test_what_is_no_news_is_not_remarked() -> None:
    said: Notes = []
    assert SHOUTED.read("one", AT, said) == ("one", "one")
    assert said == []


@pytest.mark.parametrize(
    ("value", "kept", "wire", "losses"),
    [
        (1, UNSET, "one", []),
        (None, UNSET, UNSET, []),
        (None, "three", "three", []),  # means nothing still
        (1, "three", "one", []),  # means something now
        (3, UNSET, UNSET, [f"{PLACE}: can't be said: 3"]),
    ],
)
def test_a_leaf_is_written(value: object, kept: object, wire: object, losses: Notes) -> None:
    making = writing()
    assert LEAF.write(value, kept, AT, making) == wire
    assert making.losses == losses


def test_a_leaf_that_says_less_is_a_loss() -> None:
    making = writing()
    assert SHOUTED.write("four", UNSET, AT, making) == "FOU"
    assert making.losses == [f"{PLACE}: can't be said: four; FOU stands for it"]
    assert SHOUTED.write("one", UNSET, AT, making) == "ONE"
    assert len(making.losses) == 1


def test_what_amounts_to_nothing_is_no_loss() -> None:
    trimmed = Leaf(reads=str, writes=lambda value: value.strip() or UNSET, empty="", means=str.strip)
    making = writing()
    assert trimmed.write("  ", UNSET, AT, making) is UNSET
    assert making.losses == []


LIST = Many(form=LEAF, most=3)


@pytest.mark.parametrize(
    ("wire", "read"),
    [
        (UNSET, ((), UNSET)),
        (["one", "two"], ((1, 2), UNSET)),
        ([], ((), [])),
        (["one", "three"], ((1,), ["one", "three"])),
    ],
)
def test_a_list_is_read(wire: object, read: tuple[object, object]) -> None:
    assert LIST.read(wire, AT, []) == read


def test_an_element_of_a_list_is_named() -> None:
    said: Notes = []
    LIST.read(["one", "three"], AT, said)
    assert said == [f"{PLACE}[2]: no number: three"]


@pytest.mark.parametrize(
    ("value", "kept", "wire"),
    [
        ((), UNSET, UNSET),
        ((), [], []),
        ((1, 2), UNSET, ["one", "two"]),
        ((1,), ["one", "three"], ["one", "three"]),
        ((1, 2), ["one"], ["one", "two"]),
        ((2, 1), ["one"], ["two", "one"]),
        ((1, 1, 1, 2), ["one"] * 3 + ["two"], ["one"] * 3),
    ],
)
def test_a_list_is_written(value: tuple[int, ...], kept: object, wire: object) -> None:
    assert LIST.write(value, kept, AT, writing()) == wire


def test_a_list_that_is_too_long_is_a_loss() -> None:
    making = writing()
    assert LIST.write((1, 2, 1, 2), UNSET, AT, making) == ["one", "two", "one"]
    assert making.losses == [f"{PLACE}: has room for 3 of 4"]
