"""A kiosk that floods is slowed down, then let go; one that trickles is let go too; others go on."""

import pytest

from gateway.net.pace import PaceLimits
from gateway.net.sip2 import ListenerLimits
from tests.kiosk_hall import KioskHall, Refused

STATUS = b"9900802.00\r"
PACE = PaceLimits(messages=10, bytes=1e9, address_messages=1e6, flood_seconds=30)


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall(limits=ListenerLimits(pace=PACE, login_seconds=60, idle_seconds=600))


def test_messages_beyond_the_pace_wait_for_their_turn(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk.send(STATUS * 300)
    for _ in range(20):
        hall.pass_seconds(0)
    assert kiosk.received().count(b"\r") == 10
    assert "slowed" in hall.tally.wires
    for _ in range(100):
        hall.pass_seconds(0.1)
    assert kiosk.received().count(b"\r") == pytest.approx(100, abs=2)
    for _ in range(200):
        hall.pass_seconds(0.1)
    assert kiosk.received().count(b"\r") == pytest.approx(190, abs=2)
    assert not kiosk.gone()
    assert kiosk.say("9900802.00").startswith("98")


def test_a_flood_is_held_back_and_then_ended(hall: KioskHall) -> None:
    kiosk, other = hall.kiosk(), hall.kiosk("kiosk2")
    for second in range(40):
        if kiosk.wire.producerState == "producing":
            kiosk.send(STATUS * 3000)
        for _ in range(10):
            hall.pass_seconds(0.1)
        other >> "9900802.00" << "98Y…"
        assert kiosk.connection._session.pending_bytes < 100_000
        if kiosk.gone():
            assert second >= 29
            break
    assert kiosk.gone()
    (event,) = hall.events("terminal kiosk1")
    assert (event.kind, event.data) == ("line-closed", {"why": "flooding"})


def test_who_waits_for_his_answers_is_slowed_and_never_ended(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    answered = 0
    for _ in range(1200):
        kiosk.send(STATUS)
        while not kiosk.wire.value():
            hall.pass_seconds(0.1)
        answered += kiosk.received().count(b"\r")
    assert answered == 1200
    assert hall.reactor.seconds() > 100
    assert not kiosk.gone()


def test_a_byte_a_minute_is_no_login(hall: KioskHall) -> None:
    line = hall.line()
    for letter in b"93":
        line.send(bytes([letter]))
        hall.pass_seconds(31)
        hall.listener.sweep()
    assert line.gone()
    assert hall.tally.wires[-1] == "no-login"


def test_a_kiosk_may_trickle_only_as_long_as_it_says_something_whole(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    for letter in STATUS[:-1] + b"AOCUMT|AC|":
        kiosk.send(bytes([letter]))
        hall.pass_seconds(60)
        hall.listener.sweep()
        if kiosk.gone():
            break
    assert kiosk.gone()
    assert hall.tally.wires[-1] == "idle"


def test_new_lines_come_only_so_fast(hall: KioskHall) -> None:
    hall = KioskHall(limits=ListenerLimits(arrivals=60))
    for _ in range(60):
        hall.line("10.6.6.6").hang_up()
    for _ in range(3):
        with pytest.raises(Refused):
            hall.line("10.6.6.6")
    assert hall.tally.wires == ["refused-fast"] * 3
    hall.kiosk()
    hall.pass_seconds(1)
    hall.line("10.6.6.6").hang_up()
    with pytest.raises(Refused):
        hall.line("10.6.6.6")
