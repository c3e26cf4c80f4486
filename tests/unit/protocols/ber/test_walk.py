import pytest

from protocols.ber import limits
from protocols.ber.errors import Fault, TooMuch
from protocols.ber.walk import Piece, definite, walk

NESTED = bytes.fromhex("6180 3080 0401ff 3003020105 0000 0000")


def test_values_come_before_those_within_them() -> None:
    assert [(piece.start, piece.level, piece.stop, piece.ends) for piece in walk(NESTED)] == [
        (0, 0, -1, False),
        (2, 1, -1, False),
        (4, 2, 7, False),
        (7, 2, 12, False),
        (9, 3, 12, False),
        (12, 2, 12, True),
        (12, 1, 14, True),
        (14, 0, 16, True),
    ]
    assert next(iter(walk(NESTED))) == Piece(0, 1, 2, -1, 0, constructed=True, ends=False)


def test_values_stand_back_to_back() -> None:
    assert [piece.start for piece in walk(b"\5\0" + NESTED + b"\5\0") if not piece.level] == [0, 2, 16, 18]
    assert not list(walk(b""))


@pytest.mark.parametrize(
    ("octets", "offset", "expected"),
    [
        ("3080", 2, "more octets"),
        ("308004", 2, "more octets"),
        ("30800400", 4, "more octets"),
        ("3003020205", 2, "2 octets of contents"),
        ("0000", 0, "an identifier"),
        ("30020000", 2, "an identifier"),
        ("3080 00", 2, "an identifier"),
        ("3002 3080 0000", 4, "an identifier"),
    ],
)
def test_what_is_no_ber_is_found_where_it_stands(octets: str, offset: int, expected: str) -> None:
    with pytest.raises(Fault, match=expected) as caught:
        list(walk(bytes.fromhex(octets)))
    assert caught.value.offset == offset


def test_depth_has_a_bound() -> None:
    deep = b"\x30\x80" * limits.DEPTH + b"\0\0" * limits.DEPTH
    assert definite(deep).octets[:2] == b"\x30\x81"
    with pytest.raises(Fault, match="at most 100 levels") as caught:
        definite(b"\x30\x80" + deep + b"\0\0")
    assert (caught.value.kind, caught.value.offset) == (TooMuch, 2 * limits.DEPTH)
    with pytest.raises(Fault, match="at most 1 levels"):
        definite(NESTED, 1)


def test_lengths_become_definite_and_short() -> None:
    made = definite(NESTED)
    assert made.octets == bytes.fromhex("610a 3008 0401ff 3003020105")
    assert definite(made.octets).octets == made.octets
    assert definite(bytes.fromhex("30830000040481 01ff")).octets == bytes.fromhex("30030401ff")
    assert definite(b"\5\0").octets == b"\5\0"


def test_offsets_are_told_as_they_were() -> None:
    made = definite(NESTED)
    assert [made.origin(at) for at in range(12)] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    within = definite(bytes.fromhex("3080 3080 0401ff 0000 020105 0000"))
    assert within.octets == bytes.fromhex("3008 3003 0401ff 020105")
    assert [within.origin(at) for at in (0, 2, 4, 6, 7, 9)] == [0, 2, 4, 6, 9, 11]
    long = definite(b"\x30\x80" + b"\x04\x82\x00\xc8" + bytes(200) + b"\0\0")
    assert long.octets[:5] == b"\x30\x81\xcb\x04\x81"
    assert [long.origin(at) for at in (0, 2, 3)] == [0, 2, 2]


def test_one_value_is_made_definite_at_a_time() -> None:
    with pytest.raises(Fault, match="the end") as caught:
        definite(b"\5\0\5\0")
    assert caught.value.offset == 2
