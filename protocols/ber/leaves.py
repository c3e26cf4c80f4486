"""The types that have no members: strings of every kind, bits, object identifiers, NULL, ANY.

Each alias is a Python type and, beside it, what the codec has to know: ``GeneralString`` is a ``str`` to
everybody else. Source: ITU-T X.680 clauses 17 to 43, the universal tags of X.680 table 1; for EXTERNAL and
ANY the edition of 1988, X.208.
"""

from collections.abc import Iterable
from typing import Annotated, Self, TypeAlias, TypeVar

import msgspec

T = TypeVar("T")


class Text(msgspec.Struct, frozen=True):
    """A string type: its name, its universal tag, and its character set; None is the peer's own."""

    name: str
    number: int
    charset: str | None


class Texts(msgspec.Struct, frozen=True):
    """A string that comes in one of several types: what the plain ``str`` is written as, what else is read.

    A pair holds the type and the subclass of ``str`` that remembers it; ``str`` itself forgets it.
    """

    name: str
    plain: Text
    others: tuple[tuple[Text, type[str]], ...]


class Octets(msgspec.Struct, frozen=True):
    """OCTET STRING."""


class Oid(msgspec.Struct, frozen=True):
    """OBJECT IDENTIFIER."""


class AnySet(msgspec.Struct, frozen=True):
    """SET OF rather than SEQUENCE OF."""


GENERAL = Text("GeneralString", 27, None)
VISIBLE = Text("VisibleString", 26, "ascii")
UTF8 = Text("UTF8String", 12, "utf-8")

GeneralString: TypeAlias = Annotated[str, GENERAL]
"""GeneralString, in the character set that was agreed with the peer."""

InternationalString: TypeAlias = Annotated[str, Text("InternationalString", 27, None)]
"""InternationalString of Z39.50: a GeneralString."""

VisibleString: TypeAlias = Annotated[str, VISIBLE]
"""VisibleString: ASCII without control characters."""

PrintableString: TypeAlias = Annotated[str, Text("PrintableString", 19, "ascii")]
"""PrintableString: letters, digits and some punctuation of ASCII."""

NumericString: TypeAlias = Annotated[str, Text("NumericString", 18, "ascii")]
"""NumericString: digits and blanks."""

Ia5String: TypeAlias = Annotated[str, Text("IA5String", 22, "ascii")]
"""IA5String: all of ASCII."""

GraphicString: TypeAlias = Annotated[str, Text("GraphicString", 25, None)]
"""GraphicString, in the character set that was agreed with the peer."""

Utf8String: TypeAlias = Annotated[str, UTF8]
"""UTF8String."""

GeneralizedTime: TypeAlias = Annotated[str, Text("GeneralizedTime", 24, "ascii")]
"""GeneralizedTime: a date, a time of day and perhaps a zone, as it was written."""

ObjectDescriptor: TypeAlias = Annotated[str, Text("ObjectDescriptor", 7, None)]
"""ObjectDescriptor: words for people about an object identifier."""

OctetString: TypeAlias = Annotated[bytes, Octets()]
"""OCTET STRING."""

ObjectIdentifier: TypeAlias = Annotated[str, Oid()]
"""OBJECT IDENTIFIER, as decimal arcs between dots."""

SetOf: TypeAlias = Annotated[tuple[T, ...], AnySet()]
"""``SetOf[X]``: SET OF, a tuple in the order of the wire."""


class Edifact(str):
    """An ILL-String that came, or shall go, as EDIFACTString; otherwise a str like any other."""

    __slots__ = ()


IllString: TypeAlias = Annotated[str, Texts("ILL-String", GENERAL, ((VISIBLE, Edifact), (UTF8, str)))]
"""ILL-String of ISO 10161, an untagged CHOICE of GeneralString and EDIFACTString.

A plain ``str`` is a GeneralString, `Edifact` the other. Some peers send UTF8String: read like the first.
"""


class Raw(bytes):
    """ANY: one whole tag, length and contents, not looked into. Lengths are made definite on output."""

    __slots__ = ()


class Null(msgspec.Struct, frozen=True):
    """NULL: that it is here is all it says."""


class BitString(msgspec.Struct, frozen=True):
    """BIT STRING: bits from the highest of the first octet on; ``unused`` ones (0 to 7) end the last."""

    octets: bytes = b""
    unused: int = 0

    def __contains__(self, bit: int) -> bool:
        """Whether the named bit is set; bits behind the end are not (X.680 22.7)."""
        octet, place = divmod(bit, 8)
        return 0 <= octet < len(self.octets) and bool(self.octets[octet] & (0x80 >> place))

    @classmethod
    def of(cls, bits: Iterable[int]) -> Self:
        """The string in which these bits are set, as long as the last of them wants."""
        wanted = set(bits)
        length = max(wanted, default=-1) + 1
        octets = bytearray(-(-length // 8))
        for bit in wanted:
            octets[bit // 8] |= 0x80 >> (bit % 8)
        return cls(bytes(octets), -length % 8)
