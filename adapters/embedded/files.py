"""Fetching what a rule looks at from the shelf: a reader's file, an item's file."""

import hmac
from collections.abc import Iterable

from gateway.circulation.situation import ItemFile, PatronFile, Setting
from gateway.model.identity import ItemId, ItemRef, PatronId, PatronRef
from gateway.model.items import Item
from gateway.model.loans import Hold
from gateway.model.patrons import Patron
from gateway.model.problems import Fact, Problem, ProblemCode
from gateway.ports import TITLED_LIMIT, PinDigest, Shelf


def find_item(shelf: Shelf, ref: ItemRef, setting: Setting) -> Item | Problem:
    """The item that a terminal means: of the owner it names; else this library's own; else the only one."""
    item = shelf.item(ItemId(ref.owner or setting.agency, ref.barcode))
    if item is not None:
        return item
    others = () if ref.owner is not None else shelf.items_with_barcode(ref.barcode)
    if len(others) == 1:
        return others[0]
    facts: dict[str, Fact] = {"barcode": ref.barcode}
    if others:
        facts["owners"] = " ".join(str(other.id.owner) for other in others)
    return Problem(ProblemCode.ITEM_UNKNOWN, "item", ref.barcode, facts)


def find_title(shelf: Shelf, title: str, setting: Setting) -> Item | Problem:
    """A copy of the one book of this library that a title names exactly.

    Two editions of one title are two books: which of them is meant, the reader must say.
    """
    wanted = title.strip()
    if not wanted:
        return Problem(ProblemCode.VALUE_MISSING, element="item")
    copies = shelf.items_titled(setting.agency, wanted)
    # An item that belongs to no bib is a book of its own.
    books = {copy.bib or copy.id: copy for copy in reversed(copies)}
    if len(books) == 1 and len(copies) < TITLED_LIMIT:
        return next(iter(books.values()))
    facts: dict[str, Fact] = {"barcode": wanted, "count": len(books)}
    return Problem(ProblemCode.ITEM_UNKNOWN, "title", wanted, facts)


def item_file(shelf: Shelf, item: Item, *, title: bool = False) -> ItemFile:
    """An item with its loan, its fees and its queue; with `title`, the other copies too."""
    loan = shelf.unsettled_loan(item.id)
    last = loan or shelf.last_loan(item.id)
    queue = shelf.holds_on(item)
    copies = shelf.items_of_title(item.bib) if title and item.bib else ()
    return ItemFile(
        item=item,
        loan=loan,
        last_loan=last,
        loan_fees=shelf.fees_of_loan(last.id) if last else (),
        borrower=shelf.patron(last.patron) if last else None,
        queue=queue,
        waiting=_readers(shelf, queue),
        copies=tuple(copy for copy in copies if copy.id != item.id),
        taken_hold=shelf.hold(loan.hold) if loan and loan.hold else None,
    )


def lending_file(shelf: Shelf, item: Item) -> ItemFile:
    """What of an item's file lending and renewing look at: the busiest command reads no more."""
    return ItemFile(item=item, loan=shelf.unsettled_loan(item.id), queue=shelf.holds_on(item))


def _readers(shelf: Shelf, queue: tuple[Hold, ...]) -> dict[PatronId, Patron]:
    people = (shelf.patron(hold.patron) for hold in queue)
    return {person.id: person for person in people if person is not None}


def find_patron(shelf: Shelf, ref: PatronRef, setting: Setting) -> tuple[Patron, bool] | Problem:
    """The reader whom a terminal names, and whether by a card that was reported lost."""
    patron, lost = shelf.patron_by_card(setting.agency, ref.spellings)
    if patron is None:
        code = ProblemCode.CARD_LOST if lost else ProblemCode.PATRON_UNKNOWN
        return Problem(code, "patron", ref.shown)
    return patron, lost


def patron_file(
    shelf: Shelf,
    ref: PatronRef,
    pin: str | None,
    setting: Setting,
    pin_digest: PinDigest,
    *,
    titles: bool = False,
) -> PatronFile | Problem:
    """A reader with all that is on file about him; with `titles`, the items of his loans and holds too."""
    found = find_patron(shelf, ref, setting)
    if isinstance(found, Problem):
        return found
    patron, lost = found
    loans = shelf.loans_of(patron.id)
    holds = shelf.holds_of(patron.id)
    named = [loan.item for loan in loans] + [
        item for hold in holds for item in (hold.item, hold.caught) if item
    ]
    return PatronFile(
        patron=patron,
        loans=loans,
        holds=holds,
        fees=shelf.fees_of(patron.id),
        items=_items(shelf, named) if titles else {},
        pin_ok=_pin_ok(patron, pin, pin_digest),
        card_lost=lost,
    )


def _items(shelf: Shelf, named: Iterable[ItemId]) -> dict[ItemId, Item]:
    items = (shelf.item(item) for item in dict.fromkeys(named))
    return {item.id: item for item in items if item is not None}


def _pin_ok(patron: Patron, pin: str | None, pin_digest: PinDigest) -> bool | None:
    """Whether the PIN is the reader's; None where none was given or none is set."""
    if pin is None or patron.pin is None:
        return None
    return hmac.compare_digest(patron.pin, pin_digest(patron.id, pin))
