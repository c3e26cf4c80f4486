"""Whatever a peer may send as a stream. The first byte says how it is cut into segments."""

from protocols.ber import BerError, Framer, Limits
from protocols.ber.octets import HEADER

#: Small limits are found sooner than large ones.
LIMITS = Limits(apdu=256, depth=5)


def target(data: bytes) -> None:
    """Frame it in segments and whole: the same values, the same end."""
    step, stream = 1 + (data[0] if data else 0), data[1:]
    pieces = [stream[at : at + step] for at in range(0, len(stream), step)]
    found, framer = frames(pieces)
    at_once, whole = frames([stream])
    assert found == at_once
    assert end(framer) == end(whole)
    assert stream.startswith(b"".join(found))
    assert all(len(value) <= LIMITS.apdu for value in found)


def frames(pieces: list[bytes]) -> tuple[list[bytes], Framer]:
    """What a framer finds, and the framer."""
    framer, found = Framer(LIMITS), []
    for piece in pieces:
        try:
            found += framer.feed(piece)
        except BerError:
            break
        assert framer.pending_bytes <= LIMITS.apdu + HEADER
    return found, framer


def end(framer: Framer) -> tuple[int, str] | None:
    """Where a framer came to its end, and what it expected there."""
    return (framer.spoilt.offset, framer.spoilt.expected) if framer.spoilt else None
