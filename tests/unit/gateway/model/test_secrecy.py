import pytest

from gateway.model.secrecy import MASK, is_identity_number, without_identity_numbers


def good(seventeen: str) -> str:
    """A number with its check digit."""
    return next(seventeen + digit for digit in "0123456789X" if is_identity_number(seventeen + digit))


def test_the_standards_own_example() -> None:
    # GB 11643-1999, annex A.
    assert is_identity_number("11010519491231002X")
    assert is_identity_number("11010519491231002x")
    assert is_identity_number("1101051949123100２X"), "in the wide digits of an input method"


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # its check digit is wrong
        "11010518491231002X",
        "01010519491231002X",
        "11010519491231002",
        "11010519491231002XX",
        "P0001",
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    assert not is_identity_number(text)


@pytest.mark.parametrize("birth", ["19491331", "20000230", "17991231", "21000101"])
def test_without_a_day_of_birth_it_is_none(birth: str) -> None:
    assert not any(is_identity_number(f"110105{birth}002{digit}") for digit in "0123456789X")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("AA{}|AB1|", f"AA{MASK}|AB1|"),
        ("{}", MASK),
        ("{0}{0}", MASK * 2),
        ("6301920260302    100000          AA{}|", f"6301920260302    100000          AA{MASK}|"),
        ("nothing", "nothing"),
        ("AA110105194912310021|", "AA110105194912310021|"),  # eighteen digits, and no card's
        ("20260302    10000020260330    100000", "20260302    10000020260330    100000"),
        ("x{}0", f"x{MASK}0"),
        ("9{}", f"9{MASK}"),
    ],
)
def test_they_are_hidden_wherever_they_stand(text: str, hidden: str) -> None:
    assert without_identity_numbers(text.format("11010519491231002X")) == hidden


def test_one_in_a_row_of_digits_is_found() -> None:
    number = good("32030020050504001")
    assert number not in without_identity_numbers(f"7{number}7")


def test_of_two_that_overlap_nothing_is_left() -> None:
    first = next(number for order in range(1, 9) if (number := good(f"11010120000121{order:03}"))[-1] != "X")
    second = good(f"{first[12:]}20000101123")
    assert without_identity_numbers(f"a{first[:12]}{second}b") == f"a{MASK}b"
