import pytest

from protocols.buffer import MESSAGE_LIMIT, LineBuffer
from protocols.errors import LimitExceeded


def lines(buffer: LineBuffer) -> list[bytes]:
    found = []
    while (line := buffer.next_line()) is not None:
        found.append(line)
    return found


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\0", b"\r\r\n", b"\r\n\r\n"])
def test_every_way_to_end_a_line(end: bytes) -> None:
    buffer = LineBuffer()
    buffer.receive_data(b"one" + end + b"two" + end)
    assert lines(buffer) == [b"one", b"two"]
    assert buffer.next_line() is None


def test_what_is_left_of_a_stream_that_ended() -> None:
    buffer = LineBuffer()
    buffer.receive_data(b"one\rtw")
    assert lines(buffer) == [b"one"]
    assert (buffer.rest(), buffer.rest(), buffer.pending_bytes) == (b"tw", b"", 0)
    buffer.receive_data(b"o\r")
    assert lines(buffer) == [b"o"]


def test_what_precedes_a_line_is_skipped() -> None:
    buffer = LineBuffer()
    buffer.receive_data(b"\n\0 \t9900302.00\r")
    assert lines(buffer) == [b"9900302.00"]


def test_blanks_within_and_behind_a_line_are_kept() -> None:
    buffer = LineBuffer()
    buffer.receive_data(b"11YN  x  \r")
    assert lines(buffer) == [b"11YN  x  "]


def test_a_line_may_come_in_pieces() -> None:
    buffer = LineBuffer()
    for piece in (b"9", b"900", b"", b"302.00", b"\r", b"\n"):
        assert buffer.next_line() is None
        buffer.receive_data(piece)
        if piece == b"\r":
            assert buffer.next_line() == b"9900302.00"
    assert buffer.next_line() is None
    assert buffer.pending_bytes == 0


def test_two_lines_may_come_in_one_piece() -> None:
    buffer = LineBuffer()
    buffer.receive_data(b"one\rtwo\rthr")
    assert buffer.pending_bytes == 11
    assert lines(buffer) == [b"one", b"two"]
    assert buffer.pending_bytes == 3


def test_noise_between_lines_takes_no_memory() -> None:
    buffer = LineBuffer(limit=10)
    for _ in range(100):
        buffer.receive_data(b"\n\0" * 50)
        assert buffer.next_line() is None
        assert buffer.pending_bytes == 0


@pytest.mark.parametrize("data", [b"x" * 11, b"x" * 11 + b"\r"])
def test_a_line_over_the_limit_is_refused_whole_or_not(data: bytes) -> None:
    buffer = LineBuffer(limit=10)
    buffer.receive_data(data)
    with pytest.raises(LimitExceeded, match="at most 10 bytes"):
        buffer.next_line()
    assert buffer.pending_bytes == 0


def test_a_line_of_exactly_the_limit_passes() -> None:
    buffer = LineBuffer(limit=10)
    buffer.receive_data(b"x" * 10)
    assert buffer.next_line() is None
    buffer.receive_data(b"\r")
    assert buffer.next_line() == b"x" * 10


def test_lines_before_the_long_one_are_given_first() -> None:
    buffer = LineBuffer(limit=10)
    buffer.receive_data(b"good\r" + b"x" * 11)
    assert buffer.next_line() == b"good"
    with pytest.raises(LimitExceeded):
        buffer.next_line()


def test_the_limit_leaves_room_for_a_long_list_of_loans() -> None:
    assert MESSAGE_LIMIT > 60 * (2 + 255 + 1)
