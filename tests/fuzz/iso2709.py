"""Whatever a file of records may hold: the reader, every field, writing it again, the title and the items.

The first byte says how the rest is cut into chunks and which character set is asked for.
"""

from gateway.config.holdings import Holdings
from gateway.model.identity import AgencyId
from gateway.translate.marc import holdings
from protocols.marc import Damage, Raw, Record, Unwritable, iso2709, to_pymarc, write

CHARSETS = (None, "utf-8", "gb18030", "marc-8", "big5", "latin-1")
MAPPING = Holdings().mapping(["HALL"])
AGENCY = AgencyId("CUMT")


def target(data: bytes) -> None:
    """The whole way of a file, from bytes to items."""
    first = data[0] if data else 0
    rest, step = data[1:], 1 + 7 * (first % 40)
    pieces = [rest[at : at + step] for at in range(0, len(rest), step)]
    last = 0
    for found in iso2709.records(pieces, charset=CHARSETS[first % len(CHARSETS)]):
        assert found.length > 0
        assert found.offset >= last, "nothing is read twice"
        last = found.offset + found.length
        assert last <= len(rest)
        if isinstance(found, Raw):
            assert sum(map(len, found._parts)) <= found.length
            use(found)


def use(record: Record) -> None:
    """Everything that is done with a record."""
    assert len(list(record.everything())) == len(record.tags) == len(record.texts())
    assert isinstance(record.mended, tuple)
    to_pymarc(record)
    holding = holdings.read(record, MAPPING, AGENCY)
    assert holding.bib or holding.refusals
    assert len({item.id for item in holding.items}) == len(holding.items)
    try:
        written = write(record)
    except Unwritable:
        return
    (again,) = iso2709.records([written])
    assert not isinstance(again, Damage)
    assert list(again.tags) == list(record.tags)
    assert write(again) == written
