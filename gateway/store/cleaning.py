"""Taking an erased reader out of messages and events: after the erasure, a stretch at a time.

His record is gone by then, and nobody could tell any more whose traces are to be looked for. So the unit that
erased him puts down who he was, and the unit that comes to the end takes that away: what a crash, a full disk
or a stop breaks off is taken up again.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from gateway.model.identity import PatronId
from gateway.model.patrons import Patron
from gateway.store import statements as sql
from gateway.store import tables as t
from gateway.store import traces
from gateway.store.compiled import Statement
from gateway.store.fates import of_one
from gateway.store.ledger import SqlLedger
from gateway.store.order import ask, change
from gateway.store.retention import EVENTS, MESSAGES, TOLD_OF, Tell, empty, shear
from gateway.store.shapes import agency_kept
from gateway.store.shelf import SqlShelf
from gateway.store.traces import STRETCH, Names

#: What is looked through, in this order.
KINDS: Final = ("messages", "events")

_ORDERS: Final = {"messages": MESSAGES, "events": EVENTS}

#: Under this and the erasure's id it is kept who is to be looked for.
_KEPT: Final = "erasing "

_BEGUN: Final = Statement(
    sa.select(t.meta.c.value).where(t.meta.c.name.like(sa.bindparam("names"))).order_by(t.meta.c.name),
    "names",
)
_DONE: Final = Statement(sa.delete(t.meta).where(t.meta.c.name == sa.bindparam("name")), "name")


class Cleaning(msgspec.Struct, frozen=True, kw_only=True):
    """A cleaning that is not at its end.

    `erasure` is the erasure's id; what names the reader follows; `upto` is how far messages and events
    reached when he was erased.
    """

    erasure: str
    agency: str
    number: str
    cards: tuple[str, ...]
    name: str
    upto: dict[str, int]

    @property
    def reader(self) -> PatronId:
        """Who he was."""
        return PatronId(agency_kept(self.agency), self.number)

    def names(self) -> Names:
        """What names him, his name included."""
        return traces.names_of(self.reader, self.cards, name=self.name)


def begin(ledger: SqlLedger, patron: Patron, erasure: str) -> Cleaning:
    """Put down that a reader is to be taken out of all that there is now."""
    cleaning = Cleaning(
        erasure=erasure,
        agency=str(patron.id.agency),
        number=patron.id.number,
        cards=tuple(card.value for card in patron.cards),
        name=patron.name,
        upto={of: _ORDERS[of].last(ledger) for of in KINDS},
    )
    change(ledger, sql.META_PUT, _KEPT + erasure, msgspec.json.encode(cleaning).decode())
    return cleaning


def begun(shelf: SqlShelf) -> tuple[Cleaning, ...]:
    """Every cleaning that is not at its end."""
    rows = ask(shelf, _BEGUN, _KEPT + "%")
    return tuple(msgspec.json.decode(row[0], type=Cleaning) for row in rows)


def stretches(shelf: SqlShelf, *, of: str) -> range:
    """The places after which each stretch of ``messages`` or ``events`` is to be looked through."""
    return range(_ORDERS[of].before(shelf), _ORDERS[of].last(shelf), STRETCH)


def clean(
    ledger: SqlLedger, cleaning: Cleaning, tell: Tell, after: int, *, of: str, all_there_is: bool = False
) -> tuple[int, int]:
    """Take the reader out of one stretch, as far as it was there when he was erased, or `all_there_is`.

    Gives how many rows were changed, and the last row's place afterwards: SQLite gives the number of the last
    row once more when that row is gone.
    """
    names, upto = cleaning.names(), after + STRETCH if all_there_is else cleaning.upto[of]
    if of == "messages":
        found = traces.messages(ledger, names, after, name=cleaning.name)
        changed = empty(ledger, [row[:7] for row in found if row[0] <= upto], tell, naming=False)
    else:
        seen = traces.events(ledger, names, after)
        fate = of_one(names.reader, names.numbers)
        changed = shear(ledger, [row[:3] for row in seen if row[0] <= upto], fate)
    return changed, _ORDERS[of].last(ledger)


def finish(ledger: SqlLedger, cleaning: Cleaning, tell: Tell, seen: Sequence[int]) -> None:
    """Come to the end.

    `seen` is how far each of `KINDS` was cleaned: what kiosks still said of him since is few, and goes now,
    unless he has come back: then it is what he did as a new reader.
    """
    if ledger.patron(cleaning.reader) is None:
        for of, after in zip(KINDS, seen, strict=True):
            for place in range(after, _ORDERS[of].last(ledger), STRETCH):
                clean(ledger, cleaning, tell, place, of=of, all_there_is=True)
    # Messages whose time was up meanwhile may have left that he was told of.
    for read in sorted(cleaning.names().numbers):
        change(ledger, TOLD_OF.forget, read)
    change(ledger, _DONE, _KEPT + cleaning.erasure)
