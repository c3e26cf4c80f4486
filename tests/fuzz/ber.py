"""Whatever a peer may send as one APDU: the codec, the walk that makes lengths definite, the dump.

The first byte says as which type it is read and in which character set.
"""

from typing import Any

from protocols.ber import BerError, Codec, Unwritable
from protocols.ber.dump import dump
from protocols.iso10161.apdus import IllApdu
from tests.unit.protocols.ber.samples import Drawing, Tree

CODECS: tuple[Codec[Any], ...] = (Codec(IllApdu), Codec(Drawing), Codec(Tree))
CHARSETS = ("utf-8", "gb18030", "latin-1")


def target(data: bytes) -> None:
    """Read it, write what was read, read that."""
    first, octets = data[0] if data else 0, data[1:]
    codec, charset = CODECS[first % 3], CHARSETS[first // 3 % 3]
    lines = list(dump(octets, charset))
    assert len(lines) <= len(octets) + 1
    try:
        value = codec.decode(octets, charset=charset)
    except BerError as error:
        if not 0 <= error.offset <= len(octets) or not error.expected:
            raise AssertionError("an error lies within the octets and says what is wanted") from error
        return
    try:
        written = codec.encode(value, charset=charset)
    except Unwritable:  # sizes are held on output alone
        return
    again = codec.decode(written, charset=charset)
    assert charset == "gb18030" or again == value, "gb18030 spells some characters twice"
    assert codec.encode(again, charset=charset) == written
