from datetime import UTC, date, datetime

from gateway.circulation.calendar import OpenDays, Span
from gateway.circulation.vacation import due_between, move_due_dates
from gateway.model.commands import MoveDueDates
from gateway.model.loans import LoanState
from tests.library import DAY, KIOSK, NOW, TODAY, end_of, item_id, loan, replace, setting

COMMAND = MoveDueDates(at=NOW, first=TODAY, last=TODAY + 20 * DAY, to=date(2026, 9, 1))


def test_loans_of_the_time_are_moved_and_no_others() -> None:
    loans = (
        loan(1),
        loan(2, due=end_of(TODAY - DAY)),
        loan(3, due=end_of(TODAY + 21 * DAY)),
        loan(4, state=LoanState.LOST),
    )
    outcome, changes = move_due_dates(COMMAND, KIOSK, loans, setting(), NOW)
    assert changes.records == (replace(loan(1), due=end_of(date(2026, 9, 1))),)
    assert (outcome.moved, outcome.items) == (1, (item_id(1),))
    assert [event.kind for event in changes.events] == ["due-date-moved"]
    assert outcome.notices[0].facts == {"count": 1}


def test_the_new_day_is_an_open_one() -> None:
    closed = OpenDays(closed=(Span(first=date(2026, 9, 1), last=date(2026, 9, 3)),))
    _, changes = move_due_dates(COMMAND, KIOSK, (loan(),), setting(calendar=closed), NOW)
    assert changes.records == (replace(loan(), due=end_of(date(2026, 9, 4))),)


def test_no_date_is_moved_forward() -> None:
    outcome, changes = move_due_dates(replace(COMMAND, to=TODAY), KIOSK, (loan(),), setting(), NOW)
    assert (outcome.moved, changes.records) == (0, ())


def test_the_instants_between_which_loans_are_sought() -> None:
    assert due_between(replace(COMMAND, last=TODAY), setting()) == (
        datetime(2026, 3, 1, 16, tzinfo=UTC),
        end_of(TODAY),
    )
