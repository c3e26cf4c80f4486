"""Whatever an ISO 18626 partner sends, or somebody who says he is one: the reader, the codec, every form.

The first byte says which character set the transport claims.
"""

from protocols.errors import LocalProtocolError
from protocols.iso18626.codec import decode, encode
from protocols.iso18626.forms import from_json, lines, to_json
from protocols.iso18626.versions import VERSIONS
from protocols.xml import Limits, XmlError

#: A small limit is found sooner than a large one.
LIMITS = Limits(size=1900, depth=16, elements=80, children=20, attributes=8, text=300)
CHARSETS = (None, "utf-8", "utf-16", "gb18030", "?")


def target(data: bytes) -> None:
    """A document, and what it says in both versions."""
    charset = CHARSETS[data[0] % len(CHARSETS)] if data else None
    try:
        read = decode(data[1:], charset=charset, limits=LIMITS)
    except XmlError as error:
        assert error.expected  # noqa: PT017 - it must say what is wrong
        assert error.answer  # noqa: PT017 - … and how to answer
        return
    assert all(each.element for each in read.remarks)
    assert all(each.line for each in read.remarks)
    assert lines(read.message)
    assert from_json(to_json(read.message, secrets=True)) == read.message
    for version in VERSIONS:
        try:
            written = encode(read.message, version).data
        except LocalProtocolError:
            continue  # something that the version can't be without
        again = decode(written)
        assert again.remarks == ()
        assert encode(again.message, version) == (written, ())
