"""Any BER as lines for people: where each value stands, its tag, its length, and what is in it.

No types are needed, so contents of a context tag are shown as text where they look like it, and as octets.
"""

from collections.abc import Iterator
from typing import Final

from protocols.ber.contents import boolean, integer, oid
from protocols.ber.errors import Fault
from protocols.ber.limits import DEPTH
from protocols.ber.octets import INDEFINITE, tag_of
from protocols.ber.walk import Piece, walk

NAMES: Final = {
    1: "BOOLEAN",
    2: "INTEGER",
    3: "BIT STRING",
    4: "OCTET STRING",
    5: "NULL",
    6: "OBJECT IDENTIFIER",
    7: "ObjectDescriptor",
    8: "EXTERNAL",
    10: "ENUMERATED",
    12: "UTF8String",
    16: "SEQUENCE",
    17: "SET",
    18: "NumericString",
    19: "PrintableString",
    22: "IA5String",
    24: "GeneralizedTime",
    25: "GraphicString",
    26: "VisibleString",
    27: "GeneralString",
}
"""Universal tags (X.680 table 1)."""

_SHOWN = 32  # octets of contents on a line, as hexadecimal


def dump(b: bytes, charset: str = "utf-8", depth: int = DEPTH) -> Iterator[str]:
    """Lines ``offset  tag  length  contents``, indented by level; the last says what is wrong, if it is."""
    try:
        for piece in walk(b, depth):
            if not piece.ends:
                yield _line(b, piece, charset)
            elif piece.stop > piece.start:
                yield f"{piece.start:6}  {'  ' * piece.level}end of contents"
    except Fault as fault:
        yield f"{fault.offset:6}  !! expected {fault.expected}, found {fault.found}"


def _line(b: bytes, piece: Piece, charset: str) -> str:
    tag = tag_of(b[piece.start : piece.identifier_end])
    name = NAMES.get(tag.number, str(tag)) if tag.kind == 0 else str(tag)
    long = "indefinite" if piece.stop == INDEFINITE else str(piece.stop - piece.contents)
    line = f"{piece.start:6}  {'  ' * piece.level}{name}  {long}"
    if piece.constructed or piece.stop == piece.contents:
        return line
    return f"{line}  {_contents(b, piece, name, charset)}"


def _contents(b: bytes, piece: Piece, name: str, charset: str) -> str:
    q, x = piece.contents, piece.stop
    try:
        if name in {"INTEGER", "ENUMERATED"}:
            return str(integer(b, q, x))
        if name == "BOOLEAN":
            return str(boolean(b, q, x)).upper()
        if name == "OBJECT IDENTIFIER":
            return oid(b, q, x)
        text = b[q:x].decode(charset)
    except (Fault, UnicodeDecodeError):
        return _octets(b[q:x])
    return repr(text) if text.isprintable() else _octets(b[q:x])


def _octets(octets: bytes) -> str:
    return octets[:_SHOWN].hex(" ") + (" …" if len(octets) > _SHOWN else "")
