from collections.abc import Callable
from functools import partial

import pytest

from protocols.ber import BerError, Codec, Limits, TooMuch, Unwritable, codec
from protocols.ber.schema import Arms, Form, Kind, ListOf, Record, form, reach
from tests.unit.protocols.ber.samples import Branch, Drawing, Point, Shape, Tree

Write = Callable[[Kind | Form, str], list[str]]

DRAWING = Codec(Drawing)
WHOLE = bytes.fromhex("630e300c a0031b0161 a805 0403616263".replace(" ", ""))


def test_a_message_is_read_and_written_whole() -> None:
    value = DRAWING.decode(WHOLE)
    assert value == Drawing(title="a", item=value.item)
    assert DRAWING.encode(value) == WHOLE
    assert DRAWING.decode(memoryview(WHOLE)) == DRAWING.decode(bytearray(WHOLE)) == value
    assert Codec(Shape).decode(Codec(Shape).encode(Shape(far=1))) == Shape(far=1)
    tree = Tree(branch=Branch(tree=Tree(leaf="x")))
    assert Codec(Tree).decode(Codec(Tree).encode(tree)) == tree
    assert Codec(Point).encode(Point(x=1)) == bytes.fromhex("3008810101a203020107")


def test_the_character_set_is_an_argument() -> None:
    drawing = Drawing(title="画")
    assert DRAWING.decode(DRAWING.encode(drawing, charset="gb18030"), charset="gb18030") == drawing
    assert DRAWING.decode(DRAWING.encode(drawing, charset="gb18030")).title == "\udcbb\udcad"


def test_lengths_may_be_indefinite_at_every_level() -> None:
    title = Drawing(title="a")
    for octets in (
        "6380 3005 a0031b0161 0000",
        "6380 3080 a0031b0161 0000 0000",
        "6380 3080 a080 1b0161 0000 0000 0000",
        "6380 3080 a080 3b80 1b0161 0000 0000 0000 0000",
        "630b 3009 a080 3b03 1b0161 0000",
    ):
        data = bytes.fromhex(octets)
        assert DRAWING.decode(data) == title, octets


def test_errors_tell_where_it_was_in_the_bytes_as_they_came() -> None:
    for octets, offset, element in (
        ("630a3008 a0031b0161 830102", 9, "A-Drawing.numbers"),
        ("6380 3080 a080 1b0161 0000 a380 0500 0000 0000 0000", 13, "A-Drawing.numbers[1]"),
    ):
        with pytest.raises(BerError) as caught:
            DRAWING.decode(bytes.fromhex(octets))
        assert (caught.value.offset, caught.value.element) == (offset, element), octets


def test_octets_that_are_no_message() -> None:
    for octets, expected in (
        ("", "more octets"),
        ("3000", "A-Drawing"),
        ("63023000 00", "the end"),
        ("63033080 00", "end-of-contents octets"),
        ("6380 3080 a080 1b0161 0000 a380 0500", "end-of-contents octets"),
        ("6308 3080 a080 1b0161 00", "end-of-contents octets"),
        ("630a 3008 a080 1b0161 0001 00", "an identifier"),
    ):
        with pytest.raises(BerError, match=expected):
            DRAWING.decode(bytes.fromhex(octets))


def test_a_message_has_a_bound() -> None:
    small = Codec(Drawing, Limits(apdu=len(WHOLE), depth=3))
    assert small.decode(WHOLE).title == "a"
    with pytest.raises(TooMuch, match="at most 16 octets"):
        small.decode(WHOLE + b"\0")
    with pytest.raises(TooMuch, match="at most 3 levels"):
        small.decode(bytes.fromhex("630d 300b a003 1b0161 a180 b480 0000"))


def test_what_does_not_fit_is_named_from_the_type_on() -> None:
    with pytest.raises(Unwritable, match=r"^A-Drawing\.shapes\[1\]: one arm"):
        DRAWING.encode(Drawing(title="a", shapes=(Shape(),)))
    with pytest.raises(Unwritable, match=r"^one arm is wanted"):
        Codec(Shape).encode(Shape())
    with pytest.raises(Unwritable, match="A-Drawing: a A-Drawing is wanted"):
        DRAWING.encode(Point(x=1))  # type: ignore[arg-type]


def test_a_value_deeper_than_python_goes_is_not_written() -> None:
    tree = Tree()
    for _ in range(5000):
        tree = Tree(left=tree)
    with pytest.raises(Unwritable, match="fewer levels"):
        Codec(Tree).encode(tree)


def test_the_source_can_be_read() -> None:
    source = DRAWING.source(Point)
    assert "def read_Point(b, p, e, c):" in source
    assert "def write_Point(s, c):" in source
    assert "def read_Shape" in DRAWING.source(Shape)


def test_everything_can_be_made_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    for workshop in (codec._DECODERS, codec._ENCODERS):
        monkeypatch.setattr(workshop, "sources", {})
        monkeypatch.setattr(workshop, "write", partial(noted, made, workshop.write))
    DRAWING.prepare()
    expected = {
        form(Drawing),
        *(kind for kind in reach(Record(Drawing)) if isinstance(kind, Record | Arms | ListOf)),
    }
    assert set(made) == expected
    assert len(made) == 2 * len(expected)
    DRAWING.prepare()
    assert DRAWING.decode(WHOLE).title == "a"
    assert len(made) == 2 * len(expected), "nothing is made twice"


def noted(
    made: list[object], write: Callable[[Kind | Form, str], list[str]], kind: Kind | Form, name: str
) -> list[str]:
    """Write, and remember that."""
    made.append(kind)
    return write(kind, name)
