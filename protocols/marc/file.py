"""A file of records whose form is not known beforehand: its first characters tell."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from protocols.marc import iso2709, marcxml
from protocols.marc.chunks import Source, chunks
from protocols.marc.found import Damage
from protocols.marc.record import Record

#: XML begins with "<", in UTF-8 or UTF-16, after its byte order mark and blanks if there are any.
_XML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\0|\xfe\xff\0<")

_TELLING: Final = 3  # a byte order mark tells nothing yet
_BLANK_LIMIT: Final = 4096  # blanks before a document; with more of them it may be anything


def read(source: Source, *, charset: str | None = None) -> Iterator[Record | Damage]:
    """Go through a file of ISO 2709 or XML. What is wrong in it comes as `Damage`.

    ``charset`` is the character set of every record where it is known; None: detected record by record, or
    as the XML declares. Raises UnknownCharset for one that can't be used, at the first step.
    """
    pieces = chunks(source)
    head = b""
    for piece in pieces:
        head += piece
        if len(head.strip()) > _TELLING or len(head) > _BLANK_LIMIT:
            break
    form = marcxml if _XML.match(head) else iso2709
    yield from form.records(chain([head], pieces), charset=charset)
