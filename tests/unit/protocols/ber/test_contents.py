from enum import IntEnum

import pytest

from protocols.ber import BitString, Null, limits
from protocols.ber.contents import (
    bits,
    bits_octets,
    boolean,
    integer,
    integer_octets,
    joined,
    joined_bits,
    known,
    null,
    oid,
    oid_octets,
)
from protocols.ber.errors import Fault, Indefinite, TooMuch


class Light(IntEnum):
    GREEN = 3
    RED = 1


def test_any_octet_but_zero_is_true() -> None:
    assert [boolean(bytes((octet,)), 0, 1) for octet in (0, 1, 0x80, 0xFF)] == [False, True, True, True]
    with pytest.raises(Fault, match="one octet"):
        boolean(b"\1\1", 0, 2)


@pytest.mark.parametrize(
    ("octets", "value"),
    [("00", 0), ("7f", 127), ("80", -128), ("0080", 128), ("ff7f", -129), ("000001", 1), ("ffffff", -1)],
)
def test_an_integer_may_have_more_octets_than_it_needs(octets: str, value: int) -> None:
    assert integer(b"--" + bytes.fromhex(octets), 2, 2 + len(octets) // 2) == value
    assert integer(integer_octets(value), 0, len(integer_octets(value))) == value
    assert len(integer_octets(value)) <= len(octets) // 2


def test_an_integer_has_a_bound_on_both_ways() -> None:
    most = (1 << (8 * limits.INTEGER - 1)) - 1
    assert integer_octets(most) == b"\x7f" + b"\xff" * (limits.INTEGER - 1)
    assert len(integer_octets(-most - 1)) == limits.INTEGER
    with pytest.raises(ValueError, match="at most 16 octets"):
        integer_octets(most + 1)
    with pytest.raises(Fault) as caught:
        integer(bytes(limits.INTEGER + 1), 0, limits.INTEGER + 1)
    assert caught.value.kind is TooMuch
    with pytest.raises(Fault, match="an octet or more"):
        integer(b"", 0, 0)


def test_a_closed_enumeration_knows_its_values() -> None:
    values = {int(light): light for light in Light}
    assert known(values, 1, 0) is Light.RED
    with pytest.raises(Fault, match="one of 3, 1"):
        known(values, 2, 0)


def test_null_is_empty() -> None:
    assert null(b"", 0, 0) == Null()
    with pytest.raises(Fault, match="no contents"):
        null(b"\0", 0, 1)


@pytest.mark.parametrize(
    ("dotted", "octets"),
    [
        ("0.0", "00"),
        ("1.39", "4f"),
        ("2.999.3", "883703"),
        ("1.2.840.10003.5.109.10", "2a8648ce13056d0a"),
        ("1.0.10161.13.3", "28cf310d03"),
        ("2.25." + str(2**128 - 1), "69" + "83" + "ff" * 17 + "7f"),
    ],
)
def test_object_identifiers(dotted: str, octets: str) -> None:
    data = bytes.fromhex(octets)
    assert oid(b"-" + data, 1, 1 + len(data)) == dotted
    assert oid_octets(dotted) == data


@pytest.mark.parametrize(
    "dotted", ["", "1", "1.", "3.1", "1.40", "1.2.-3", "1.02", " 1.2", "1.2 ", "a.b", "1.2\n"]
)
def test_what_is_no_object_identifier_is_not_written(dotted: str) -> None:
    with pytest.raises(ValueError, match="no object identifier"):
        oid_octets(dotted)


def test_arcs_have_bounds() -> None:
    longest = ".".join(["1.2", *["3"] * (limits.ARCS - 1)])
    assert oid(oid_octets(longest), 0, limits.ARCS) == longest
    with pytest.raises(ValueError, match="no object identifier"):
        oid_octets(longest + ".3")
    with pytest.raises(Fault, match="at most 64 arcs"):
        oid(oid_octets(longest) + b"\3", 0, limits.ARCS + 1)
    with pytest.raises(ValueError, match="more than 19 octets"):
        oid_octets(f"1.2.{1 << 7 * limits.ARC}")
    with pytest.raises(Fault, match="an arc of at most 19 octets") as caught:
        oid(b"-\x2a" + b"\xff" * limits.ARC + b"\1", 1, limits.ARC + 3)
    assert (caught.value.kind, caught.value.offset) == (TooMuch, 2)


@pytest.mark.parametrize(
    ("octets", "at", "expected"),
    [("", 0, "the end of an arc"), ("2a86", 1, "the end of an arc"), ("2a8001", 1, "without leading zeros")],
)
def test_a_broken_object_identifier(octets: str, at: int, expected: str) -> None:
    data = bytes.fromhex(octets)
    with pytest.raises(Fault, match=expected) as caught:
        oid(b"---" + data, 3, 3 + len(data))
    assert caught.value.offset == 3 + at


def test_bits() -> None:
    assert bits(b"\4\xf0", 0, 2) == BitString(b"\xf0", 4)
    assert bits(b"\0", 0, 1) == BitString()
    assert bits_octets(BitString(b"\xf0", 4)) == b"\4\xf0"
    for wrong in (b"", b"\x08\xff", b"\1"):
        with pytest.raises(Fault, match="unused bits"):
            bits(wrong, 0, len(wrong))
    for impossible in (BitString(b"\0", 8), BitString(b"\0", -1), BitString(b"", 1)):
        with pytest.raises(ValueError, match="unused bits"):
            bits_octets(impossible)


def test_segments_are_joined_within_each_other_too() -> None:
    data = bytes.fromhex("0401612405 1b016204 00 1a0163".replace(" ", ""))
    assert joined(data, 0, len(data)) == b"abc"
    assert joined(b"", 0, 0) == b""
    assert joined_bits(b"", 0, 0) == BitString()
    assert joined_bits(bytes.fromhex("0302000f030204f0"), 0, 8) == BitString(b"\x0f\xf0", 4)
    with pytest.raises(Fault, match="in the last segment alone"):
        joined_bits(bytes.fromhex("0302040f030200f0"), 0, 8)


def test_what_is_no_segment() -> None:
    for wrong in (b"\x81\0", b"\0\0"):
        with pytest.raises(Fault, match="a segment"):
            joined(wrong, 0, 2)
    with pytest.raises(Indefinite):
        joined(b"\x24\x80\0\0", 0, 4)


def test_segments_are_not_followed_down_for_ever() -> None:
    data = b""
    for _ in range(limits.DEPTH + 1):
        data = (
            b"\x24"
            + (bytes((len(data),)) if len(data) < 128 else b"\x82" + len(data).to_bytes(2, "big"))
            + data
        )
    with pytest.raises(Fault, match="at most 100 levels") as caught:
        joined(data, 0, len(data))
    assert caught.value.kind is TooMuch
