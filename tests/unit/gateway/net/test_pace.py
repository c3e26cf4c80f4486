import pytest
from twisted.internet.task import Clock

from gateway.net.pace import BURST_SECONDS, Bucket, Pace, PaceLimits

LIMITS = PaceLimits(messages=10, bytes=1000, address_messages=15, flood_seconds=5)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def line(clock: Clock, address: Bucket | None = None) -> Pace:
    return Pace(LIMITS, address or Bucket(LIMITS.address_messages, clock.seconds()), clock.seconds)


def test_a_bucket_gives_what_has_come_and_lends_the_rest() -> None:
    bucket = Bucket(2.0, 0.0, most=4.0)
    assert [bucket.take(1, 0.0) for _ in range(6)] == [0, 0, 0, 0, 0.5, 1.0]
    assert bucket.take(0, 1.0) == 0.0
    assert bucket.take(1, 1.0) == 0.5


def test_a_bucket_overflows() -> None:
    bucket = Bucket(2.0, 0.0, most=4.0)
    assert bucket.take(4, 1000.0) == 0.0
    assert bucket.take(1, 1000.0) == 0.5


def test_a_bucket_grants_what_it_has_and_lends_nothing() -> None:
    bucket = Bucket(1.0, 0.0, most=2.0)
    assert [bucket.grant(0.0) for _ in range(4)] == [True, True, False, False]
    assert [bucket.grant(1.0) for _ in range(2)] == [True, False]


def test_a_moment_of_haste_is_no_matter(clock: Clock) -> None:
    pace = line(clock, Bucket(1e6, 0.0))
    many = int(LIMITS.messages * BURST_SECONDS)
    assert [pace.message() for _ in range(many)] == [0.0] * many
    assert pace.message() == pytest.approx(0.1)
    assert pace.message() == pytest.approx(0.2)


def test_bytes_count_as_well(clock: Clock) -> None:
    pace = line(clock)
    assert pace.received(int(LIMITS.bytes * BURST_SECONDS)) == 0.0
    assert pace.received(500) == pytest.approx(0.5)


def test_lines_of_one_address_share(clock: Clock) -> None:
    address = Bucket(LIMITS.address_messages, clock.seconds())
    one, other = line(clock, address), line(clock, address)
    assert [pace.message() for pace in (one, other) * 7] == [0.0] * 14
    assert one.message() == 0.0
    assert other.message() == pytest.approx(1 / 15)


def test_who_goes_on_too_fast_floods(clock: Clock) -> None:
    pace = line(clock)
    pace.received(20_000)
    assert not floods(pace)
    clock.advance(5.1)
    assert floods(pace)
    pace.rested()
    assert not floods(pace)


def floods(pace: Pace) -> bool:
    return pace.floods
