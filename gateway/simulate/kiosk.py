"""A simulated kiosk: the SC end of SIP2 over a real socket."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, cast

import msgspec
from twisted.internet.defer import Deferred
from twisted.internet.defer import TimeoutError as NothingCame
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure

from gateway.net.transport import Transport
from gateway.simulate.acting import Silence
from protocols import sip2
from protocols.sip2 import messages
from protocols.sip2.sc import ScEvent


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What went over the wire for one message, and what came back."""

    sent: bytes
    received: bytes
    answer: sip2.Message | None


#: Seconds that a simulated kiosk waits for an answer: longer than the ten that 98 announces.
PATIENCE_SECONDS = 15.0


class LineLost(Silence):
    """The connection ended before an answer came, or none came in time."""


class _Line(Protocol):
    """The socket's side: whatever comes in goes to the kiosk."""

    def __init__(self, kiosk: "SimulatedKiosk") -> None:
        self._kiosk = kiosk

    @property
    def wire(self) -> Transport:
        """The socket."""
        return cast("Transport", self.transport)

    def dataReceived(self, data: bytes) -> None:
        self._kiosk.heard(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: ARG002 - any end is an end
        self._kiosk.line_ended()


class SimulatedKiosk:
    """Speaks SIP2 as a kiosk does: one message at a time, each with its answer.

    `connect` is that of a Twisted client endpoint; `session` makes a fresh SC session for each connection;
    `clock` is the reactor, by which it stops waiting.
    """

    def __init__(
        self,
        connect: Callable[[Any], Awaitable[object]],
        session: Callable[[], sip2.ScSession] = sip2.ScSession,
        *,
        clock: Any,  # noqa: ANN401 - Twisted's timers are an interface without a type
    ) -> None:
        self._clock = clock
        self._connect = connect
        self._new_session = session
        self._session = session()
        self._line: _Line | None = None
        self._received = b""
        self._answers: deque[Deferred[sip2.Message | None]] = deque()
        self._ended: Deferred[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether there is a connection."""
        return self._line is not None

    async def connect(self) -> None:
        """Open a connection, with a session of its own."""
        self._session = self._new_session()
        self._received = b""
        line = _Line(self)
        await self._connect(Factory.forProtocol(lambda: line))
        self._line = line

    async def log_in(self, user: str, password: str, location: str = "") -> Exchange:
        """93, with the answer."""
        return await self.ask(
            messages.Login(login_user_id=user, login_password=password, location_code=location or None)
        )

    async def ask(self, message: sip2.Message) -> Exchange:
        """Send a message and wait for its answer. Raises `LineLost`."""
        return await self.send(self._session.request(message))

    async def send(self, data: bytes) -> Exchange:
        """Send bytes as they are and wait for whatever comes back. Raises `LineLost`."""
        line = self._open_line()
        self._received = b""
        answer: Deferred[sip2.Message | None] = Deferred()
        self._answers.append(answer)
        line.wire.write(data)
        answer.addTimeout(PATIENCE_SECONDS, self._clock)
        try:
            heard = await answer
        except NothingCame:
            self._answers.remove(answer)
            raise LineLost from None
        return Exchange(sent=data, answer=heard, received=self._received)

    async def send_and_hang_up(self, message: sip2.Message) -> bytes:
        """Send a message and cut the line without reading the answer, as when a network cable is pulled."""
        data = self._session.request(message)
        self._open_line().wire.write(data)
        await self.hang_up()
        return data

    async def hang_up(self) -> None:
        """End the connection and wait until it is gone."""
        if self._line is None:
            return
        ended: Deferred[None] = Deferred()
        self._ended = ended
        self._line.wire.loseConnection()
        await ended

    def heard(self, data: bytes) -> None:
        """Bytes came in."""
        self._received += data
        self._session.receive_data(data)
        while (event := self._session.next_event()) is not None:
            if self._answers:
                self._answers.popleft().callback(_message(event))

    def line_ended(self) -> None:
        """The connection is gone."""
        self._line = None
        while self._answers:
            self._answers.popleft().errback(LineLost())
        if self._ended is not None:
            ended, self._ended = self._ended, None
            ended.callback(None)

    def _open_line(self) -> _Line:
        if self._line is None:
            raise LineLost
        return self._line


def _message(event: ScEvent) -> sip2.Message | None:
    """The message that came, also one that the session did not wait for: scenes send bytes of their own."""
    match event:
        case sip2.Response() | sip2.OutOfStep():
            return event.message
        case sip2.ResendWanted():
            return messages.RequestScResend()
        case _:
            return None
