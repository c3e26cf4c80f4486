"""Taking back the last checkout or checkin: the door stayed shut, the tag did not write."""

from datetime import datetime

import msgspec

from gateway.circulation.history import item_event
from gateway.circulation.returning import waive
from gateway.circulation.situation import ItemFile, PatronFile, Setting
from gateway.circulation.timing import UNDO_WITHIN
from gateway.model.changes import NOTHING, Changes, Event, Record
from gateway.model.commands import Origin, UndoCheckin, UndoCheckout
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Hold, HoldState, Loan, LoanState
from gateway.model.outcomes import CheckinOutcome, LoanOutcome
from gateway.model.patrons import BlockReason, Patron
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode

replace = msgspec.structs.replace

_NOTHING_TO_UNDO = Problem(ProblemCode.NOTHING_TO_UNDO)


def undo_checkout(
    command: UndoCheckout,  # noqa: ARG001 - every rule takes its command first
    origin: Origin,
    patron: PatronFile | Problem,
    file: ItemFile | Problem,
    setting: Setting,  # noqa: ARG001 - the same for its setting
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    """Take a reader's last checkout or renewal of an item back, within `UNDO_WITHIN`."""
    if isinstance(patron, Problem) or isinstance(file, Problem):
        problem = next(named for named in (patron, file) if isinstance(named, Problem))
        return LoanOutcome(problems=(problem,)), NOTHING
    known = LoanOutcome(patron=patron.patron.id, item=file.item, loan=file.loan)
    loan = file.loan
    if loan is None or loan.patron != patron.patron.id or loan.state is not LoanState.OPEN:
        return replace(known, loan=None, problems=(_NOTHING_TO_UNDO,)), NOTHING
    if loan.previous_due is not None and loan.renewed_at is not None:
        if now - loan.renewed_at <= UNDO_WITHIN:
            return _renewal_undone(known, origin, patron.patron, file, loan, loan.previous_due, now)
    elif loan.renewals == 0 and now - loan.started <= UNDO_WITHIN:
        return _checkout_undone(known, origin, file, loan, now)
    return replace(known, problems=(_NOTHING_TO_UNDO,)), NOTHING


def _said(item: Item) -> tuple[Notice, ...]:
    return (Notice(NoticeCode.UNDONE, {"title": item.title}),)


def _renewal_undone(
    known: LoanOutcome,
    origin: Origin,
    patron: Patron,
    file: ItemFile,
    loan: Loan,
    due: datetime,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    shorter = replace(loan, due=due, previous_due=None, renewals=loan.renewals - 1, renewed_at=None)
    event = item_event(
        "renewal-undone", loan.item, origin, now, patron=str(loan.patron), loan=loan.id, due=due.isoformat()
    )
    dropped = _unpaid(file.loan_fees, FeeKind.OVERDUE, loan.renewed_at)
    freed = _unsuspended(patron, loan.renewed_at)
    outcome = replace(known, loan=shorter, notices=_said(file.item))
    return outcome, Changes(records=(shorter, *dropped, *((freed,) if freed else ())), events=(event,))


def _checkout_undone(
    known: LoanOutcome, origin: Origin, file: ItemFile, loan: Loan, now: datetime
) -> tuple[LoanOutcome, Changes]:
    undone = replace(loan, state=LoanState.UNDONE, ended=now)
    hold = _waiting_again(file.taken_hold)
    status = _STANDS.get(hold.state if hold else None, ItemStatus.AVAILABLE)
    travels = hold is not None and status is ItemStatus.IN_TRANSIT
    item = replace(file.item, status=status, destination=hold.pickup if hold and travels else "")
    event = item_event("checkout-undone", loan.item, origin, now, patron=str(loan.patron), loan=loan.id)
    dropped = _unpaid(file.loan_fees, FeeKind.RENTAL, None)
    records: tuple[Record, ...] = (undone, item, *((hold,) if hold else ()), *dropped)
    outcome = replace(known, loan=undone, item=item, notices=_said(item))
    return outcome, Changes(records=records, events=(event,))


#: Where an item stands again by the hold that its loan had fulfilled; without one it is available.
_STANDS: dict[HoldState | None, ItemStatus] = {
    HoldState.READY: ItemStatus.ON_HOLD_SHELF,
    HoldState.IN_TRANSIT: ItemStatus.IN_TRANSIT,
}


def _waiting_again(hold: Hold | None) -> Hold | None:
    """A fulfilled hold as it was before: waiting for its reader, travelling, or in the queue."""
    if hold is None or hold.state is not HoldState.FULFILLED:
        return None
    if hold.caught is None:
        return replace(hold, state=HoldState.QUEUED)
    return replace(hold, state=HoldState.READY if hold.pickup_by else HoldState.IN_TRANSIT)


def _unpaid(fees: tuple[Fee, ...], kind: FeeKind, since: datetime | None) -> tuple[Fee, ...]:
    return tuple(
        waive(fee)
        for fee in fees
        if fee.kind is kind and fee.owed and (since is None or fee.created >= since)
    )


def undo_checkin(
    command: UndoCheckin,  # noqa: ARG001 - every rule takes its command first
    origin: Origin,
    file: ItemFile | Problem,
    setting: Setting,  # noqa: ARG001 - the same for its setting
    now: datetime,
) -> tuple[CheckinOutcome, Changes]:
    """Take the last checkin of an item back, within `UNDO_WITHIN` of its return: the loan is open again.

    A hold that caught the copy waits again, what the return cost is dropped; what was paid of it is for staff
    to give back.
    """
    if isinstance(file, Problem):
        return CheckinOutcome(problems=(file,)), NOTHING
    known = CheckinOutcome(item=file.item)
    loan = file.last_loan
    if file.loan is not None or loan is None or loan.state is not LoanState.RETURNED or loan.ended is None:
        return replace(known, problems=(_NOTHING_TO_UNDO,)), NOTHING
    # The item was last taken back from nobody, or this loan ended in another way: paid for, or overtaken.
    if file.item.returned_loan != loan.id:
        return replace(known, problems=(_NOTHING_TO_UNDO,)), NOTHING
    # The end of the loan may have been dated back in the reader's favour; the item knows when it came.
    if now - (file.item.last_returned or loan.ended) > UNDO_WITHIN:
        return replace(known, problems=(_NOTHING_TO_UNDO,)), NOTHING
    again = replace(loan, state=LoanState.OPEN, ended=None, terminal_returned="")
    item = replace(file.item, status=ItemStatus.CHARGED, destination="", last_returned=None, returned_loan="")
    holds = tuple(
        replace(hold, state=HoldState.QUEUED, caught=None, pickup_by=None)
        for hold in file.queue
        if hold.caught == item.id and hold.state in (HoldState.READY, HoldState.IN_TRANSIT)
    )
    patron = _unsuspended(file.borrower, loan.ended)
    dropped = _unpaid(file.loan_fees, FeeKind.OVERDUE, loan.ended)
    events = [item_event("checkin-undone", item.id, origin, now, patron=str(loan.patron), loan=loan.id)]
    events += _refund(file, loan.ended, origin, now)
    records: tuple[Record, ...] = (again, item, *holds, *dropped, *((patron,) if patron else ()))
    outcome = replace(known, item=item, loan=again, notices=_said(item))
    return outcome, Changes(records=records, events=tuple(events))


def _unsuspended(patron: Patron | None, ended: datetime | None) -> Patron | None:
    """The reader without the suspension that the return at `ended` brought; None where it brought none."""
    if patron is None:
        return None
    kept = tuple(
        block
        for block in patron.blocks
        if not (block.reason is BlockReason.SUSPENDED and block.since == ended)
    )
    return None if kept == patron.blocks else replace(patron, blocks=kept)


def _refund(file: ItemFile, ended: datetime, origin: Origin, now: datetime) -> list[Event]:
    fees = [fee for fee in file.loan_fees if fee.kind is FeeKind.OVERDUE and fee.created >= ended]
    paid = sum(fee.paid for fee in fees)
    if not paid:
        return []
    why = "the return was taken back"
    person = str(fees[0].patron)
    return [
        item_event(
            "refund-to-consider", file.item.id, origin, now, conflict=True, patron=person, fen=paid, why=why
        )
    ]
