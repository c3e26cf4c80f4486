import pytest

from protocols.ber import limits
from protocols.ber.definite import definite, mapped
from protocols.ber.errors import Fault, TooMuch

NESTED = bytes.fromhex("6180 3080 0401ff 3003020105 0000 0000")


def test_it_is_made_quickly_or_with_a_map_but_the_same() -> None:
    long = b"\x30\x80" + b"\x04\x82\x00\xc8" + bytes(200) + b"\xbf\x2e\x80\x9f\x2e\0\0\0\0\0"
    for data in (NESTED, long, b"\5\0", b"\x30\x80\0\0", definite(NESTED), definite(long)):
        assert definite(data) == mapped(data).octets
        assert definite(definite(data)) == definite(data)


@pytest.mark.parametrize(
    ("octets", "offset", "expected"),
    [
        ("", 0, "more octets"),
        ("30", 0, "more octets"),
        ("3080", 2, "more octets"),
        ("0000", 0, "an identifier"),
        ("30020000", 2, "an identifier"),
        ("3080 0001", 2, "an identifier"),
        ("3002 3080 0000", 4, "an identifier"),
        ("30800480", 3, "primitive"),
        ("05000500", 2, "the end"),
    ],
)
def test_what_is_wrong_is_found_where_it_stands(octets: str, offset: int, expected: str) -> None:
    with pytest.raises(Fault, match=expected) as caught:
        definite(bytes.fromhex(octets))
    assert caught.value.offset == offset


def test_depth_has_a_bound() -> None:
    deep = b"\x30\x80" * limits.DEPTH + b"\0\0" * limits.DEPTH
    assert definite(deep)[:2] == b"\x30\x81"
    with pytest.raises(Fault, match="at most 100 levels") as caught:
        definite(b"\x30\x80" + deep + b"\0\0")
    assert (caught.value.kind, caught.value.offset) == (TooMuch, 2 * limits.DEPTH)
    with pytest.raises(Fault, match="at most 1 levels"):
        definite(NESTED, 1)


def test_lengths_become_definite_and_short() -> None:
    made = mapped(NESTED)
    assert made.octets == bytes.fromhex("610a 3008 0401ff 3003020105")
    assert mapped(made.octets).octets == made.octets
    assert mapped(bytes.fromhex("30830000040481 01ff")).octets == bytes.fromhex("30030401ff")
    assert mapped(b"\5\0").octets == b"\5\0"


def test_offsets_are_told_as_they_were() -> None:
    made = mapped(NESTED)
    assert [made.origin(at) for at in range(12)] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    within = mapped(bytes.fromhex("3080 3080 0401ff 0000 020105 0000"))
    assert within.octets == bytes.fromhex("3008 3003 0401ff 020105")
    assert [within.origin(at) for at in (0, 2, 4, 6, 7, 9)] == [0, 2, 4, 6, 9, 11]
    long = mapped(b"\x30\x80" + b"\x04\x82\x00\xc8" + bytes(200) + b"\0\0")
    assert long.octets[:5] == b"\x30\x81\xcb\x04\x81"
    assert [long.origin(at) for at in (0, 2, 3)] == [0, 2, 2]


def test_one_value_is_made_definite_at_a_time() -> None:
    with pytest.raises(Fault, match="the end") as caught:
        mapped(b"\5\0\5\0")
    assert caught.value.offset == 2
