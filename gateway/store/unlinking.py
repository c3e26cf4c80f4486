"""What is over loses its reader's number: which loans, holds, fees and payments, and what is written.

A payment leads to its fees, a fee to its loan: none may lose its reader while another still leads to him. So
a loan waits for the money on it, and whoever lets go takes payments first, then loans, then fees.
"""

from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from gateway.store import tables as t
from gateway.store.compiled import Statement

_EMPTY: Any = sa.literal_column("''")
_CUTOFF: Any = sa.bindparam("cutoff")


def _owed(fee: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 - the table or an alias of it
    owed: sa.ColumnElement[bool] = fee.c.amount > fee.c.paid + fee.c.waived
    return owed


def _for(fee: Any) -> tuple[sa.ColumnElement[bool], ...]:  # noqa: ANN401 - the same
    """A payment that names its reader and was for this fee."""
    quoted = sa.literal_column("'%\"'", sa.Text) + fee.c.id + sa.literal_column("'\"%'", sa.Text)
    return (
        t.is_named_payment,
        t.payment.c.patron_agency == fee.c.patron_agency,
        t.payment.c.patron_number == fee.c.patron_number,
        t.payment.c.parts.like(quoted),
    )


_of_payment, _of_loan, _its_loan = t.fee.alias("of_payment"), t.fee.alias("of_loan"), t.loan.alias("its_loan")

_payment_over = sa.and_(
    t.is_named_payment,
    t.payment.c.at < _CUTOFF,
    # None of the fees that it was for is open.
    ~sa.exists().where(_owed(_of_payment), *_for(_of_payment)).correlate(t.payment),
)

_loan_over = sa.and_(
    t.is_past_loan,
    t.loan.c.ended < _CUTOFF,
    # No money on it is open, nor was it charged or paid so lately that somebody may ask why.
    ~sa.exists()
    .where(
        _of_loan.c.loan == t.loan.c.id,
        _of_loan.c.loan != _EMPTY,
        sa.or_(_owed(_of_loan), _of_loan.c.created >= _CUTOFF, sa.exists().where(*_for(_of_loan))),
    )
    .correlate(t.loan),
)

_fee_over = sa.and_(
    t.is_past_fee,
    t.fee.c.created < _CUTOFF,
    ~sa.exists().where(*_for(t.fee)).correlate(t.fee),
    ~sa.exists().where(_its_loan.c.id == t.fee.c.loan, _its_loan.c.patron_number != _EMPTY).correlate(t.fee),
)

# When a hold ended is not kept; these are the last dates that it speaks of.
_hold_over = sa.and_(
    t.is_past_hold,
    t.hold.c.placed < _CUTOFF,
    sa.or_(t.hold.c.pickup_by.is_(None), t.hold.c.pickup_by < _CUTOFF),
    sa.or_(
        t.hold.c.state != sa.literal_column("'expired'"),
        t.hold.c.expires.is_(None),
        t.hold.c.expires < _CUTOFF,
    ),
)


def _as_reader_is(name: str) -> sa.ColumnElement[Any]:
    """What a loan is counted by; one that came without it is counted as its reader is now."""
    now = sa.select(t.patron.c[name]).where(
        t.patron.c.agency == t.loan.c.patron_agency, t.patron.c.number == t.loan.c.patron_number
    )
    known = sa.func.coalesce(now.correlate(t.loan).scalar_subquery(), _EMPTY)
    return sa.case((t.loan.c.category == _EMPTY, known), else_=t.loan.c[name])


#: What is written: beside the number, whatever else leads to the reader.
FORGOTTEN: Final[dict[str, dict[str, Any]]] = {
    "payment": {"patron_number": _EMPTY, "reference": _EMPTY},
    "loan": {
        "patron_number": _EMPTY,
        "hold": _EMPTY,
        "category": _as_reader_is("category"),
        "college": _as_reader_is("college"),
    },
    "fee": {"patron_number": _EMPTY},
    "hold": {"patron_number": _EMPTY},
}


#: What of a table is over and names its reader; the words of the index that finds it by him.
PAST: Final = {
    "payment": t.is_named_payment,
    "loan": t.is_past_loan,
    "fee": t.is_past_fee,
    "hold": t.is_past_hold,
}


class Unlinking(NamedTuple):
    """The statements for one table.

    `find` and `number` take the cutoff, `find` also how many; `unlink` the cutoff and an id, and looks once
    more whether that one is over. `forget` takes a reader: nothing of his is found by his number afterwards.
    """

    find: Statement
    number: Statement
    unlink: Statement
    forget: Statement


def _unlinking(table: sa.Table, over: sa.ColumnElement[bool], date: str) -> Unlinking:
    found = sa.select(table.c.id).where(over).order_by(table.c[date], table.c.id)
    forgetting = sa.update(table).values(FORGOTTEN[table.name])
    his = (
        table.c.patron_agency == sa.bindparam("agency"),
        table.c.patron_number == sa.bindparam("number"),
    )
    return Unlinking(
        find=Statement(found.limit(sa.bindparam("limit")), "cutoff", "limit"),
        number=Statement(sa.select(sa.func.count()).select_from(table).where(over), "cutoff"),
        unlink=Statement(forgetting.where(table.c.id == sa.bindparam("which"), over), "cutoff", "which"),
        forget=Statement(forgetting.where(*his, PAST[table.name]), "agency", "number"),
    )


PAYMENTS: Final = _unlinking(t.payment, _payment_over, "at")
LOANS: Final = _unlinking(t.loan, _loan_over, "ended")
FEES: Final = _unlinking(t.fee, _fee_over, "created")
HOLDS: Final = _unlinking(t.hold, _hold_over, "placed")
