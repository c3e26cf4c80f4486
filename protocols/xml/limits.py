"""How much a peer may send. Each bound is far above what honest systems do and far below what hurts."""

from typing import Final, NamedTuple

SIZE: Final = 1 << 20
"""Bytes of a document. A request with every element filled has some 10 KB, a chapter's table of contents in a
note some 50; a tree in memory takes up to twenty times its document."""

DEPTH: Final = 64
"""Elements inside each other. ISO 18626 needs 8, NCIP 12, an SRU response with a record 9. Reading a level
takes one or two frames of Python's thousand."""

ELEMENTS: Final = 20_000
"""Elements in all. The longest honest list is an SRU response: 100 records of 150 elements."""

CHILDREN: Final = 5000
"""Elements directly in one. A MARC record has some hundred fields, a result set a thousand records."""

ATTRIBUTES: Final = 32
"""Attributes of one element, name space declarations apart. No element of our protocols has more than 4."""

TEXT: Final = 1 << 18
"""Characters of one text or attribute. Notes are the longest, and no system that we know takes 64 KB."""


class Limits(NamedTuple):
    """The bounds that a user of the reader may set otherwise."""

    size: int = SIZE
    depth: int = DEPTH
    elements: int = ELEMENTS
    children: int = CHILDREN
    attributes: int = ATTRIBUTES
    text: int = TEXT


LIMITS: Final = Limits()
"""The bounds above."""
