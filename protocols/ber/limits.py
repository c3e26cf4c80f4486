"""How much a peer may send. Each bound is far above what honest systems do and far below what hurts."""

from typing import Final, NamedTuple

APDU: Final = 1 << 20
"""Octets of one APDU. A request with every member filled has some 10 KB, one with an article's page images
as an extension some hundred; what is larger belongs into electronic delivery, not into the APDU."""

DEPTH: Final = 100
"""Values within values. ISO 10161 needs 15 and an EXTERNAL some more; a Z39.50 query one for each operator.
Reading a level takes one or two frames of Python's thousand."""

MEMBERS: Final = 10_000
"""Elements of one SEQUENCE OF, or unknown members of one value. A list of two-octet elements would make
a hundred times its size in memory; the longest honest list is a set of records, a hundred or two."""

INTEGER: Final = 16
"""Octets of an INTEGER. The standards need four, some peers send eight; beyond some thousand, Python
refuses to write a number in decimal, so it could not even be shown."""

ARCS: Final = 64
"""Arcs of an OBJECT IDENTIFIER. Registered ones have a dozen."""

ARC: Final = 19
"""Octets of one arc: a UUID of 128 bits, the largest that a standard makes arcs of (X.667), needs them."""

TAG: Final = 4
"""Octets of a tag's number: 28 bits. Both standards stay below 300, which is two."""

LENGTH: Final = 8
"""Octets of a length. Four are enough for any bound above; a few encoders fill up with zeros to eight."""


class Limits(NamedTuple):
    """The bounds that a user of the codec may set otherwise: octets of an APDU, levels."""

    apdu: int = APDU
    depth: int = DEPTH


LIMITS: Final = Limits()
"""The bounds above."""
