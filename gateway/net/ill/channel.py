"""One line that we opened to a partner, from the call to its end, and the letters that it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, cast

import msgspec
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.defer import TimeoutError as TimedOut
from twisted.internet.error import ConnectionDone

from gateway.net.ill.calling import OneLine, why_not
from gateway.net.ill.keeper import Bounds, Keeper
from gateway.net.ill.line import IllLine, LineGone
from gateway.net.ill.listener import PACE
from gateway.net.ill.peer import Peer
from gateway.net.pace import PaceLimits
from gateway.net.vanished import notice_vanished
from gateway.ports.outbox import Receipt, Undelivered

if TYPE_CHECKING:
    from collections.abc import Callable

    from twisted.internet.protocol import Factory
    from twisted.python.failure import Failure

    from gateway.net.ill.calling import Destination, Dial
    from gateway.net.pace import Pace

T = TypeVar("T")

_SILENT: Final = "it has not acknowledged the APDU within {seconds:.0f} s"
_FULL: Final = "it has not taken the APDU within {seconds:.0f} s"


class ChannelLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How long things may take on lines that we open; see `gateway.config.ill.IllLimits`.

    `connect_seconds`: until TCP and TLS stand. `send_seconds`: until the partner has taken an APDU, or
    acknowledged it where it does. `settle_seconds`: for how long a new line is watched before what was sent
    on it counts as handed over; a reset that answers it needs one way there and back. `parting_seconds`: how
    long a line that is closed may take to end. `pace` and `bounds` hold for what comes back.
    """

    connect_seconds: float = 15.0
    send_seconds: float = 60.0
    settle_seconds: float = 1.0
    parting_seconds: float = 30.0
    pace: PaceLimits = PACE
    bounds: Bounds = Bounds()


class Exchange(Keeper, Protocol):
    """Who keeps all channels."""

    dial: Dial
    limits: ChannelLimits

    def pace(self) -> Pace:
        """How fast a partner may answer."""
        ...


class Channel:
    """One line. `used` is when it last carried something either way, `parted` when we had said all on it.

    `gone` is called once, when it has ended.
    """

    def __init__(
        self, exchange: Exchange, destination: Destination, gone: Callable[[Channel], object]
    ) -> None:
        self._exchange = exchange
        self._destination = destination
        self._gone = gone
        self._stands: Deferred[None] = Deferred()
        self._opened = False
        self._sure = False
        self._settling: list[Deferred[None]] = []
        self._answered: list[Deferred[None]] = []
        self._asked = b""
        self._carrying = 0
        self._leaving = ""
        self.used = exchange.means.timers.seconds()
        self.parted: float | None = None
        peer = Peer(
            link=exchange.means.new_id(),
            host=destination.host,
            port=destination.port,
            partner=destination.partner,
        )
        self.line = IllLine(exchange, self, peer, exchange.pace())

    @property
    def usable(self) -> bool:
        """Whether another letter may go on it."""
        return self._opened and not (self.line.over or self.line.silent or self._leaving)

    @property
    def idle(self) -> bool:
        """Whether nothing is going on on it."""
        return not (self._carrying or self.line.busy)

    async def open(self) -> None:
        """Call the partner. Raises `Undelivered`."""
        exchange, destination = self._exchange, self._destination
        factory: Factory = OneLine(self.line)
        if destination.tls is not None:
            factory = cast("Factory", destination.tls.before(factory, exchange.means.timers))
        calling = exchange.dial(destination.host, destination.port, factory)
        calling.addErrback(self._not_reached)
        try:
            await self._within(exchange.limits.connect_seconds, self._stands)
        except Undelivered:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody was reached
            calling.cancel()
            self.line.abort()
            raise Undelivered(why_not(error)) from None
        self._opened = True

    async def carry(self, payload: bytes, *, last: bool = False) -> Receipt:
        """Hand an APDU over; after the `last` one the line ends. Raises `Undelivered`."""
        self._carrying += 1
        try:
            return await self._carried(payload, last=last)
        except ConnectionError as error:
            raise Undelivered(str(error)) from None
        except (CancelledError, Undelivered):
            self.line.abort()  # what is half said must not be gone on with
            raise
        finally:
            self._carrying -= 1
            self.used = self._exchange.means.timers.seconds()
            if self._leaving:
                self.leave(self._leaving)

    async def _carried(self, payload: bytes, *, last: bool) -> Receipt:
        reports, limits = self._destination.reports, self._exchange.limits
        answered = self._next_answer(payload) if reports else None
        try:
            await self._in_time(limits.send_seconds, self.line.send(payload), _FULL)
        except BaseException:
            self._answered.clear()  # nobody waits for an acknowledgement of what did not go
            raise
        if answered is not None:
            await self._in_time(limits.send_seconds, answered, _SILENT)
        if last:
            self.parted = self._exchange.means.timers.seconds()
            self.line.said_all()
        if answered is None:
            await self._settled()
        return Receipt(confirmed=reports)

    def leave(self, why: str) -> None:
        """End the line once what is going on on it is done."""
        self._leaving = why
        if not self._carrying:
            self.line.close_when_done(why)

    # --- what the line tells --------------------------------------------------------------------------------

    def opened(self, line: IllLine, /) -> None:
        """It stands. Before anything is said, see who it is."""
        tls = self._destination.tls
        transport: Any = line.transport
        wrong = tls.wrong_with(transport.getPeerCertificate()) if tls is not None else ""
        if wrong:
            self._stands.errback(Undelivered(wrong))
            line.abort()
            return
        notice_vanished(transport)
        self._exchange.means.timers.callLater(self._exchange.limits.settle_seconds, self._settle)
        self._stands.callback(None)

    def spoke(self, _line: IllLine, raw: bytes, /) -> None:
        """It has brought an APDU: so it is there. What we said is acknowledged by what speaks of it only."""
        self.used = self._exchange.means.timers.seconds()
        self._settle()
        if self._answered and self._exchange.means.acknowledges(raw, self._asked):
            for each in _taken(self._answered):
                each.callback(None)

    def piled(self, _line: IllLine, _by: int, /) -> None:
        """Whom we call are known, and few: one APDU of each is borne."""

    def lost(self, _line: IllLine, reason: Failure, /) -> None:
        """The connection is gone. A partner that hangs up in order has read what we sent; a reset says no."""
        if not self._opened:
            self._not_reached(reason)
        refused = not isinstance(reason.value, ConnectionDone)
        for each in _taken(self._settling):
            if refused:
                each.errback(LineGone(why_not(reason.value)))
            else:
                each.callback(None)
        for each in _taken(self._answered):
            each.errback(LineGone("it hung up without an acknowledgement"))

    def ended(self, _line: IllLine, /) -> None:
        """It is gone, and what it brought is done."""
        self._gone(self)

    # --- waiting --------------------------------------------------------------------------------------------

    def _not_reached(self, failure: Failure) -> None:
        if not self._stands.called:
            tls = self._destination.tls
            refusal = tls.refusal if tls is not None else ""
            self._stands.errback(Undelivered(refusal) if refusal else failure)

    def _settle(self) -> None:
        """A refusal would have come by now."""
        self._sure = True
        for each in _taken(self._settling):
            each.callback(None)

    def _settled(self) -> Deferred[None]:
        settled: Deferred[None] = Deferred()
        if self._sure:
            settled.callback(None)
        else:
            self._settling.append(settled)
        return settled

    def _next_answer(self, payload: bytes) -> Deferred[None]:
        answered: Deferred[None] = Deferred()
        self._asked = payload
        self._answered.append(answered)
        return answered

    async def _in_time(self, seconds: float, awaited: Deferred[T], what: str) -> T:
        try:
            return await self._within(seconds, awaited)
        except TimedOut:
            raise Undelivered(what.format(seconds=seconds)) from None

    def _within(self, seconds: float, awaited: Deferred[T]) -> Deferred[T]:
        return awaited.addTimeout(seconds, cast("Any", self._exchange.means.timers))


def _taken(waiting: list[Deferred[None]]) -> list[Deferred[None]]:
    """All that waited, none of which waits any more."""
    taken = waiting[:]
    waiting.clear()
    return taken
