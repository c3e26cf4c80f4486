"""The same octets with other lengths: BER lets a sender choose."""

from collections.abc import Iterator


def indefinite(octets: bytes) -> bytes:
    """Values back to back, each constructed one at every level with an indefinite length."""
    return b"".join(_rewritten(octets))


def _rewritten(octets: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(octets):
        start, constructed = at, octets[at] & 0x20
        at += 1
        if octets[start] & 0x1F == 0x1F:
            while octets[at] & 0x80:
                at += 1
            at += 1
        tag = octets[start:at]
        length, at = octets[at], at + 1
        if length & 0x80:
            more = length & 0x7F
            length, at = int.from_bytes(octets[at : at + more], "big"), at + more
        content = octets[at : at + length]
        at += length
        yield tag + b"\x80" + indefinite(content) + b"\0\0" if constructed else octets[start:at]
