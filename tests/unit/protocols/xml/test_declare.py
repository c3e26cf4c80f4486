import pytest

from protocols.xml.declare import only
from tests.unit.protocols.xml.samples import Colour, Place


def test_a_code_knows_its_versions() -> None:
    assert [Colour.GREEN.holds("1"), Colour.GREEN.holds("2"), Colour.RED.holds("1")] == [False, True, True]
    assert Colour("Green") is Colour.GREEN
    assert str(Colour.DARK_BLUE) == "DarkBlue"


def test_a_code_is_known_by_its_letters() -> None:
    assert Colour.spelled("dark-blue") is Colour.DARK_BLUE
    assert Colour.spelled("DARK BLUE") is Colour.DARK_BLUE
    assert Colour.spelled("purple") is None


def test_a_choice_has_one_arm() -> None:
    assert (Place(box="7").arm, Place(box="7").value) == ("box", "7")
    with pytest.raises(ValueError, match="not enough values"):
        _ = Place().arm


def test_what_is_said_holds_for_the_versions_that_it_names() -> None:
    assert [only("1").holds("1"), only("1").holds("2"), only().holds("2")] == [True, False, True]
