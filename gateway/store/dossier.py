"""What is held about one reader, read from every table that names him."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec
import sqlalchemy as sa

from gateway.model.changes import Event
from gateway.model.identity import PatronId
from gateway.model.ill.transactions import IllTransaction
from gateway.model.keeping import Dossier, Message, Provided, Standing
from gateway.model.patrons import Patron
from gateway.store import tables as t
from gateway.store.compiled import Statement
from gateway.store.ill import IllReading
from gateway.store.ill_retention import of_reader, told
from gateway.store.order import ask
from gateway.store.shapes import Row, S, Shape, instant, patron_key
from gateway.store.shelf import SqlShelf
from gateway.store.traces import Names
from gateway.store.unlinking import PAST

_replace = msgspec.structs.replace


def _past(table: sa.Table, shape: Shape[S], date: str) -> Statement:
    """What of a table is over and names a reader, oldest first."""
    his = (
        table.c.patron_agency == sa.bindparam("agency"),
        table.c.patron_number == sa.bindparam("number"),
    )
    return Statement(
        sa.select(*(table.c[name] for name in shape.names))
        .where(*his, PAST[table.name])
        .order_by(table.c[date], table.c.id),
        *("agency", "number"),
    )


LOANS: Final = _past(t.loan, t.LOAN, "started")
HOLDS: Final = _past(t.hold, t.HOLD, "placed")
FEES: Final = _past(t.fee, t.FEE, "created")
PAYMENTS: Final = _past(t.payment, t.PAYMENT, "at")
PROVIDED: Final = Statement(
    sa.select(*(t.provided.c[name] for name in t.PROVIDED.names))
    .where(t.provided.c.patron == sa.bindparam("read"), t.is_told_of_somebody)
    .order_by(t.provided.c.seq),
    "read",
)


class Seen(NamedTuple):
    """What a look through messages and events has found."""

    messages: tuple[Message, ...] = ()
    provided: tuple[Provided, ...] = ()
    events: tuple[Event, ...] = ()


def standing(shelf: SqlShelf, patron: PatronId, lending: Iterable[IllTransaction] = ()) -> Standing:
    """What a reader has that is open; `lending` are his interlibrary loans, open or not."""
    return Standing(
        loans=shelf.loans_of(patron),
        holds=shelf.holds_of(patron),
        fees=shelf.fees_of(patron),
        lending=tuple(one for one in lending if one.closed is None),
    )


def dossier(shelf: IllReading, patron: Patron, names: Names, seen: Seen) -> Dossier:
    """Everything about that reader, open or not; messages, events and what was told as they were `seen`."""
    key, now = patron_key(patron.id), standing(shelf, patron.id)

    def past(shape: Shape[S], statement: Statement) -> tuple[S, ...]:
        return tuple(map(shape.from_row, ask(shelf, statement, *key)))

    loans = (*past(t.LOAN, LOANS), *now.loans)
    lending = of_reader(shelf, patron.id, names.numbers)
    items = (shelf.item(item) for item in {loan.item for loan in loans})
    return Dossier(
        patron=_replace(patron, pin=None),
        has_pin=patron.pin is not None,
        loans=loans,
        holds=(*past(t.HOLD, HOLDS), *now.holds),
        fees=(*past(t.FEE, FEES), *now.fees),
        payments=past(t.PAYMENT, PAYMENTS),
        lending=lending,
        events=seen.events,
        messages=seen.messages,
        provided=(
            *_provided(shelf, names),
            *seen.provided,
            *(one for found in lending for one in told(shelf, found)),
        ),
        titles={str(item.id): item.title for item in items if item is not None},
    )


def _provided(shelf: SqlShelf, names: Names) -> tuple[Provided, ...]:
    rows = (row for read in sorted(names.numbers) for row in ask(shelf, PROVIDED, read))
    return tuple(sorted(map(t.PROVIDED.from_row, rows), key=lambda one: one.at))


def message(row: Row) -> Message:
    """A message as `gateway.store.traces.messages` found it."""
    _, ref, at, terminal, kind, _, reply, text = row
    return Message(ref=ref, at=instant(at), terminal=terminal, kind=kind, text=text, reply=reply)


def event(row: Row) -> Event:
    """An event as `gateway.store.traces.events` found it."""
    return t.EVENT.from_row(row[3:])
