"""Moving due dates en masse, as before a vacation."""

from datetime import datetime

import msgspec

from gateway.circulation.calendar import end_of_day, local_day, start_of_day
from gateway.circulation.history import item_event
from gateway.circulation.situation import Setting
from gateway.model.changes import Changes
from gateway.model.commands import MoveDueDates, Origin
from gateway.model.loans import Loan, LoanState
from gateway.model.outcomes import MovedOutcome
from gateway.model.problems import Notice, NoticeCode

replace = msgspec.structs.replace


def due_between(command: MoveDueDates, setting: Setting) -> tuple[datetime, datetime]:
    """The first and the last instant at which a loan to be moved falls due."""
    return start_of_day(command.first, setting.zone), end_of_day(command.last, setting.zone)


def move_due_dates(
    command: MoveDueDates, origin: Origin, loans: tuple[Loan, ...], setting: Setting, now: datetime
) -> tuple[MovedOutcome, Changes]:
    """Move every open loan that is due from `first` to `last` to the end of `to`.

    Where `to` is a closing day or in a vacation the day after it holds. No date is moved forward: a loan that
    is due later than the new day keeps its own.
    """
    due = end_of_day(setting.calendar.due_day(command.to), setting.zone)
    moved = tuple(
        replace(loan, due=due)
        for loan in loans
        if loan.state is LoanState.OPEN
        and command.first <= local_day(loan.due, setting.zone) <= command.last
        and loan.due < due
    )
    events = tuple(
        item_event("due-date-moved", loan.item, origin, now, loan=loan.id, due=due.isoformat())
        for loan in moved
    )
    outcome = MovedOutcome(
        moved=len(moved),
        items=tuple(loan.item for loan in moved),
        notices=(Notice(NoticeCode.DUE_DATES_MOVED, {"count": len(moved)}),),
    )
    return outcome, Changes(records=moved, events=events)
