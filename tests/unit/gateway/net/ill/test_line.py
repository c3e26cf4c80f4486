"""One line: APDUs in their order, bounded, and nothing that was read is dropped."""

from typing import Any, cast

import pytest
from twisted.internet.error import ConnectionLost
from twisted.logger import LogEvent, globalLogPublisher

from gateway.net.ill.keeper import Bounds
from gateway.net.ill.line import GARBAGE_SHOWN, MOST_AT_ONCE
from gateway.net.ill.listener import ListenerLimits
from gateway.net.pace import PaceLimits
from tests.ill_lines import Caller, Stage, apdu


@pytest.fixture
def stage() -> Stage:
    return Stage(ListenerLimits(bounds=Bounds(waiting=4, waiting_bytes=1000)))


@pytest.fixture
def caller(stage: Stage) -> Caller:
    return stage.caller()


def test_apdus_are_handed_on_one_after_another(stage: Stage, caller: Caller) -> None:
    stage.hearer.held = True
    caller.says(apdu(1) + apdu(2) + apdu(3))
    assert stage.hearer.heard == [apdu(1)]
    stage.hearer.go_on()
    assert stage.hearer.heard == [apdu(1), apdu(2), apdu(3)]
    peer = stage.hearer.peers[0]
    assert (peer.host, peer.port, peer.listener, peer.partner) == ("10.0.0.1", 40001, "ill", "")


def test_answers_are_written_in_their_order() -> None:
    stage = Stage(answers=lambda raw: (raw, apdu(raw[-1] + 100)))
    caller = stage.caller()
    caller.says(apdu(1) + apdu(2))
    assert caller.hears() == apdu(1) + apdu(101) + apdu(2) + apdu(102)


def test_bytes_may_come_one_by_one(stage: Stage, caller: Caller) -> None:
    indefinite = b"\x61\x80\x30\x80\x02\x01\x05\x00\x00\x00\x00"
    for byte in indefinite + apdu(1):
        caller.says(bytes([byte]))
    assert stage.hearer.heard == [indefinite, apdu(1)]


def test_reading_rests_while_too_much_waits(stage: Stage, caller: Caller) -> None:
    stage.hearer.held = True
    caller.says(apdu(1) + apdu(2) + apdu(3))
    assert not caller.paused()
    caller.says(apdu(4) + apdu(5))
    assert caller.paused()
    stage.hearer.go_on()
    assert not caller.paused()
    assert len(stage.hearer.heard) == 5
    stage.hearer.held = True
    caller.says(apdu(6) + apdu(7, 1000))
    assert caller.paused()
    stage.hearer.go_on()
    assert not caller.paused()


def test_one_line_gives_the_others_their_turn() -> None:
    stage = Stage()
    caller = stage.caller()
    many = MOST_AT_ONCE + 5
    caller.line.dataReceived(b"".join(apdu(number) for number in range(many)))
    assert len(stage.hearer.heard) == MOST_AT_ONCE
    assert caller.paused()
    stage.pass_seconds(0)
    assert len(stage.hearer.heard) == many
    assert not caller.paused()


def test_who_does_not_take_his_answers_is_not_served(stage: Stage, caller: Caller) -> None:
    stage.hearer.answers = lambda raw: (raw,)
    caller.wire.takes = False
    caller.says(apdu(1) + apdu(2))
    assert stage.hearer.heard == [apdu(1)]
    assert caller.paused()
    caller.wire.take()
    assert stage.hearer.heard == [apdu(1), apdu(2)]
    assert not caller.paused()


def test_garbage_is_answered_after_what_came_before_it(stage: Stage, caller: Caller) -> None:
    stage.hearer.answers = lambda raw: (raw,)
    caller.says(apdu(1) + b"GET / HTTP/1.1\r\n\r\n")
    assert stage.hearer.heard == [apdu(1)]
    ((why, raw),) = stage.hearer.garbage
    assert "expected the identifier of a constructed value" in why
    assert raw == b"GET / HTTP/1.1\r\n\r\n"
    assert caller.hears() == apdu(1) + b"\x61\x01\x00"
    assert caller.gone()
    assert stage.remarks == [("10.0.0.1", "garbage", why)]
    assert stage.counts.wires == ["called", "garbage"]


def test_a_line_that_wearies_is_answered_and_closed(stage: Stage, caller: Caller) -> None:
    stage.hearer.answers = lambda raw: (raw,)
    caller.says(apdu(1))
    stage.hearer.weary = "5 in a row on this line could not be read"
    caller.wire.takes = False
    caller.says(apdu(2))
    caller.says(apdu(3))
    assert stage.hearer.heard == [apdu(1), apdu(2)]
    assert caller.hears() == apdu(1) + apdu(2)
    assert stage.remarks == [("10.0.0.1", "garbage", "5 in a row on this line could not be read")]
    assert stage.counts.wires == ["called", "garbage"]


def test_nothing_is_read_behind_garbage(stage: Stage, caller: Caller) -> None:
    stage.hearer.held = True
    caller.says(apdu(1) + b"\x00" * 5000)
    caller.says(apdu(2))
    stage.hearer.go_on()
    assert stage.hearer.heard == [apdu(1)]
    ((_, raw),) = stage.hearer.garbage
    assert raw == bytes(GARBAGE_SHOWN)


def test_what_was_read_is_handed_on_after_the_peer_has_gone(stage: Stage, caller: Caller) -> None:
    stage.hearer.answers = lambda raw: (raw,)
    stage.hearer.held = True
    caller.says(apdu(1) + apdu(2))
    caller.wire.end()
    before = stage.listener.busy
    stage.hearer.go_on()
    assert stage.hearer.heard == [apdu(1), apdu(2)]
    assert (before, stage.listener.busy) == (True, False)
    assert stage.counts.wires == ["called", "unheard", "unheard"]
    assert stage.listener.lines == ()


def test_who_says_no_more_still_hears_his_answers(stage: Stage, caller: Caller) -> None:
    stage.hearer.answers = lambda raw: (raw,)
    stage.hearer.held = True
    caller.says(apdu(1) + apdu(2))
    caller.line.readConnectionLost()
    assert not caller.gone()
    stage.hearer.go_on()
    assert caller.hears() == apdu(1) + apdu(2)
    assert caller.gone()


@pytest.mark.parametrize("reset", [True, False])
def test_half_an_apdu_is_told_of(stage: Stage, caller: Caller, *, reset: bool) -> None:
    caller.says(apdu(1)[:-1])
    if reset:
        caller.wire.end(ConnectionLost())
    else:
        caller.line.readConnectionLost()
    assert stage.remarks == [("10.0.0.1", "truncated", "after 8 bytes of an APDU")]
    assert stage.hearer.heard == []
    assert stage.listener.lines == ()


def test_an_apdu_waits_for_a_store_that_is_down(stage: Stage, caller: Caller) -> None:
    stage.hearer.down = 2
    caller.says(apdu(1) + apdu(2))
    assert stage.hearer.heard == []
    for _ in range(2):
        stage.pass_seconds(Bounds().retry_seconds)
    assert stage.hearer.heard == [apdu(1), apdu(2)]
    assert stage.counts.wires == ["called", "store-down", "store-down"]


def test_a_server_that_stops_waits_for_no_store(stage: Stage, caller: Caller) -> None:
    stage.hearer.down = 9
    caller.says(apdu(1))
    stage.listener.drain()
    assert not caller.gone()
    stage.pass_seconds(Bounds().retry_seconds)
    assert caller.reset()
    assert not stage.listener.busy


def test_what_can_not_be_dealt_with_resets_the_line_and_shows_nothing(stage: Stage, caller: Caller) -> None:
    failures: list[LogEvent] = []
    observer = cast("Any", failures.append)
    globalLogPublisher.addObserver(observer)
    try:
        stage.hearer.broken = True
        caller.says(apdu(1) + apdu(2))
    finally:
        globalLogPublisher.removeObserver(observer)
    assert caller.reset()
    assert caller.hears() == b""
    assert stage.counts.wires == ["called", "failed"]
    assert [event["log_failure"].type for event in failures] == [ValueError]


def test_who_goes_too_fast_is_read_more_slowly() -> None:
    stage = Stage(ListenerLimits(pace=PaceLimits(messages=2, flood_seconds=600)))
    caller = stage.caller()
    caller.says(b"".join(apdu(number) for number in range(6)))
    assert len(stage.hearer.heard) == 3
    assert caller.paused()
    stage.pass_seconds(0.6)
    assert len(stage.hearer.heard) == 4
    stage.pass_seconds(5)
    stage.pass_seconds(5)
    assert len(stage.hearer.heard) == 6
    assert not caller.paused()
    assert not caller.gone()


def test_many_bytes_are_too_fast_as_well() -> None:
    stage = Stage(ListenerLimits(pace=PaceLimits(bytes=100)))
    caller = stage.caller()
    caller.says(apdu(1, 300))
    assert caller.paused()
    assert stage.hearer.heard == []
    stage.pass_seconds(3)
    assert len(stage.hearer.heard) == 1


def test_who_floods_is_let_go_and_what_was_read_is_kept() -> None:
    stage = Stage(ListenerLimits(pace=PaceLimits(messages=1, flood_seconds=10)))
    caller = stage.caller()
    caller.says(b"".join(apdu(number) for number in range(30)))
    for _ in range(20):
        stage.pass_seconds(1)
    assert caller.gone()
    assert ("10.0.0.1", "flooding", "") in stage.remarks
    for _ in range(20):
        stage.pass_seconds(1)
    assert len(stage.hearer.heard) == 30


def test_a_line_that_keeps_its_pace_is_never_let_go() -> None:
    stage = Stage(ListenerLimits(pace=PaceLimits(messages=1, flood_seconds=10)))
    caller = stage.caller()
    for number in range(30):
        caller.says(apdu(number))
        stage.pass_seconds(1.5)
    assert not caller.gone()
    assert len(stage.hearer.heard) == 30
