import pytest

from protocols.ber import Tag, application, private, universal
from protocols.ber.errors import Fault, TooMuch
from protocols.ber.octets import (
    INDEFINITE,
    base128,
    header,
    identifier,
    identifier_end,
    length,
    ran_out,
    show,
    tag_of,
    wrap,
)


@pytest.mark.parametrize(
    ("tag", "constructed", "octets"),
    [
        (universal(16), True, "30"),
        (universal(30), False, "1e"),
        (application(1), True, "61"),
        (Tag(2, 30), False, "9e"),
        (Tag(2, 31), False, "9f1f"),
        (Tag(2, 46), True, "bf2e"),
        (Tag(2, 127), True, "bf7f"),
        (Tag(2, 128), True, "bf8100"),
        (private(1 << 27), False, "dfc0808000"),
    ],
)
def test_identifiers(tag: Tag, constructed: bool, octets: str) -> None:  # noqa: FBT001 - one of three columns
    data = bytes.fromhex(octets)
    assert identifier(tag, constructed=constructed) == data
    assert tag_of(data) == tag
    assert identifier_end(b"-" + data, 1) == 1 + len(data)


def test_numbers_in_seven_bits() -> None:
    assert [base128(number).hex() for number in (0, 127, 128, 16383, 16384)] == [
        "00",
        "7f",
        "8100",
        "ff7f",
        "818000",
    ]


def test_a_tag_number_has_no_leading_zeros_and_a_bound() -> None:
    with pytest.raises(Fault, match="leading zeros"):
        identifier_end(b"\xbf\x80\x01", 0)
    with pytest.raises(Fault, match="at most 4 octets") as caught:
        identifier_end(b"\xbf\x81\x81\x81\x81", 0)  # as soon as it is certain
    assert caught.value.kind is TooMuch
    with pytest.raises(IndexError):
        identifier_end(b"\xbf\x81", 0)


@pytest.mark.parametrize("n", [0, 1, 127, 128, 255, 256, 65536])
def test_lengths(n: int) -> None:
    data = b"\x04" + length(n) + bytes(n)
    assert header(data, 0, len(data)) == (1, len(data) - n, n)
    assert wrap(b"\x04", bytes(n)) == data


def test_a_length_may_be_longer_than_necessary() -> None:
    assert header(bytes.fromhex("048400000001ff"), 0, 7) == (1, 6, 1)
    assert header(bytes.fromhex("04880000000000000001ff"), 0, 11) == (1, 10, 1)
    with pytest.raises(Fault, match="a length of at most 8 octets"):
        header(bytes.fromhex("0489000000000000000001ff"), 0, 12)


def test_a_length_may_be_indefinite_where_contents_are_values() -> None:
    assert header(b"\x30\x80\0\0", 0, 4) == (1, 2, INDEFINITE)
    with pytest.raises(Fault, match="primitive"):
        header(b"\x04\x80\0\0", 0, 4)
    with pytest.raises(Fault, match="contents"):
        header(b"\x30\x80", 0, 1)


def test_contents_end_within_what_they_stand_in() -> None:
    with pytest.raises(Fault, match="3 octets of contents") as caught:
        header(b"-\x04\x03abc", 1, 5)
    assert (caught.value.offset, caught.value.found) == (1, "2 octets")
    with pytest.raises(IndexError):
        header(b"\x04", 0, 1)


def test_what_is_shown_is_short() -> None:
    assert show(b"abc", 1, 3) == "62 63"
    assert show(bytes(100), 0, 100) == " ".join(["00"] * 16)
    assert show(b"abc", 3, 3) == "the end"
    fault = ran_out(b"\x30", 1)
    assert (fault.offset, fault.expected, fault.found) == (1, "more octets", "the end")
