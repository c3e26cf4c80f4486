import pytest

from gateway.translate.marc.mapping import Place, place
from protocols.marc import Field

FIELD = Field(
    "905", "  ", (("a", "CUMT"), ("b", "1"), ("b", "2"), ("d", "TP18"), ("e", "8"), ("f", "x"), ("f", "y"))
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("690$a", Place("690", (("", "a"),))),
        ("$b", Place("", (("", "b"),))),
        ("905$d/$e", Place("905", (("", "d"), ("/", "e")))),
        ("200$a. $h, $i", Place("200", (("", "a"), (". ", "h"), (", ", "i")))),
        ("100$a[9-12]", Place("100", (("", "a"),), (9, 13))),
        ("001", Place("001")),
        ("008[7-10]", Place("008", (), (7, 11))),
        ("AVA$8", Place("AVA", (("", "8"),))),
    ],
)
def test_places_are_read(written: str, expected: Place) -> None:
    assert place(written) == expected
    assert expected.is_control is (not expected.parts)


@pytest.mark.parametrize(
    "written", ["", "690", "69$a", "$", "690$", "$b,", "905$d/$e/", "008[7]", "$a[x-y]", "六九零$a"]
)
def test_what_is_no_place_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"place|joins nothing"):
        place(written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("$d/$e", "TP18/8"),
        ("$z/$e", "8"),
        ("$d/$z", "TP18"),
        ("$z", ""),
        ("$a[1-2]", "UM"),
        ("$b", "1"),
    ],
)
def test_what_stands_there_is_put_together(written: str, said: str) -> None:
    assert place(written).of(FIELD) == said


def test_each_of_several_has_its_own_where_there_are_as_many() -> None:
    assert place("$f").of(FIELD, 1, 2) == "y"
    assert place("$f").of(FIELD, 1, 3) == "x"
    assert place("$d").of(FIELD, 1, 2) == "TP18"
    assert place("$z").of(FIELD, 1, 2) == ""


def test_its_code_is_its_first_subfield() -> None:
    assert place("905$d/$e").code == "d"
