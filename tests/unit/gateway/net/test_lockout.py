import pytest
from twisted.internet.task import Clock

from gateway.net import lockout
from gateway.net.lockout import FORGIVEN_SECONDS, Locked, LockoutRules, Lockouts

HERE, THERE = "10.1.0.1", "10.6.6.6"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lockouts(clock: Clock) -> Lockouts:
    rules = LockoutRules(wrong_logins=3, address_wrong_logins=8, first_seconds=60, longest_seconds=200)
    return Lockouts(rules, clock.seconds)


def guess(lockouts: Lockouts, times: int, login: str = "k1", host: str = THERE) -> list[Locked]:
    return [lock for _ in range(times) for lock in lockouts.wrong(login, host)]


def test_after_some_wrong_logins_none_is_looked_at(lockouts: Lockouts, clock: Clock) -> None:
    assert guess(lockouts, 2) == []
    assert lockouts.seconds_left("k1", THERE) == 0
    assert guess(lockouts, 1) == [Locked("k1", THERE, 60.0)]
    assert lockouts.seconds_left("k1", THERE) == 60
    clock.advance(60)
    assert lockouts.seconds_left("k1", THERE) == 0


def test_the_kiosk_itself_is_not_locked_out_by_a_stranger_elsewhere(lockouts: Lockouts) -> None:
    guess(lockouts, 100)
    assert lockouts.seconds_left("k1", THERE) > 0
    assert lockouts.seconds_left("k1", HERE) == 0


def test_a_lockout_grows_with_every_wrong_login_after_it(lockouts: Lockouts, clock: Clock) -> None:
    lasted = []
    for times in (3, 1, 1, 1):
        (lock,) = guess(lockouts, times)
        lasted.append(lock.seconds)
        clock.advance(lock.seconds)
    assert lasted == [60, 120, 200, 200]


def test_what_comes_while_it_is_locked_lengthens_nothing(lockouts: Lockouts) -> None:
    guess(lockouts, 3)
    assert guess(lockouts, 2) == []
    assert lockouts.seconds_left("k1", THERE) == 60


def test_the_right_password_ends_the_count(lockouts: Lockouts) -> None:
    guess(lockouts, 2)
    lockouts.right("k1", THERE)
    assert guess(lockouts, 2) == []


def test_what_is_long_ago_is_forgiven(lockouts: Lockouts, clock: Clock) -> None:
    guess(lockouts, 2)
    clock.advance(FORGIVEN_SECONDS + 1)
    assert guess(lockouts, 2) == []
    guess(lockouts, 1)
    clock.advance(60 + FORGIVEN_SECONDS + 1)
    assert guess(lockouts, 3) == [Locked("k1", THERE, 60.0)]


def test_who_tries_many_logins_is_stopped_by_his_address(lockouts: Lockouts) -> None:
    found = [lock for number in range(8) for lock in guess(lockouts, 1, f"k{number}")]
    assert found == [Locked("", THERE, 60.0)]
    assert lockouts.seconds_left("another", THERE) == 60
    assert lockouts.seconds_left("another", HERE) == 0


def test_a_kiosk_known_behind_that_address_is_spared(lockouts: Lockouts) -> None:
    lockouts.right("k9", THERE)
    for number in range(8):
        guess(lockouts, 1, f"k{number}")
    assert lockouts.seconds_left("k9", THERE) == 0
    guess(lockouts, 3, "k9")
    assert lockouts.seconds_left("k9", THERE) > 0


def test_what_is_locked_is_told_and_can_be_undone(lockouts: Lockouts, clock: Clock) -> None:
    guess(lockouts, 3)
    guess(lockouts, 3, host=HERE)
    guess(lockouts, 5, "k2")
    assert set(lockouts.locked()) == {
        Locked("k1", THERE, 60.0),
        Locked("k1", HERE, 60.0),
        Locked("k2", THERE, 60.0),
        Locked("", THERE, 60.0),
    }
    assert lockouts.unlock("k1") == 3
    assert list(lockouts.locked()) == [Locked("k2", THERE, 60.0)]
    assert lockouts.unlock("nobody") == 0
    clock.advance(61)
    assert list(lockouts.locked()) == []


def test_a_kiosk_that_belongs_there_is_spared_as_long_as_its_own_count_is(lockouts: Lockouts) -> None:
    for number in range(8):
        guess(lockouts, 1, f"k{number}")
    assert lockouts.seconds_left("k9", THERE) == 60
    assert lockouts.seconds_left("k9", THERE, belongs=True) == 0
    guess(lockouts, 3, "k9")
    assert lockouts.seconds_left("k9", THERE, belongs=True) == 60


def test_an_address_is_freed_with_a_kiosk_that_was_turned_away_there(lockouts: Lockouts) -> None:
    for number in range(8):
        guess(lockouts, 1, f"k{number}")
    lockouts.turned_away("k9", THERE)
    assert lockouts.unlock("k8") == 0
    assert lockouts.unlock("k9") == 1
    assert list(lockouts.locked()) == []


@pytest.mark.parametrize("host", ["2001:db8:1:2::1", "2001:db8:1:2::/64"])
def test_an_address_is_freed_by_any_of_its_names(lockouts: Lockouts, host: str) -> None:
    for number in range(8):
        guess(lockouts, 1, f"k{number}", "2001:db8:1:2::9")
    guess(lockouts, 3, host="2001:db8:1:2::9")
    guess(lockouts, 3)
    assert lockouts.unlock_address(host) == 2
    assert list(lockouts.locked()) == [Locked("k1", THERE, 60.0)]
    assert lockouts.unlock_address(host) == 0


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.4", False),
        ("", "", True),
    ],
)
def test_an_address_is_one_however_it_is_written(
    lockouts: Lockouts, first: str, second: str, *, same: bool
) -> None:
    guess(lockouts, 3, host=first)
    assert (lockouts.seconds_left("k1", second) > 0) == same


def test_minutes_are_counted_as_people_count_them() -> None:
    assert [Locked("", HERE, seconds).minutes for seconds in (1.0, 60.0, 61.0)] == [1, 1, 2]


def test_a_long_siege_overflows_nothing(lockouts: Lockouts, clock: Clock) -> None:
    guess(lockouts, 3)
    for _ in range(2000):
        clock.advance(201)
        guess(lockouts, 1)
    assert lockouts.seconds_left("k1", THERE) == 200


def test_memory_is_bounded(lockouts: Lockouts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockout, "MOST_REMEMBERED", 3)
    for number in range(10):
        guess(lockouts, 1, f"k{number}", f"10.0.0.{number}")
        lockouts.right(f"good{number}", HERE)
    assert len(lockouts._pairs) == len(lockouts._addresses) == len(lockouts._good) == 3
