"""What a terminal lent while it could not ask: it is never refused, and reconciled by real time.

Each rule that it broke becomes a conflict for staff; the loan stands all the same, because the reader has
left with the book.
"""

from datetime import datetime

import msgspec

from gateway.circulation.history import codes, item_event
from gateway.circulation.lending import item_problems, lend, loan_notices
from gateway.circulation.renewal import lengthen, renewable
from gateway.circulation.returning import close_loan, drop_loss, found_with_reader
from gateway.circulation.situation import ItemFile, PatronFile, Setting
from gateway.circulation.standing import Activity, against, unproved
from gateway.circulation.terms import due_from
from gateway.model.changes import Changes, Event, Record
from gateway.model.commands import Checkout, Origin
from gateway.model.identity import ItemId
from gateway.model.items import ItemStatus
from gateway.model.loans import Loan, LoanState
from gateway.model.outcomes import LoanOutcome
from gateway.model.problems import Notice, NoticeCode, Problem

replace = msgspec.structs.replace

_FORCED = Notice(NoticeCode.FORCED)


def record_checkout(
    command: Checkout,
    origin: Origin,
    patron: PatronFile | Problem,
    file: ItemFile | Problem,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    """Record what was lent at `command.at`.

    * Reader or item not known: nothing can be lent, a conflict keeps the whole fact.
    * The reader has the item already: the same report again, or a renewal.
    * Somebody else borrowed it earlier: his loan ended when this one began.
    * Somebody borrowed it later, or it came back since: this loan is over already.
    """
    if isinstance(patron, Problem) or isinstance(file, Problem):
        return _unsettled(command, origin, patron, file, setting, now)
    broken = (
        *unproved(patron, origin),
        *against(patron, Activity.BORROW, setting, now),
        *item_problems(patron, file, setting, now),
    )
    loan = file.loan
    if loan is not None and loan.patron == patron.patron.id and not _is_over(file, command.at, setting):
        return _again(command, origin, patron, file, loan, broken, setting, now)
    over = _over_since(file, command.at)
    if over is not None:
        return _past(command, origin, patron, file, over, setting, now)
    return _lent(command, origin, patron, file, broken, setting, now)


def _due(command: Checkout, patron: PatronFile, file: ItemFile, setting: Setting) -> datetime:
    """The date that the reader was given on paper; else what the terms say."""
    if command.due is not None and command.due > command.at:
        return command.due
    return due_from(command.at, setting.rule(patron.patron, file.item).loan_days, setting)


def _over_since(file: ItemFile, at: datetime) -> datetime | None:
    """When a loan that began at `at` must have ended: as the next one began, or as the item came back."""
    loan, returned = file.loan, file.item.last_returned
    ends = [loan.started] if loan is not None and loan.started > at else []
    if returned is not None and returned > at:
        ends.append(returned)
    return min(ends, default=None)


def _is_over(file: ItemFile, at: datetime, setting: Setting) -> bool:
    """Whether the open loan began so long after `at` that it is another loan than the one reported."""
    return file.loan is not None and file.loan.started - at > setting.second_press


def _conflict(
    origin: Origin, now: datetime, item: ItemId, command: Checkout, **data: str | int | None
) -> Event:
    return item_event(
        "offline-checkout",
        item,
        origin,
        now,
        conflict=True,
        patron_read=command.patron.shown,
        lent_at=command.at.isoformat(),
        printed_due=command.due.isoformat() if command.due else None,
        **data,
    )


def _unsettled(
    command: Checkout,
    origin: Origin,
    patron: PatronFile | Problem,
    file: ItemFile | Problem,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    unknown = tuple(named for named in (patron, file) if isinstance(named, Problem))
    item = file.item if isinstance(file, ItemFile) else None
    named = item.id if item else ItemId(command.item.owner or setting.agency, command.item.barcode)
    outcome = LoanOutcome(
        patron=patron.patron.id if isinstance(patron, PatronFile) else None, item=item, notices=(_FORCED,)
    )
    event = _conflict(origin, now, named, command, broken=codes(unknown))
    return outcome, Changes(events=(event,))


def _again(
    command: Checkout,
    origin: Origin,
    patron: PatronFile,
    file: ItemFile,
    loan: Loan,
    broken: tuple[Problem, ...],
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    known = LoanOutcome(patron=patron.patron.id, item=file.item, loan=loan)
    rule = setting.rule(patron.patron, file.item)
    last = loan.renewed_at or loan.started
    if command.at <= last + setting.second_press:
        told = loan_notices(NoticeCode.CHECKED_OUT, patron, loan, file.item, setting, now)
        return replace(known, renewable=renewable(loan, rule), notices=(_FORCED, *told)), Changes()
    records: tuple[Record, ...] = ()
    refunds: tuple[Event, ...] = ()
    if loan.state is not LoanState.OPEN:
        # Thought lost, or returned: the reader has it, and the terminal saw it.
        dropped, refunds = drop_loss(file, origin, now)
        loan = found_with_reader(loan)
        records = (replace(file.item, status=ItemStatus.CHARGED), *dropped)
    due = max(loan.due, _due(command, patron, file, setting))
    done = lengthen(patron, file, loan, origin, setting, now, at=command.at, due=due)
    event = _conflict(origin, now, file.item.id, command, loan=loan.id, broken=codes(broken))
    outcome = replace(
        known,
        loan=done.loan,
        renewed=True,
        renewable=renewable(done.loan, rule),
        notices=(_FORCED, *done.notices),
    )
    return outcome, Changes(records=(*records, *done.records), events=(*done.events, *refunds, event))


def _past(
    command: Checkout,
    origin: Origin,
    patron: PatronFile,
    file: ItemFile,
    ended: datetime,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    loan = Loan(
        id=setting.new_id(),
        item=file.item.id,
        patron=patron.patron.id,
        started=command.at,
        due=_due(command, patron, file, setting),
        state=LoanState.RETURNED,
        ended=ended,
        terminal=origin.terminal,
    )
    event = _conflict(
        origin, now, file.item.id, command, loan=loan.id, ended=ended.isoformat(), broken="over-already"
    )
    outcome = LoanOutcome(patron=loan.patron, item=file.item, loan=loan, notices=(_FORCED,))
    return outcome, Changes(records=(loan,), events=(event,))


def _lent(
    command: Checkout,
    origin: Origin,
    patron: PatronFile,
    file: ItemFile,
    broken: tuple[Problem, ...],
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    records: tuple[Record, ...] = ()
    events: tuple[Event, ...] = ()
    ended: str | None = None
    if file.loan is not None:
        ended = file.loan.id
        closed = close_loan(file, file.loan, command.at, origin, setting, now)
        records, events = closed.records, closed.events
        # It was with its reader, and so has not turned up from anywhere.
        file = replace(file, loan=None, item=replace(file.item, status=ItemStatus.AVAILABLE))
    due = _due(command, patron, file, setting)
    lent = lend(patron, file, origin, setting, now, started=command.at, due=due)
    if broken:
        conflict = _conflict(
            origin, now, file.item.id, command, loan=lent.loan.id, closed=ended, broken=codes(broken)
        )
        events = (*events, conflict)
    outcome = LoanOutcome(
        patron=lent.loan.patron,
        item=lent.item,
        loan=lent.loan,
        renewable=renewable(lent.loan, setting.rule(patron.patron, file.item)),
        notices=(
            _FORCED,
            *loan_notices(NoticeCode.CHECKED_OUT, patron, lent.loan, lent.item, setting, now),
        ),
    )
    return outcome, Changes(records=(*records, *lent.records), events=(*events, *lent.events))
