"""The encoders that are written: what they write and how they refuse."""

from typing import Any

import pytest

from protocols.ber import BitString, Declared, Edifact, Null, Raw
from protocols.ber.encoders import Encoders
from protocols.ber.schema import Leaf, ListOf, form
from protocols.ber.writing import Misfit
from tests.unit.protocols.ber.samples import Colour, Drawing, Loose, Point, Row, Shape, Tiny, Tree

ENCODERS = Encoders()


def write(value: Any, charset: str = "utf-8") -> str:  # noqa: ANN401 - any declared type
    """Contents of a SEQUENCE, or a whole CHOICE, in hexadecimal."""
    octets: bytes = ENCODERS.function(form(type(value)).kind)(value, charset)
    return octets.hex()


def test_every_default_is_written_in_the_standards_order() -> None:
    assert write(Point(x=5)) == "810105a203020107"
    assert write(Point(label="a", x=-1, y=300)) == "8001618101ffa2040202012c"
    assert write(Tiny()) == ""


@pytest.mark.parametrize(
    ("row", "octets"),
    [
        (Row(octets=b"ab"), "04026162"),
        (Row(octets=b"a" * 200), "0481c8" + "61" * 200),
        (Row(bits=BitString.of((0, 9))), "0303068040"),
        (Row(oid="1.2.3"), "06022a03"),
        (Row(truth=True), "0101ff"),
        (Row(truth=False), "010100"),
        (Row(colour=Colour.RED), "0a0101"),
        (Row(colour=Colour.BLUE), "0a02012c"),
        (Row(colour=99), "0a0163"),
        (Row(colour=128), "0a020080"),
        (Row(strict=Colour.DARK), "8201fe"),
        (Row(null=Null()), "0500"),
        (Row(inner_octets=b""), "a3020400"),
        (Row(inner_octets=bytes(126)), "a381800" + "47e" + "00" * 126),
        (Row(inner_octets=bytes(128)), "a38183048180" + "00" * 128),
        (Row(inner_bits=BitString(b"\xf0", 4)), "a404030204f0"),
        (Row(inner_text="abc"), "a5051303616263"),
        (Row(inner_truth=True), "a6030101ff"),
        (Row(deep=5), "ff822c049f320105"),
        (Row(deep=-129), "ff822c059f3202ff7f"),
        (Row(deeper="a"), "bf84a27007a905a8031b0161"),
        (Row(deeper=Edifact("a")), "bf84a27007a905a8031a0161"),
        (Row(deeper="a" * 200), "bf84a27081d1a981cea881cb1b81c8" + "61" * 200),
        (Row(either="a"), "1b0161"),
        (Row(either=Edifact("a")), "1a0161"),
        (Row(deep_point=Point(x=1)), "ac0aab08810101a203020107"),
        (Row(unknown=(Raw(b"\x9f\x7f\0"), Raw(b"\x30\x80\0\0"))), "9f7f003000"),
    ],
)
def test_leaves(row: Row, octets: str) -> None:
    assert write(row) == octets


def test_choices() -> None:
    assert write(Shape(point=Point(x=1))) == "b408810101a203020107"
    assert write(Shape(nothing=Null())) == "9500"
    assert write(Shape(far=5)) == "9f87680105"
    assert write(Shape(name="你"), "gb18030") == "1b02c4e3"
    assert write(Loose(rest=Raw(b"\x30\x80\0\0"))) == "3000"


def test_lists_and_types_within_types() -> None:
    assert write(Drawing(title="a", numbers=(1, -1))) == "a0031b0161a3060201010201ff"
    assert write(Drawing(title="a", texts=("b", Edifact("c")))) == "a0031b0161a5061b01621a0163"
    assert write(Drawing(title="a", shapes=(Shape(nothing=Null()),))) == "a0031b0161a1029500"
    assert write(Tree(left=Tree(), leaves=(Tree(), Tree(leaf="a")))) == "a000a207300030031b0161"
    whole = ENCODERS.function(form(Drawing))
    assert whole(Drawing(title="a"), "utf-8").hex() == "63073005a0031b0161"
    assert whole(Drawing(title="a" * 200), "utf-8").hex() == "6381d13081cea081cb1b81c8" + "61" * 200


@pytest.mark.parametrize(
    ("value", "element", "why"),
    [
        (Point(x=None), "x", "'<=' not supported"),  # type: ignore[arg-type]
        (Point(x=1, label="ä"), "label", "'ascii' codec can't encode"),
        (Point(x=1, label=5), "label", "no attribute 'encode'"),  # type: ignore[arg-type]
        (Point(x=1.5), "x", "indices must be integers"),  # type: ignore[arg-type]
        (Point(x=1 << 200), "x", "at most 16 octets"),
        (Row(octets="text"), "octets", "can't concat"),  # type: ignore[arg-type]
        (Row(octets=5), "octets", "has no len"),  # type: ignore[arg-type]
        (Row(oid="1"), "oid", "no object identifier"),
        (Row(truth=1), "truth", "a BOOLEAN is wanted, not a int"),  # type: ignore[arg-type]
        (Row(null=0), "null", "a NULL is wanted"),  # type: ignore[arg-type]
        (Row(strict=9), "strict", "one of 1, 300, -2 is wanted, not 9"),  # type: ignore[arg-type]
        (Row(inner_text=""), "inner-text", "a size of 1 to 5 is wanted, not 0"),
        (Row(inner_text="abcdef"), "inner-text", "a size of 1 to 5 is wanted, not 6"),
        (Row(either=""), "either", "a size of 1 to any is wanted, not 0"),
        (Row(deep_point=Point(x="1")), "deep-point.x", "'<=' not supported"),  # type: ignore[arg-type]
        (Row(unknown=(Raw(b"\5"),)), "unknown", "one whole value is wanted"),
        (Shape(), "", "one arm is wanted, not none"),
        (Shape(far=1, name="two"), "", "one arm is wanted, not name, far"),
        (Shape(far="1"), "faR", "'<=' not supported"),  # type: ignore[arg-type]
        (Shape(point=Row()), "point", "a Point is wanted, not a Row"),  # type: ignore[arg-type]
        (Drawing(title=None), "title", "'NoneType' object has no attribute 'encode'"),  # type: ignore[arg-type]
        (Drawing(title="a", shapes=()), "shapes", "a size of 1 to 3 is wanted, not 0"),
        (Drawing(title="a", shapes=(Shape(far=1), Shape())), "shapes[2]", "one arm is wanted"),
        (Drawing(title="a", numbers=(1, "2")), "numbers[2]", "'<=' not supported"),  # type: ignore[arg-type]
        (Drawing(title="a", numbers=5), "numbers", "not iterable"),  # type: ignore[arg-type]
        (Drawing(title="a", shape="x"), "shape", "a Shape is wanted, not a str"),  # type: ignore[arg-type]
    ],
)
def test_what_does_not_fit_is_named(value: Declared, element: str, why: str) -> None:
    with pytest.raises(Misfit) as caught:
        write(value)
    error = caught.value.error()
    assert error.element == element
    assert why in error.why


def test_there_are_no_encoders_of_leaves_alone() -> None:
    with pytest.raises(TypeError, match="no encoder of its own"):
        ENCODERS.write(Leaf.NULL, "null")
    kind = form(tuple[int, ...]).kind
    assert isinstance(kind, ListOf)
    assert ENCODERS.function(kind)((1, 2), "utf-8").hex() == "020101020102"
