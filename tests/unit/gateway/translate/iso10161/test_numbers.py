"""Where ISBN and ISSN stand in an Item-Id."""

import pytest

from gateway.translate.iso10161.numbers import Placed, StandardNumber, find_isbn, find_issn, place_isbn


@pytest.mark.parametrize(
    ("number", "letters", "placed"),
    [
        ("0-632-05759-9", None, Placed("0632057599", None)),
        ("7-5046-0001-x", "copy 2", Placed("750460001X", "copy 2")),
        ("978-0-632-05759-7", None, Placed("0632057599", "9780632057597")),
        ("979-10-90636-07-1", "ACC-1", Placed(None, "9791090636071 ACC-1")),
        ("978-0-632-05759-8", None, Placed(None, "9780632057598")),  # wrong check digit: sent as it is
        ("SB-17 ", None, Placed(None, "SB-17")),
        ("", "", Placed(None, None)),
    ],
)
def test_an_isbn_goes_where_it_fits(number: str, letters: str | None, placed: Placed) -> None:
    assert place_isbn(number, letters) == placed


@pytest.mark.parametrize(
    ("number", "letters", "found"),
    [
        ("0632057599", None, StandardNumber("0632057599", sound=True)),
        ("0632057599", "ISBN 978-0-632-05759-7 (pbk)", StandardNumber("9780632057597", sound=True)),
        ("9780632057597", None, StandardNumber("9780632057597", sound=True)),  # too long for [18], tolerated
        ("9780632057", "ACC-1", StandardNumber("9780632057", sound=False)),  # cut off, as YAZ's sample has it
        (None, "9780632057598", StandardNumber("9780632057598", sound=False)),
        ("12345678", None, StandardNumber("12345678", sound=False)),
        (None, "19780632057597", None),  # an accession number
        (" ", None, None),
        (None, None, None),
    ],
)
def test_an_isbn_is_found(number: str | None, letters: str | None, found: StandardNumber | None) -> None:
    assert find_isbn(number, letters) == found


def test_an_issn_is_judged() -> None:
    assert find_issn("1000-6788") == StandardNumber("10006788", sound=issn_is_sound("10006788"))
    assert find_issn("0378-5955") == StandardNumber("03785955", sound=True)
    assert find_issn("0378-5954") == StandardNumber("03785954", sound=False)
    assert find_issn(None) is None


def issn_is_sound(number: str) -> bool:
    """The check digit by hand: weights 8 to 2, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:7], range(8, 1, -1), strict=True))
    return "0123456789X"[-total % 11] == number[7]
