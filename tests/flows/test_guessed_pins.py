"""A PIN can't be found by trying: what a kiosk is told, and what staff find afterwards."""

import pytest

from gateway.model.loans import FeeKind
from tests.kiosk_hall import KioskHall, Talk
from tests.library import fee

ASK = "23019{t}AOCUMT|AAP0001|AC|AD{pin}|"
LOCKED = "24…|BLN|…AF密码错误次数过多，请 10 分钟后再试或到服务台|"
PAY = "37{t}0400CNYBV1.00|AOCUMT|AAP0001|AD{pin}|"


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall()


def guess(kiosk: Talk, times: int) -> None:
    for number in range(times):
        kiosk >> ASK.replace("{pin}", f"x{number}") << "24…|CQN|AF密码错误…"


@pytest.fixture
def locked(hall: KioskHall) -> Talk:
    kiosk = hall.kiosk()
    guess(kiosk, 10)
    return kiosk


def test_after_ten_guesses_even_the_right_pin_is_refused(hall: KioskHall, locked: Talk) -> None:
    locked >> ASK.replace("{pin}", "1234") << LOCKED
    hall.kiosk() >> ASK.replace("{pin}", "1234") << LOCKED
    locked >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|AD1234|" << "120…AF密码错误次数过多…"
    assert hall.tally.messages[-1] == ("sip2 11", "pin_locked")
    hall.pass_seconds(600)
    locked >> ASK.replace("{pin}", "1234") << "24…|BLY|CQY|…"


def test_staff_find_it(hall: KioskHall, locked: Talk) -> None:
    locked >> ASK.replace("{pin}", "x") << LOCKED
    assert hall.tally.wires == ["pin-guessing"]
    (event,) = hall.events("terminal kiosk1")
    assert (event.kind, event.data) == ("pin-guessing", {"patron_read": "P0001"})


def test_others_are_not_in_the_way(hall: KioskHall, locked: Talk) -> None:
    hall.kiosk("kiosk2") >> ASK.replace("{pin}", "1234") << "24…|CQY|…"
    locked >> ASK.replace("P0001", "P0002").replace("{pin}", "x") << "24…|CQN|AF密码错误…"
    locked >> "09N{t}{t}AP|AOCUMT|ABB000001|AC|" << "101…"


def test_the_right_pin_ends_the_count(hall: KioskHall) -> None:
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE))
    kiosk = hall.kiosk()
    guess(kiosk, 9)
    kiosk >> ASK.replace("{pin}", "1234") << "24…|CQY|…"
    guess(kiosk, 9)
    kiosk >> PAY.replace("{pin}", "1234") << "38Y…"
    guess(kiosk, 9)
    assert hall.tally.wires == []


def test_commands_count_as_well_and_repeats_do_not(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    for number in range(9):
        kiosk >> PAY.replace("{pin}", f"x{number}") << "38N…AF密码错误…"
    kiosk >> PAY.replace("{pin}", "x8") << "38N…AF密码错误…"
    assert hall.tally.messages[-1] == ("sip2 37", "repeat")
    kiosk >> PAY.replace("{pin}", "x9") << "38N…AF密码错误…"
    kiosk >> PAY.replace("{pin}", "1234") << "38N…AF密码错误次数过多…"
