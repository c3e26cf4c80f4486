"""The same BER in indefinite lengths: every constructed value ends with end-of-contents octets."""

from typing import Final

_CONSTRUCTED: Final = 0x20
_LONG: Final = 0x80
_HIGH_TAG: Final = 0x1F
_END: Final = b"\x00\x00"


def indefinite(data: bytes) -> bytes:
    """Values of definite length, written so. Source: X.690 clauses 8.1.2 to 8.1.5."""
    written = b""
    at = 0
    while at < len(data):
        head, contents, end = _value(data, at)
        if data[at] & _CONSTRUCTED:
            written += head + b"\x80" + indefinite(data[contents:end]) + _END
        else:
            written += data[at:end]
        at = end
    return written


def _value(data: bytes, at: int) -> tuple[bytes, int, int]:
    """The identifier octets of the value at `at`, where its contents begin, and where they end."""
    after = at + 1
    if data[at] & _HIGH_TAG == _HIGH_TAG:
        while data[after] & _LONG:
            after += 1
        after += 1
    first = data[after]
    octets = first & ~_LONG if first & _LONG else 0
    contents = after + 1 + octets
    length = int.from_bytes(data[after + 1 : contents], "big") if octets else first
    return data[at:after], contents, contents + length
