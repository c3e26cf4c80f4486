"""Who guesses a kiosk's password is locked out, staff are told, and the kiosk goes on."""

import pytest

from gateway.net.lockout import LockoutRules
from gateway.net.passwords import TooManyLogins
from gateway.net.sip2 import ListenerLimits
from tests.kiosk_hall import KioskHall

STRANGER = "10.6.6.6"
RULES = LockoutRules(wrong_logins=4, address_wrong_logins=12, first_seconds=60, longest_seconds=3600)


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall(limits=ListenerLimits(lockout=RULES))


def guess(hall: KioskHall, times: int, login: str = "kiosk1", host: str = STRANGER) -> None:
    for number in range(times):
        hall.line(host) >> f"9300CN{login}|COguess{number}|" << "940"


def test_even_the_right_password_is_refused_then(hall: KioskHall) -> None:
    guess(hall, 4)
    hall.line(STRANGER) >> "9300CNkiosk1|COkiosk1|" << "940"
    assert hall.tally.wires.count("login-locked") == 1
    assert hall.tally.wires[-1] == "locked-login"
    hall.pass_seconds(60)
    hall.line(STRANGER) >> "9300CNkiosk1|COkiosk1|" << "941"


def test_the_kiosk_goes_on_where_it_stands(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    guess(hall, 50)
    hall.kiosk()
    kiosk >> "9900802.00" << "98Y…"


def test_staff_find_who_was_locked_out(hall: KioskHall) -> None:
    guess(hall, 4)
    (event,) = hall.events("terminal kiosk1")
    assert (event.kind, event.data) == ("login-locked", {"address": STRANGER, "minutes": 1})
    (lock,) = hall.listener.lockouts.locked()
    assert (lock.login, lock.address) == ("kiosk1", STRANGER)


def test_a_name_that_nobody_has_is_locked_without_an_event(hall: KioskHall) -> None:
    guess(hall, 4, "root")
    assert hall.tally.wires.count("login-locked") == 1
    assert [hall.events(f"terminal {name}") for name in ("", "root")] == [(), ()]


def test_who_tries_many_names_is_locked_out_with_all(hall: KioskHall) -> None:
    for number in range(12):
        guess(hall, 1, f"name{number}")
    assert hall.tally.wires.count("address-locked") == 1
    hall.line(STRANGER) >> "9300CNkiosk1|COkiosk1|" << "940"
    hall.kiosk()
    assert hall.tally.wires[-1] == "locked-login"


def test_what_is_locked_costs_no_verification(hall: KioskHall) -> None:
    guess(hall, 4)
    checks: list[str] = []

    async def right(login: str, *_: object) -> bool:
        checks.append(login)
        return True

    hall.listener.accounts._passwords.right = right  # type: ignore[method-assign, assignment]
    guess(hall, 3)
    assert checks == []


def test_a_crowd_before_the_door_is_no_guess(hall: KioskHall) -> None:
    async def crowded(*_: object) -> bool:
        raise TooManyLogins

    hall.listener.accounts._passwords.right = crowded  # type: ignore[method-assign, assignment]
    guess(hall, 20)
    assert list(hall.listener.lockouts.locked()) == []
    assert set(hall.tally.wires) == {"crowded-login"}


def test_a_kiosk_that_was_turned_away_is_let_in_with_its_address(hall: KioskHall) -> None:
    for number in range(12):
        guess(hall, 1, f"name{number}")
    hall.line(STRANGER) >> "9300CNkiosk1|COkiosk1|" << "940"
    assert hall.listener.lockouts.unlock("kiosk1") == 1
    hall.line(STRANGER) >> "9300CNkiosk1|COkiosk1|" << "941"
