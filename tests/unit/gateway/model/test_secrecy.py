import pytest

from gateway.model.secrecy import MASK, hidden_in, is_identity_number, without_identity_numbers


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


def test_it_is_found_in_the_digits_of_an_input_method() -> None:
    wide = "证号１１０１０５１９４９１２３１００２Ｘ，请查"
    assert without_identity_numbers(wide) == wide, "a wide letter is no digit"
    assert without_identity_numbers("证号１１０１０５１９４９１２３１００２x，请查") == f"证号{MASK}，请查"


def test_few_places_of_a_long_row_of_digits_are_looked_at_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    row = "".join(str(number) for number in range(20_000))
    monkeypatch.setattr("gateway.model.secrecy._is_right", looked.append)
    without_identity_numbers(row)
    assert 0 < len(looked) < len(row) / 100


def test_one_in_a_row_of_digits_is_found() -> None:
    number = good("32030020050504001")
    assert number not in without_identity_numbers(f"7{number}7")


def test_of_two_that_overlap_nothing_is_left() -> None:
    first = next(number for order in range(1, 9) if (number := good(f"11010120000121{order:03}"))[-1] != "X")
    second = good(f"{first[12:]}20000101123")
    assert without_identity_numbers(f"a{first[:12]}{second}b") == f"a{MASK}b"


NUMBER = "11010519491231002X"


def test_a_form_loses_them_wherever_they_stand_and_says_where() -> None:
    found: list[str] = []
    form = {
        "client": {"identifier": NUMBER, "name": "张三"},
        "notes": ["快", f"证{NUMBER}号"],
        "units": 1,
        "x": None,
    }
    assert hidden_in(form, found.append) == {
        "client": {"identifier": MASK, "name": "张三"},
        "notes": ["快", f"证{MASK}号"],
        "units": 1,
        "x": None,
    }
    assert found == ["client.identifier", "notes[2]"]


def test_what_names_something_stands_as_it_is() -> None:
    found: list[str] = []
    form = {"transaction": {"qualifier": NUMBER}, "note": "x"}
    assert hidden_in(form, found.append, {"transaction"}) == form
    assert not found


def test_octets_in_hexadecimal_lose_them_and_stay_as_many() -> None:
    found: list[str] = []
    octets = b"\x43\x14" + NUMBER.encode() + b"\x00\xff"
    hidden = hidden_in({"unknown": [octets.hex()]}, found.append)
    assert bytes.fromhex(hidden["unknown"][0]) == b"\x43\x14" + b"*" * 18 + b"\x00\xff"
    assert found == ["unknown[1]"]
    other = (b"\x43" * 20).hex()
    assert hidden_in(other, found.append) == other
    digits = b"0123456789" * 3
    assert hidden_in(digits.hex(), found.append) == digits.hex()
    assert found == ["unknown[1]"]
