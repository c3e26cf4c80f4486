"""The listener's own part; limits as kiosks meet them stand in tests/flows."""

from typing import Any, cast

import pytest
from twisted.internet.address import UNIXAddress

from gateway.net.sip2 import ListenerLimits
from tests.kiosk_hall import KioskHall, Talk


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
    listener: Any = hall.listener
    assert listener.buildProtocol(UNIXAddress(b"/run/kiosk.sock")).host == ""
    assert listener.buildProtocol(None).host == ""


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
    assert hall.listener._addresses == {}
