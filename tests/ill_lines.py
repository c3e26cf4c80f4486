"""Lines on which ISO 10161 is spoken, without sockets: a listener, channels, peers, a virtual clock."""

from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any, TypeVar, cast

from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.protocol import Factory
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from gateway.model.ill.post import Letter
from gateway.net.ill.calling import Destination
from gateway.net.ill.channel import ChannelLimits
from gateway.net.ill.channels import Channels
from gateway.net.ill.keeper import Means
from gateway.net.ill.line import IllLine
from gateway.net.ill.listener import IllListener, ListenerLimits
from gateway.net.ill.peer import Peer
from gateway.ports import StoreDown
from gateway.ports.outbox import Receipt
from protocols.ber.framer import Framer
from tests.library import NOW

T = TypeVar("T")


def apdu(number: int, size: int = 0) -> bytes:
    """A whole value as BER frames it, with a number in it; `size` octets more fill it up."""
    inside = b"\x02\x01" + bytes([number]) + (b"\x04\x84" + size.to_bytes(4) + bytes(size) if size else b"")
    return b"\x61\x84" + len(inside).to_bytes(4) + inside


class Hearer:
    """Who is handed APDUs: keeps them and gives each the answers of `answers`.

    While it is `held` every APDU waits until `go_on`; `down` is how often the store is to fail first,
    `broken` says that we do. `weary` is why lines are to be closed after what they bring next.
    """

    def __init__(self, answers: Callable[[bytes], tuple[bytes, ...]] = lambda _: ()) -> None:
        self.answers = answers
        self.heard: list[bytes] = []
        self.peers: list[Peer] = []
        self.garbage: list[tuple[str, bytes]] = []
        self.held = False
        self.down = 0
        self.broken = False
        self.weary = ""
        self._waiting: list[Deferred[None]] = []

    async def received(self, raw: bytes, peer: Peer) -> tuple[bytes, ...]:
        if self.down:
            self.down -= 1
            raise StoreDown
        if self.broken:
            raise ValueError(raw)
        self.heard.append(raw)
        self.peers.append(peer)
        if self.held:
            waits: Deferred[None] = Deferred()
            self._waiting.append(waits)
            await waits
        return self.answers(raw)

    async def garbled(self, why: str, raw: bytes, peer: Peer) -> tuple[bytes, ...]:
        self.garbage.append((why, raw))
        self.peers.append(peer)
        return (b"\x61\x01\x00",)

    def wearies(self, _peer: Peer) -> str:
        return self.weary

    def go_on(self) -> None:
        """Let the APDU that waits be done, and all after it."""
        self.held = False
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each.callback(None)


class Counts:
    """A meter that keeps all it hears."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.wires: list[str] = []

    def served(self, kind: str, outcome: str, seconds: float) -> None:  # noqa: ARG002 - time stands still
        self.messages.append((kind, outcome))

    def wire(self, protocol: str, what: str) -> None:
        assert protocol == "iso10161"
        self.wires.append(what)


class Wire(StringTransport):
    """A transport that tells its protocol of its end, and takes what is written only while it is `open`."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.protocol: Any = None
        self.takes = True
        self.half = False
        self.gone = False
        self.reset = False

    def registerProducer(self, producer: Any, streaming: bool) -> None:  # noqa: ANN401, FBT001, N802
        super().registerProducer(producer, streaming)  # type: ignore[no-untyped-call]
        if not streaming:
            producer.resumeProducing()
            self.drained()

    def write(self, data: bytes) -> None:
        super().write(data)  # type: ignore[no-untyped-call]
        if self.streaming and not self.takes:
            cast("Any", self.producer).pauseProducing()

    def take(self) -> None:
        """The other end takes all again."""
        self.takes = True
        self.drained()

    def drained(self) -> None:
        """Tell the producer, if all has gone."""
        if self.takes and self.producer is not None:
            cast("Any", self.producer).resumeProducing()

    def loseConnection(self) -> None:  # noqa: N802 - Twisted's names
        if self.takes:
            self.end()

    def loseWriteConnection(self) -> None:  # noqa: N802
        self.half = True

    def abortConnection(self) -> None:  # noqa: N802
        self.reset = True
        self.end(ConnectionLost())

    def end(self, reason: Exception | None = None) -> None:
        """The connection ends, in order unless there is a reason."""
        if not self.gone:
            self.gone = True
            self.protocol.connectionLost(Failure(reason or ConnectionDone()))  # type: ignore[no-untyped-call]


class Stage:
    """A listener and channels that share a clock, a hearer and counts."""

    def __init__(
        self,
        limits: ListenerLimits | None = None,
        *,
        destinations: tuple[Destination, ...] = (),
        channels: ChannelLimits | None = None,
        answers: Callable[[bytes], tuple[bytes, ...]] = lambda _: (),
    ) -> None:
        self.clock = Clock()
        self.hearer = Hearer(answers)
        self.counts = Counts()
        self.remarks: list[tuple[str, str, str]] = []
        #: APDUs that acknowledge nothing.
        self.crossing: set[bytes] = set()
        numbers = count(1)
        self.means = Means(
            reception=self.hearer,
            frames=Framer,
            timers=self.clock,
            soon=lambda call: self.clock.callLater(0, call),
            new_id=lambda: f"link{next(numbers)}",
            meter=self.counts,
            remark=lambda peer, what, why: self.remarks.append((peer.host, what, why)),
            acknowledges=lambda came, _sent: came not in self.crossing,
        )
        self.listener = IllListener(self.means, limits)
        self.calls: list[tuple[str, int, Factory, Deferred[Any]]] = []
        self.channels = Channels(self.means, self._dial, destinations, channels, self.listener.line_of)

    def caller(self, host: str = "10.0.0.1", door: str = "ill") -> "Caller":
        """Somebody who calls one of our ports."""
        line: Any = self.listener.door(door).buildProtocol(cast("Any", IPv4Address("TCP", host, 40001)))
        return Caller(self, line)

    def _dial(self, host: str, port: int, factory: Factory) -> Deferred[Any]:
        calling: Deferred[Any] = Deferred()
        self.calls.append((host, port, factory, calling))
        return calling

    def picks_up(self) -> "Caller":
        """The partner whom we called last picks up."""
        *_, factory, calling = self.calls[-1]
        line: Any = factory.buildProtocol(cast("Any", None))
        answered = Caller(self, line)
        calling.callback(line)
        return answered

    def fails(self, error: Exception) -> None:
        """The last call fails."""
        self.calls[-1][3].errback(error)

    def sends(self, payload: bytes, partner: str = "hhit") -> "Sent":
        """A letter to a partner is on its way."""
        return Sent(self.channels.send(letter(payload, partner)))

    def pass_seconds(self, seconds: float) -> None:
        self.clock.advance(seconds)


class Caller:
    """The other end of one line."""

    def __init__(self, stage: Stage, line: IllLine) -> None:
        self._stage = stage
        self.line = line
        self.wire = Wire()
        self.wire.protocol = line
        cast("Any", line).makeConnection(self.wire)

    def says(self, data: bytes) -> None:
        """Send bytes, and let all that waits for its turn have it."""
        self.line.dataReceived(data)
        self._stage.pass_seconds(0)

    def hears(self) -> bytes:
        """What has come since the last time."""
        wire: Any = self.wire
        data: bytes = wire.value()
        wire.clear()
        return data

    def paused(self) -> bool:
        """Whether nothing more is read from it."""
        return bool(self.wire.producerState == "paused")

    def gone(self) -> bool:
        """Whether the line has ended."""
        return self.wire.gone

    def reset(self) -> bool:
        """Whether we have reset it."""
        return self.wire.reset


class Sent:
    """A letter on its way."""

    def __init__(self, sending: Coroutine[Any, Any, Receipt]) -> None:
        self.results: list[Any] = []
        self.deferred = Deferred.fromCoroutine(sending)
        self.deferred.addBoth(self.results.append)

    @property
    def receipt(self) -> Receipt:
        (result,) = self.results
        assert isinstance(result, Receipt), result
        return result

    @property
    def why(self) -> Any:  # noqa: ANN401 - an exception, or none
        (result,) = self.results
        assert isinstance(result, Failure), result
        return result.value


def letter(payload: bytes, partner: str = "hhit") -> Letter:
    """A letter with these bytes."""
    return Letter(
        id="l1",
        partner=partner,
        transaction="t1",
        what="ILL-REQUEST",
        payload=payload,
        posted=NOW,
        not_before=NOW,
        next_at=NOW,
    )
