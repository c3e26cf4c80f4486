"""When a loan falls due, and how many days it is overdue."""

from datetime import datetime, timedelta

from gateway.circulation.calendar import end_of_day, local_day
from gateway.circulation.policy import RenewalFrom, Rule
from gateway.circulation.situation import Setting
from gateway.model.loans import Loan, LoanState

#: How far a date printed off-line may lie beyond the terms: a vacation that the kiosk knew of, terms that
#: were shortened since. What lies further is a wrong clock, or a kiosk with terms of its own.
PRINTED_BEYOND = timedelta(days=30)


def due_from(start: datetime, days: int, setting: Setting) -> datetime:
    """The end of the day `days` days after `start`, moved out of closing days and vacations."""
    day = local_day(start, setting.zone) + timedelta(days=days)
    return end_of_day(setting.calendar.due_day(day), setting.zone)


def is_beyond(due: datetime | None, terms: datetime) -> bool:
    """Whether a date printed off-line lies so far beyond what the terms give that staff look at it."""
    return due is not None and due - terms > PRINTED_BEYOND


def renewed_due(loan: Loan, rule: Rule, now: datetime, setting: Setting) -> datetime:
    """The due date of a loan that is renewed now; never earlier than it was.

    What is overdue already is counted from today by either rule.
    """
    start = max(loan.due, now) if rule.renewal_from is RenewalFrom.DUE else now
    return max(loan.due, due_from(start, rule.renewal_days, setting))


def is_overdue(loan: Loan, now: datetime) -> bool:
    """Whether a loan should be back: lost items and those claimed returned are no longer waited for."""
    return loan.state is LoanState.OPEN and now > loan.due


def overdue_days(loan: Loan, until: datetime, setting: Setting) -> int:
    """Open days after the day on which a loan fell due, up to the day of `until`."""
    if until <= loan.due:
        return 0
    return setting.calendar.open_days(local_day(loan.due, setting.zone), local_day(until, setting.zone))


def chargeable_days(loan: Loan, until: datetime, rule: Rule, setting: Setting) -> int:
    """Overdue days beyond the days of grace."""
    return max(0, overdue_days(loan, until, setting) - rule.grace_days)


def shown_day(instant: datetime, setting: Setting) -> str:
    """The library's date at an instant, as sentences give it: 2026-11-22."""
    return local_day(instant, setting.zone).isoformat()
