"""Erasing a reader: his record goes, what was lent stays without him, that it was done without a name."""

from typing import Final

import msgspec
import sqlalchemy as sa

from gateway.model.changes import Changes, Event
from gateway.model.identity import PatronId
from gateway.model.ill.transactions import IllTransaction
from gateway.model.items import ItemStatus
from gateway.model.keeping import Erased, Standing
from gateway.model.loans import HoldState, LoanState
from gateway.model.patrons import Patron
from gateway.store import ill_retention, traces
from gateway.store import statements as sql
from gateway.store import tables as t
from gateway.store.cleaning import Cleaning, begin
from gateway.store.compiled import Statement
from gateway.store.dossier import standing
from gateway.store.fates import ERASED
from gateway.store.ledger import SqlLedger
from gateway.store.order import ask, change
from gateway.store.retention import TOLD_OF
from gateway.store.shapes import agency_kept, patron_key
from gateway.store.shelf import SqlShelf
from gateway.store.unlinking import FEES, HOLDS, LOANS, PAYMENTS

_replace = msgspec.structs.replace

#: Hex digits of a digest that an event shows: enough to tell two erasures apart.
SHOWN: Final = 16

PATRON_DELETE: Final = Statement(
    sa.delete(t.patron).where(
        t.patron.c.agency == sa.bindparam("agency"), t.patron.c.number == sa.bindparam("number")
    ),
    *("agency", "number"),
)
ERASED_INSERT: Final = Statement(
    sa.insert(t.erased).values({name: sa.bindparam(name) for name in t.ERASED.names}), *t.ERASED.names
)
ERASED_ALL: Final = Statement(
    sa.select(*(t.erased.c[name] for name in t.ERASED.names)).order_by(t.erased.c.at, t.erased.c.id)
)
#: Readers in the order of their key, so that all are gone through without holding anybody up.
READERS: Final = Statement(
    sa.select(t.patron.c.agency, t.patron.c.number)
    .where(
        sa.or_(
            t.patron.c.agency > sa.bindparam("agency"),
            sa.and_(t.patron.c.agency == sa.bindparam("agency"), t.patron.c.number > sa.bindparam("number")),
        )
    )
    .order_by(t.patron.c.agency, t.patron.c.number)
    .limit(sa.bindparam("limit")),
    *("agency", "number", "limit"),
)


def erase(ledger: SqlLedger, patron: PatronId, entry: Erased, *, actor: str) -> Standing | Cleaning | None:
    """Erase a reader, if nothing of his is open; what is, comes back. None where there is none.

    His messages and events are long, and are still to be cleaned: `gateway.store.cleaning`.
    """
    known = ledger.patron(patron)
    if known is None:
        return None
    lending = _lending(ledger, known)
    still = standing(ledger, patron, lending)
    if still:
        return still
    ill_retention.forget(ledger, lending)
    cleaning = begin(ledger, known, entry.id)
    key = patron_key(patron)
    for table in (PAYMENTS, LOANS, FEES, HOLDS):
        change(ledger, table.forget, *key)
    for read in sorted(cleaning.names().numbers):
        change(ledger, TOLD_OF.forget, read)
    change(ledger, sql.CARDS_DELETE, *key)
    change(ledger, sql.BLOCKS_DELETE, *key)
    change(ledger, PATRON_DELETE, *key)
    note(ledger, entry, actor=actor)
    return cleaning


def _lending(ledger: SqlLedger, known: Patron) -> tuple[IllTransaction, ...]:
    names = traces.names_of(known.id, (card.value for card in known.cards))
    return ill_retention.of_reader(ledger, known.id, names.numbers)


def note(ledger: SqlLedger, entry: Erased, *, actor: str) -> None:
    """Put down that a reader was erased, by his digest alone."""
    change(ledger, ERASED_INSERT, *t.ERASED.to_row(entry))
    subject = f"{ERASED}{entry.digest.hex()[:SHOWN]}"
    event = Event(kind="patron-erased", subject=subject, at=entry.at, actor=actor, data={"erasure": entry.id})
    ledger.save(Changes(events=(event,)))


def settle(ledger: SqlLedger, patron: PatronId, entry: Erased) -> None:
    """Close what is open of a reader who was erased after this database was copied.

    It was closed by then, or he would not have been erased. Which day, the copy doesn't know. An interlibrary
    loan may not be closed for the partner, who has no copy: it goes on without him.
    """
    known = ledger.patron(patron)
    still = standing(ledger, patron, _lending(ledger, known) if known else ())
    ill_retention.let_go_of_open(ledger, still.lending)
    loans = tuple(_replace(loan, state=LoanState.RETURNED, ended=entry.at) for loan in still.loans)
    items = (ledger.item(loan.item) for loan in loans)
    back = tuple(_replace(item, status=ItemStatus.AVAILABLE) for item in items if item is not None)
    holds = tuple(_replace(hold, state=HoldState.CANCELLED) for hold in still.holds)
    fees = tuple(_replace(fee, waived=fee.waived + fee.owed) for fee in still.fees)
    ledger.save(Changes(records=(*loans, *back, *holds, *fees)))


def readers(shelf: SqlShelf, after: tuple[str, str], limit: int) -> tuple[PatronId, ...]:
    """Readers whose key comes after that one."""
    rows = ask(shelf, READERS, *after, limit)
    return tuple(PatronId(agency_kept(agency), number) for agency, number in rows)


def erasures(shelf: SqlShelf) -> tuple[Erased, ...]:
    """Every erasure that this database knows of, oldest first."""
    return tuple(map(t.ERASED.from_row, ask(shelf, ERASED_ALL)))
