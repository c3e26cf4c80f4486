from itertools import pairwise

import pytest

from protocols.ber import BerError, Framer, Limits, TooMuch, framer, limits

NESTED = bytes.fromhex("6180 3080 0401ff 3003020105 0000 0000")
LONG = b"\x30\x82\x01\x00" + bytes(256)
STREAM = NESTED + b"\x30\0" + LONG + b"\xbf\x2e\x80\x9f\x2e\1a\0\0" + NESTED


def test_values_are_cut_back_to_back() -> None:
    cut = Framer()
    assert cut.feed(STREAM) == [NESTED, b"\x30\0", LONG, b"\xbf\x2e\x80\x9f\x2e\1a\0\0", NESTED]
    assert cut.pending_bytes == 0


def test_cutting_is_the_same_wherever_the_stream_was_split() -> None:
    whole = Framer().feed(STREAM)
    for at in range(len(STREAM)):
        cut = Framer()
        assert cut.feed(STREAM[:at]) + cut.feed(STREAM[at:]) == whole
    cut = Framer()
    assert [value for at in range(len(STREAM)) for value in cut.feed(STREAM[at : at + 1])] == whole


def test_what_is_not_whole_waits() -> None:
    cut = Framer()
    assert cut.feed(NESTED[:9]) == []
    assert cut.pending_bytes == 9
    assert cut.feed(b"") == []
    assert cut.feed(NESTED[9:] + b"\x30") == [NESTED]
    assert cut.pending_bytes == 1


@pytest.mark.parametrize(
    ("octets", "offset", "expected"),
    [
        ("47", 0, "the identifier of a constructed value"),
        ("0000", 0, "the identifier of a constructed value"),
        ("308030", None, ""),
        ("3080 0001", 2, "end-of-contents octets"),
        ("3080 0480", 3, "primitive"),
        ("bf8001", 1, "leading zeros"),
        ("bfffffffff", 0, "a tag number of at most 4 octets"),
        ("308001 0189", None, ""),
    ],
)
def test_garbage_is_found_where_it_stands(octets: str, offset: int | None, expected: str) -> None:
    before = LONG
    for whole in (True, False):
        cut = Framer()
        cut.feed(before)
        data = bytes.fromhex(octets)
        pieces = [data] if whole else [data[at : at + 1] for at in range(len(data))]
        if offset is None:
            assert [cut.feed(piece) for piece in pieces] == [[]] * len(pieces)
            continue
        with pytest.raises(BerError, match=expected) as caught:
            list(map(cut.feed, pieces))
        assert caught.value.offset == len(before) + offset
        assert cut.pending_bytes == 0


def test_values_before_garbage_are_given_first() -> None:
    cut = Framer()
    assert cut.feed(NESTED + b"GET / HTTP/1.1\r\n") == [NESTED]
    assert cut.spoilt
    assert cut.spoilt.offset == len(NESTED)
    with pytest.raises(BerError) as caught:
        cut.feed(b"\x30\0")
    assert caught.value is cut.spoilt


def test_a_value_has_a_bound_however_its_length_is_told() -> None:
    small = Limits(apdu=64, depth=4)
    assert Framer(small).feed(b"\x30\x3e" + bytes(62)) == [b"\x30\x3e" + bytes(62)]
    with pytest.raises(TooMuch) as caught:
        Framer(small).feed(b"\x30\x3f")
    assert caught.value.offset == 0
    cut = Framer(small)
    assert cut.feed(b"\x30\x80" + b"\5\0" * 31) == []
    with pytest.raises(TooMuch, match="at most 64 octets"):
        cut.feed(b"\0\0")
    with pytest.raises(TooMuch, match="at most 64 octets"):
        Framer(small).feed(b"\x30\x80\x04\x88" + b"\xff" * 8)
    assert Framer(small).feed(b"\x30\x80" * 4) == []
    with pytest.raises(TooMuch, match="at most 4 levels"):
        Framer(small).feed(b"\x30\x80" * 5)
    assert Framer()._limits == limits.LIMITS


def steps(monkeypatch: pytest.MonkeyPatch, data: bytes, piece: int) -> int:
    """How many identifiers are looked at until the end."""
    count = 0
    real = Framer._step

    def counted(self: Framer, start: int) -> bool:
        nonlocal count
        count += 1
        return real(self, start)

    with monkeypatch.context() as patch:
        patch.setattr(framer.Framer, "_step", counted)
        cut = Framer()
        found = [value for at in range(0, len(data), piece) for value in cut.feed(data[at : at + piece])]
    assert b"".join(found) == data
    return count


@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_cost_is_linear_in_the_octets(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    values = b"\x30\x80" * 20 + b"\x04\x02ab" * 50 + b"\0\0" * 20
    counts = [steps(monkeypatch, b"\x30\x80" + values * times + b"\0\0", piece) for times in (5, 10, 20)]
    first, second = (after - before for before, after in pairwise(counts))
    assert second == pytest.approx(2 * first, rel=0.01)
    assert counts[-1] <= 2 * len(values) * 20
