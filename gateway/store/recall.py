"""What the writer remembers of the tables, so that the next unit need not read it again.

A reader with three books in hand says three messages, and a book that is lent was looked at a moment before:
what a unit read or wrote is likely to be asked for soon. Only the writer remembers, and only what it read or
wrote itself. It forgets everything when a transaction does not come to its end, and when the database says
that somebody else has written to it; where a database can't say that, with the end of each transaction.
"""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

import msgspec

from gateway.model.changes import Changes, Record
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.ill.history import IllEntry
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import IllTransaction
from gateway.model.items import Item
from gateway.model.loans import UNSETTLED, Fee, Hold, Loan
from gateway.model.patrons import Patron
from gateway.store import ill_statements as ill
from gateway.store import statements as sql
from gateway.store.compiled import Statement
from gateway.store.connection import SQLITE
from gateway.store.driver import Connection, Cursor, Driver
from gateway.store.ill import Parts
from gateway.store.ledger import SqlLedger
from gateway.store.shapes import Row

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

#: Answers remembered to each question; then all of them are forgotten. The readers and books of a busy day;
#: a record takes about a kilobyte.
REMEMBERED: Final = 10_000

#: The same of transactions with partners, which are larger: some five kilobytes with what they remember.
TRANSACTIONS: Final = 2_000

#: What may be written without forgetting: records, which are noted one by one, and what is never recalled.
#: Whatever else is written makes the writer forget all it knows.
NOTED: Final = frozenset(
    {
        *(sql.PATRON_INSERT, sql.PATRON_REPLACE, sql.CARDS_DELETE, sql.CARD_INSERT),
        *(sql.BLOCKS_DELETE, sql.BLOCK_INSERT, sql.ITEM_INSERT, sql.ITEM_REPLACE, sql.ITEM_CHANGE),
        *(sql.BIB_PUT, sql.LOAN_PUT, sql.LOAN_CHANGE, sql.HOLD_PUT, sql.FEE_PUT, sql.PAYMENT_PUT),
        sql.KIOSK_PUT,
        *(sql.EVENT_INSERT, sql.INBOX_INSERT, sql.META_PUT, sql.LEASE_PUT),
        *(ill.ILL_INSERT, ill.ILL_REPLACE, ill.ILL_MOVE, ill.ILL_GO_ON),
        *(ill.ILL_ENTRY_INSERT, ill.ILL_CASE_PUT, ill.ILL_TIMER_PUT, ill.ILL_TIMER_DELETE),
        *(ill.LETTER_INSERT, ill.LETTER_MARK, ill.PARTNER_PUT),
    }
)


IllName = tuple[AgencyId, Role, str, Parts]
"""What a transaction is found by."""


class Recall:
    """Answers by question and key, as of the last commit and what the present transaction wrote since."""

    def __init__(self) -> None:
        self.patrons: dict[PatronId, Patron | None] = {}
        self.holders: dict[tuple[AgencyId, str], tuple[str | None, bool]] = {}
        self.loans_of: dict[PatronId, tuple[Loan, ...]] = {}
        self.holds_of: dict[PatronId, tuple[Hold, ...]] = {}
        self.fees_of: dict[PatronId, tuple[Fee, ...]] = {}
        self.items: dict[ItemId, Item | None] = {}
        self.loans: dict[ItemId, Loan | None] = {}
        self.holds_on: dict[tuple[ItemId, str], tuple[Hold, ...]] = {}
        self.ills: dict[str, IllTransaction] = {}
        self.ill_names: dict[IllName, str] = {}
        self.ill_entries: dict[str, int] = {}
        self._all: tuple[dict[Any, Any], ...] = (
            *(self.patrons, self.holders, self.loans_of, self.holds_of, self.fees_of),
            *(self.items, self.loans, self.holds_on, self.ills, self.ill_names, self.ill_entries),
        )
        self._version: object = None
        self._settled = True

    def begin(self, version: object) -> None:
        """A transaction begins, on a database whose `version` others change."""
        if not self._settled or version != self._version:
            self.forget()
        self._version, self._settled = version, False

    def settle(self) -> None:
        """The transaction came to its end."""
        self._settled = True

    def forget(self) -> None:
        """Forget everything."""
        for known in self._all:
            known.clear()

    def note(self, record: Record) -> None:
        """A record was written."""
        note = _NOTES.get(type(record))
        if note is not None:
            note(self, record)

    # A record that is written is a row of the next version.

    def _patron(self, patron: Patron) -> None:
        known = self.patrons.get(patron.id)
        if known is None or known.cards != patron.cards:
            self.holders.clear()
        self.patrons[patron.id] = msgspec.structs.replace(patron, version=patron.version + 1)

    def _item(self, item: Item) -> None:
        self.items[item.id] = msgspec.structs.replace(item, version=item.version + 1)

    # Loans, holds and fees belong to one reader, and loans to one item, from their beginning to their end.

    def _loan(self, loan: Loan) -> None:
        unsettled = loan.state in UNSETTLED
        known = self.loans.get(loan.item)
        if unsettled:
            self.loans[loan.item] = loan
        elif known is not None and known.id == loan.id:
            self.loans[loan.item] = None
        of_patron = self.loans_of.get(loan.patron)
        if of_patron is not None:
            others = [other for other in of_patron if other.id != loan.id]
            kept = [*others, loan] if unsettled else others
            self.loans_of[loan.patron] = tuple(sorted(kept, key=_by_start))

    def _hold(self, hold: Hold) -> None:
        self.holds_of.pop(hold.patron, None)
        self.holds_on.clear()  # one on a title is on every copy

    def _fee(self, fee: Fee) -> None:
        self.fees_of.pop(fee.patron, None)

    def ill(self, transaction: IllTransaction) -> None:
        """A transaction was written or read, and is now what is there."""
        if len(self.ills) >= TRANSACTIONS:
            self.ills.clear()
            self.ill_names.clear()
        known = self.ills.get(transaction.id)
        if known is not None and ill_name(known) != ill_name(transaction):
            self.ill_names.pop(ill_name(known), None)
        self.ills[transaction.id] = transaction
        self.ill_names[ill_name(transaction)] = transaction.id


def ill_name(of: IllTransaction) -> IllName:
    """What that transaction is found by."""
    return of.agency, of.role, of.partner, (of.initial_requester, of.group, of.qualifier, of.sub)


def _by_start(loan: Loan) -> tuple[object, str]:
    return loan.started, loan.id


_NOTES: Final[dict[type, Callable[[Recall, Any], None]]] = {
    Patron: Recall._patron,  # noqa: SLF001 - its own ways to note
    Item: Recall._item,  # noqa: SLF001 - the same
    Loan: Recall._loan,  # noqa: SLF001 - the same
    Hold: Recall._hold,  # noqa: SLF001 - the same
    Fee: Recall._fee,  # noqa: SLF001 - the same
}

_UNKNOWN: Final[Any] = object()


def _keep(known: dict[K, V], key: K, answer: V) -> V:
    if len(known) >= REMEMBERED:
        known.clear()
    known[key] = answer
    return answer


class RecallingLedger(SqlLedger):
    """A ledger that reads only what the writer does not know."""

    def __init__(self, connection: Connection, recall: Recall, driver: Driver = SQLITE) -> None:
        super().__init__(connection, driver)
        self._recall = recall

    def _run(self, statement: Statement, values: Row) -> Cursor:
        if statement not in NOTED:
            self._recall.forget()
        return super()._run(statement, values)

    def _kept_item(self, item: ItemId) -> Item | None:
        return self._recall.items.get(item)

    def _kept_loan(self, item: ItemId) -> Loan | None:
        return self._recall.loans.get(item)

    def save(self, changes: Changes, *, cause: str = "") -> None:
        """Write records and events, and note the records."""
        try:
            super().save(changes, cause=cause)
        except BaseException:
            # Some of the records may be written: a unit that goes on nevertheless reads them from the tables.
            self._recall.forget()
            raise
        for record in changes.records:
            self._recall.note(record)

    def force(self, record: Record) -> None:
        """Write one record whatever version is there now."""
        super().force(record)
        self._recall.forget()

    def patron(self, patron: PatronId) -> Patron | None:
        """The patron with that number."""
        known = self._recall.patrons
        found = known.get(patron, _UNKNOWN)
        return _keep(known, patron, super().patron(patron)) if found is _UNKNOWN else found

    def _look_beside_patron(self, patron: PatronId, has: Row) -> None:
        recall = self._recall
        beside: tuple[dict[PatronId, Any], ...] = (recall.loans_of, recall.holds_of, recall.fees_of)
        for known, any_ in zip(beside, has, strict=True):
            if not any_:
                known[patron] = ()

    def _look_beside_item(self, item: Item, has: Row) -> None:
        lent, held = has
        if not lent:
            self._recall.loans[item.id] = None
        if not held:
            self._recall.holds_on[item.id, item.bib] = ()

    def _holder(self, agency: AgencyId, spelling: str) -> tuple[str | None, bool]:
        known = self._recall.holders
        found = known.get((agency, spelling), _UNKNOWN)
        return (
            _keep(known, (agency, spelling), super()._holder(agency, spelling))
            if found is _UNKNOWN
            else found
        )

    def item(self, item: ItemId) -> Item | None:
        """The item with that owner and barcode."""
        known = self._recall.items
        found = known.get(item, _UNKNOWN)
        return _keep(known, item, super().item(item)) if found is _UNKNOWN else found

    def unsettled_loan(self, item: ItemId) -> Loan | None:
        """The loan of an item that is open, lost or claimed returned."""
        known = self._recall.loans
        found = known.get(item, _UNKNOWN)
        return _keep(known, item, super().unsettled_loan(item)) if found is _UNKNOWN else found

    def loans_of(self, patron: PatronId) -> tuple[Loan, ...]:
        """A patron's unsettled loans, oldest first."""
        known = self._recall.loans_of
        found = known.get(patron, _UNKNOWN)
        return _keep(known, patron, super().loans_of(patron)) if found is _UNKNOWN else found

    def holds_on(self, item: Item) -> tuple[Hold, ...]:
        """Live holds on this item or on any copy of its title, earliest placed first."""
        known = self._recall.holds_on
        found = known.get((item.id, item.bib), _UNKNOWN)
        return _keep(known, (item.id, item.bib), super().holds_on(item)) if found is _UNKNOWN else found

    def holds_of(self, patron: PatronId) -> tuple[Hold, ...]:
        """A patron's live holds, oldest first."""
        known = self._recall.holds_of
        found = known.get(patron, _UNKNOWN)
        return _keep(known, patron, super().holds_of(patron)) if found is _UNKNOWN else found

    def fees_of(self, patron: PatronId) -> tuple[Fee, ...]:
        """A patron's fees that still have something owed, oldest first."""
        known = self._recall.fees_of
        found = known.get(patron, _UNKNOWN)
        return _keep(known, patron, super().fees_of(patron)) if found is _UNKNOWN else found

    # ----------------------------------------------------------------------------------- interlibrary loan

    def ill_transaction(self, transaction: str) -> IllTransaction | None:
        """The transaction with that id."""
        known = self._recall.ills.get(transaction)
        if known is None:
            known = super().ill_transaction(transaction)
            if known is not None:
                self._recall.ill(known)
        return known

    def ill_transaction_named(
        self, agency: AgencyId, role: Role, partner: str, parts: Parts
    ) -> IllTransaction | None:
        """The transaction of that name."""
        known = self._recall.ill_names.get((agency, role, partner, parts))
        if known is not None:
            return self.ill_transaction(known)
        found = super().ill_transaction_named(agency, role, partner, parts)
        if found is not None:
            self._recall.ill(found)
        return found

    def save_ill(self, transaction: IllTransaction) -> IllTransaction:
        """Write a transaction, and note it."""
        try:
            saved = super().save_ill(transaction)
        except BaseException:
            self._recall.forget()
            raise
        if transaction.version and transaction.id not in self._recall.ills:
            self._recall.ill_names.clear()  # it may have had another name
        self._recall.ill(saved)
        return saved

    def add_ill_entry(self, entry: IllEntry) -> IllEntry:
        """Add a line to a transaction's history, and note its number."""
        known = self._recall.ill_entries
        last = known.pop(entry.transaction, None)
        if last is not None and entry.seq == 0:
            entry = msgspec.structs.replace(entry, seq=last + 1)
        elif entry.seq:
            return super().add_ill_entry(entry)  # whether it is the last is not known
        added = super().add_ill_entry(entry)
        if len(known) >= TRANSACTIONS:
            known.clear()
        known[entry.transaction] = added.seq
        return added

    def _known_ill(self, saved: IllTransaction) -> IllTransaction | None:
        known = self._recall.ills.get(saved.id)
        return known if known is not None and known.version == saved.version - 1 else None
