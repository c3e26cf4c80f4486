"""Whatever a document of records may hold. The first byte says how the rest is cut into chunks."""

from protocols.marc import Damage, marcxml
from tests.fuzz.iso2709 import use


def target(data: bytes) -> None:
    """The whole way of a document, from bytes to items."""
    step = 1 + 7 * (data[0] if data else 0)
    pieces = [data[at : at + step] for at in range(1, len(data), step)]
    for ordinal, found in enumerate(marcxml.records(pieces), 1):
        assert found.ordinal == ordinal
        if not isinstance(found, Damage):
            use(found)
