from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol
from twisted.internet.task import Clock

from gateway.simulate.kiosk import PATIENCE_SECONDS, Exchange, LineLost, SimulatedKiosk
from protocols import sip2
from protocols.sip2 import messages
from tests.kiosk_hall import KioskHall, wait
from tests.loopback import join


class Mute(Protocol):
    """A gateway that only listens, and may hang up."""

    def __init__(self) -> None:
        self.heard = b""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self.heard += data

    def hang_up(self) -> None:
        transport: Any = self.transport
        transport.loseConnection()


class Desk:
    """A simulated kiosk before a gateway."""

    def __init__(self, gateway: Any) -> None:  # noqa: ANN401 - whatever makes a server's protocol
        self.clock = Clock()
        self._gateway = gateway
        self.kiosk = SimulatedKiosk(self._connect, clock=self.clock)

    async def _connect(self, factory: Any) -> None:  # noqa: ANN401
        join(factory.buildProtocol(None), self._gateway())

    def do(self, coroutine: Any) -> Any:  # noqa: ANN401 - what comes of it, or its failure's type
        found: list[Any] = []
        Deferred.fromCoroutine(coroutine).addBoth(found.append)
        result = found[0]
        return getattr(result, "type", result)

    def begin(self, coroutine: Any) -> list[Any]:  # noqa: ANN401
        found: list[Any] = []
        Deferred.fromCoroutine(coroutine).addBoth(
            lambda result: found.append(getattr(result, "type", result))
        )
        return found


def before_a_hall() -> Desk:
    hall = KioskHall()
    address: Any = IPv4Address("TCP", "10.0.0.1", 4711)
    return Desk(lambda: hall.listener.buildProtocol(address))


ITEM = messages.ItemInformation(
    transaction_date="20260302    100000", institution_id="CUMT", item_identifier="B000001"
)


def test_it_logs_in_and_asks() -> None:
    desk = before_a_hall()
    kiosk = desk.kiosk
    wait(Deferred.fromCoroutine(kiosk.connect()))
    assert kiosk.connected
    login: Exchange = desk.do(kiosk.log_in("kiosk1", "kiosk1", "hall"))
    assert login.answer == messages.LoginResponse(ok=True)
    assert login.sent.startswith(b"9300CNkiosk1|COkiosk1|CPhall|AY0AZ")
    assert login.received.startswith(b"941AY0AZ")
    item: Exchange = desk.do(kiosk.ask(ITEM))
    assert isinstance(item.answer, messages.ItemInformationResponse)
    assert item.answer.title_identifier == "书1"
    assert desk.clock.getDelayedCalls() == []


def test_bytes_of_its_own_are_answered_as_they_are() -> None:
    desk = before_a_hall()
    desk.do(desk.kiosk.connect())
    assert desk.do(desk.kiosk.send(b"\xff no message\r")).answer == messages.RequestScResend()
    desk.do(desk.kiosk.log_in("kiosk1", "kiosk1"))
    unnumbered = sip2.encode(ITEM).encode() + b"\r"
    assert isinstance(desk.do(desk.kiosk.send(unnumbered)).answer, messages.ItemInformationResponse)


def test_it_may_hang_up_without_its_answer_and_come_again() -> None:
    desk = before_a_hall()
    desk.do(desk.kiosk.connect())
    sent = desk.do(desk.kiosk.send_and_hang_up(ITEM))
    assert sent.startswith(b"17")
    assert not desk.kiosk.connected
    assert desk.do(desk.kiosk.send(sent)) is LineLost
    desk.do(desk.kiosk.connect())
    assert desk.do(desk.kiosk.log_in("kiosk1", "kiosk1")).answer == messages.LoginResponse(ok=True)
    desk.do(desk.kiosk.hang_up())
    desk.do(desk.kiosk.hang_up())
    assert not desk.kiosk.connected


def test_a_line_that_ends_is_no_answer() -> None:
    mute = Mute()
    desk = Desk(lambda: mute)
    desk.do(desk.kiosk.connect())
    answer = desk.begin(desk.kiosk.ask(ITEM))
    assert answer == []
    mute.hang_up()
    assert answer == [LineLost]
    assert not desk.kiosk.connected


def test_silence_is_no_answer_either() -> None:
    mute = Mute()
    desk = Desk(lambda: mute)
    desk.do(desk.kiosk.connect())
    answer = desk.begin(desk.kiosk.ask(ITEM))
    desk.clock.advance(PATIENCE_SECONDS)
    assert answer == [LineLost]
    assert mute.heard.startswith(b"17")


def test_what_comes_unasked_is_no_harm() -> None:
    mute = Mute()
    desk = Desk(lambda: mute)
    desk.do(desk.kiosk.connect())
    transport: Any = mute.transport
    transport.write(b"941\r")
    assert desk.kiosk.connected


def test_a_damaged_answer_is_none() -> None:
    mute = Mute()
    desk = Desk(lambda: mute)
    desk.do(desk.kiosk.connect())
    answer = desk.begin(desk.kiosk.ask(ITEM))
    transport: Any = mute.transport
    transport.write(b"941AY0AZ0000\r")
    assert [exchange.answer for exchange in answer] == [None]
