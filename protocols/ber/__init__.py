"""BER: the encoding of ASN.1 types on the wire (ITU-T X.690), from declarations in Python.

Types are declared as `protocols.ber.declare` says. ``Codec(SystemId)`` then has ``decode(data, charset=…)``,
``encode(value, charset=…)`` and ``source(SystemId)``, the Python that was made of the declaration.
"""

from protocols.ber.codec import Codec
from protocols.ber.declare import (
    Choice,
    Declared,
    Sequence,
    Tag,
    Tagging,
    application,
    explicit,
    implicit,
    named,
    private,
    size,
    universal,
)
from protocols.ber.errors import BerError, TooMuch, Unwritable
from protocols.ber.external import Encoding, External
from protocols.ber.framer import Framer
from protocols.ber.leaves import (
    BitString,
    Edifact,
    GeneralizedTime,
    GeneralString,
    GraphicString,
    Ia5String,
    IllString,
    InternationalString,
    Null,
    NumericString,
    ObjectDescriptor,
    ObjectIdentifier,
    OctetString,
    PrintableString,
    Raw,
    SetOf,
    Utf8String,
    VisibleString,
)
from protocols.ber.limits import Limits

__all__ = [
    "BerError",
    "BitString",
    "Choice",
    "Codec",
    "Declared",
    "Edifact",
    "Encoding",
    "External",
    "Framer",
    "GeneralString",
    "GeneralizedTime",
    "GraphicString",
    "Ia5String",
    "IllString",
    "InternationalString",
    "Limits",
    "Null",
    "NumericString",
    "ObjectDescriptor",
    "ObjectIdentifier",
    "OctetString",
    "PrintableString",
    "Raw",
    "Sequence",
    "SetOf",
    "Tag",
    "Tagging",
    "TooMuch",
    "Unwritable",
    "Utf8String",
    "VisibleString",
    "application",
    "explicit",
    "implicit",
    "named",
    "private",
    "size",
    "universal",
]
