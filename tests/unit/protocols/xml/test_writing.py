"""`Writing` by itself; what compiled writers make of it is in test_writers."""

import pytest

from protocols.xml.errors import Unwritable
from protocols.xml.remarks import Loss, Why
from protocols.xml.writing import QUOTED, SIGNS, Writing, misfit, path
from tests.unit.protocols.xml.samples import Colour, Label

AT = ((None, "a", 0), "b", 0)


@pytest.fixture
def writing() -> Writing:
    return Writing("1")


def test_signs_are_written_as_xml_has_them(writing: Writing) -> None:
    assert writing.escaped('a<b>&c"\r\n\t', AT) == 'a&lt;b&gt;&amp;c"&#13;\n\t'
    assert writing.quoted('a<b>&c"\r\n\t', AT) == "a&lt;b&gt;&amp;c&quot;&#13;&#10;&#9;"
    assert writing.losses == []
    assert not SIGNS('徐州 "x"\n')
    assert QUOTED("\n")


def test_characters_that_xml_has_not_are_replaced_and_said(writing: Writing) -> None:
    assert writing.escaped("a\0b\udc80\ufffdc", AT) == "a\ufffdb\ufffd\ufffdc"
    assert writing.losses == [Loss("a/b", Why.CHARACTERS, "a\\x00b\\udc80\ufffdc")]


def test_what_is_left_out_is_said(writing: Writing) -> None:
    assert writing.some(("x", "y", Label(value="z", scheme="s")), 1, AT) == ("x",)
    writing.no_place(AT, ("p", "q"))
    writing.no_place(AT, Label(value="z", count=2))
    writing.no_code("Pink", AT, mandatory=False)
    assert writing.unknown(("<x/>",), AT, open_=False) == ""
    assert [(each.element, each.why, each.found) for each in writing.losses] == [
        ("a/b[2]", Why.TOO_MANY, "y"),
        ("a/b[3]", Why.TOO_MANY, "z s"),
        ("a/b", Why.NO_PLACE, "p"),
        ("a/b[2]", Why.NO_PLACE, "q"),
        ("a/b", Why.NO_PLACE, "z 2"),
        ("a/b", Why.NO_CODE, "Pink"),
        ("a/b", Why.UNKNOWN, "<x/>"),
    ]


def test_what_nobody_knows_is_written_where_it_may_be(writing: Writing) -> None:
    assert writing.unknown(("<x>徐</x>", "<y/>"), AT, open_=True) == "<x>徐</x><y/>"
    with pytest.raises(Unwritable, match=r"a/b: .*expected well-formed XML"):
        writing.unknown(("<x/><y/>",), AT, open_=True)


def test_what_a_version_cannot_be_without(writing: Writing) -> None:
    assert str(writing.absent(AT)) == "a/b: is missing, and version 1 has it always"
    assert str(Writing("").absent(AT)) == "a/b: is missing, and has to be there"
    with pytest.raises(Unwritable, match="a/b: 'Green' is no code of version 1"):
        writing.no_code(Colour.GREEN, AT, mandatory=True)
    with pytest.raises(Unwritable, match=r"a/b: 'Green' is no code$"):
        Writing("").no_code(Colour.GREEN, AT, mandatory=True)


def test_python_tells_the_element_by_the_line() -> None:
    with pytest.raises(ValueError, match="invalid literal") as failed:
        int("no")
    trace = failed.value.__traceback__
    assert trace
    before = ("",) * (trace.tb_lineno - 1)
    assert str(misfit(failed.value, (*before, "c"), AT)).startswith("a/b/c: invalid literal")
    assert str(misfit(failed.value, (*before, ""), AT)).startswith("a/b: invalid literal")
    assert str(misfit(ValueError("x"), (), AT)) == "a/b: x"
    assert path(None) == ""
