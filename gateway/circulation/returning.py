"""How a loan ends, by whatever way its item came back."""

from datetime import datetime

import msgspec

from gateway.circulation.history import item_event
from gateway.circulation.overdue import charge
from gateway.circulation.situation import ItemFile, Setting
from gateway.model.changes import Event, Record
from gateway.model.commands import Origin
from gateway.model.loans import Fee, FeeKind, Loan, LoanState
from gateway.model.problems import Notice

replace = msgspec.structs.replace

#: Fees that a lost item brings and its return takes away.
LOSS = frozenset({FeeKind.REPLACEMENT, FeeKind.PROCESSING})


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """A loan that has ended, what it still cost, and what is to be written of it."""

    loan: Loan
    fee: Fee | None = None
    records: tuple[Record, ...] = ()
    events: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()


def close_loan(
    file: ItemFile, loan: Loan, ended: datetime, origin: Origin, setting: Setting, now: datetime
) -> Closed:
    """End a loan at `ended`: charge what is overdue, and drop what its loss had cost."""
    closed = replace(_settled(loan), state=LoanState.RETURNED, ended=ended, terminal_returned=origin.terminal)
    borne = charge(loan, file.borrower, file.item, ended, setting, now)
    dropped, refunds = drop_loss(file, origin, now)
    records = tuple(record for record in (closed, borne.fee, borne.patron, *dropped) if record is not None)
    return Closed(loan=closed, fee=borne.fee, records=records, events=refunds, notices=borne.notices)


def _settled(loan: Loan) -> Loan:
    """A loan whose claim is over: the item is here. What its loss was charged with stays known."""
    return replace(loan, reported_at=None) if loan.state is LoanState.CLAIMED_RETURNED else loan


def found_with_reader(loan: Loan) -> Loan:
    """A loan that is open again, because its reader was seen with the item."""
    return replace(_settled(loan), state=LoanState.OPEN)


def drop_loss(file: ItemFile, origin: Origin, now: datetime) -> tuple[tuple[Fee, ...], tuple[Event, ...]]:
    """Waive what is still owed for the item's loss; what was paid for it is for staff to give back."""
    loss = tuple(fee for fee in file.loan_fees if fee.kind in LOSS)
    waived = tuple(waive(fee) for fee in loss if fee.owed)
    paid = sum(fee.paid for fee in loss)
    if not paid:
        return waived, ()
    # Long after, the loan may have lost its reader (retention): who has the receipt comes with it.
    payer = loss[0].patron
    refund = item_event(
        "refund-to-consider",
        file.item.id,
        origin,
        now,
        conflict=True,
        patron=str(payer) if payer.number else None,
        fen=paid,
        why="the lost item came back",
    )
    return waived, (refund,)


def waive(fee: Fee) -> Fee:
    """A fee of which nothing more is owed; what was paid stays paid."""
    return replace(fee, waived=fee.waived + fee.owed)
