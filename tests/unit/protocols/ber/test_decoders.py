"""The decoders that are written: what they take and how they refuse."""

from typing import Any

import pytest

from protocols.ber import BitString, Edifact, Null, Raw, limits
from protocols.ber.decoders import Decoders
from protocols.ber.errors import Fault, Indefinite
from protocols.ber.schema import Leaf, ListOf, form
from tests.unit.protocols.ber.samples import (
    Branch,
    Colour,
    Drawing,
    Light,
    Loose,
    Point,
    Row,
    Shape,
    Tiny,
    Tree,
)

DECODERS = Decoders()


def read(declared: type, octets: str, charset: str = "utf-8") -> Any:  # noqa: ANN401 - any declared type
    """Contents of a SEQUENCE, or a whole CHOICE."""
    kind = form(declared).kind
    data = bytes.fromhex(octets)
    levels = (1,) if DECODERS.counts_levels(kind) else ()
    return DECODERS.function(kind)(data, 0, len(data), charset, *levels)


def fault(declared: type, octets: str) -> tuple[str, int, str]:
    """The element, the offset, and what was expected."""
    with pytest.raises(Fault) as caught:
        read(declared, octets)
    error = caught.value.error()
    return error.element, error.offset, error.expected


def test_members_come_in_any_order() -> None:
    assert read(Point, "80016c 810105 a203020106") == Point(label="l", x=5, y=6)
    assert read(Point, "a203020106 810105 80016c") == Point(label="l", x=5, y=6)
    assert read(Point, "810105") == Point(x=5, y=7)
    assert read(Tiny, "") == Tiny()


def test_leaves_take_what_is_allowed() -> None:
    assert read(Row, "010180").truth is True
    assert read(Row, "010100").truth is False
    assert [read(Row, text).colour for text in ("0a0101", "0a02012c", "0a0163", "0a0200ff")] == [
        Colour.RED,
        Colour.BLUE,
        99,
        255,
    ]
    assert isinstance(read(Row, "0a0101").colour, Colour)
    assert read(Row, "8201fe").strict is Colour.DARK
    assert read(Row, "0500").null == Null()
    assert read(Row, "0402 6162 0302 04f0 06022a03") == Row(
        octets=b"ab", bits=BitString(b"\xf0", 4), oid="1.2.3"
    )
    assert read(Point, "8103 000005").x == 5
    assert read(Point, "8101ff").x == -1


def test_strings_come_in_segments() -> None:
    assert read(Row, "2406 040161 040162").octets == b"ab"
    assert read(Row, "2304 0302 04f0").bits == BitString(b"\xf0", 4)
    assert read(Row, "a308 2406 040161 040162").inner_octets == b"ab"
    assert read(Row, "a406 2304 0302 04f0").inner_bits == BitString(b"\xf0", 4)
    assert read(Row, "a505 3303 040161").inner_text == "a"
    assert read(Point, "a003 040161 810101").label == "a"
    assert read(Shape, "3b03 1b0161") == Shape(name="a")


def test_strings_remember_their_type_and_their_octets() -> None:
    for octets, text, made in (
        ("1b0161", "a", str),
        ("1a0161", "a", Edifact),
        ("0c02c3b6", "ö", str),
        ("1b01ff", "\udcff", str),
        ("3b03 1b0161", "a", str),
    ):
        value = read(Row, octets).either
        assert (value, type(value)) == (text, made)
    assert read(Shape, "b605 3a03 040161") == Shape(other=Edifact("a"))
    assert read(Shape, "1b02 c4e3", "gb18030") == Shape(name="你")
    assert read(Drawing, "a004 1a02 6162").title == "ab"


def test_long_lengths_are_read_wherever_they_stand() -> None:
    long = "61" * 200
    assert read(Point, f"8081c8{long} 810101") == Point(label="a" * 200, x=1)
    assert read(Row, f"a581ca 13 81c7 {long[2:]}").inner_text == "a" * 199
    assert read(Point, "81840000000105") == Point(x=5)
    assert read(Drawing, f"a081cb 1b81c8{long}").title == "a" * 200
    assert read(Shape, "b483000003 810105") == Shape(point=Point(x=5))


def test_tags_of_several_octets() -> None:
    assert read(Shape, "9f876801 05") == Shape(far=5)
    assert read(Row, "ff822c04 9f3201 05").deep == 5
    assert read(Row, "bf84a27007 a905 a803 1a0161").deeper == Edifact("a")
    assert read(Row, "bf84a27007 a905 a803 1b0161 010101") == Row(deeper="a", truth=True)
    assert read(Drawing, "a0031b0161 bf2e02 9500").chosen == Shape(nothing=Null())


def test_choices_stand_untagged_within_others() -> None:
    assert read(Drawing, "a0031b0161 9500").shape == Shape(nothing=Null())
    assert read(Drawing, "a0031b0161 3b031b0161").shape == Shape(name="a")
    assert read(Light, "9500") == Light(shape=Shape(nothing=Null()))
    assert read(Light, "8101ff") == Light(loud=True)
    assert read(Loose, "020105") == Loose(number=5)
    assert read(Loose, "300304 01ff") == Loose(rest=Raw(bytes.fromhex("30030401ff")))


def test_lists() -> None:
    assert read(Drawing, "a0031b0161 a3060201010201ff").numbers == (1, -1)
    assert read(Drawing, "a0031b0161 a4060a01010a0109").colours == (Colour.RED, 9)
    texts = read(Drawing, "a0031b0161 a50b1b01611a01623b031b0163").texts
    assert [(text, type(text)) for text in texts] == [("a", str), ("b", Edifact), ("c", str)]
    assert read(Drawing, "a0031b0161 a60405003000").anything == (b"\5\0", b"\x30\0")
    assert read(Drawing, "a0031b0161 a100").shapes == ()


def test_members_of_unknown_tags_are_kept() -> None:
    found = read(Point, "810105 9f8148016b 0500")
    assert found == Point(x=5, unknown=(Raw(bytes.fromhex("9f8148016b")), Raw(b"\5\0")))
    assert read(Drawing, "a0031b0161 0500 bf8148020500").rest == b"\5\0", (
        "the first is the member that is ANY"
    )


def test_a_type_may_hold_itself() -> None:
    assert read(Tree, "a005a0031b0161") == Tree(left=Tree(left=Tree(leaf="a")))
    assert read(Tree, "a104a0021b00") == Tree(branch=Branch(tree=Tree(leaf="")))
    deep = b""
    for _ in range(limits.DEPTH + 1):
        deep = b"\xa0\x84" + len(deep).to_bytes(4, "big") + deep
    element, _, expected = fault(Tree, deep.hex())
    assert expected == "at most 100 levels"
    assert element == ".".join(["left"] * limits.DEPTH)


@pytest.mark.parametrize(
    ("declared", "octets", "where"),
    [
        (Point, "", ("x", 0, "a value, as the element is mandatory")),
        (Point, "80016c", ("x", 3, "a value, as the element is mandatory")),
        (Point, "810105 810106", ("x", 3, "the element once")),
        (Point, "810205", ("x", 0, "2 octets of contents")),
        (Point, "8105", ("x", 0, "5 octets of contents")),
        (Point, "81", ("x", 0, "more octets")),
        (Point, "8100", ("x", 2, "an octet or more, for an INTEGER")),
        (Point, "a103020105", ("x", 0, "a primitive value")),
        (Point, "810105 8203020105", ("y", 3, "a constructed value")),
        (Point, "a200 810105", ("y", 2, "the identifier 02")),
        (Point, "810105 a200", ("y", 3, "more octets")),
        (Point, "810105 a2020500", ("y", 5, "the identifier 02")),
        (Point, "810105 a20402010500", ("y", 8, "the end")),
        (Point, "810105 0000", ("", 3, "an identifier")),
        (Row, "010200ff", ("truth", 2, "one octet, for a BOOLEAN")),
        (Row, "820163", ("strict", 2, "one of 1, 300, -2")),
        (Row, "0501ff", ("null", 2, "no contents, for a NULL")),
        (Row, "060180", ("oid", 2, "an arc without leading zeros")),
        (Row, "0300", ("bits", 2, "the number of unused bits, 0 to 7, then the bits")),
        (Row, "2403810161", ("octets", 2, "a segment of a string")),
        (Shape, "0500", ("", 0, "one of point, nothing, name, faR, other")),
        (Shape, "b400", ("point.x", 2, "a value, as the element is mandatory")),
        (Shape, "950000", ("nothing", 2, "the end")),
        (Shape, "", ("", 0, "more octets")),
        (Drawing, "a0031b0161 a105 9500 950161", ("shapes[2].nothing", 11, "no contents, for a NULL")),
        (Drawing, "a0031b0161 a1029600", ("shapes[1].other", 7, "one of point, nothing, name, faR, other")),
        (Drawing, "a0031b0161 a3020500", ("numbers[1]", 7, "INTEGER")),
        (Drawing, "a003040161", ("title", 2, "GeneralString or VisibleString or UTF8String")),
        (Drawing, "a000 9500", ("title", 2, "GeneralString or VisibleString or UTF8String")),
        (Drawing, "a0031b0161 a800", ("item", 7, "a value")),
        (Drawing, "a0031b0161 a80405000500", ("item", 9, "the end")),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(
    declared: type, octets: str, where: tuple[str, int, str]
) -> None:
    assert fault(declared, octets) == where


def test_the_element_of_a_list_is_named_by_its_type() -> None:
    def wanted(kind: ListOf) -> str:
        with pytest.raises(Fault) as caught:
            DECODERS.function(kind)(b"\x9f\x7f\0", 0, 3, "utf-8")
        return caught.value.expected

    for declared, name in (
        (tuple[Point, ...], "Point"),
        (tuple[Row, ...], "Row"),
        (tuple[Colour | int, ...], "Colour"),
        (tuple[bool, ...], "BOOLEAN"),
        (tuple[tuple[bool, ...], ...], "a list"),
    ):
        kind = form(declared).kind
        assert isinstance(kind, ListOf)
        assert wanted(kind) == name
    texts = form(Drawing.__annotations__["texts"]).kind
    assert isinstance(texts, ListOf)
    assert wanted(texts) == "ILL-String"


def test_a_value_alone_has_all_its_tags() -> None:
    data = bytes.fromhex("6307 3005 a0031b0161")
    whole = DECODERS.function(form(Drawing))
    assert whole(data, 0, len(data), "utf-8", 1) == Drawing(title="a")
    with pytest.raises(Fault) as caught:
        whole(data, 2, len(data), "utf-8", 1)
    assert caught.value.error().expected == "A-Drawing"
    data = bytes.fromhex("3003 810105")
    assert DECODERS.function(form(Point))(data, 0, len(data), "utf-8") == Point(x=5)


def test_lists_have_a_bound() -> None:
    data = b"\5\0" * (limits.MEMBERS + 1)
    kind = ListOf(form(Null))
    assert len(DECODERS.function(kind)(data, 0, len(data) - 2, "utf-8")) == limits.MEMBERS
    with pytest.raises(Fault, match="at most 10000 elements"):
        DECODERS.function(kind)(data, 0, len(data), "utf-8")


def test_an_indefinite_length_is_read_where_its_end_is_certain() -> None:
    assert read(Shape, "b680 1b0161 0000") == Shape(other="a")
    assert read(Shape, "b680 3b80 1b0161 0000 0000") == Shape(other="a")
    with pytest.raises(Indefinite):
        read(Drawing, "a080 1b0161 0000")


def test_text_that_its_character_set_cannot_read_is_an_error() -> None:
    with pytest.raises(Fault, match="text in iso2022_jp"):
        read(Shape, "1b041b244221", "iso2022_jp")


def test_there_are_no_decoders_of_leaves_alone() -> None:
    with pytest.raises(TypeError, match="no decoder of its own"):
        DECODERS.write(Leaf.NULL, "null")
