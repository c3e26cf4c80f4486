"""`Reading` by itself; what compiled readers make of it is in test_readers."""

import pytest

from protocols.xml.errors import Wrong, XmlError
from protocols.xml.leaves import DATE, INTEGER
from protocols.xml.reader import parse
from protocols.xml.reading import REMARKS, SHOWN, Reading, Table
from protocols.xml.remarks import Remark, Rule

DOCUMENT = parse(b"<a>\n<b>x<i>y</i></b>\n<c d='1'/></a>")
B, C = DOCUMENT.root
TABLE = Table(here={"b": 0}, others={"c": 3}, names={"b": 0, "d": 4}, mandatory={"one": "b"}, keeps=True)


@pytest.fixture
def reading() -> Reading:
    return Reading(DOCUMENT, [])


def test_remarks_are_gathered(reading: Reading) -> None:
    reading.remark(Rule.RANGE, B, inside="@x", found="y" * 200)
    reading.empty(B)
    reading.missing(B, "z")
    reading.repeated(B, "z", 3)
    reading.small(C)
    reading.stray(B, " text ")
    assert reading.remarks == [
        Remark("a/b/@x", 2, Rule.RANGE, "y" * SHOWN),
        Remark("a/b", 2, Rule.EMPTY),
        Remark("a/b/z", 2, Rule.MISSING),
        Remark("a/b/z", 2, Rule.REPEATED, "3 times"),
        Remark("a/c", 3, Rule.RANGE),
        Remark("a/b", 2, Rule.STRAY, "text"),
    ]


def test_enough_is_enough(reading: Reading) -> None:
    for _ in range(REMARKS + 1):
        reading.empty(B)
    assert len(reading.remarks) == REMARKS


def test_an_element_that_goes_astray(reading: Reading) -> None:
    values: dict[str, object] = {}
    assert reading.astray(B, 0, TABLE, values) == 0
    assert reading.astray(C, -1, TABLE, values) == 3
    assert values == {}
    assert [each.rule for each in reading.remarks] == [Rule.ORDER, Rule.OTHER_VERSION]


def test_an_element_without_name_space_or_without_meaning(reading: Reading) -> None:
    values: dict[str, object] = {}
    named = TABLE._replace(others={}, names={"c": 4})
    assert reading.astray(C, -1, named, values) == 4
    assert reading.astray(C, -1, named._replace(names={}), values) == -1
    assert values == {"unknown": ['<c d="1" />']}
    assert reading.astray(C, -1, named._replace(names={}, keeps=False), values) == -1
    assert values == {"unknown": ['<c d="1" />']}
    assert [each.rule for each in reading.remarks] == [Rule.UNQUALIFIED, Rule.UNKNOWN, Rule.UNKNOWN]


def test_texts(reading: Reading) -> None:
    assert reading.nested(B) == "xy"
    assert reading.value(DATE, B, None) is None
    assert reading.attribute(INTEGER, C, "d", "1") == 1
    assert reading.attribute(INTEGER, C, "d", " ") is None
    assert [reading.unqualified(C, "d"), reading.unqualified(C, "e")] == ["1", None]
    assert reading.needed(DATE, B, "2026-11-23T00:00:00Z").day == 23
    assert [each.rule for each in reading.remarks] == [
        Rule.NESTED,
        Rule.EMPTY,
        Rule.EMPTY,
        Rule.UNQUALIFIED,
        Rule.SPELLING,
    ]


def test_errors(reading: Reading) -> None:
    with pytest.raises(XmlError, match="a/b: expected the element once, found 'another b'"):
        reading.again(B)
    with pytest.raises(XmlError, match="a/b: expected a date, found ''"):
        reading.needed(DATE, B, " ")
    with pytest.raises(XmlError, match="a/b: expected a date, found 'x'") as refused:
        reading.value(DATE, B, "x")
    assert refused.value.wrong is Wrong.VALUE
    assert str(reading.lacking(C, TABLE, {})) == "line 3: a/c/b: expected the element, found 'nothing'"
    assert str(reading.armless(DOCUMENT.root, TABLE)) == "line 1: a: expected one of b, found 'b, c'"
    assert "found 'nothing'" in str(reading.armless(C, TABLE))
