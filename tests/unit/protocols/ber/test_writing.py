import pytest

from protocols.ber import Edifact, Null, Raw
from protocols.ber.leaves import GENERAL, UTF8, VISIBLE, Texts
from protocols.ber.writing import (
    OCTET,
    Misfit,
    arms_misfit,
    boolean,
    member_of,
    misfit,
    misfit_at,
    null,
    one_of,
    raw,
    raws,
    size_misfit,
    wrong_class,
)
from tests.unit.protocols.ber.samples import Shape

TEXTS = Texts("ILL-String", GENERAL, ((UTF8, str), (VISIBLE, Edifact)))


def caught(error: Exception) -> Exception:
    """The error with the traceback that it has where it was caught."""
    with pytest.raises(type(error)) as info:
        raise error
    return info.value


def test_a_misfit_is_given_its_place_on_the_way_up() -> None:
    error = caught(ValueError("no"))
    assert error.__traceback__
    lines = [""] * error.__traceback__.tb_lineno
    lines[-1] = "number"
    found = misfit(error, lines)
    assert misfit(found, lines) is found
    assert misfit_at(found, 2) is found
    assert str(found.error()) == "[2].number: no"
    assert misfit_at(ValueError("why"), 1).path == ["[1]"]


def test_a_line_that_belongs_to_no_member_adds_none() -> None:
    assert misfit(caught(Misfit("no")), [""] * 1000).path == []
    assert misfit(Misfit("no"), []).path == []


def test_what_is_said() -> None:
    with pytest.raises(Misfit, match="a Point is wanted, not a NoneType"):
        wrong_class(None, "Point")
    with pytest.raises(Misfit, match="a size of 1 to 5 is wanted, not 0"):
        size_misfit(0, 1, 5)
    with pytest.raises(Misfit, match="a size of 1 to any is wanted"):
        size_misfit(0, 1, None)
    with pytest.raises(Misfit, match="one arm is wanted, not none"):
        arms_misfit(Shape())
    with pytest.raises(Misfit, match="one arm is wanted, not name, far"):
        arms_misfit(Shape(name="x", far=1))


def test_leaves_of_few_values() -> None:
    assert [boolean(value, b"t", b"f") for value in (True, False)] == [b"t", b"f"]
    with pytest.raises(Misfit, match="BOOLEAN"):
        boolean(1, b"t", b"f")
    assert null(Null(), b"\5\0") == b"\5\0"
    with pytest.raises(Misfit, match="NULL"):
        null(0, b"\5\0")
    assert member_of(1, (1, 2)) == 1
    with pytest.raises(Misfit, match="one of 1, 2 is wanted, not 3"):
        member_of(3, (1, 2))
    assert OCTET[127] == b"\x7f"


def test_a_string_is_written_as_the_type_that_it_remembers() -> None:
    assert one_of("ä", "latin-1", TEXTS) == b"\x1b\1\xe4"
    assert one_of(Edifact("a"), "utf-8", TEXTS) == b"\x1a\1a"
    assert one_of("\udcff", "utf-8", TEXTS) == b"\x1b\1\xff"


def test_anything_is_one_whole_value() -> None:
    assert raw(b"\x30\x80\0\0") == b"\x30\0"
    assert raws((Raw(b"\5\0"), Raw(b"\x30\x80\0\0"))) == b"\5\0\x30\0"
    for wrong in (b"", b"\5", b"\5\0\5\0", b"\5\1"):
        with pytest.raises(Misfit, match="one whole value"):
            raw(wrong)
