"""The line itself; what is said over it stands in tests/flows."""

from collections.abc import Callable
from typing import Any

import pytest
from twisted.internet.interfaces import IHalfCloseableProtocol, IPushProducer, ITCPTransport
from twisted.internet.testing import StringTransport
from zope.interface import implementer  # type: ignore[import-untyped]
from zope.interface.verify import verifyObject  # type: ignore[import-untyped]

from gateway.net.pace import PaceLimits
from gateway.net.sip2 import ListenerLimits
from gateway.net.sip2.connection import MOST_AT_ONCE, MOST_WAITING_BYTES, KioskConnection
from gateway.net.sip2.conversation import Reply
from protocols import sip2
from tests.kiosk_hall import KioskHall, Slow, Talk

LOGIN = b"9300CNkiosk1|COkiosk1|\r"
ITEM = b"1720260302    100000AOCUMT|ABB000001|AC|\r"


@implementer(ITCPTransport)
class TcpTransport(StringTransport):
    """A TCP connection that notes its options."""

    options: set[str]
    sent = b""
    takes: int | Exception = 1000

    def writeSomeData(self, data: bytes) -> int | Exception:  # noqa: N802
        if not isinstance(self.takes, int):
            return self.takes
        taken = data[: self.takes]
        self.sent += taken
        return len(taken)

    def setTcpNoDelay(self, enabled: bool) -> None:  # noqa: FBT001, N802
        self.options = {*getattr(self, "options", ()), f"no delay {enabled}"}

    def setTcpKeepAlive(self, enabled: bool) -> None:  # noqa: FBT001, N802
        self.options = {*getattr(self, "options", ()), f"keep alive {enabled}"}


def wire_of(make: Callable[[], Any] = StringTransport) -> Any:  # noqa: ANN401 - Twisted's are untyped
    """A transport to write to."""
    return make()


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall()


def connected(hall: KioskHall, wire: Any) -> KioskConnection:  # noqa: ANN401 - any transport
    connection = KioskConnection(hall.listener, "10.0.0.1", "line1")
    line: Any = connection
    line.makeConnection(wire)
    return connection


def test_tcp_finds_out_that_a_kiosk_is_dead(hall: KioskHall) -> None:
    wire = wire_of(TcpTransport)
    connected(hall, wire)
    assert wire.options == {"no delay True", "keep alive True"}


def test_an_answer_is_sent_at_once(hall: KioskHall) -> None:
    wire = wire_of(TcpTransport)
    connected(hall, wire).dataReceived(LOGIN)
    hall.pass_seconds(0)
    assert (wire.sent, wire.value()) == (b"941\r", b"")


def test_what_the_kiosk_does_not_take_waits_and_all_after_it(hall: KioskHall) -> None:
    wire = wire_of(TcpTransport)
    wire.takes = 2
    connection = connected(hall, wire)
    connection.dataReceived(LOGIN)
    hall.pass_seconds(0)
    assert (wire.sent, wire.value()) == (b"94", b"1\r")
    wire.takes = 1000
    connection.dataReceived(LOGIN)
    hall.pass_seconds(0)
    assert (wire.sent, wire.value()) == (b"94", b"1\r941\r")


def test_a_line_that_turns_out_to_be_gone_is_the_transport_s_to_end(hall: KioskHall) -> None:
    wire = wire_of(TcpTransport)
    wire.takes = ConnectionResetError()
    connected(hall, wire).dataReceived(LOGIN)
    hall.pass_seconds(0)
    assert wire.value() == b"941\r"


def test_a_connection_may_be_half_closed(hall: KioskHall) -> None:
    connection = KioskConnection(hall.listener, "10.0.0.1", "line1")
    assert verifyObject(IHalfCloseableProtocol, connection)
    assert verifyObject(IPushProducer, connection)


def test_a_line_is_closed_once(hall: KioskHall) -> None:
    connection = connected(hall, wire_of())
    hall.pass_seconds(5)
    connection.close("idle")
    connection.close("stopping")
    assert (connection.closing, hall.tally.wires) == (5.0, ["idle"])


def test_a_closed_line_takes_and_says_nothing_more(hall: KioskHall) -> None:
    wire = wire_of()
    connection = connected(hall, wire)
    connection.close("idle")
    connection.dataReceived(LOGIN)
    assert wire.value() == b""
    assert connection.account is None


def test_a_line_that_was_never_connected_can_be_closed_and_aborted(hall: KioskHall) -> None:
    connection = KioskConnection(hall.listener, "10.0.0.1", "line1")
    connection.close("stopping")
    connection.abort()
    assert connection.closing is not None


def test_abort_ends_the_line_at_once(hall: KioskHall) -> None:
    wire = wire_of()
    connected(hall, wire).abort()
    assert wire.disconnected


def test_nobody_is_answered_who_hears_no_more(hall: KioskHall) -> None:
    talk = hall.kiosk()
    talk.connection.writeConnectionLost()
    assert talk.gone()


#: Lines that may be as fast as they like.
UNPACED = ListenerLimits(pace=PaceLimits(messages=1e6, bytes=1e9, address_messages=1e6))


def slow_hall() -> tuple[KioskHall, Slow]:
    engines: list[Slow] = []

    def slowed(engine: Any) -> Any:  # noqa: ANN401
        engines.append(Slow(engine))
        return engines[0]

    hall = KioskHall(engine=slowed, limits=UNPACED)
    return hall, engines[0]


def test_who_hung_up_his_end_is_answered_before_the_line_is_closed() -> None:
    hall, engine = slow_hall()
    talk = hall.kiosk()
    engine.hangs = True
    talk.send(ITEM)
    talk.connection.readConnectionLost()
    assert not talk.gone()
    engine.go_on()
    talk << "1803…"
    assert talk.gone()
    assert hall.tally.wires == ["peer closed"]


def test_an_end_that_was_hung_up_is_not_read_from_again() -> None:
    hall, engine = slow_hall()
    talk = hall.kiosk()
    engine.hangs = True
    talk.send(ITEM * (MOST_WAITING_BYTES // len(ITEM) + 2))
    assert talk.wire.producerState == "paused"
    talk.connection.readConnectionLost()
    engine.go_on()
    hall.pass_seconds(0)
    assert talk.wire.producerState == "paused"
    assert talk.gone()


STATUS = b"9900802.00\r"


def test_one_line_does_not_keep_the_others_waiting(hall: KioskHall) -> None:
    busy, other = hall.kiosk(), hall.kiosk("kiosk2")
    busy.connection.dataReceived(STATUS * 80)
    assert busy.received().count(b"\r") == MOST_AT_ONCE
    other.connection.dataReceived(STATUS)
    other << "98…"
    busy.connection.dataReceived(STATUS)
    assert busy.received() == b"", "more of it has to wait as well"
    hall.pass_seconds(0)
    assert busy.received().count(b"\r") == 81 - MOST_AT_ONCE


def test_a_line_that_waits_for_its_turn_is_not_read_from_without_end() -> None:
    hall = KioskHall(limits=UNPACED)
    talk = hall.kiosk()
    many = MOST_WAITING_BYTES // len(STATUS) + 100
    talk.connection.dataReceived(STATUS * many)
    assert talk.wire.producerState == "paused"
    hall.pass_seconds(0)
    assert talk.received().count(b"\r") == many
    assert talk.wire.producerState == "producing"


def test_who_takes_no_answers_is_neither_read_from_nor_answered(hall: KioskHall) -> None:
    talk = hall.kiosk()
    assert (talk.wire.producer, talk.wire.streaming) == (talk.connection, True)
    talk.wire.producer.pauseProducing()
    talk.send(STATUS * 3)
    assert talk.received() == b""
    assert talk.wire.producerState == "paused"
    talk.wire.producer.resumeProducing()
    assert talk.received().count(b"\r") == 3
    assert talk.wire.producerState == "producing"


def test_a_line_that_is_closed_waits_for_no_more_answers(hall: KioskHall) -> None:
    talk = hall.kiosk()
    talk.wire.producer.pauseProducing()
    talk.connection.close("idle")
    assert talk.wire.producer is None
    assert talk.gone()
    talk.connection.stopProducing()


def test_a_line_that_is_gone_is_not_written_to() -> None:
    hall, engine = slow_hall()
    talk = hall.kiosk()
    engine.hangs = True
    talk.send(ITEM)
    talk.hang_up()
    engine.go_on()
    assert talk.received() == b""
    assert not talk.connection.busy


def test_what_can_not_be_answered_at_all_ends_the_line(
    hall: KioskHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = hall.kiosk()

    async def nonsense(_request: sip2.Request) -> Reply:
        raise ValueError("no reply")

    monkeypatch.setattr(talk.connection._conversation, "reply", nonsense)
    talk.send(ITEM)
    assert talk.gone()
    assert not talk.connection.busy
    assert hall.tally.wires == ["failed"]


def test_a_replay_is_a_sign_of_life(hall: KioskHall) -> None:
    talk: Talk = hall.kiosk()
    message = sip2.seal(ITEM.decode().rstrip(), 1, sip2.Dialect.THREE_M, "utf-8") + b"\r"
    talk.send(message)
    hall.pass_seconds(5)
    talk.send(message)
    state = hall.board.state("kiosk1")
    assert state is not None
    assert state.last_seen == hall.clock.now()
    assert hall.tally.messages == [("sip2 93", "ok"), ("sip2 17", "ok")]
