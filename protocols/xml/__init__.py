"""XML from declarations: one hardened reader, and for each declared type a reader and a writer of its own.

Types are declared as `protocols.xml.declare` says. ``Codec(Message, …)`` then has ``read`` and ``write``, and
``source(Message, version)``, the Python that was made of the declaration.
"""

from protocols.xml.codec import Codec, Written
from protocols.xml.declare import (
    Choice,
    Closed,
    Complex,
    Declared,
    YesNo,
    attribute,
    content,
    least,
    most,
    named,
    only,
    plain,
    required,
    secret,
)
from protocols.xml.errors import TooMuch, Unwritable, Wrong, XmlError
from protocols.xml.limits import Limits
from protocols.xml.reader import Document, parse
from protocols.xml.remarks import Loss, Remark, Rule, Why

__all__ = [
    "Choice",
    "Closed",
    "Codec",
    "Complex",
    "Declared",
    "Document",
    "Limits",
    "Loss",
    "Remark",
    "Rule",
    "TooMuch",
    "Unwritable",
    "Why",
    "Written",
    "Wrong",
    "XmlError",
    "YesNo",
    "attribute",
    "content",
    "least",
    "most",
    "named",
    "only",
    "parse",
    "plain",
    "required",
    "secret",
]
