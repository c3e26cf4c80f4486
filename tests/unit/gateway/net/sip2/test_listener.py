"""The listener's own part; limits as kiosks meet them stand in tests/flows."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any, cast

import msgspec
import pytest
from twisted.internet.address import UNIXAddress

from gateway.net.passwords import Passwords
from gateway.net.sip2 import Account, Accounts, ListenerLimits
from gateway.ports import CirculationEngine
from protocols.sip2 import Limits as WireLimits
from tests.kiosk_hall import KioskHall, Refused, Slow, Talk

replace = msgspec.structs.replace


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall(limits=ListenerLimits(idle_seconds=600, parting_seconds=30))


def stuck(talk: Talk) -> list[str]:
    """A line whose other end takes nothing: it does not close until it is aborted."""
    ends: list[str] = []
    talk.wire.loseConnection = lambda: ends.append("asked")

    def abort() -> None:
        ends.append("aborted")
        cast("Any", talk.connection).connectionLost()

    talk.wire.abortConnection = abort
    return ends


def test_a_line_without_a_host_is_a_line(hall: KioskHall) -> None:
    doors: Any = hall.listener
    assert doors.buildProtocol(UNIXAddress(b"/run/kiosk.sock")).host == ""
    assert doors.buildProtocol(None).host == ""


def test_a_line_that_takes_no_end_is_aborted(hall: KioskHall) -> None:
    ends = stuck(hall.kiosk())
    for seconds in (601, 30, 1):
        hall.pass_seconds(seconds)
        hall.listener.sweep()
    assert ends == ["asked", "aborted"]
    assert [many for _, many in hall.board.states()] == [0, 0, 0]


def test_a_line_that_is_being_closed_makes_no_room_twice() -> None:
    hall = KioskHall(account={"max_connections": 1})
    ends = stuck(hall.kiosk())
    second = hall.kiosk()
    assert ends == ["asked"]
    hall.kiosk()
    assert ends == ["asked"]
    assert second.gone()


def test_a_line_of_nobody_leaves_nobody(hall: KioskHall) -> None:
    hall.listener.left(hall.line().connection)
    assert [many for _, many in hall.board.states()] == [0, 0, 0]


def test_all_lines_are_ended(hall: KioskHall) -> None:
    lines = [hall.line(), hall.kiosk()]
    hall.listener.close_all()
    assert [line.gone() for line in lines] == [True, True]
    assert hall.tally.wires == ["stopping", "stopping"]


def test_the_counts_of_addresses_do_not_pile_up(hall: KioskHall) -> None:
    for number in range(20):
        hall.line(f"10.0.0.{number}").hang_up()
    assert hall.listener._entrance._addresses == {}


def adopt(hall: KioskHall, *accounts: Account) -> None:
    """Go by other accounts, whose passwords are their logins."""
    passwords = Passwords(
        {account.login: account.login for account in accounts},
        off_reactor=at_once,
        now=hall.reactor.seconds,
        key=b"k" * 32,
    )
    hall.listener.adopt(
        accounts=Accounts(accounts, passwords),
        stranger=hall.listener.stranger,
        limits=ListenerLimits(connections=3),
        wire_limits=WireLimits(message=2048),
    )


async def at_once(check: Callable[[], bool]) -> bool:
    return check()


def own_account(hall: KioskHall, name: str) -> Account:
    found = hall.listener.accounts.named(name)
    assert found is not None
    return found


def test_a_kiosk_stays_on_the_line_under_its_new_settings(hall: KioskHall) -> None:
    kiosk, stranger = hall.kiosk(), hall.line()
    account = own_account(hall, "kiosk1")
    renamed = replace(account, terminal=replace(account.terminal, library_name="新馆"))
    adopt(hall, renamed)
    kiosk >> "9900402.00" << "98…AM新馆|…"
    assert not stranger.gone()
    hall.line()
    with pytest.raises(Refused):
        hall.line()
    assert hall.listener.wire_limits.message == 2048


def test_a_new_profile_holds_for_the_line_that_stands(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    account = own_account(hall, "kiosk1")
    adopt(hall, replace(account, profile=replace(account.profile, terminator=b"\r\n")))
    kiosk.send(b"9900402.00\r")
    assert kiosk.received().endswith(b"\r\n")


def test_a_kiosk_that_is_gone_or_stands_elsewhere_is_let_go(hall: KioskHall) -> None:
    first, second, third = hall.kiosk("kiosk1"), hall.kiosk("kiosk2"), hall.kiosk("kiosk3")
    moved = replace(own_account(hall, "kiosk2"), networks=(ip_network("10.9.0.0/16"),))
    adopt(hall, moved, own_account(hall, "kiosk3"))
    assert [line.gone() for line in (first, second, third)] == [True, True, False]
    assert hall.tally.wires.count("removed") == 2
    assert hall.listener.accounts.named("kiosk1") is None


def test_a_kiosk_that_is_gone_hears_the_answer_to_what_it_asked() -> None:
    engines: list[Slow] = []

    def slow(engine: CirculationEngine) -> Slow:
        engines.append(Slow(engine))
        return engines[0]

    hall = KioskHall(engine=slow)
    kiosk = hall.kiosk()
    engines[0].hangs = True
    kiosk >> "17{t}AOCUMT|ABB000001|AC|"
    adopt(hall)
    assert not kiosk.gone()
    engines[0].go_on()
    kiosk << "18…ABB000001|…"
    assert kiosk.gone()


def test_addresses_are_remembered_up_to_a_number(hall: KioskHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.net.entrance.MOST_ADDRESSES", 3)
    for number in range(9):
        hall.line(f"10.0.0.{number}").hang_up()
    assert list(hall.listener._entrance._shared) == ["10.0.0.6", "10.0.0.7", "10.0.0.8"]


def test_one_customer_has_as_many_lines_as_one_address() -> None:
    hall = KioskHall(limits=ListenerLimits(per_address=2))
    first, _ = hall.line("2001:db8::1"), hall.line("2001:db8::2")
    with pytest.raises(Refused):
        hall.line("2001:db8::3")
    hall.line("2001:db8:0:1::1")
    first.hang_up()
    hall.line("2001:db8::3")
    assert hall.listener._entrance._addresses == {"2001:db8::/64": 2, "2001:db8:0:1::/64": 1}


def test_lines_that_are_turned_away_fill_no_log() -> None:
    hall = KioskHall(limits=ListenerLimits(arrivals=1))
    lines: list[str] = []
    hall.listener._entrance.log = cast("Any", Noted(lines))
    hall.line().hang_up()
    for seconds in (0, 0, 0, 11):
        hall.reactor.advance(seconds)
        with pytest.raises(Refused):
            hall.line()
    told = "a kiosk line from 10.0.0.1 was turned away: new ones come too fast from there"
    assert lines == [f"{told} (and 0 before it untold)", f"{told} (and 2 before it untold)"]


class Noted:
    """A logger whose lines are looked at."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def warn(self, form: str, **facts: object) -> None:
        self._lines.append(form.format_map(facts))
