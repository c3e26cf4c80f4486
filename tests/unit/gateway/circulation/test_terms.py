from datetime import date, datetime, timedelta

import pytest

from gateway.circulation.calendar import OpenDays, Span, Weekday
from gateway.circulation.policy import RenewalFrom, Rule
from gateway.circulation.situation import Setting
from gateway.circulation.terms import (
    chargeable_days,
    due_from,
    is_beyond,
    is_overdue,
    overdue_days,
    renewed_due,
    shown_day,
)
from gateway.model.loans import Loan, LoanState
from tests.library import DAY, NOW, TODAY, end_of, loan, overdue_loan, setting

WEEKDAYS = OpenDays(weekly=(Weekday.SATURDAY, Weekday.SUNDAY))


@pytest.mark.parametrize(
    ("days", "calendar", "due"),
    [
        (30, OpenDays(), date(2026, 4, 1)),
        (5, WEEKDAYS, date(2026, 3, 9)),
        (5, OpenDays(vacations=(Span(first=date(2026, 3, 5), last=date(2026, 3, 20)),)), date(2026, 3, 21)),
    ],
)
def test_a_loan_is_due_at_the_end_of_an_open_day(days: int, calendar: OpenDays, due: date) -> None:
    assert due_from(NOW, days, setting(calendar=calendar)) == end_of(due)


def test_a_day_is_the_library_s_even_late_in_the_evening() -> None:
    assert due_from(NOW + timedelta(hours=15), 1, setting()) == end_of(TODAY + 2 * DAY)


@pytest.mark.parametrize(
    ("printed", "beyond"), [(None, False), (NOW, False), (NOW + 30 * DAY, False), (NOW + 31 * DAY, True)]
)
def test_a_printed_date_may_lie_a_month_beyond_the_terms(printed: datetime | None, beyond: bool) -> None:  # noqa: FBT001
    assert is_beyond(printed, NOW) is beyond


VACATION = setting(calendar=OpenDays(vacations=(Span(first=date(2026, 3, 25), last=date(2026, 4, 20)),)))


@pytest.mark.parametrize(
    ("lent", "begin", "days", "here", "due"),
    [
        # Due on 22 March: thirty days on, or from today.
        (loan(), RenewalFrom.DUE, 30, setting(), date(2026, 4, 21)),
        (loan(), RenewalFrom.TODAY, 30, setting(), date(2026, 4, 1)),
        (loan(), RenewalFrom.TODAY, 7, setting(), date(2026, 3, 22)),
        (loan(due=end_of(TODAY)), RenewalFrom.DUE, 1, setting(), TODAY + DAY),
        # Due last week: nobody renews into the past.
        (overdue_loan(7), RenewalFrom.DUE, 30, setting(), date(2026, 4, 1)),
        (overdue_loan(7), RenewalFrom.TODAY, 30, setting(), date(2026, 4, 1)),
        (loan(), RenewalFrom.DUE, 7, VACATION, date(2026, 4, 21)),
    ],
)
def test_what_a_renewal_counts_from(
    lent: Loan, begin: RenewalFrom, days: int, here: Setting, due: date
) -> None:
    rule = Rule(renewal_days=days, renewal_from=begin)
    assert renewed_due(lent, rule, NOW, here) == end_of(due)


@pytest.mark.parametrize(
    ("state", "now", "overdue"),
    [
        (LoanState.OPEN, loan().due, False),
        (LoanState.OPEN, loan().due + DAY, True),
        (LoanState.LOST, loan().due + DAY, False),
        (LoanState.CLAIMED_RETURNED, loan().due + DAY, False),
    ],
)
def test_overdue(state: LoanState, now: datetime, overdue: bool) -> None:  # noqa: FBT001 - a column
    assert is_overdue(loan(state=state), now) is overdue


def test_closing_days_are_no_overdue_days() -> None:
    # Due on Thursday 26 February, back on Monday: Friday and Monday count.
    assert overdue_days(overdue_loan(4), NOW, setting(calendar=WEEKDAYS)) == 2
    assert overdue_days(overdue_loan(4), NOW, setting()) == 4
    assert overdue_days(loan(), NOW, setting()) == 0


@pytest.mark.parametrize(("grace", "days"), [(0, 4), (3, 1), (9, 0)])
def test_days_of_grace_cost_nothing(grace: int, days: int) -> None:
    assert chargeable_days(overdue_loan(4), NOW, Rule(grace_days=grace), setting()) == days


def test_a_date_is_shown_as_the_library_s() -> None:
    assert shown_day(loan().due, setting()) == "2026-03-22"
