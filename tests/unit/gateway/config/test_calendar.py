"""National holidays become closing days."""

import subprocess
import sys
from datetime import date

import pytest

from gateway.circulation.calendar import Span, Weekday
from gateway.config.calendar import open_days
from gateway.config.declare import Calendar


def test_without_them_the_calendar_is_the_files() -> None:
    closed = (Span(first=date(2026, 4, 16), name="维护"),)
    days = open_days(Calendar(weekly=(Weekday.MONDAY,), closed=closed), [2026])
    assert days.closed == closed
    assert days.weekly == (Weekday.MONDAY,)


def test_with_them_the_holidays_of_those_years_are_closed() -> None:
    days = open_days(Calendar(national_holidays=True, open=(date(2026, 5, 1),)), [2025, 2026])
    assert not days.is_open(date(2026, 10, 1))
    assert not days.is_open(date(2025, 1, 1))
    assert days.is_open(date(2026, 5, 1)), "what the file opens is open"
    assert days.is_open(date(2026, 3, 3))
    assert "国庆节" in {span.name for span in days.closed}


def test_the_package_is_loaded_only_where_it_is_wanted() -> None:
    program = "import sys, gateway.config.calendar, gateway.config.load; assert 'holidays' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_library_is_open_on_some_day_of_the_week() -> None:
    Calendar(weekly=tuple(Weekday)[1:])
    with pytest.raises(ValueError, match="open"):
        Calendar(weekly=tuple(Weekday))
