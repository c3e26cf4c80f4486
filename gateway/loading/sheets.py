"""Tables of readers and of loans, row by row, as records that arrive."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from gateway.loading import cells
from gateway.loading.cells import BadCell
from gateway.loading.found import Arrived, Found, Noted, Place, Unread, Unusable
from gateway.loading.headings import FIRST_ROWS, Headings, LoanColumn, PatronColumn
from gateway.loading.tables import Row, Table
from gateway.model.arrivals import ArrivingLoan, ArrivingPatron, Noun
from gateway.model.cards import CardReading, chip_number
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.patrons import Card, CardKind, Patron

T = TypeVar("T")

#: A loan whose time isn't told began with its day and is due at the end of it.
_DAY_BEGINS: Final = time(0, 0, 0)
_DAY_ENDS: Final = time(23, 59, 59)


#: Characters of a table's first row that are told where it has no headings.
SHOWN_HEADINGS: Final = 200


class Library(msgspec.Struct, frozen=True):
    """Whose tables they are: the agency, its time zone, and how chip numbers are spelled in them."""

    agency: AgencyId
    zone: ZoneInfo
    chip_reading: CardReading = CardReading.NUMBER


class Unreadable(Exception):
    """One row that can't be taken: why, and what fills the sentence."""

    def __init__(self, code: str, **facts: str) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code} {facts}")


class Columns(msgspec.Struct, frozen=True):
    """Where each column of a table stands, and the headings as they stand in the file."""

    places: dict[str, int]
    headings: tuple[str, ...]

    def called(self, column: str) -> str:
        """What a column is called in the file, or by us where it isn't there."""
        place = self.places.get(column)
        return column if place is None else self.headings[place]


class Line:
    """One row with its columns by name."""

    def __init__(self, values: Sequence[str], columns: Columns) -> None:
        self._values = values
        self._columns = columns

    @property
    def is_shifted(self) -> bool:
        """Whether something stands beyond the last heading: a delimiter was taken for part of a cell."""
        return any(value.strip() for value in self._values[len(self._columns.headings) :])

    def read(self, column: str, parse: Callable[[str], T]) -> T:
        """A column's value; a column that isn't there is an empty cell. Raises `Unreadable`."""
        place = self._columns.places.get(column)
        value = self._values[place] if place is not None and place < len(self._values) else ""
        try:
            return parse(value)
        except BadCell as bad:
            # What a PIN looks like is nobody's business, however badly it is written.
            shown = "" if column == PatronColumn.PIN else bad.value
            raise Unreadable(bad.fault, column=self.called(column), value=shown) from None

    def called(self, column: str) -> str:
        """What a column is called in the file."""
        return self._columns.called(column)

    def text(self, column: str) -> str:
        """Words."""
        return self.read(column, cells.text)

    def number(self, column: str) -> str:
        """A number that names something."""
        return self.read(column, cells.number)

    def needed(self, column: str) -> str:
        """A number that must be there."""
        number = self.number(column)
        if not number:
            raise Unreadable("empty-cell", column=self.called(column))
        return number


def patrons(table: Table, headings: Headings, library: Library) -> Iterator[Found]:
    """A list of readers. Raises `Unusable` where it has no headings that say whose numbers they are."""

    def read(line: Line, place: Place) -> Iterator[Found]:
        number = line.needed(PatronColumn.NUMBER)
        if cells.is_identity_number(number):
            yield Noted(place, "identity-in-number")
        yield Arrived(place, _patron(line, number, library))

    return _rows(table, headings, read, Noun.PATRONS, PatronColumn.NUMBER)


def loans(table: Table, headings: Headings, library: Library) -> Iterator[Found]:
    """A list of loans. Raises `Unusable` where headings that it needs are missing."""

    def read(line: Line, place: Place) -> Iterator[Found]:
        yield Arrived(place, _loan(line, library))

    return _rows(table, headings, read, Noun.LOANS, LoanColumn.BARCODE)


def _rows(
    table: Table,
    headings: Headings,
    read: Callable[[Line, Place], Iterator[Found]],
    noun: Noun,
    key: str,
) -> Iterator[Found]:
    rows = table.rows()
    columns, notes = _heading(rows, headings)
    yield from notes
    for row in rows:
        place = Place(row.line)
        if row.cells is None:
            yield Unread(place, noun, "", "open-quote")
            continue
        line = Line(row.cells, columns)
        if line.is_shifted:
            yield Unread(place, noun, _key(line, key), "too-many-cells")
            continue
        try:
            yield from read(line, place)
        except Unreadable as error:
            yield Unread(place, noun, _key(line, key), error.code, error.facts)


def _heading(rows: Iterator[Row], headings: Headings) -> tuple[Columns, list[Noted]]:
    """The columns, and what is to be said of those that are not used."""
    first: Sequence[str] = ()
    for row in islice(rows, FIRST_ROWS):
        cells_of = row.cells or []
        places = headings.read(cells_of)
        if places is not None:
            return _noted(Place(row.line), cells_of, places, headings)
        first = first or cells_of
    raise Unusable("no-headings", wanted=", ".join(headings.needed), found=", ".join(first)[:SHOWN_HEADINGS])


def _noted(
    place: Place, given: Sequence[str], places: dict[str, int], headings: Headings
) -> tuple[Columns, list[Noted]]:
    notes = [Noted(place, "unused-column", {"column": name}) for name in headings.unknown(given)]
    # The least that is needed of a person: his identity number is not, so it is not even read.
    if places.pop(PatronColumn.IDENTITY, None) is not None:
        notes.append(Noted(place, "identity-column"))
    width = max(number for number, name in enumerate(given, start=1) if name.strip())
    return Columns(places, tuple(name.strip() for name in given[:width])), notes


def _key(line: Line, column: str) -> str:
    try:
        return line.number(column)
    except Unreadable as error:
        return error.facts["value"]


def _patron(line: Line, number: str, library: Library) -> ArrivingPatron:
    patron = Patron(
        id=PatronId(library.agency, number),
        name=line.text(PatronColumn.NAME),
        category=line.text(PatronColumn.CATEGORY),
        college=line.text(PatronColumn.COLLEGE),
        campus=line.text(PatronColumn.CAMPUS),
        class_name=line.text(PatronColumn.CLASS_NAME),
        expires=line.read(PatronColumn.EXPIRES, cells.day),
        cards=_cards(line, number, library.chip_reading),
        email=line.text(PatronColumn.EMAIL),
        phone=line.number(PatronColumn.PHONE),
        birth_date=line.read(PatronColumn.BIRTH_DATE, cells.day),
    )
    return ArrivingPatron(patron=patron, pin=line.number(PatronColumn.PIN))


def _cards(line: Line, number: str, reading: CardReading) -> tuple[Card, ...]:
    chip = line.number(PatronColumn.CHIP)
    told = (
        Card(chip_number(chip, reading) or chip.upper(), CardKind.CHIP),
        Card(line.number(PatronColumn.EARLIER), CardKind.EARLIER),
    )
    # A card that carries the reader's own number names him without being told.
    return tuple(card for card in told if card.value and card.value != number)


def _loan(line: Line, library: Library) -> ArrivingLoan:
    barcode, patron = line.needed(LoanColumn.BARCODE), line.needed(LoanColumn.PATRON)
    owner = line.text(LoanColumn.OWNER)
    return ArrivingLoan(
        item=ItemId(AgencyId.parse(owner) if owner else library.agency, barcode),
        patron=PatronId(library.agency, patron),
        started=_instant(line, LoanColumn.OUT, library.zone, _DAY_BEGINS),
        due=_instant(line, LoanColumn.DUE, library.zone, _DAY_ENDS),
        renewals=line.read(LoanColumn.RENEWALS, cells.count),
        terminal=line.text(LoanColumn.TERMINAL),
    )


def _instant(line: Line, column: str, zone: ZoneInfo, default: time) -> datetime:
    moment = line.read(column, cells.moment)
    if moment is None:
        raise Unreadable("empty-cell", column=line.called(column))
    return moment.at(zone, default)


READERS: Final[dict[str, Callable[[Table, Headings, Library], Iterator[Found]]]] = {
    "patrons": patrons,
    "loans": loans,
}
"""Who reads which table."""
