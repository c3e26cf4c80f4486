"""A file of MARC records, record by record, as titles with their copies that arrive."""

from collections.abc import Iterator
from typing import BinaryIO

from gateway.loading.found import Arrived, Found, Noted, Place, Unread, Unusable
from gateway.loading.twice import Twice
from gateway.model.arrivals import ArrivingTitle, Noun
from gateway.model.identity import AgencyId
from gateway.translate.marc import holdings
from gateway.translate.marc.mapping import Mapping
from gateway.translate.marc.said import Said
from protocols import marc


def titles(
    file: BinaryIO,
    mapping: Mapping,
    agency: AgencyId,
    *,
    charset: str | None = None,
    dialect: marc.Dialect | None = None,
) -> Iterator[Found]:
    """Every title of a file of ISO 2709 or MARCXML; what is damaged comes as `Unread`.

    Raises `Unusable` where there is no record in it at all, and for a character set that can't be one.
    """
    records = 0
    twice = Twice()
    try:
        for found in marc.read(file, charset=charset):
            place = Place(found.ordinal, found.offset)
            if isinstance(found, marc.Damage):
                yield Unread(place, Noun.TITLES, "", found.reason, {"detail": found.detail})
            else:
                records += 1
                yield from _title(found, place, holdings.read(found, mapping, agency, dialect), twice)
    except marc.UnknownCharset:
        raise Unusable("no-charset", charset=charset or "") from None
    if not records:
        raise Unusable("no-records")


def _title(record: marc.Record, place: Place, read: holdings.Holding, twice: Twice) -> Iterator[Found]:
    number = record.control("001").strip()
    if read.bib is not None:
        # One title may come in several records, each with some of its copies: what it is called tells.
        first = twice.other(read.bib.id, (read.bib.title, read.bib.author, read.bib.isbn), place.number)
        if first is not None:
            yield Unread(place, Noun.TITLES, number, "twice", {"first": str(first)})
            return
    noun = Noun.ITEMS if read.bib is not None else Noun.TITLES
    for refused in read.refusals:
        yield Unread(
            place, noun, refused.value if read.bib is not None else number, refused.reason, _facts(refused)
        )
    for mend in record.mended:
        yield Noted(place, mend)
    for note in read.notes:
        yield Noted(place, note.reason)
    if read.bib is not None:
        yield Arrived(place, ArrivingTitle(bib=read.bib, items=read.items))


def _facts(said: Said) -> dict[str, str]:
    return {"where": said.where, "value": said.value}
