"""A simulated partner's end of one TCP line, on which whole APDUs come and go."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from twisted.internet.defer import DeferredLock
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.task import deferLater
from twisted.python.failure import Failure

from gateway.net.transport import Transport
from gateway.simulate.indefinite import indefinite
from gateway.simulate.loan import Manner
from protocols.ber import BerError, Framer

#: Between two octets that are dribbled: with 300 of them an APDU takes half a second.
STEP_SECONDS: Final = 0.001

#: A gateway that finds garbage on a line says so and leaves at once; one that does not mind stays.
MOMENT_SECONDS: Final = 1.0

Connect = Callable[[Any], Awaitable[object]]


class PartnerLine(Protocol):
    """One line; whatever comes in goes to `heard`, with the line."""

    def __init__(self, heard: Callable[[bytes, "PartnerLine"], object]) -> None:
        self._heard = heard
        self._frames = Framer()
        self._turn = DeferredLock()
        self.gone = False

    @property
    def _wire(self) -> Transport:
        return cast("Transport", self.transport)

    def connectionMade(self) -> None:
        """Let each octet go by itself."""
        self._wire.setTcpNoDelay(True)

    def dataReceived(self, data: bytes) -> None:
        """Octets came; a line with garbage on it is reset."""
        try:
            whole = self._frames.feed(data)
        except BerError:
            self.drop()
            return
        for raw in whole:
            self._heard(raw, self)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: ARG002 - any end is an end
        """It has ended."""
        self.gone = True

    async def send(self, data: bytes, manner: Manner, clock: Any) -> None:  # noqa: ANN401 - Twisted's timers
        """Put an APDU on the wire as that manner has it, after what is on its way already."""
        async with self._turn:
            await self._send(data, manner, clock)

    async def _send(self, data: bytes, manner: Manner, clock: Any) -> None:  # noqa: ANN401 - Twisted's timers
        if manner.cut:
            self._wire.write(data[: len(data) // 2])
            await deferLater(clock, STEP_SECONDS)
            self.drop()
            return
        for _ in range(manner.times):
            if manner.dribbled:
                await self._dribble(indefinite(data), clock)
            else:
                self._wire.write(data)

    async def garble(self, data: bytes, clock: Any) -> None:  # noqa: ANN401 - Twisted's timers
        """Send what is no APDU, and see for a moment whether the other end leaves."""
        self._wire.write(data)
        end = clock.seconds() + MOMENT_SECONDS
        while not self.gone and clock.seconds() < end:
            await deferLater(clock, STEP_SECONDS)

    def drop(self) -> None:
        """Reset it."""
        self.gone = True
        self._wire.abortConnection()

    async def _dribble(self, data: bytes, clock: Any) -> None:  # noqa: ANN401 - Twisted's timers
        for octet in data:
            if self.gone:
                return
            self._wire.write(bytes((octet,)))
            await deferLater(clock, STEP_SECONDS)
