from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.ill.times import LAST_DAY, day_in, day_text, earlier, end_of, said_at, today
from tests.ill_pair import NOW, SAID, TODAY, ZONE


def test_a_service_bears_local_time_to_the_second() -> None:
    assert said_at(NOW, ZONE) == SAID
    assert said_at(NOW, ZONE, "20261123085959") == SAID


def test_what_is_said_in_the_same_second_or_after_the_clock_went_back_is_said_later() -> None:
    assert said_at(NOW, ZONE, SAID) == "20261123090001"
    assert said_at(NOW, ZONE, "20261231235959") == "20270101000000"


def test_days_are_local() -> None:
    late = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert today(late, ZONE) == TODAY
    assert day_text(TODAY) == "20261123"
    assert end_of(date(2026, 12, 31), ZONE) == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)


def test_no_limit_is_the_last_day_that_can_be_reckoned() -> None:
    assert end_of(date.max, ZONE) == end_of(LAST_DAY, ZONE)
    assert end_of(date.max, ZoneInfo("Pacific/Honolulu")).astimezone(UTC).year == date.max.year
    assert end_of(date.min, ZoneInfo("Pacific/Kiritimati")).astimezone(UTC).year == date.min.year


def test_the_day_of_a_date_time_is_read_and_of_other_texts_none() -> None:
    assert day_in("20261122") == day_in("20261122160000") == date(2026, 11, 22)
    for said in ("", "2026112", "20261322", "2026-W01", "２０２６１１２２"):
        assert day_in(said) is None


@pytest.mark.parametrize(
    ("said", "before"),
    [("20261025003000", "20261024233000"), ("20261025", "20261025"), ("soon", "soon"), ("", "")],
)
def test_an_hour_earlier(said: str, before: str) -> None:
    assert earlier(said, timedelta(hours=1)) == before


def test_nothing_is_earlier_than_the_first_day() -> None:
    assert earlier("00010101000000", timedelta(hours=1)) == "00010101000000"
