import pytest

from protocols.ber import limits
from protocols.ber.errors import Fault, TooMuch
from protocols.ber.walk import Piece, walk

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
    assert len(list(walk(deep))) == 2 * limits.DEPTH
    with pytest.raises(Fault, match="at most 100 levels") as caught:
        list(walk(b"\x30\x80" + deep + b"\0\0"))
    assert (caught.value.kind, caught.value.offset) == (TooMuch, 2 * limits.DEPTH)
    with pytest.raises(Fault, match="at most 1 levels"):
        list(walk(NESTED, 1))
