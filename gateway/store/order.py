"""Tables whose rows stand in the order in which they were written, and are let go of from the front."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from gateway.store.compiled import Statement
from gateway.store.ledger import SqlLedger
from gateway.store.shapes import Row
from gateway.store.shelf import SqlShelf


def ask(shelf: SqlShelf, statement: Statement, *values: object) -> list[Row]:
    """The rows that a statement finds."""
    return shelf._rows(statement, *values)  # noqa: SLF001 - what shelves are made of is this room's own


def change(ledger: SqlLedger, statement: Statement, *values: object) -> int:
    """Run a statement that writes; how many rows it changed."""
    return ledger._run(statement, values).rowcount  # noqa: SLF001 - the same


class Due(NamedTuple):
    """When something is due to go: what is older than `cutoff`, and what claims to come from after `now`.

    A clock that once stood wrong must not keep rows for ever. Both are texts, as instants are kept.
    """

    cutoff: str
    now: str


class Order:
    """A table in the order of its ``seq``, which is nearly that of its dates: no index holds those."""

    def __init__(self, table: sa.Table, *columns: str) -> None:
        seq, at = table.c.seq, table.c.at
        within = sa.and_(
            seq > sa.bindparam("after"),
            seq <= sa.bindparam("upto"),
            sa.or_(at < sa.bindparam("cutoff"), at > sa.bindparam("now")),
        )
        bounds = ("after", "upto", "cutoff", "now")
        self._first = Statement(sa.select(seq).order_by(seq).limit(_ONE))
        self._last = Statement(sa.select(seq).order_by(seq.desc()).limit(_ONE))
        self._from = Statement(
            sa.select(seq, at)
            .where(seq >= sa.bindparam("seq"), at <= sa.bindparam("now"))
            .order_by(seq)
            .limit(_ONE),
            *("seq", "now"),
        )
        self._find = Statement(
            sa.select(seq, *(table.c[name] for name in columns))
            .where(within)
            .order_by(seq)
            .limit(sa.bindparam("limit")),
            *(*bounds, "limit"),
        )
        self._count = Statement(sa.select(sa.func.count()).select_from(table).where(within), *bounds)
        self._young = Statement(
            sa.select(sa.func.min(seq), sa.func.max(at)).where(
                *(seq > sa.bindparam("after"), seq <= sa.bindparam("upto")),
                *(at >= sa.bindparam("cutoff"), at <= sa.bindparam("now")),
            ),
            *bounds,
        )
        self._delete = Statement(sa.delete(table).where(seq == sa.bindparam("which")), "which")

    def before(self, shelf: SqlShelf) -> int:
        """A place before the first row."""
        return max(_number(ask(shelf, self._first)) - 1, 0)

    def last(self, shelf: SqlShelf) -> int:
        """The seq of the last row."""
        return _number(ask(shelf, self._last))

    def horizon(self, shelf: SqlShelf, due: Due) -> int:
        """The seq up to which rows are old, found by halving; no row from the future is asked."""
        first = _number(ask(shelf, self._first))
        low, high = first - 1, self.last(shelf) + bool(first)
        while high - low > 1:
            middle = (low + high) // 2
            rows = ask(shelf, self._from, middle, due.now)
            if rows and rows[0][0] < high and rows[0][1] < due.cutoff:
                low = int(rows[0][0])
            else:
                high = middle
        return max(low, 0)

    def find(self, shelf: SqlShelf, due: Due, after: int, limit: int) -> list[Row]:
        """Rows after a place that are due to go."""
        return ask(shelf, self._find, after, self.horizon(shelf, due), *due, limit)

    def number(self, shelf: SqlShelf, due: Due, after: int) -> int:
        """How many there are."""
        return _number(ask(shelf, self._count, after, self.horizon(shelf, due), *due))

    def young(self, shelf: SqlShelf, due: Due, after: int, upto: int) -> tuple[int, str] | None:
        """What among old rows is not due yet: the first such row's seq, and the last date among them."""
        ((first, latest),) = ask(shelf, self._young, after, upto, *due)
        return None if first is None else (int(first), str(latest))

    def delete(self, ledger: SqlLedger, seq: Any) -> bool:  # noqa: ANN401 - as a row has it
        """Take one row out; False where another node was faster."""
        return change(ledger, self._delete, seq) == 1

    def delete_all(self, ledger: SqlLedger, _: Due, rows: Sequence[Row]) -> int:
        """Take these rows out."""
        return sum(self.delete(ledger, row[0]) for row in rows)


_ONE: Any = sa.literal_column("1")


def _number(rows: list[Row]) -> int:
    return int(rows[0][0]) if rows else 0
