"""Tables of readers and of loans, row by row, as records that arrive."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from gateway.loading import cells
from gateway.loading.cells import BadCell
from gateway.loading.found import Arrived, Found, Noted, Place, Unread, Unusable
from gateway.loading.headings import FIRST_ROWS, Headings, LoanColumn, PatronColumn
from gateway.loading.tables import Row, Table
from gateway.loading.twice import Twice
from gateway.model.arrivals import ArrivingLoan, ArrivingPatron, Noun
from gateway.model.cards import CardReading, chip_number
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.patrons import Card, CardKind, Patron
from gateway.model.secrecy import MASK, without_identity_numbers

T = TypeVar("T")
replace = msgspec.structs.replace

#: A loan whose time isn't told began with its day and is due at the end of it.
_DAY_BEGINS: Final = time(0, 0, 0)
_DAY_ENDS: Final = time(23, 59, 59)


#: What is more than this is taken, with a word: no library renews so often or lends for so long.
MOST_RENEWALS: Final = 20
LONGEST_LOAN: Final = timedelta(days=3 * 366)

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
        #: Columns in which identity numbers stood among other things.
        self.hidden: list[str] = []

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
        """Words, without any identity number in them; `hidden` tells of it."""
        return self.plain(column, self.read(column, cells.text))

    def plain(self, column: str, text: str) -> str:
        """A column's text without any identity number in it."""
        plain = without_identity_numbers(text)
        if plain != text:
            self.hidden.append(self.called(column))
        return plain.replace(MASK, "").strip() if plain != text else text

    def naming(self, column: str) -> str:
        """A number that names a reader."""
        return self.read(column, cells.naming)

    def needed(self, column: str, parse: Callable[[str], str] = cells.naming) -> str:
        """A number that must be there."""
        number = self.read(column, parse)
        if not number:
            raise Unreadable("empty-cell", column=self.called(column))
        return number


def patrons(table: Table, headings: Headings, library: Library) -> Iterator[Found]:
    """A list of readers. Raises `Unusable` where it has no headings that say whose numbers they are."""
    twice = Twice()

    def read(line: Line, place: Place) -> Iterator[Found]:
        number = line.needed(PatronColumn.NUMBER)
        came = _patron(line, number, library)
        # A reader with two cards may stand in two rows.
        said = (replace(came.patron, cards=()), came.pin)
        _once(twice.other(number, said, place.number))
        for column in line.hidden:
            yield Noted(place, "identity-hidden", {"column": column})
        yield Arrived(place, came)

    return _rows(table, headings, read, Noun.PATRONS, PatronColumn.NUMBER)


def loans(table: Table, headings: Headings, library: Library) -> Iterator[Found]:
    """A list of loans. Raises `Unusable` where headings that it needs are missing."""
    twice = Twice()

    def read(line: Line, place: Place) -> Iterator[Found]:
        came = _loan(line, library)
        _once(twice.other((came.item, came.started), came, place.number))
        if came.renewals > MOST_RENEWALS:
            yield Noted(place, "many-renewals")
        if came.due - came.started > LONGEST_LOAN:
            yield Noted(place, "long-loan")
        yield Arrived(place, came)

    return _rows(table, headings, read, Noun.LOANS, LoanColumn.BARCODE)


def _once(first: int | None) -> None:
    if first is not None:
        raise Unreadable("twice", first=str(first))


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
            yield Unread(place, noun, "", row.fault)
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
    found = without_identity_numbers(", ".join(first))[:SHOWN_HEADINGS]
    raise Unusable("no-headings", wanted=", ".join(headings.needed), found=found)


def _noted(
    place: Place, given: Sequence[str], places: dict[str, int], headings: Headings
) -> tuple[Columns, list[Noted]]:
    notes = [Noted(place, "unused-column", {"column": name}) for name in headings.unknown(given)]
    notes += [
        Noted(place, "same-meaning", {"column": name, "first": first})
        for name, first in headings.doubled(given)
    ]
    # The least that is needed of a person: his identity number is not, so it is not even read.
    if places.pop(PatronColumn.IDENTITY, None) is not None:
        notes.append(Noted(place, "identity-column"))
    width = max(number for number, name in enumerate(given, start=1) if name.strip())
    return Columns(places, tuple(name.strip() for name in given[:width])), notes


def _key(line: Line, column: str) -> str:
    try:
        return line.naming(column)
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
        phone=line.plain(PatronColumn.PHONE, line.read(PatronColumn.PHONE, _phone)),
        birth_date=line.read(PatronColumn.BIRTH_DATE, cells.day),
    )
    return ArrivingPatron(patron=patron, pin=line.read(PatronColumn.PIN, cells.digits))


def _phone(cell: str) -> str:
    return cells.text(cells.digits(cell))


def _cards(line: Line, number: str, reading: CardReading) -> tuple[Card, ...]:
    chip = line.naming(PatronColumn.CHIP)
    told = (
        Card(chip_number(chip, reading) or chip.upper(), CardKind.CHIP),
        Card(line.naming(PatronColumn.EARLIER), CardKind.EARLIER),
    )
    # A card that carries the reader's own number names him without being told.
    return tuple(card for card in told if card.value and card.value != number)


def _loan(line: Line, library: Library) -> ArrivingLoan:
    barcode = line.needed(LoanColumn.BARCODE, cells.number)
    patron = line.needed(LoanColumn.PATRON)
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
