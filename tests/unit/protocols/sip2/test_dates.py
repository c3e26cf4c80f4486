from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from protocols.sip2.dates import BLANK_DATE, format_date, parse_date

XUZHOU = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("20260301    143005", "2026-03-01T06:30:05"),
        ("20260301   Z143005", "2026-03-01T14:30:05"),
        ("20260301   H143005", "2026-03-01T06:30:05"),
        ("20260301   h143005", "2026-03-01T06:30:05"),
        ("20260301   R143005", "2026-03-01T19:30:05"),
        ("20260301   M143005", "2026-03-01T02:30:05"),
        ("20260301   Y143005", "2026-03-02T02:30:05"),
        ("20260301   J143005", "2026-03-01T06:30:05"),
        ("20260301ZZZZ143005", "2026-03-01T06:30:05"),
        ("202603010000143005", "2026-03-01T06:30:05"),
    ],
)
def test_reading(text: str, utc: str) -> None:
    instant = parse_date(text, XUZHOU)
    assert instant is not None
    assert instant.astimezone(UTC).isoformat() == utc + "+00:00"


@pytest.mark.parametrize(
    "text", ["", BLANK_DATE, "20261301    143005", "20260230    143005", "20260301    243005", "2026-03-01"]
)
def test_what_names_no_instant_is_none(text: str) -> None:
    assert parse_date(text, XUZHOU) is None


def test_writing_in_local_time() -> None:
    assert format_date(datetime(2026, 3, 1, 6, 30, 5, tzinfo=UTC), XUZHOU) == "20260301    143005"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (UTC, "20260301   Z063005"),
        (XUZHOU, "20260301   H143005"),
        (timezone(timedelta(hours=-5)), "20260301   R013005"),
        (timezone(timedelta(hours=5, minutes=30)), "20260301    120005"),
        (timezone(timedelta(hours=14)), "20260301    203005"),
    ],
)
def test_writing_with_the_zone_letter(zone: timezone, text: str) -> None:
    assert format_date(datetime(2026, 3, 1, 6, 30, 5, tzinfo=UTC), zone, lettered=True) == text


def test_a_year_has_four_digits() -> None:
    assert format_date(datetime(812, 3, 1, tzinfo=UTC), UTC) == "08120301    000000"


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        format_date(datetime(2026, 3, 1), XUZHOU)  # noqa: DTZ001 - that is what is refused


def test_there_and_back() -> None:
    instant = datetime(2026, 12, 31, 23, 59, 59, tzinfo=XUZHOU)
    assert parse_date(format_date(instant, XUZHOU), XUZHOU) == instant
    assert parse_date(format_date(instant, XUZHOU, lettered=True), UTC) == instant
