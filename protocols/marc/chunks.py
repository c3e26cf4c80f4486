"""Where bytes come from: anything with ``read``, or any iterable of pieces."""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol, TypeAlias

CHUNK: Final = 64 * 1024
"""Bytes asked for at a time: some fifty records, so that what a step costs does not show."""


class Readable(Protocol):
    """What a binary file can do."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


Source: TypeAlias = Readable | Iterable[bytes]


def chunks(source: Source) -> Iterator[bytes]:
    """The bytes of a source in pieces. A file is read by size, never by line: it may hold no line end."""
    read = getattr(source, "read", None)
    return iter(lambda: read(CHUNK), b"") if read else iter(source)  # type: ignore[arg-type] # one of the two it is
