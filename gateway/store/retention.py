"""Letting go of what need not be known any longer: one step for each kind of row, a bounded number at a time.

A step finds rows whose time is up, beside the writer, and lets them go in a unit of work that looks again. So
kiosks wait for a few milliseconds at most, whatever has piled up.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import sqlalchemy as sa

from gateway.model.keeping import Provided, Terms, Told
from gateway.store import ill_retention as ill
from gateway.store import statements as sql
from gateway.store import tables as t
from gateway.store.compiled import Statement
from gateway.store.fates import Fate, of_readers, of_terminals
from gateway.store.ledger import SqlLedger
from gateway.store.order import Due, Order, ask, change
from gateway.store.shapes import Row, instant, instant_text
from gateway.store.shelf import SqlShelf
from gateway.store.unlinking import FEES, HOLDS, LOANS, PAYMENTS, Unlinking

#: Rows that one unit lets go: two to four milliseconds of the writer's time, some fifty pages of its log.
BATCH: Final = 50

Tell = Callable[[str, str, str], Told | None]
"""What a message told of a reader, from its kind, its terminal and its reply; None where it told nothing."""


class Step(NamedTuple):
    """One kind of row to let go of.

    `age` names the field of `Terms` that says how old it may be. `find` gives up to so many rows after a
    place in their order, which is the first column of each; `let_go` writes what becomes of some and tells
    how many were changed; `number` tells how many there are. `place` is the name under which it is kept how
    far was looked, where no row need be looked at twice.
    """

    name: str
    age: str
    find: Callable[[SqlShelf, Due, int, int], list[Row]]
    let_go: Callable[[SqlLedger, Due, Sequence[Row]], int]
    number: Callable[[SqlShelf, Due, int], int]
    place: str = ""

    def due(self, terms: Terms, now: datetime) -> Due:
        """What is due to go."""
        return Due(instant_text(now - getattr(terms, self.age)), instant_text(now))

    def looked(self, shelf: SqlShelf, due: Due) -> int:
        """How far an earlier run has looked, without rows that were not due then and are now."""
        rows = ask(shelf, sql.META, self.place) if self.place else []
        # SQLite gives the last row's number again once that row is gone.
        place = min(int(rows[0][0]), EVENTS.last(shelf)) if rows else 0
        return min([place, *(left.seq - 1 for left in self._left(shelf) if left.at < due.cutoff)])

    def has_looked(self, ledger: SqlLedger, due: Due, after: int, place: int) -> None:
        """Keep how far this one has, and what it passed over since it was `after`."""
        if not self.place:
            return
        known = self._left(ledger)
        waits = [left for left in known if left.at >= due.cutoff]
        young = EVENTS.young(ledger, due, after, place)
        # What is due no sooner than those before it is met again when they are.
        if young is not None and (not waits or young[1] < waits[-1].at):
            waits.append(_Left(*young))
        if waits != known:
            told = ",".join(f"{left.seq} {left.at}" for left in waits)
            change(ledger, sql.META_PUT, self.place + _LEFT, told)
        change(ledger, sql.META_PUT, self.place, str(place))

    def _left(self, shelf: SqlShelf) -> list["_Left"]:
        rows = ask(shelf, sql.META, self.place + _LEFT) if self.place else []
        told = (each.split(" ") for row in rows for each in filter(None, row[0].split(",")))
        return [_Left(int(seq), at) for seq, at in told]


class _Left(NamedTuple):
    """What was written while a clock stood ahead is due later than its neighbours, and is not forgotten.

    `seq` is that of the first row that one unit passed over, `at` the last date among those. Once that is
    due, all since `seq` is looked at once more.
    """

    seq: int
    at: str


#: Ends the name under which it is kept what a step left behind.
_LEFT: Final = ", left behind"


def _unlink(name: str, statements: Unlinking) -> Step:
    """What is over loses its reader's number. What was let go is found no more, so no place is needed."""

    def find(shelf: SqlShelf, due: Due, _: int, limit: int) -> list[Row]:
        return ask(shelf, statements.find, due.cutoff, limit)

    def let_go(ledger: SqlLedger, due: Due, rows: Sequence[Row]) -> int:
        return sum(change(ledger, statements.unlink, due.cutoff, row[0]) for row in rows)

    def number(shelf: SqlShelf, due: Due, _: int) -> int:
        return int(ask(shelf, statements.number, due.cutoff)[0][0])

    return Step(name, "finished", find, let_go, number)


# --------------------------------------------------------------------------------------- messages and events

MESSAGES: Final = Order(t.inbox, "ref", "at", "terminal", "kind", "patron", "reply")
EVENTS: Final = Order(t.event, "subject", "data")
TOLD: Final = Order(t.provided)

EVENT_SHORN: Final = Statement(
    sa.update(t.event).values(data=sa.bindparam("shorn")).where(t.event.c.seq == sa.bindparam("which")),
    *("shorn", "which"),
)


def provided(told: Told, *, ref: str, at: datetime, kind: str, patron: str) -> Provided:
    """What is kept of a message that told something of a reader."""
    return Provided(
        ref=ref,
        at=at,
        kind=kind,
        recipient=told.recipient,
        patron=patron,
        categories=" ".join(told.categories),
        basis=told.basis,
    )


def empty(ledger: SqlLedger, rows: Sequence[Row], tell: Tell, *, naming: bool = True) -> int:
    """Take messages out of the inbox; that one told of a reader stays, with his number if `naming`."""
    done = 0
    for seq, ref, at, terminal, kind, patron, reply in rows:
        if not MESSAGES.delete(ledger, seq):
            continue
        done += 1
        told = tell(kind, terminal, reply)
        if told is not None:
            reader = patron if naming else ""
            kept = provided(told, ref=ref, at=instant(at), kind=kind, patron=reader)
            change(ledger, sql.PROVIDED_INSERT, *t.PROVIDED.to_row(kept))
    return done


def shear(ledger: SqlLedger, rows: Sequence[Row], fate: Fate) -> int:
    """Do to events (seq, subject, data) what is to become of them; how many were changed or taken out."""
    done = 0
    for seq, subject, data in rows:
        shorn = fate(subject, data)
        if not shorn:
            done += EVENTS.delete(ledger, seq)
        elif shorn != data:
            done += change(ledger, EVENT_SHORN, shorn, seq)
    return done


def _messages(tell: Tell) -> Step:
    def let_go(ledger: SqlLedger, _: Due, rows: Sequence[Row]) -> int:
        return empty(ledger, rows, tell)

    return Step("messages", "messages", MESSAGES.find, let_go, MESSAGES.number)


def _events(name: str, age: str, fate: Fate) -> Step:
    def let_go(ledger: SqlLedger, _: Due, rows: Sequence[Row]) -> int:
        return shear(ledger, rows, fate)

    return Step(name, age, EVENTS.find, let_go, EVENTS.number, place=f"let go: {name}")


# ------------------------------------------------------------------------------------ that something was told

_named = sa.and_(t.is_told_of_somebody, t.provided.c.at < sa.bindparam("cutoff"))
_of_nobody = sa.update(t.provided).values(patron=sa.literal_column("''"))

TOLD_OF: Final = Unlinking(
    find=Statement(
        sa.select(t.provided.c.seq).where(_named).order_by(t.provided.c.at).limit(sa.bindparam("limit")),
        *("cutoff", "limit"),
    ),
    number=Statement(sa.select(sa.func.count()).select_from(t.provided).where(_named), "cutoff"),
    unlink=Statement(_of_nobody.where(t.provided.c.seq == sa.bindparam("which"), _named), "cutoff", "which"),
    forget=Statement(
        _of_nobody.where(t.provided.c.patron == sa.bindparam("read"), t.is_told_of_somebody), "read"
    ),
)


def steps(tell: Tell) -> tuple[Step, ...]:
    """Every step, in the order in which they are to be taken."""
    return (
        _unlink("payments", PAYMENTS),
        _unlink("loans", LOANS),
        _unlink("fees", FEES),
        _unlink("holds", HOLDS),
        Step("lending", "messages", ill.find_told, ill.silence, ill.number_told),
        Step("readers of lending", "finished", ill.find_past, ill.unlink, ill.number_past),
        Step("lost", "messages", ill.LOST_ENTRIES.find, ill.LOST_ENTRIES.delete, ill.LOST_ENTRIES.number),
        Step("letters", "messages", ill.LOST_LETTERS.find, ill.LOST_LETTERS.delete, ill.LOST_LETTERS.number),
        _messages(tell),
        _unlink("readers told of", TOLD_OF),
        Step("told", "provided", TOLD.find, TOLD.delete_all, TOLD.number),
        _events("events of readers", "finished", of_readers),
        _events("events of terminals", "terminals", of_terminals),
        Step("events", "events", EVENTS.find, EVENTS.delete_all, EVENTS.number),
    )
