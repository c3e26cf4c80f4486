"""A unit of work in hand: `gateway.ports.Ledger` over one connection inside a transaction."""

import re
from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import msgspec

from gateway.model.changes import Changes, Event, Record
from gateway.model.identity import ItemId
from gateway.model.inbound import Inbound, Named
from gateway.model.items import Bibliographic, Item
from gateway.model.kiosks import KioskState
from gateway.model.loans import Fee, Hold, Loan, Payment
from gateway.model.patrons import Patron
from gateway.model.secrecy import LONG_ENOUGH, may_hold_one, without_identity_numbers
from gateway.ports import Overtaken, Remembered
from gateway.store import statements as sql
from gateway.store.audit import AuditBook
from gateway.store.compiled import Statement
from gateway.store.connection import SQLITE
from gateway.store.driver import Connection, Cursor, Driver
from gateway.store.ill import IllBook
from gateway.store.leases import LeaseBook
from gateway.store.shapes import Row, S, Shape, instant, instant_text, item_key, patron_key
from gateway.store.tables import (
    BIB,
    BLOCK,
    CARD,
    EVENT,
    FEE,
    HOLD,
    ITEM,
    ITEM_COURSE,
    ITEM_LASTING,
    KIOSK,
    LOAN,
    LOAN_COURSE,
    LOAN_LASTING,
    PATRON,
    PAYMENT,
)

#: A topic's name stands in a statement as it is.
TOPIC: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class SqlLedger(LeaseBook, AuditBook, IllBook):
    """The tables, and what a unit of work writes."""

    def __init__(self, connection: Connection, driver: Driver = SQLITE) -> None:
        super().__init__(connection, driver)
        self._driver = driver
        #: What others are to wake up to once this unit is committed.
        self.topics: frozenset[str] = frozenset()
        #: Whether this unit has written anything.
        self.wrote = False

    def turn_over(self) -> None:
        """Begin the next unit of the same transaction."""
        self.topics, self.wrote = frozenset(), False

    def _run(self, statement: Statement, values: Row) -> Cursor:
        self.wrote = True
        return self._execute(self._texts[statement], values)

    def save(self, changes: Changes, *, cause: str = "") -> None:
        """Write records and append events, whose empty `cause` becomes this one.

        A patron or item of version 0 is new; one of another version takes the place of just that version. The
        row's version is one more than the record's. Raises `Overtaken` where the row has another version, and
        where another row has what only one may have: an item's unsettled loan.
        """
        try:
            for record in changes.records:
                _SAVE[type(record)](self, record)
        except self._driver.error as error:
            if self._driver.is_duplicate(error):
                raise Overtaken(str(error)) from error
            raise
        for event in changes.events:
            self._append(event, cause)

    def force(self, record: Record) -> None:
        """Write one record whatever version is there now: for loading, where the file is right."""
        if isinstance(record, Patron):
            self._save_patron(record, self._version(sql.PATRON_VERSION, *patron_key(record.id)))
        elif isinstance(record, Item):
            self._save_item(record, self._version(sql.ITEM_VERSION, *item_key(record.id)))
        else:
            self.save(Changes(records=(record,)))

    def _version(self, statement: Statement, *key: str) -> int:
        rows = self._rows(statement, *key)
        return rows[0][0] if rows else 0

    def _save_versioned(
        self, row: list[Any], place: int, was: int, new: Statement, replace: Statement
    ) -> None:
        row[place] = was + 1
        if was == 0:
            self._run(new, row)
        elif self._run(replace, (*row, was)).rowcount == 0:
            raise Overtaken(f"version {was} is no longer the latest")

    def _save_patron(self, patron: Patron, was: int) -> None:
        self._save_versioned(
            PATRON.to_row(patron), _PATRON_VERSION, was, sql.PATRON_INSERT, sql.PATRON_REPLACE
        )
        key = patron_key(patron.id)
        if was:
            self._run(sql.CARDS_DELETE, key)
            self._run(sql.BLOCKS_DELETE, key)
        for position, card in enumerate(patron.cards):
            self._run(sql.CARD_INSERT, (*key, position, *CARD.to_row(card)))
        for position, block in enumerate(patron.blocks):
            self._run(sql.BLOCK_INSERT, (*key, position, *BLOCK.to_row(block)))

    def _save_item(self, item: Item, was: int) -> None:
        kept = self._kept_item(item.id) if was else None
        if kept is not None and kept.version == was and _LASTING_OF_ITEM(kept) == _LASTING_OF_ITEM(item):
            row = ITEM_COURSE.to_row(item)
            self._save_versioned(row, _COURSE_VERSION, was, sql.ITEM_INSERT, sql.ITEM_CHANGE)
        else:
            self._save_versioned(ITEM.to_row(item), _ITEM_VERSION, was, sql.ITEM_INSERT, sql.ITEM_REPLACE)

    def _save_loan(self, loan: Loan) -> None:
        kept = self._kept_loan(loan.item)
        known = kept is not None and kept.id == loan.id and _LASTING_OF_LOAN(kept) == _LASTING_OF_LOAN(loan)
        if not (known and self._run(sql.LOAN_CHANGE, LOAN_COURSE.to_row(loan)).rowcount):
            self._run(sql.LOAN_PUT, LOAN.to_row(loan))

    def _kept_item(self, item: ItemId) -> Item | None:  # noqa: ARG002 - nothing is
        """The item as its row is now, if that is known without asking."""
        return None

    def _kept_loan(self, item: ItemId) -> Loan | None:  # noqa: ARG002 - the same
        """The item's unsettled loan as its row is now, if that is known without asking."""
        return None

    def _append(self, event: Event, cause: str) -> None:
        row = EVENT.to_row(event)
        # All that it tells in one look: nearly every event has no such number.
        if may_hold_one(f"{row[_SUBJECT]} {row[_DATA]}"):
            row = EVENT.to_row(_without_identity_numbers(event))
        row[_CAUSE] = row[_CAUSE] or cause
        self._run(sql.EVENT_INSERT, row)

    def remembered(self, key: bytes, since: datetime, *, dated: bool = True) -> Remembered | None:
        """The latest inbound message with this key that came since then.

        None where a later message of the same terminal named the same item or, where this one named no item,
        the same reader; of a text that is not `dated`, where anything came later from the same terminal or,
        about the same item or reader, from any.
        """
        rows = self._rows(sql.REMEMBERED if dated else sql.REMEMBERED_UNDATED, key)
        if not rows:
            return None
        ref, at, link, reply = rows[0]
        known = Remembered(ref, instant(at), link, reply)
        return known if known.at >= since else None

    def remember(self, inbound: Inbound, reply: str, named: Named) -> None:
        """Put the message into the inbox with its rendered reply and what it speaks of.

        An identity-card number in it is hidden, wherever it stands; an answer that repeats it is given again
        without it.
        """
        item, patron, text = said = (named.item, named.patron, inbound.text)
        if may_hold_one(f"{item} {patron} {text}"):
            item, patron, text = map(without_identity_numbers, said)
            if (item, patron, text) != said:
                reply = without_identity_numbers(reply)
        self._run(
            sql.INBOX_INSERT,
            (
                inbound.ref,
                instant_text(inbound.at),
                inbound.origin.terminal,
                inbound.link,
                int(inbound.sequenced),
                inbound.kind,
                inbound.key,
                item,
                patron,
                text,
                reply,
            ),
        )

    def wake(self, topic: str) -> None:
        """Once this unit is committed, wake whoever listens for `topic`, in every server on this database."""
        if not TOPIC.fullmatch(topic):
            raise ValueError(f"{topic!r} is no topic: small letters, digits and hyphens")
        self.topics |= {topic}

    def touch(self, at: datetime) -> None:
        """Write this instant over the last: the least that shows whether anything can be written."""
        self._run(sql.META_PUT, ("touched", instant_text(at)))


def _without_identity_numbers(event: Event) -> Event:
    """The event, where a number that was read in the place of another is an identity card's, without it."""
    hidden = {
        key: without_identity_numbers(value)
        for key, value in event.data.items()
        if isinstance(value, str) and len(value) >= LONG_ENOUGH
    }
    subject = without_identity_numbers(event.subject)
    if subject == event.subject and all(event.data[key] == value for key, value in hidden.items()):
        return event
    return msgspec.structs.replace(event, subject=subject, data={**event.data, **hidden})


_PATRON_VERSION = PATRON.names.index("version")
_ITEM_VERSION = ITEM.names.index("version")
_COURSE_VERSION = ITEM_COURSE.names.index("version")
_LASTING_OF_ITEM = attrgetter(*ITEM_LASTING)
_LASTING_OF_LOAN = attrgetter(*LOAN_LASTING)
_CAUSE, _SUBJECT, _DATA = map(EVENT.names.index, ("cause", "subject", "data"))


def _put(shape: Shape[S], statement: Statement) -> Callable[[SqlLedger, Any], None]:
    def put(ledger: SqlLedger, record: S) -> None:
        ledger._run(statement, shape.to_row(record))  # noqa: SLF001 - one of the ledger's own ways to save

    return put


_SAVE: dict[type, Callable[[SqlLedger, Any], None]] = {
    Patron: lambda ledger, patron: ledger._save_patron(patron, patron.version),  # noqa: SLF001 - the same
    Item: lambda ledger, item: ledger._save_item(item, item.version),  # noqa: SLF001 - the same
    Bibliographic: _put(BIB, sql.BIB_PUT),
    Loan: lambda ledger, loan: ledger._save_loan(loan),  # noqa: SLF001 - the same
    Hold: _put(HOLD, sql.HOLD_PUT),
    Fee: _put(FEE, sql.FEE_PUT),
    Payment: _put(PAYMENT, sql.PAYMENT_PUT),
    KioskState: _put(KIOSK, sql.KIOSK_PUT),
}
