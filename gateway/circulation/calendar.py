"""On which days a library serves readers, and on which day a loan may fall due."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

#: How far a due date may be pushed: a calendar that closes for longer is a mistake, and the date stays.
FURTHEST = timedelta(days=366)

#: Days whose due day or end is kept.
DAYS_KEPT = 512

_DAY = timedelta(days=1)


def _first(day: date, suits: Callable[[date], bool]) -> date:
    candidate = day
    while candidate - day <= FURTHEST:
        if suits(candidate):
            return candidate
        candidate += _DAY
    return day


class Weekday(StrEnum):
    """A day of the week, as it is written in the configuration."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> "Weekday":
        """The weekday of a date."""
        return tuple(cls)[day.weekday()]


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days from `first` to `last`, both included; one day where `last` is left out."""

    first: Annotated[date, Meta(description="first day")]
    last: Annotated[date | None, Meta(description="last day; left out: the same day")] = None
    name: Annotated[str, Meta(description="what the days are called: 国庆节, 暑假 …")] = ""

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError("last is not before first")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= (self.last or self.first)


class OpenDays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A library's calendar.

    A day in `open` is open whatever else is said of it (a Saturday worked for a holiday, 调休); else a weekly
    closing day or a day in `closed` is not. On closing days nothing falls due and no fine runs. In a vacation
    the library may be open, but nothing falls due before it has ended; fines of loans that fell due earlier
    run on.
    """

    weekly: Annotated[tuple[Weekday, ...], Meta(description="days of the week on which it is closed")] = ()
    closed: Annotated[tuple[Span, ...], Meta(description="dates on which it is closed")] = ()
    open: Annotated[tuple[date, ...], Meta(description="dates on which it is open all the same")] = ()
    vacations: Annotated[tuple[Span, ...], Meta(description="times in which nothing falls due")] = ()

    def is_open(self, day: date) -> bool:
        """Whether the library serves readers on that day."""
        if day in self.open:
            return True
        return Weekday.of(day) not in self.weekly and not any(day in span for span in self.closed)

    def due_day(self, day: date) -> date:
        """The first day from `day` on that is open and in no vacation.

        It is `day` itself where there is none within `FURTHEST`.
        """
        found = self._due_days.get(day)
        if found is None:
            if len(self._due_days) >= DAYS_KEPT:
                self._due_days.clear()
            found = self._due_days[day] = _first(day, self._may_fall_due)
        return found

    @cached_property
    def _due_days(self) -> dict[date, date]:
        """What was looked for before: all loans of a day fall due on the same few."""
        return {}

    def _may_fall_due(self, day: date) -> bool:
        return self.is_open(day) and not any(day in vacation for vacation in self.vacations)

    def next_open(self, day: date) -> date:
        """The first open day from `day` on, vacation or not."""
        return _first(day, self.is_open)

    def open_days(self, after: date, until: date) -> int:
        """How many days are open among those later than `after` and not later than `until`."""
        return sum(self.is_open(after + _DAY * n) for n in range(1, (until - after).days + 1))


ALWAYS_OPEN = OpenDays()
"""The calendar of a library that says nothing about its days."""


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The library's date at an instant."""
    return instant.astimezone(zone).date()


@lru_cache(DAYS_KEPT)
def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a library's day, in UTC: what falls due on a day may be returned all day long."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a library's day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
