"""What an arriving record must be, whoever brings it: its cells looked at once more where it is taken in.

``guanji load`` has read them from a file by the same rules (`gateway.loading.cells`,
`gateway.translate.marc`). Any other program may send the control socket what it likes.
"""

from collections.abc import Callable, Iterator

from gateway.loading import cells
from gateway.loading.cells import BadCell, CellFault
from gateway.model.arrivals import ArrivingLoan, ArrivingTitle, Refusal, RefusalCode
from gateway.model.items import Item
from gateway.model.patrons import Patron
from gateway.model.secrecy import without_identity_numbers
from gateway.translate.marc.copies import is_barcode

#: What is to be looked at: the field, its value, and who looks and raises `BadCell`.
_Cells = Iterator[tuple[str, str, Callable[[str], object]]]


def of_title(came: ArrivingTitle) -> Refusal | None:
    """Why a title is not taken, with all its copies."""
    return None if came.bib.id else _refused("bib", BadCell(CellFault.BAD_NUMBER, ""))


def of_item(came: Item) -> Refusal | None:
    """Why a copy is not taken."""
    barcode = came.id.barcode
    return None if is_barcode(barcode) else _refused("barcode", BadCell(CellFault.BAD_NUMBER, barcode))


def of_patron(came: Patron) -> Refusal | None:
    """Why a reader is not taken."""
    return _first_bad(_of_patron(came))


def of_loan(came: ArrivingLoan) -> Refusal | None:
    """Why a loan is not taken."""
    bad = _first_bad(_of_loan(came))
    if bad is not None:
        return bad
    for field, instant in (("started", came.started), ("due", came.due)):
        if instant.tzinfo is None:
            return _refused(field, BadCell(CellFault.NOT_A_DATE, instant.isoformat()))
    if not 0 <= came.renewals <= cells.MOST_COUNT:
        return _refused("renewals", BadCell(CellFault.NOT_A_COUNT, str(came.renewals)))
    return None


def key(number: str) -> str:
    """A number that names a record, as a refusal tells it."""
    return without_identity_numbers(number)[: cells.SHOWN]


def _of_patron(came: Patron) -> _Cells:
    yield "number", came.id.number, cells.proper_naming
    for card in came.cards:
        yield "card", card.value, cells.proper_naming
    for field in ("name", "category", "college", "campus", "class_name", "email", "phone"):
        yield field, getattr(came, field), cells.proper_text


def _of_loan(came: ArrivingLoan) -> _Cells:
    yield "barcode", came.item.barcode, cells.proper_number
    yield "patron", came.patron.number, cells.proper_naming
    yield "terminal", came.terminal, cells.proper_text


def _first_bad(looked_at: _Cells) -> Refusal | None:
    for field, value, look in looked_at:
        try:
            look(value)
        except BadCell as bad:
            return _refused(field, bad)
    return None


def _refused(field: str, bad: BadCell) -> Refusal:
    return Refusal(RefusalCode(bad.fault), {"column": field, "value": bad.value})
