"""What stands against lending an item to a reader, and what lending it writes."""

from datetime import datetime

import msgspec

from gateway.circulation.history import expiries, item_event
from gateway.circulation.policy import ANY, Rule
from gateway.circulation.routing import caught, expired
from gateway.circulation.situation import ItemFile, PatronFile, Setting, live
from gateway.circulation.standing import owed
from gateway.circulation.terms import is_overdue, shown_day
from gateway.model.changes import Event, Record
from gateway.model.commands import Origin
from gateway.model.identity import PatronId
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Hold, HoldKind, HoldState, Loan, LoanState
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import yuan

replace = msgspec.structs.replace

#: Statuses from which an item is not lent though nobody has it.
_NOT_YET = frozenset({ItemStatus.ON_ORDER, ItemStatus.IN_PROCESS})

#: Statuses in which an item is where it may be taken from; in any other it was found in the reader's hand.
_AT_HAND = frozenset({ItemStatus.AVAILABLE, ItemStatus.TO_BE_RESHELVED, ItemStatus.ON_HOLD_SHELF})

_LENT_AS = {
    LoanState.LOST: ProblemCode.ITEM_LOST,
    LoanState.CLAIMED_RETURNED: ProblemCode.ITEM_NOT_AVAILABLE,
}


class Lent(msgspec.Struct, frozen=True, kw_only=True):
    """An item lent: the loan, the item as it is now, and what is to be written."""

    loan: Loan
    item: Item
    records: tuple[Record, ...]
    events: tuple[Event, ...]


def is_second_press(loan: Loan, setting: Setting, now: datetime) -> bool:
    """Whether a loan began, or was renewed, so shortly before that the reader only pressed twice."""
    last = loan.renewed_at or loan.started
    return loan.state is LoanState.OPEN and abs(now - last) <= setting.second_press


def _lent_elsewhere(loan: Loan, patron: PatronId, setting: Setting) -> Problem:
    if loan.state in _LENT_AS:
        return Problem(_LENT_AS[loan.state], value=loan.state)
    if loan.patron == patron:
        return Problem(ProblemCode.ON_LOAN_TO_PATRON, facts={"due": shown_day(loan.due, setting)})
    return Problem(ProblemCode.ON_LOAN_TO_ANOTHER)


def _not_lendable(rule: Rule) -> Problem:
    """An item that this category alone does not get is not a reference item to others."""
    for_category = rule.category not in ("", ANY)
    return Problem(ProblemCode.CATEGORY_NOT_LENT if for_category else ProblemCode.REFERENCE_ONLY)


def _claimant(patron: PatronId, file: ItemFile, now: datetime) -> PatronId | None:
    """Who has the first claim on this very copy: for whom it was set aside, else who waits for just it.

    Other readers' holds on the title are no claim on a copy in hand: any copy serves them. A reader's own
    keeps his place before those who came later.
    """
    aside = caught(file.queue, file.item.id, now)
    if aside is not None:
        return aside.patron
    waiting = (
        hold.patron
        for hold in file.queue
        if hold.state is HoldState.QUEUED
        and (hold.kind is HoldKind.ITEM or hold.patron == patron)
        and live(hold, now)
    )
    return next(waiting, None)


def item_problems(patron: PatronFile, file: ItemFile, setting: Setting, now: datetime) -> tuple[Problem, ...]:
    """Every reason that lies with the item, or with its terms for this reader, most telling first."""
    found: list[Problem] = []
    if file.loan is not None:
        found.append(_lent_elsewhere(file.loan, patron.patron.id, setting))
    if _claimant(patron.patron.id, file, now) not in (None, patron.patron.id):
        found.append(Problem(ProblemCode.HELD_FOR_ANOTHER))
    rule = setting.rule(patron.patron, file.item)
    if not rule.lendable:
        found.append(_not_lendable(rule))
    if file.loan is None and file.item.status in _NOT_YET:
        found.append(Problem(ProblemCode.ITEM_NOT_AVAILABLE, value=file.item.status))
    return tuple(found)


def _served_hold(patron: PatronId, file: ItemFile, now: datetime) -> Hold | None:
    """The reader's hold that borrowing this copy fulfils: one that caught it, else one that caught none."""
    own = tuple(hold for hold in file.queue if hold.patron == patron and live(hold, now))
    return next(
        (hold for hold in own if hold.caught == file.item.id),
        next((hold for hold in own if hold.state is HoldState.QUEUED), None),
    )


def _queue_after(file: ItemFile, served: Hold | None, now: datetime) -> tuple[Hold, ...]:
    """The holds that lending this copy changes: one is fulfilled, another loses its copy."""
    dead = expired(file.queue, file.item.id, now)
    robbed = tuple(
        replace(hold, state=HoldState.QUEUED, caught=None, pickup_by=None)
        for hold in file.queue
        if hold.caught == file.item.id and live(hold, now) and hold != served
    )
    fulfilled = () if served is None else (replace(served, state=HoldState.FULFILLED),)
    return (*fulfilled, *dead, *robbed)


def lent_at(origin: Origin, item: Item) -> str:
    """The place that a loan is counted for: where the terminal stands, else where the item belongs."""
    return origin.location or item.permanent_location


def rental(loan: Loan, item: Item, amount: int, setting: Setting, now: datetime) -> Fee | None:
    """The fee for borrowing, where there is one."""
    if not amount:
        return None
    return Fee(
        id=setting.new_id(),
        patron=loan.patron,
        kind=FeeKind.RENTAL,
        amount=amount,
        created=now,
        item=loan.item,
        loan=loan.id,
        title=item.title,
    )


def lend(
    patron: PatronFile,
    file: ItemFile,
    origin: Origin,
    setting: Setting,
    now: datetime,
    *,
    started: datetime,
    due: datetime,
) -> Lent:
    """Write a loan from `started` to `due`; what stood against it was weighed before."""
    served = _served_hold(patron.patron.id, file, now)
    loan = Loan(
        id=setting.new_id(),
        item=file.item.id,
        patron=patron.patron.id,
        started=started,
        due=due,
        terminal=origin.terminal,
        hold=served.id if served else "",
        category=patron.patron.category,
        college=patron.patron.college,
        place=lent_at(origin, file.item),
    )
    item = replace(file.item, status=ItemStatus.CHARGED, destination="")
    rule = setting.rule(patron.patron, file.item)
    fee = rental(loan, item, rule.checkout_fee_fen, setting, now)
    holds = _queue_after(file, served, now)
    records: tuple[Record, ...] = (loan, item, *holds, *((fee,) if fee else ()))
    events = [
        item_event(
            "checkout",
            item.id,
            origin,
            now,
            patron=str(loan.patron),
            loan=loan.id,
            started=started.isoformat(),
            due=due.isoformat(),
        ),
        *expiries(holds, item.id, origin, now),
    ]
    if file.loan is None and file.item.status not in _AT_HAND:
        events.append(item_event("found", item.id, origin, now, status=file.item.status))
    return Lent(loan=loan, item=item, records=records, events=tuple(events))


def loan_notices(
    code: NoticeCode, patron: PatronFile, loan: Loan, item: Item, setting: Setting, now: datetime
) -> tuple[Notice, ...]:
    """What a reader is told with his loan: its date, how many more he may have, and what waits for him."""
    loans = {other.id: other for other in patron.loans} | {loan.id: loan}
    notices = [Notice(code, {"title": item.title, "due": shown_day(loan.due, setting)})]
    limit = setting.limits(patron.patron).loans
    if limit is not None:
        left = max(0, limit - len(loans))
        notices.append(Notice(NoticeCode.LOANS_LEFT, {"count": len(loans), "left": left}))
    late = sum(is_overdue(other, now) for other in loans.values())
    if late:
        notices.append(Notice(NoticeCode.OVERDUE_COUNT, {"count": late}))
    debt = owed(patron.fees)
    if debt:
        notices.append(Notice(NoticeCode.OWES, {"yuan": yuan(debt)}))
    return tuple(notices)
