"""The listener: doors with names, lines that are turned away, silent ones, the end."""

from typing import Any, cast

import pytest
from twisted.internet.address import UNIXAddress

from gateway.net.ill import listener
from gateway.net.ill.listener import ListenerLimits
from tests.ill_lines import Stage, apdu


def test_each_door_has_its_name() -> None:
    stage = Stage()
    stage.caller(door="ill").says(apdu(1))
    stage.caller(door="ill-tls").says(apdu(2))
    assert [peer.listener for peer in stage.hearer.peers] == ["ill", "ill-tls"]
    assert len({peer.link for peer in stage.listener.lines}) == 2


def test_a_line_without_a_host_is_a_line() -> None:
    stage = Stage()
    door = stage.listener.door("ill")
    for address in (UNIXAddress(b"/run/ill.sock"), None):
        line: Any = door.buildProtocol(cast("Any", address))
        assert line.peer.host == ""


def test_who_is_turned_away_is_reset_so_that_he_knows() -> None:
    stage = Stage(ListenerLimits(per_address=1))
    first, second = stage.caller(), stage.caller()
    assert second.reset()
    assert not first.gone()
    assert stage.remarks == [("10.0.0.1", "refused", "")]
    assert stage.counts.wires == ["called", "refused"]
    first.wire.end()
    assert not stage.caller().gone()


def test_new_lines_come_at_a_pace() -> None:
    stage = Stage(ListenerLimits(arrivals=1))
    assert not stage.caller().gone()
    assert stage.caller().reset()
    stage.listener.adopt(ListenerLimits())
    assert not stage.caller().gone()


def test_a_line_that_still_has_work_takes_up_its_place() -> None:
    stage = Stage(ListenerLimits(per_address=1))
    stage.hearer.held = True
    caller = stage.caller()
    caller.says(apdu(1))
    caller.wire.end()
    assert stage.caller().reset()
    stage.hearer.go_on()
    assert not stage.caller().gone()


@pytest.mark.parametrize("said", [b"", b"\x61\x84"])
def test_who_never_says_anything_is_let_go(said: bytes) -> None:
    stage = Stage(ListenerLimits(first_seconds=60, idle_seconds=600))
    caller = stage.caller()
    for _ in range(3):
        stage.pass_seconds(20)
        if said:
            caller.says(said[:1] if not caller.line.spoke else b"")
            said = said[1:]
        stage.listener.sweep()
        assert not caller.gone()
    stage.pass_seconds(1)
    stage.listener.sweep()
    assert caller.gone()
    assert ("10.0.0.1", "silent", "") in stage.remarks


def test_who_falls_silent_is_let_go_later() -> None:
    stage = Stage(ListenerLimits(first_seconds=60, idle_seconds=600))
    caller = stage.caller()
    caller.says(apdu(1))
    stage.pass_seconds(599)
    stage.listener.sweep()
    assert not caller.gone()
    stage.pass_seconds(2)
    stage.listener.sweep()
    assert caller.gone()
    assert stage.remarks == []
    assert stage.counts.wires == ["called", "idle"]


def test_who_is_being_served_is_not_silent() -> None:
    stage = Stage(ListenerLimits(idle_seconds=600))
    stage.hearer.held = True
    caller = stage.caller()
    caller.says(apdu(1))
    stage.pass_seconds(1000)
    stage.listener.sweep()
    assert not caller.gone()


def test_a_line_that_does_not_end_is_aborted() -> None:
    stage = Stage(ListenerLimits(idle_seconds=600, parting_seconds=30))
    caller = stage.caller()
    caller.says(apdu(1))
    caller.wire.takes = False
    for seconds in (601, 30, 1):
        stage.pass_seconds(seconds)
        stage.listener.sweep()
    assert caller.reset()
    assert stage.listener.lines == ()


def test_a_server_that_stops_reads_no_more_and_finishes_what_it_read() -> None:
    stage = Stage(answers=lambda raw: (raw,))
    stage.hearer.held = True
    idle, busy = stage.caller(), stage.caller()
    busy.says(apdu(1) + apdu(2))
    stage.listener.drain()
    assert idle.gone()
    assert busy.paused()
    busy.says(apdu(3))
    stage.hearer.go_on()
    assert busy.hears() == apdu(1) + apdu(2)
    assert busy.gone()
    assert not stage.listener.busy


def test_a_stranger_with_many_names_is_not_remembered_by_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_NAMES", 3)
    stage = Stage()
    caller = stage.caller()
    for number in (1, 2, 3, 1, 4):
        stage.listener.belongs(caller.line.peer.link, f"?{number}")
    assert list(stage.listener._own) == ["?3", "?1", "?4"]
    caller.wire.end()
    assert stage.listener._own == {}


def test_it_is_told_who_has_called_once_he_was_answered() -> None:
    stage = Stage(answers=lambda raw: (raw,))
    told: list[tuple[str, bytes]] = []
    caller = stage.caller()
    stage.listener.called = lambda partner: told.append((partner, caller.hears()))
    stage.listener.belongs(caller.line.peer.link, "hhit")
    assert told == []
    caller.says(apdu(1))
    assert told == [("hhit", apdu(1))]
    for number in (2, 3):
        stage.listener.belongs(caller.line.peer.link, "hhit")
        caller.says(apdu(number))
    assert len(told) == 1  # it is the same line
    caller.hears()
    again = stage.caller()
    stage.listener.belongs(again.line.peer.link, "hhit")
    again.says(apdu(4))
    assert told[1:] == [("hhit", b"")]


def test_who_has_gone_before_he_was_answered_has_not_called() -> None:
    stage = Stage()
    told: list[str] = []
    stage.listener.called = told.append
    caller = stage.caller()
    stage.listener.belongs(caller.line.peer.link, "hhit")
    caller.wire.end()
    assert (told, stage.listener._newly) == ([], {})


def test_in_the_end_every_line_ends() -> None:
    stage = Stage()
    stage.hearer.held = True
    callers = [stage.caller(), stage.caller()]
    callers[0].says(apdu(1) + apdu(2))
    stage.listener.close_all()
    stage.hearer.go_on()
    assert [caller.gone() for caller in callers] == [True, True]
    assert stage.hearer.heard == [apdu(1)]


# --- halves of APDUs ----------------------------------------------------------------------------------------

HALF = apdu(1, 1 << 19)[:-1]


def test_an_address_that_ends_none_of_its_apdus_gets_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_HALF_OF_ADDRESS", 2 * len(HALF))
    stage = Stage()
    lines = [stage.caller() for _ in range(4)]
    for line in lines:
        line.says(HALF)
    assert [line.reset() for line in lines] == [False, False, True, True]
    assert stage.remarks == [("10.0.0.1", "crowded", f"after {len(HALF)} bytes of an APDU")] * 2
    assert stage.counts.wires.count("crowded") == 2
    other = stage.caller("10.0.0.2")
    other.says(HALF)
    assert not other.reset()
    lines[0].says(b"\x00")
    again = stage.caller()
    again.says(HALF)
    assert not again.reset(), "what was ended leaves room"


def test_who_holds_most_is_reset_and_not_who_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_HALF", 2 * len(HALF))
    stage = Stage()
    hoards = [stage.caller(host) for host in ("10.0.0.1", "10.0.0.2")]
    for line in hoards:
        line.says(HALF)
    partner = stage.caller("10.0.0.3")
    partner.says(apdu(1)[:-1])
    assert [line.reset() for line in (*hoards, partner)] == [False, True, False]
    partner.says(apdu(1)[-1:])
    assert stage.hearer.heard == [apdu(1)]


def test_nor_do_all_addresses_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_HALF", 2 * len(HALF))
    stage = Stage()
    lines = [stage.caller(f"10.0.0.{number}") for number in range(3)]
    for line in lines:
        line.says(HALF)
    assert [line.reset() for line in lines] == [False, False, True]
    lines[1].wire.end()
    again = stage.caller("10.0.0.9")
    again.says(HALF)
    assert not again.reset()
    assert set(stage.listener._half) == {"*", "10.0.0.0", "10.0.0.9"}
