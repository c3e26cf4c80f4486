"""Letting go of interlibrary loan: first of every word that was said, later of who wanted the book.

As long as a transaction is open its history is needed whole: partners ask, and an answer may have to be sent
again to the byte. When it has been closed for as long as messages are kept, what was said goes: raw, decoded,
in letters, and what the request held besides the book. That it was said stays, and when a reader's data were
in it, to whom they were told. When it has been closed for as long as a loan names its reader, it names him no
more. The transaction itself stays: what was lent to whom is counted by it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from gateway.model.identity import PatronId
from gateway.model.ill.services import IllRequest
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.keeping import Basis, Category, Provided
from gateway.store import ill_statements as lending
from gateway.store import statements as sql
from gateway.store import tables as t
from gateway.store.compiled import Statement
from gateway.store.ill import IllReading
from gateway.store.ledger import SqlLedger
from gateway.store.order import Due, ask, change
from gateway.store.shapes import Row, instant_text
from gateway.store.shelf import SqlShelf

_replace = msgspec.structs.replace

_CUTOFF: Any = sa.bindparam("cutoff")
_LIMIT: Any = sa.bindparam("limit", type_=sa.Integer)
_ill, _entry, _letter, _case = t.ill_transaction, t.ill_entry, t.letter, t.ill_case


def _closed(which: sa.ColumnElement[bool]) -> tuple[Statement, Statement]:
    """What finds transactions that were closed before the cutoff, and what counts them."""
    over = sa.and_(which, _ill.c.closed < _CUTOFF)
    found = sa.select(_ill.c.id).where(over).order_by(_ill.c.closed).limit(_LIMIT)
    counted = sa.select(sa.func.count()).select_from(_ill).where(over)
    return Statement(found, "cutoff", "limit"), Statement(counted, "cutoff")


TOLD, TOLD_NUMBER = _closed(t.is_told_ill)
PAST, PAST_NUMBER = _closed(t.is_past_ill)

_EMPTY: Any = sa.literal_column("''")
SILENCE: Final = (
    Statement(
        sa.update(_entry)
        .values(raw=sa.bindparam("nothing"), decoded=sa.literal_column("'{}'"))
        .where(_entry.c.transaction == sa.bindparam("transaction")),
        *("nothing", "transaction"),
    ),
    Statement(
        sa.update(_letter)
        .values(payload=sa.bindparam("nothing"))
        .where(_letter.c.seq.in_(lending.letters_of(sa.bindparam("transaction")))),
        *("nothing", "transaction"),
    ),
)
CASES_SILENCE: Final = Statement(
    sa.update(_case).values(detail=_EMPTY).where(_case.c.transaction == sa.bindparam("transaction")),
    "transaction",
)
SILENT: Final = Statement(
    sa.update(_ill).values(told=sa.literal_column("0")).where(_ill.c.id == sa.bindparam("id")), "id"
)

CLIENT: Final = "client-id"

CATEGORIES: Final[Mapping[str, Category]] = {
    "client-name": Category.NAME,
    "client-status": Category.STANDING,
    "client-identifier": Category.NUMBER,
}
"""What the elements of a Client-Id tell of a reader (ISO 10161-1, Client-Id)."""


# ------------------------------------------------------------------------------------- what was said


def find_told(shelf: SqlShelf, due: Due, _: int, limit: int) -> list[Row]:
    """Transactions closed long enough, of which every word is kept."""
    return ask(shelf, TOLD, due.cutoff, limit)


def number_told(shelf: SqlShelf, due: Due, _: int) -> int:
    """How many there are."""
    return int(ask(shelf, TOLD_NUMBER, due.cutoff)[0][0])


def silence(ledger: SqlLedger, due: Due, rows: Sequence[Row]) -> int:
    """Take away what was said in these, if they are closed still; how many it was."""
    return sum(_silence(ledger, found) for found in _over(ledger, due, rows))


def _silence(ledger: SqlLedger, found: IllTransaction) -> int:
    for kept in told(ledger, found):
        change(ledger, sql.PROVIDED_INSERT, *t.PROVIDED.to_row(kept))
    ledger.save_ill(_without_words(found))
    for statement in SILENCE:
        change(ledger, statement, b"", found.id)
    change(ledger, CASES_SILENCE, found.id)
    return change(ledger, SILENT, found.id)


def _without_words(found: IllTransaction) -> IllTransaction:
    """A transaction without what was said besides the book."""
    request = found.wanted.request
    kept = {name: getattr(request, name) for name in _OF_THE_BOOK}
    course = _replace(found.course, held=None, undo=b"")
    wanted = _replace(found.wanted, request=IllRequest(**kept), rest={})
    return _replace(found, wanted=wanted, course=course)


#: What stays of a request: what was wanted, not by whom, for whom, or where to.
_OF_THE_BOOK: Final = ("transaction_type", "service_types", "item", "retry", "forward")


def told(shelf: IllReading, found: IllTransaction) -> Iterator[Provided]:
    """What was told of a reader, to whom, and when."""
    for entry in shelf.ill_entries(found.id):
        client = next(_clients(entry.decoded), None)
        if entry.direction is not Direction.OUT or not isinstance(client, dict):
            continue
        of_him = sorted({CATEGORIES[name] for name in client if name in CATEGORIES}, key=list(Category).index)
        if of_him:
            yield Provided(
                ref=entry.letter or f"{found.id}/{entry.seq}",
                at=entry.at,
                kind=f"ill {entry.service or ''}".strip(),
                recipient=f"partner {found.partner}",
                patron=found.wanted.client,
                categories=" ".join(of_him),
                basis=Basis.READER_ASKED,
            )


def _clients(said: object) -> Iterator[object]:
    """What stands under the name of a Client-Id, however deep."""
    if isinstance(said, dict):
        if CLIENT in said:
            yield said[CLIENT]
        for part in said.values():
            yield from _clients(part)


# ---------------------------------------------------------------------------------------- who wanted it


def find_past(shelf: SqlShelf, due: Due, _: int, limit: int) -> list[Row]:
    """Transactions closed long enough that name a reader."""
    return ask(shelf, PAST, due.cutoff, limit)


def number_past(shelf: SqlShelf, due: Due, _: int) -> int:
    """How many there are."""
    return int(ask(shelf, PAST_NUMBER, due.cutoff)[0][0])


def unlink(ledger: SqlLedger, due: Due, rows: Sequence[Row]) -> int:
    """Take the reader out of these, if they are closed still; how many it was."""
    return sum(_unlink(ledger, found) for found in _over(ledger, due, rows))


def _unlink(ledger: SqlLedger, found: IllTransaction) -> bool:
    _silence(ledger, found)  # what was said may lead to him, whatever else is kept for how long
    known = ledger.ill_transaction(found.id)
    if known is None:
        return False
    ledger.save_ill(_replace(known, wanted=_replace(known.wanted, client="")))
    return change(ledger, SILENT, found.id) == 1


def _over(ledger: SqlLedger, due: Due, rows: Sequence[Row]) -> list[IllTransaction]:
    found = (ledger.ill_transaction(row[0]) for row in rows)
    return [
        one
        for one in found
        if one is not None and one.closed is not None and instant_text(one.closed) < due.cutoff
    ]


def of_reader(shelf: IllReading, reader: PatronId, numbers: Iterable[str]) -> tuple[IllTransaction, ...]:
    """All that are for a reader, by whichever of his numbers they name him; oldest first."""
    found = (one for number in sorted(numbers) for one in shelf.ill_transactions_of(number))
    return tuple(
        sorted((one for one in found if one.agency == reader.agency), key=attrgetter("opened", "id"))
    )


def forget(ledger: SqlLedger, found: Iterable[IllTransaction]) -> int:
    """Take the reader out of these transactions, which are closed; how many it was."""
    return sum(_unlink(ledger, one) for one in found)


def let_go_of_open(ledger: SqlLedger, found: Iterable[IllTransaction]) -> None:
    """Take the reader out of these transactions, which go on between two libraries."""
    for one in found:
        ledger.save_ill(_replace(one, wanted=_replace(one.wanted, client="")))


# ---------------------------------------------------------------------------------- what belongs to none


class Lost:
    """Old rows of no transaction: what nobody could read, and what was answered to it. They go whole."""

    def __init__(self, table: sa.Table, date: str, *also: sa.ColumnElement[bool]) -> None:
        none = table.c.transaction == sa.literal_column("''")
        old = sa.and_(none, table.c[date] < _CUTOFF, *also)
        found = sa.select(table.c.seq).where(old).order_by(table.c[date], table.c.seq)
        self._find = Statement(found.limit(_LIMIT), "cutoff", "limit")
        self._number = Statement(sa.select(sa.func.count()).select_from(table).where(old), "cutoff")
        self._delete = Statement(sa.delete(table).where(none, table.c.seq == sa.bindparam("which")), "which")

    def find(self, shelf: SqlShelf, due: Due, _: int, limit: int) -> list[Row]:
        """Some of them."""
        return ask(shelf, self._find, due.cutoff, limit)

    def number(self, shelf: SqlShelf, due: Due, _: int) -> int:
        """How many there are."""
        return int(ask(shelf, self._number, due.cutoff)[0][0])

    def delete(self, ledger: SqlLedger, _: Due, rows: Sequence[Row]) -> int:
        """Take these out."""
        return sum(change(ledger, self._delete, row[0]) for row in rows)


LOST_ENTRIES: Final = Lost(_entry, "at")
LOST_LETTERS: Final = Lost(_letter, "posted", sa.not_(t.is_waiting), sa.not_(t.is_dead))
