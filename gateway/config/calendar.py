"""From the file's calendar to the rules' calendar: the national holidays are folded in."""

from collections.abc import Iterable

from gateway.circulation.calendar import OpenDays, Span
from gateway.config.declare import Calendar


def open_days(calendar: Calendar, years: Iterable[int]) -> OpenDays:
    """The library's calendar, closed on China's public holidays of those years where the file says so.

    The days are those of the ``holidays`` package. Those of a year whose arrangement (调休) was not announced
    when that package was released are the legal days alone; dates under ``open`` and ``closed`` correct them.
    """
    closed = calendar.closed
    if calendar.national_holidays:
        # The package is large: only libraries that want it pay for it.
        from holidays import country_holidays  # noqa: PLC0415

        days = country_holidays("CN", years=list(years), language="zh_CN")
        closed += tuple(Span(first=day, name=name) for day, name in sorted(days.items()))
    return OpenDays(weekly=calendar.weekly, closed=closed, open=calendar.open, vacations=calendar.vacations)
