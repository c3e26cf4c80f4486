from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.outbox.terms import Hours, SendingTerms, goes_at, open_from

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = frozenset(range(5))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


DAY = Hours(opens=time(8), closes=time(18), days=WEEK)
NIGHT = Hours(opens=time(22), closes=time(6))


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        ((), "2026-11-22T03:00", "2026-11-22T03:00"),
        ((DAY,), "2026-11-23T07:59", "2026-11-23T08:00"),
        ((DAY,), "2026-11-23T08:00", "2026-11-23T08:00"),
        ((DAY,), "2026-11-23T17:59:59", "2026-11-23T17:59:59"),
        ((DAY,), "2026-11-23T18:00", "2026-11-24T08:00"),
        ((DAY,), "2026-11-20T18:00", "2026-11-23T08:00"),  # a Friday evening
        ((NIGHT,), "2026-11-22T05:00", "2026-11-22T05:00"),  # since yesterday
        ((NIGHT,), "2026-11-22T06:00", "2026-11-22T22:00"),
        ((NIGHT, DAY), "2026-11-23T07:00", "2026-11-23T08:00"),
        ((Hours(opens=time(0), closes=time(0)),), "2026-11-22T12:00", "2026-11-22T12:00"),
        ((Hours(opens=time(9), closes=time(8), days=frozenset()),), "2026-11-22T12:00", "2026-11-22T12:00"),
    ],
)
def test_letters_go_in_the_partner_s_hours(hours: tuple[Hours, ...], now: str, opens: str) -> None:
    assert open_from(hours, SHANGHAI, at(now)) == at(opens)


def test_hours_are_by_the_clock_on_the_wall() -> None:
    hours = (Hours(opens=time(8), closes=time(18)),)
    before, after = at("2026-10-24T20:00", BERLIN), at("2026-10-25T08:00", BERLIN)
    assert open_from(hours, BERLIN, before) == after
    assert after - before == timedelta(hours=13)  # the night in which summer time ends


def test_grace_comes_first_and_then_the_hours() -> None:
    terms = SendingTerms(hours=(DAY,))
    grace = timedelta(minutes=2)
    assert goes_at(terms, SHANGHAI, at("2026-11-23T12:00"), grace) == at("2026-11-23T12:02")
    assert goes_at(terms, SHANGHAI, at("2026-11-23T17:59"), grace) == at("2026-11-24T08:00")
