"""Whatever an interlibrary loan partner sends, or somebody who says he is one: frames, the codec, every form.

The first byte says how the rest is cut into segments.
"""

from protocols.ber import BerError, Framer
from protocols.ber.limits import Limits
from protocols.errors import LocalProtocolError
from protocols.iso10161.codec import AUTO, decode, encode
from protocols.iso10161.conditions import check
from protocols.iso10161.json_form import from_json, to_json
from protocols.iso10161.objects import unknown_critical
from protocols.iso10161.text_form import lines

#: A small limit is found sooner than a large one.
LIMITS = Limits(apdu=1024, depth=20)


def target(data: bytes) -> None:
    """A stream, and the same octets as one APDU."""
    step = 1 + (data[0] if data else 0)
    octets = data[1:]
    framer = Framer(LIMITS)
    try:
        for at in range(0, len(octets), step):
            for framed in framer.feed(octets[at : at + step]):
                _apdu(framed)
            assert framer.pending_bytes <= LIMITS.apdu + step
    except BerError as error:
        assert error.expected  # noqa: PT017 - it must say what is wrong
    _apdu(octets)


def _apdu(octets: bytes) -> None:
    try:
        read = decode(octets, AUTO)
    except BerError:
        return
    check(read.apdu)
    unknown_critical(read.apdu)
    assert lines(read.apdu, read.charset)
    form = to_json(read.apdu, charset=read.charset, secrets=True)
    try:
        written = encode(read.apdu, read.charset)
    except LocalProtocolError:
        return  # a size of the standard that a peer overdid
    assert decode(written, read.charset).apdu == read.apdu
    assert to_json(from_json(form, charset=read.charset), charset=read.charset, secrets=True) == form
