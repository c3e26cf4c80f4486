"""Renewing: one loan by barcode or title, or all of a reader's."""

from datetime import datetime

import msgspec

from gateway.circulation.history import CLOCK_WRONG, DUE_BEYOND_TERMS, item_event
from gateway.circulation.lending import loan_notices
from gateway.circulation.overdue import NO_CHARGE, charge
from gateway.circulation.policy import Rule
from gateway.circulation.situation import ItemFile, PatronFile, Setting, live
from gateway.circulation.standing import Activity, against, unproved
from gateway.circulation.terms import chargeable_days, is_beyond, renewed_due, shown_day
from gateway.circulation.timing import is_doubtful, is_forced
from gateway.model.changes import NOTHING, Changes, Event, Record
from gateway.model.commands import Origin, Renew, RenewAll
from gateway.model.identity import ItemId, PatronId
from gateway.model.items import Item
from gateway.model.loans import HoldState, Loan, LoanState
from gateway.model.outcomes import LoanOutcome, RenewAllOutcome
from gateway.model.patrons import Patron
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode

replace = msgspec.structs.replace

_NOT_RENEWED = {
    LoanState.LOST: ProblemCode.ITEM_LOST,
    LoanState.CLAIMED_RETURNED: ProblemCode.ITEM_NOT_AVAILABLE,
}


def find_loan(title: str, patron: PatronFile) -> ItemId | Problem:
    """The item among a reader's loans that a title names: exactly, or as the only one that so begins."""
    wanted = " ".join(title.split()).casefold()
    if not wanted:
        return Problem(ProblemCode.VALUE_MISSING, element="item")
    titles = {
        loan.item: " ".join(patron.items[loan.item].title.split()).casefold()
        for loan in patron.loans
        if loan.item in patron.items
    }
    exact = [item for item, own in titles.items() if own == wanted]
    alike = exact or [item for item, own in titles.items() if own.startswith(wanted)]
    if len(alike) == 1:
        return alike[0]
    return Problem(ProblemCode.NOT_ON_LOAN_TO_PATRON, element="title", value=title)


def renewal_problems(
    patron: PatronId, file: ItemFile, rule: Rule, setting: Setting, now: datetime
) -> tuple[Problem, ...]:
    """Every reason for which this loan is not renewed that does not lie with the reader himself."""
    loan = file.loan
    if loan is None:
        return (Problem(ProblemCode.NOT_ON_LOAN),)
    if loan.patron != patron:
        return (Problem(ProblemCode.NOT_ON_LOAN_TO_PATRON),)
    if loan.state in _NOT_RENEWED:
        return (Problem(_NOT_RENEWED[loan.state], value=loan.state),)
    found = []
    if any(
        hold.patron != patron and hold.state is HoldState.QUEUED and live(hold, now) for hold in file.queue
    ):
        found.append(Problem(ProblemCode.RENEWAL_WANTED_BY_OTHERS))
    if loan.renewals >= rule.renewals:
        found.append(Problem(ProblemCode.RENEWAL_LIMIT, facts={"count": loan.renewals}))
    if not rule.renew_overdue and chargeable_days(loan, now, rule, setting):
        found.append(Problem(ProblemCode.RENEWAL_OVERDUE))
    if renewed_due(loan, rule, now, setting) <= loan.due:
        # It would use up a renewal and give nothing.
        found.append(Problem(ProblemCode.RENEWAL_TOO_EARLY, facts={"due": shown_day(loan.due, setting)}))
    return tuple(found)


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """A loan that was renewed, and what is to be written."""

    loan: Loan
    records: tuple[Record, ...]
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]


def lengthen(
    patron: PatronFile,
    file: ItemFile,
    loan: Loan,
    origin: Origin,
    setting: Setting,
    now: datetime,
    *,
    at: datetime,
    due: datetime | None = None,
) -> Renewed:
    """Renew a loan; what stood against it was weighed before.

    Days that were overdue until now are charged here, because the new due date hides them from the return.
    """
    rule = setting.rule(patron.patron, file.item)
    later = replace(
        loan,
        due=due or renewed_due(loan, rule, at, setting),
        previous_due=loan.due,
        renewals=loan.renewals + 1,
        renewed_at=at,
    )
    borne = charge(loan, patron.patron, file.item, at, setting, now) if at > loan.due else NO_CHARGE
    event = item_event(
        "renewal",
        loan.item,
        origin,
        now,
        patron=str(loan.patron),
        loan=loan.id,
        due=later.due.isoformat(),
        renewals=later.renewals,
    )
    records = tuple(record for record in (later, borne.fee, borne.patron) if record is not None)
    told = loan_notices(NoticeCode.RENEWED, patron, later, file.item, setting, now)
    return Renewed(loan=later, records=records, events=(event,), notices=(*told, *borne.notices))


def renewable(loan: Loan, rule: Rule) -> bool:
    """Whether a loan may be renewed once more, as far as can be said now."""
    return loan.renewals < rule.renewals


def renew(
    command: Renew,
    origin: Origin,
    patron: PatronFile | Problem,
    file: ItemFile | Problem,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    """Lengthen one loan. What an off-line terminal has already done (`no_block`) is taken as it is."""
    if isinstance(patron, Problem):
        return LoanOutcome(problems=(patron,)), NOTHING
    known = LoanOutcome(patron=patron.patron.id)
    if isinstance(file, Problem):
        return replace(known, problems=(file,)), NOTHING
    known = replace(known, item=file.item)
    rule = setting.rule(patron.patron, file.item)
    forced = is_forced(command.at, origin, now, no_block=command.no_block)
    problems = unproved(patron, origin) or (
        *against(patron, Activity.RENEW, setting, now),
        *renewal_problems(patron.patron.id, file, rule, setting, now),
    )
    own = file.loan is not None and file.loan.patron == patron.patron.id
    if file.loan is None or not own or (problems and not forced):
        return replace(known, problems=problems, loan=file.loan if own else None), NOTHING
    at = command.at if forced and not is_doubtful(command.at, now) else now
    due = command.due if forced and command.due and command.due > at else None
    doubts = (
        (forced and at != command.at, CLOCK_WRONG),
        (is_beyond(due, renewed_due(file.loan, rule, at, setting)), DUE_BEYOND_TERMS),
    )
    faults = " ".join([problem.code for problem in problems] + [doubt for there, doubt in doubts if there])
    done = lengthen(patron, file, file.loan, origin, setting, now, at=at, due=due)
    events = done.events
    if faults:
        events = (
            *events,
            item_event("offline-renewal", file.item.id, origin, now, conflict=True, broken=faults),
        )
    outcome = replace(
        known,
        loan=done.loan,
        renewed=True,
        renewable=renewable(done.loan, rule),
        notices=done.notices,
    )
    return outcome, Changes(records=done.records, events=events)


def _carry(file: PatronFile, done: Renewed) -> PatronFile:
    """The reader's file after one more renewal, for the next to be judged by."""
    patron = next((record for record in done.records if isinstance(record, Patron)), file.patron)
    loans = tuple(done.loan if loan.id == done.loan.id else loan for loan in file.loans)
    return replace(file, patron=patron, loans=loans)


def renew_all(
    command: RenewAll,  # noqa: ARG001 - every rule takes its command first
    origin: Origin,
    patron: PatronFile | Problem,
    files: tuple[ItemFile, ...],
    setting: Setting,
    now: datetime,
) -> tuple[RenewAllOutcome, Changes]:
    """Lengthen every loan of a reader that can be lengthened; what can't is named with its first reason."""
    if isinstance(patron, Problem):
        return RenewAllOutcome(problems=(patron,)), NOTHING
    person = patron.patron.id
    problems = unproved(patron, origin)
    if problems:
        return RenewAllOutcome(patron=person, problems=problems), NOTHING
    general = against(patron, Activity.RENEW, setting, now)
    renewed: list[tuple[Loan, Item]] = []
    unrenewed: list[tuple[Loan, Item, Problem]] = []
    changes = NOTHING
    current = patron
    for file in files:
        if file.loan is None:
            continue
        rule = setting.rule(patron.patron, file.item)
        reasons = (
            *against(current, Activity.RENEW, setting, now),
            *renewal_problems(person, file, rule, setting, now),
        )
        if reasons:
            unrenewed.append((file.loan, file.item, reasons[0]))
            continue
        done = lengthen(current, file, file.loan, origin, setting, now, at=now)
        # A renewal that suspends the reader stands against the next, so he is written once at most.
        current = _carry(current, done)
        changes = Changes(records=(*changes.records, *done.records), events=(*changes.events, *done.events))
        renewed.append((done.loan, file.item))
    told = Notice(NoticeCode.RENEWED_ALL, {"count": len(renewed), "failed": len(unrenewed)})
    outcome = RenewAllOutcome(
        patron=person,
        problems=general,
        renewed=tuple(renewed),
        unrenewed=tuple(unrenewed),
        notices=(told,),
    )
    return outcome, changes
