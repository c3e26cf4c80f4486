"""What a terminal lent while it could not ask: it is never refused, and reconciled by real time.

Each rule that it broke becomes a conflict for staff; the loan stands all the same, because the reader has
left with the book.
"""

from datetime import datetime

import msgspec

from gateway.circulation.history import CLOCK_WRONG, DUE_BEYOND_TERMS, OVER_ALREADY, codes, item_event
from gateway.circulation.lending import item_problems, lend, lent_at, loan_notices
from gateway.circulation.renewal import lengthen, renewable
from gateway.circulation.returning import close_loan, drop_loss, found_with_reader
from gateway.circulation.situation import ItemFile, PatronFile, Setting
from gateway.circulation.standing import Activity, against, unproved
from gateway.circulation.terms import due_from, is_beyond
from gateway.circulation.timing import is_doubtful
from gateway.model.changes import Changes, Event, Record
from gateway.model.commands import Checkout, Origin
from gateway.model.identity import ItemId
from gateway.model.items import ItemStatus
from gateway.model.loans import Loan, LoanState
from gateway.model.outcomes import LoanOutcome
from gateway.model.problems import Notice, NoticeCode, Problem

replace = msgspec.structs.replace

_FORCED = Notice(NoticeCode.FORCED)


class _Taken(msgspec.Struct, frozen=True, kw_only=True):
    """When a reported loan is taken to have begun, and the rules and dates that are wrong with it."""

    at: datetime
    faults: str


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

    A date that lies further back than a terminal can have been off-line is no date: the loan begins now. The
    reader's printed due date holds, however far it lies ahead. Staff look at both.
    """
    if isinstance(patron, Problem) or isinstance(file, Problem):
        return _unsettled(command, origin, patron, file, setting, now)
    at = now if is_doubtful(command.at, now) else command.at
    broken = (
        *unproved(patron, origin),
        *against(patron, Activity.BORROW, setting, now),
        *item_problems(patron, file, setting, now),
    )
    faults = " ".join(filter(None, (codes(broken), _doubts(command, at, patron, file, setting))))
    taken = _Taken(at=at, faults=faults)
    loan = file.loan
    if loan is not None and loan.patron == patron.patron.id and not _is_over(file, at, setting):
        return _again(command, taken, origin, patron, file, loan, setting, now)
    over = _over_since(file, at)
    if over is not None:
        return _past(command, origin, patron, file, over, setting, now)
    return _lent(command, taken, origin, patron, file, setting, now)


def _terms(at: datetime, patron: PatronFile, file: ItemFile, setting: Setting) -> datetime:
    return due_from(at, setting.rule(patron.patron, file.item).loan_days, setting)


def _due(command: Checkout, at: datetime, patron: PatronFile, file: ItemFile, setting: Setting) -> datetime:
    """The date that the reader was given on paper; else what the terms say."""
    if command.due is not None and command.due > at:
        return command.due
    return _terms(at, patron, file, setting)


def _doubts(command: Checkout, at: datetime, patron: PatronFile, file: ItemFile, setting: Setting) -> str:
    """What can't be believed of the terminal's dates; `at` is when the loan is taken to have begun."""
    doubts = (
        (at != command.at, CLOCK_WRONG),
        (is_beyond(command.due, _terms(at, patron, file, setting)), DUE_BEYOND_TERMS),
    )
    return " ".join(doubt for there, doubt in doubts if there)


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
    taken: _Taken,
    origin: Origin,
    patron: PatronFile,
    file: ItemFile,
    loan: Loan,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    known = LoanOutcome(patron=patron.patron.id, item=file.item, loan=loan)
    rule = setting.rule(patron.patron, file.item)
    last = loan.renewed_at or loan.started
    # By its own date: what a dead clock told of a loan that stands already is the same report again.
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
    due = max(loan.due, _due(command, taken.at, patron, file, setting))
    done = lengthen(patron, file, loan, origin, setting, now, at=taken.at, due=due)
    event = _conflict(origin, now, file.item.id, command, loan=loan.id, broken=taken.faults)
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
        due=_due(command, command.at, patron, file, setting),
        state=LoanState.RETURNED,
        ended=ended,
        terminal=origin.terminal,
        category=patron.patron.category,
        college=patron.patron.college,
        place=lent_at(origin, file.item),
    )
    event = _conflict(
        origin, now, file.item.id, command, loan=loan.id, ended=ended.isoformat(), broken=OVER_ALREADY
    )
    outcome = LoanOutcome(patron=loan.patron, item=file.item, loan=loan, notices=(_FORCED,))
    return outcome, Changes(records=(loan,), events=(event,))


def _lent(
    command: Checkout,
    taken: _Taken,
    origin: Origin,
    patron: PatronFile,
    file: ItemFile,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    records: tuple[Record, ...] = ()
    events: tuple[Event, ...] = ()
    ended: str | None = None
    if file.loan is not None:
        ended = file.loan.id
        closed = close_loan(file, file.loan, taken.at, origin, setting, now)
        records, events = closed.records, closed.events
        # It was with its reader, and so has not turned up from anywhere.
        file = replace(file, loan=None, item=replace(file.item, status=ItemStatus.AVAILABLE))
    due = _due(command, taken.at, patron, file, setting)
    lent = lend(patron, file, origin, setting, now, started=taken.at, due=due)
    if taken.faults:
        conflict = _conflict(
            origin, now, file.item.id, command, loan=lent.loan.id, closed=ended, broken=taken.faults
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
