"""Reading the circulation tables: `gateway.ports.Shelf` over one connection."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from gateway.model.changes import Event
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.items import Bibliographic, Item
from gateway.model.kiosks import KioskState
from gateway.model.loans import Fee, Hold, Loan, Payment
from gateway.model.patrons import Patron
from gateway.store import statements as sql
from gateway.store.compiled import Statement
from gateway.store.connection import SQLITE
from gateway.store.driver import Connection, Cursor, Driver
from gateway.store.shapes import Row, S, Shape, agency_text, instant_text, item_key, patron_key
from gateway.store.tables import BIB, BLOCK, CARD, EVENT, FEE, HOLD, ITEM, KIOSK, LOAN, PATRON, PAYMENT

#: Where the flags of a record begin that was read with `sql.PATRON` or `sql.ITEM`.
_PATRON_FLAGS: Final = len(PATRON.names)
_ITEM_FLAGS: Final = len(ITEM.names)

#: What `sql.CARD_HOLDERS` says of a lost card, and not of a reader's own number.
_LOST: Final = 1


class SqlShelf:
    """The tables as one connection's transaction sees them."""

    def __init__(self, connection: Connection, driver: Driver = SQLITE) -> None:
        self._execute: Callable[[str, Any], Cursor] = connection.cursor().execute
        self._texts = driver.texts

    def _run(self, statement: Statement, values: Row) -> Cursor:
        return self._execute(self._texts[statement], values)

    def _rows(self, statement: Statement, *values: object) -> list[Row]:
        # Fetched to the end: a statement half read would keep its snapshot alive past the transaction.
        return self._execute(self._texts[statement], values).fetchall()

    def _one(self, shape: Shape[S], statement: Statement, *values: object) -> S | None:
        rows = self._rows(statement, *values)
        return shape.from_row(rows[0]) if rows else None

    def _all(self, shape: Shape[S], statement: Statement, *values: object) -> tuple[S, ...]:
        return tuple(map(shape.from_row, self._rows(statement, *values)))

    def _many(self, shape: Shape[S], statement: Statement, keys: Collection[str], *before: str) -> list[S]:
        """The records that a statement with `MANY` places for keys finds; `before` are its other values."""
        rows = (self._rows(statement, *before, *chunk) for chunk in _chunks(tuple(keys)))
        return [shape.from_row(row) for found in rows for row in found]

    # ---------------------------------------------------------------------------------------------- patrons

    def patron(self, patron: PatronId) -> Patron | None:
        """The patron with that number, his cards and blocks in the order in which they were saved."""
        key = patron_key(patron)
        rows = self._rows(sql.PATRON, *key)
        if not rows:
            return None
        has_cards, has_blocks = rows[0][_PATRON_FLAGS : _PATRON_FLAGS + 2]
        self._look_beside_patron(patron, rows[0][_PATRON_FLAGS + 2 :])
        cards = self._all(CARD, sql.CARDS, *key) if has_cards else ()
        blocks = self._all(BLOCK, sql.BLOCKS, *key) if has_blocks else ()
        return PATRON.from_row(rows[0], cards=cards, blocks=blocks)

    def _look_beside_patron(self, patron: PatronId, has: Row) -> None:
        """A patron was read who has unsettled loans, live holds and owed fees, or has none."""

    def patron_by_card(self, agency: AgencyId, spellings: Iterable[str]) -> tuple[Patron | None, bool]:
        """The patron whom the first known spelling names, and whether that very card was reported lost.

        A spelling names the reader who has it as a live card, then the one whose number it is, then the one
        who lost it. A reader whose card carried his own number and was reported lost is named by it no more
        than a stranger: it comes back as lost.
        """
        for spelling in spellings:
            number, lost = self._holder(agency, spelling)
            if number is not None:
                return self.patron(PatronId(agency, number)), lost
        return None, False

    def _holder(self, agency: AgencyId, spelling: str) -> tuple[str | None, bool]:
        home = agency_text(agency)
        holders = self._rows(sql.CARD_HOLDERS, home, spelling)  # live cards first, whose number it is last
        if holders and not holders[0][1]:
            return holders[0][0], False
        losers = [number for number, lost in holders if lost == _LOST]
        if spelling not in losers and len(losers) < len(holders):
            return spelling, False
        return (spelling if spelling in losers else losers[0], True) if losers else (None, False)

    # -------------------------------------------------------------------------------------- items and titles

    def item(self, item: ItemId) -> Item | None:
        """The item with that owner and barcode."""
        rows = self._rows(sql.ITEM, *item_key(item))
        if not rows:
            return None
        found = ITEM.from_row(rows[0])
        self._look_beside_item(found, rows[0][_ITEM_FLAGS:])
        return found

    def _look_beside_item(self, item: Item, has: Row) -> None:
        """An item was read that has an unsettled loan and live holds on it, or has none."""

    def items(self, items: Collection[ItemId]) -> dict[ItemId, Item]:
        """Those of many items that are there."""
        barcodes: dict[str, list[str]] = {}
        for owner, barcode in map(item_key, items):
            barcodes.setdefault(owner, []).append(barcode)
        found = (self._many(ITEM, sql.ITEMS, of_one, owner) for owner, of_one in barcodes.items())
        return {item.id: item for some in found for item in some}

    def items_with_barcode(self, barcode: str) -> tuple[Item, ...]:
        """Every item with that barcode, by owner."""
        return self._all(ITEM, sql.ITEMS_WITH_BARCODE, barcode)

    def items_of_title(self, bib: str) -> tuple[Item, ...]:
        """The copies of a title, by owner and barcode."""
        return self._all(ITEM, sql.ITEMS_OF_TITLE, bib)

    def items_titled(self, agency: AgencyId, title: str) -> tuple[Item, ...]:
        """An agency's own items of exactly this title, by bib and barcode; a bounded number."""
        return self._all(ITEM, sql.ITEMS_TITLED, agency_text(agency), title)

    def bibliographic(self, bib: str) -> Bibliographic | None:
        """The title with that id."""
        return self._one(BIB, sql.BIB, bib)

    def bibliographics(self, bibs: Collection[str]) -> dict[str, Bibliographic]:
        """Those of many titles that are there."""
        return {bib.id: bib for bib in self._many(BIB, sql.BIBS, bibs)}

    # ------------------------------------------------------------------------------------------------- loans

    def loan(self, loan: str) -> Loan | None:
        """The loan with that id."""
        return self._one(LOAN, sql.LOAN, loan)

    def unsettled_loan(self, item: ItemId) -> Loan | None:
        """The loan of an item that is open, lost or claimed returned."""
        return self._one(LOAN, sql.LOAN_UNSETTLED, *item_key(item))

    def last_loan(self, item: ItemId) -> Loan | None:
        """The loan of an item that was started last and not undone."""
        return self._one(LOAN, sql.LOAN_LAST, *item_key(item))

    def loans_of(self, patron: PatronId) -> tuple[Loan, ...]:
        """A patron's unsettled loans, oldest first."""
        return self._all(LOAN, sql.LOANS_OF, *patron_key(patron))

    def loans_due(self, agency: AgencyId, first: datetime, last: datetime) -> tuple[Loan, ...]:
        """Open loans of an agency's patrons that are due within the two instants, soonest first."""
        return self._all(LOAN, sql.LOANS_DUE, agency_text(agency), instant_text(first), instant_text(last))

    # ------------------------------------------------------------------------------------------------- holds

    def hold(self, hold: str) -> Hold | None:
        """The hold with that id."""
        return self._one(HOLD, sql.HOLD, hold)

    def holds_on(self, item: Item) -> tuple[Hold, ...]:
        """Live holds on this item or on any copy of its title, earliest placed first."""
        return self._all(HOLD, sql.HOLDS_ON, *item_key(item.id), item.bib)

    def holds_of(self, patron: PatronId) -> tuple[Hold, ...]:
        """A patron's live holds, oldest first."""
        return self._all(HOLD, sql.HOLDS_OF, *patron_key(patron))

    def lapsed_holds(self, agency: AgencyId, now: datetime, limit: int) -> tuple[Hold, ...]:
        """Holds of an agency's patrons that live by their state but whose date has passed, oldest first."""
        return self._all(HOLD, sql.LAPSED_HOLDS, agency_text(agency), instant_text(now), limit)

    # ------------------------------------------------------------------------------------------------- money

    def fees_of(self, patron: PatronId) -> tuple[Fee, ...]:
        """A patron's fees that still have something owed, oldest first."""
        return self._all(FEE, sql.FEES_OF, *patron_key(patron))

    def fees_of_loan(self, loan: str) -> tuple[Fee, ...]:
        """Every fee that a loan brought about, oldest first."""
        return self._all(FEE, sql.FEES_OF_LOAN, loan)

    def payment(self, agency: AgencyId, terminal: str, reference: str, since: datetime) -> Payment | None:
        """The last payment to this agency that a terminal told with this transaction id, since then."""
        return self._one(PAYMENT, sql.PAYMENT, agency_text(agency), terminal, reference, instant_text(since))

    # ------------------------------------------------------------------------------------- kiosks and history

    def kiosk(self, name: str) -> KioskState | None:
        """How the kiosk with that name fares."""
        return self._one(KIOSK, sql.KIOSK, name)

    def kiosks(self) -> tuple[KioskState, ...]:
        """Every kiosk that was ever heard of, by name."""
        return self._all(KIOSK, sql.KIOSKS)

    def history(self, subject: str, limit: int) -> tuple[Event, ...]:
        """The last `limit` events of one subject, latest first."""
        return self._all(EVENT, sql.HISTORY, subject, limit)

    def conflicts(self, limit: int) -> tuple[Event, ...]:
        """The last `limit` events that staff must look at, latest first."""
        return self._all(EVENT, sql.CONFLICTS, limit)


def _chunks(keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The keys by `MANY`; the last ones are filled up with one that is looked for already."""
    for start in range(0, len(keys), sql.MANY):
        chunk = tuple(keys[start : start + sql.MANY])
        yield chunk + chunk[-1:] * (sql.MANY - len(chunk))
