from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from gateway.circulation.calendar import (
    ALWAYS_OPEN,
    DAYS_KEPT,
    OpenDays,
    Span,
    Weekday,
    end_of_day,
    local_day,
    start_of_day,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")

# October 2026: the 1st is a Thursday; Saturday the 10th is worked for the holiday.
CALENDAR = OpenDays(
    weekly=(Weekday.SATURDAY, Weekday.SUNDAY),
    closed=(
        Span(first=date(2026, 10, 1), last=date(2026, 10, 7), name="国庆节"),
        Span(first=date(2026, 11, 12)),
    ),
    open=(date(2026, 10, 10),),
    vacations=(Span(first=date(2027, 1, 18), last=date(2027, 2, 26), name="寒假"),),
)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 11, 12), False),
        (date(2027, 1, 19), True),
    ],
)
def test_open_days(day: date, is_open: bool) -> None:  # noqa: FBT001 - a column of the table
    assert CALENDAR.is_open(day) is is_open


@pytest.mark.parametrize(
    ("day", "due", "next_open"),
    [
        (date(2026, 9, 30), date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 8)),
        (date(2026, 10, 17), date(2026, 10, 19), date(2026, 10, 19)),
        # The vacation ends on a Friday; the first Monday after it is open.
        (date(2027, 1, 20), date(2027, 3, 1), date(2027, 1, 20)),
    ],
)
def test_where_a_due_date_goes(day: date, due: date, next_open: date) -> None:
    assert CALENDAR.due_day(day) == due
    assert CALENDAR.next_open(day) == next_open


def test_a_library_that_never_opens_leaves_dates_where_they_are() -> None:
    assert OpenDays(weekly=tuple(Weekday)).due_day(date(2026, 1, 1)) == date(2026, 1, 1)


def test_a_due_day_is_the_same_each_time_it_is_asked_for_and_however_many_were() -> None:
    calendar = OpenDays(weekly=(Weekday.SUNDAY,))
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(DAYS_KEPT + 10)]
    first = [calendar.due_day(day) for day in days]
    assert [calendar.due_day(day) for day in days for _ in range(2)][::2] == first
    assert {day.weekday() for day in first} == set(range(6))


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        (date(2026, 9, 30), date(2026, 10, 8), 1),
        (date(2026, 9, 28), date(2026, 9, 30), 2),
        (date(2026, 9, 30), date(2026, 9, 30), 0),
        (date(2026, 9, 30), date(2026, 9, 1), 0),
    ],
)
def test_open_days_between(after: date, until: date, days: int) -> None:
    assert CALENDAR.open_days(after, until) == days


def test_a_library_that_says_nothing_is_always_open() -> None:
    assert ALWAYS_OPEN.is_open(date(2026, 10, 1))


def test_days_are_the_library_s_own() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    assert local_day(late, SHANGHAI) == date(2026, 3, 2)
    assert end_of_day(date(2026, 3, 2), SHANGHAI) == datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)
    assert start_of_day(date(2026, 3, 2), SHANGHAI) == datetime(2026, 3, 1, 16, tzinfo=UTC)


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="last is not before first"):
        msgspec.convert({"first": "2026-10-07", "last": "2026-10-01"}, Span)


def test_a_span_holds_days_only() -> None:
    assert "2026-11-12" not in Span(first=date(2026, 11, 12))
