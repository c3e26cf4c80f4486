"""How much was lent, for the library's statistics: the same before and after readers were let go of."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, tzinfo
from typing import Any, Final

import sqlalchemy as sa

from gateway.model.keeping import LoanCount
from gateway.model.loans import LoanState
from gateway.store import tables as t
from gateway.store.compiled import Statement
from gateway.store.order import ask
from gateway.store.shapes import instant_text
from gateway.store.shelf import SqlShelf

_EMPTY: Any = sa.literal_column("''")


def _counted_by(name: str) -> sa.ColumnElement[Any]:
    """What stands in the loan; of one that came without it, what stands with its reader."""
    now = sa.func.coalesce(t.patron.c[name], _EMPTY)
    return sa.case((t.loan.c.category == _EMPTY, now), else_=t.loan.c[name]).label(name)


_by = (_counted_by("category"), _counted_by("college"), t.loan.c.place)
_his = sa.and_(t.patron.c.agency == t.loan.c.patron_agency, t.patron.c.number == t.loan.c.patron_number)

LOANS: Final = Statement(
    sa.select(*_by, sa.func.count(), sa.func.sum(t.loan.c.renewals))
    .select_from(t.loan.outerjoin(t.patron, _his))
    .where(
        t.loan.c.started >= sa.bindparam("first"),
        t.loan.c.started < sa.bindparam("end"),
        t.loan.c.state != sa.literal_column(f"'{LoanState.UNDONE}'"),
    )
    .group_by(*_by)
    .order_by(*_by),
    *("first", "end"),
)


def loan_counts(shelf: SqlShelf, months: Iterable[date], zone: tzinfo) -> Iterator[LoanCount]:
    """The loans that began in each month, by category, college and place. A month is its first day.

    Every loan is looked at for every month: not for a server's own reader.
    """
    for month in months:
        bounds = (instant_text(_midnight(day, zone)) for day in (month, next_month(month)))
        for category, college, place, loans, renewals in ask(shelf, LOANS, *bounds):
            yield LoanCount(
                month=month,
                category=category,
                college=college,
                place=place,
                loans=int(loans),
                renewals=int(renewals),
            )


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
