"""One line on which ISO 10161 is spoken: bare BER, APDU after APDU, in both directions.

It is the same whoever called. What comes in is handed on one at a time, in its order; what the handler
answers is written here. Nothing on such a line says that an APDU was taken, and many peers close it after
each: so what was read whole is always handed on, also when the peer has gone meanwhile.

Source: reference file ill.md §3 (carriage).
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import msgspec
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import (
    IHalfCloseableProtocol,
    IHandshakeListener,
    IPushProducer,
    ISSLTransport,
    ITCPTransport,
)
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from zope.interface import implementer  # type: ignore[import-untyped] # it ships no types

from gateway.net.tls import identity
from gateway.ports import StoreDown
from protocols.errors import RemoteProtocolError

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from gateway.net.ill.keeper import Keeper, Watcher
    from gateway.net.ill.peer import Peer
    from gateway.net.pace import Pace
    from gateway.net.transport import Transport

#: APDUs of one line that are taken in one turn of the reactor; then the others have theirs.
MOST_AT_ONCE: Final = 16

#: Bytes of garbage that the handler is shown, and so are kept: enough to see what it was.
GARBAGE_SHOWN: Final = 1024

#: Under this name things are counted, in `guanji_wire_events_total`.
WIRE: Final = "iso10161"


class LineGone(ConnectionError):
    """The line ended before what was to be said had gone out."""


class _Garbage(NamedTuple):
    """What could not be read, and why."""

    why: str
    raw: bytes


@implementer(IHalfCloseableProtocol, IHandshakeListener, IPushProducer)
class IllLine(Protocol):
    """One line. `opened` is when it stood, `heard` when it last brought an APDU, `closing` when it closed.

    `half` is how many bytes it has brought of an APDU that is not whole. `stands` says that TCP and TLS are
    there, `spoke` that it has brought an APDU, `silent` that the peer will say no more, `lost` that the
    connection is gone.

    It is the producer of what is written on it: while a peer that called takes no answers, nothing more of it
    is taken.
    """

    log = Logger()

    def __init__(self, keeper: Keeper, watcher: Watcher[IllLine], peer: Peer, pace: Pace) -> None:
        self._keeper = keeper
        self._watcher = watcher
        self._pace = pace
        self._frames = keeper.means.frames()
        self._waiting: deque[bytes | _Garbage] = deque()
        self._waiting_bytes = 0
        self._bytes = 0
        self._handed: list[Deferred[None]] = []
        self._wire: Transport | None = None
        self._watched: Transport | None = None
        self._introducing = False
        self._pumping = False
        self._turn_comes = False
        self._at_work = False
        self._unheard = False
        self._spoilt = False
        self._parting = ""
        self._ended = False
        self.peer = peer
        self.stands = False
        self.lost = False
        self.silent = False
        self.closing: float | None = None
        self.opened = self.heard = keeper.means.timers.seconds()
        self.spoke = False
        self.half = 0

    @property
    def busy(self) -> bool:
        """Whether something that it brought is at work or waits."""
        return self._at_work or bool(self._waiting)

    @property
    def over(self) -> bool:
        """Whether nothing more can be said on it."""
        return self.lost or self.closing is not None

    # --- Twisted's side -----------------------------------------------------------------------------------

    def connectionMade(self) -> None:
        """TCP stands; where there is TLS, its handshake is still to come."""
        self._wire = wire = cast("Transport", self.transport)
        if ITCPTransport.providedBy(self.transport):
            wire.setTcpKeepAlive(True)
            wire.setTcpNoDelay(True)
        if not self.peer.partner:
            # Who called us is not served while he does not take his answers.
            self._watch(wire, streaming=True)
        if not ISSLTransport.providedBy(self.transport):
            self._begin()

    def handshakeCompleted(self) -> None:
        """TLS stands as well: now it is known who the peer is."""
        whose = identity(cast("Any", self.transport).getPeerCertificate())
        self.peer = msgspec.structs.replace(self.peer, fingerprint=whose.fingerprint, names=whose.names)
        self._begin()

    def dataReceived(self, data: bytes) -> None:
        """Find whole APDUs in what came; each waits for those before it."""
        if self._spoilt or self._keeper.deaf:
            return
        self._slow_down(self._pace.received(len(data)))
        before, self._bytes = self._bytes, self._bytes + len(data)
        with suppress(RemoteProtocolError):
            for apdu in self._frames.feed(data):
                self._waiting.append(apdu)
                self._waiting_bytes += len(apdu)
        wrong = self._frames.spoilt
        if wrong is not None:
            # What follows garbage is garbage: nobody knows where the next APDU would begin.
            self._spoilt = True
            shown = data[max(0, wrong.offset - before) :][:GARBAGE_SHOWN]
            self._waiting.append(_Garbage(str(wrong), shown))
        was, self.half = self.half, self._frames.pending_bytes
        if self.half != was:
            self._watcher.piled(self, self.half - was)
        self._pump()

    def readConnectionLost(self) -> None:
        """The peer will say no more; what it has said is still answered."""
        self.silent = True
        self._see_whether_whole()
        self._part()

    def writeConnectionLost(self) -> None:
        """Nothing to do: we have said all that we had to say, or `connectionLost` follows."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """The peer is gone; what it has said is still handed on."""
        self.lost = True
        if not self.silent:
            self._see_whether_whole()
        self._fail_handed()
        self._watcher.lost(self, reason)
        self._pump()

    def _see_whether_whole(self) -> None:
        """The peer says no more: tell staff if it broke off in the middle of an APDU."""
        missing = self._frames.pending_bytes
        if missing and not self._spoilt and self.closing is None:
            self._keeper.means.meter.wire(WIRE, "truncated")
            self._keeper.means.remark(self.peer, "truncated", f"after {missing} bytes of an APDU")

    # --- saying something ---------------------------------------------------------------------------------

    def send(self, payload: bytes) -> Deferred[None]:
        """Write an APDU; comes back once TCP has all of it. Raises `LineGone`.

        On a line that the peer opened some kB may still lie in the transport then.
        """
        handed: Deferred[None] = Deferred()
        self._handed.append(handed)
        if self.over or self._wire is None:
            self._fail_handed()
            return handed
        self._unheard = self._unheard or bool(self.peer.partner)
        self._wire.write(payload)
        if not self._unheard:
            self._pass_handed()
        elif self._watched is None:
            # A transport asks a producer that is pulled for more whenever it has nothing left. TLS passes all
            # on at once, so it is what lies beneath it that is asked.
            self._watch(_beneath(self.transport), streaming=False)
        return handed

    def said_all(self) -> None:
        """We have nothing more to say: the peer may still answer, and then the line ends.

        TLS has no half of a line to be closed: there it ends at once.
        """
        if ISSLTransport.providedBy(self.transport):
            self.close("done")
        elif not self.over:
            self._watch_no_more()
            cast("Any", self.transport).loseWriteConnection()

    def pauseProducing(self) -> None:
        """Something that was written has not gone out yet."""
        self._unheard = True
        self._hold_back()

    def resumeProducing(self) -> None:
        """All that was written has gone out."""
        if self._introducing:
            self._introducing = False
            return  # a transport that pulls asks for more before it has sent anything
        self._unheard = False
        if self.peer.partner:
            self._watch_no_more()
        self._pass_handed()
        self._pump()

    def stopProducing(self) -> None:
        """Nothing to do: `connectionLost` comes as well."""

    def _pass_handed(self) -> None:
        handed, self._handed = self._handed, []
        for each in handed:
            each.callback(None)

    def _fail_handed(self) -> None:
        handed, self._handed = self._handed, []
        for each in handed:
            each.errback(LineGone("the line ended before all was sent"))

    # --- ending -------------------------------------------------------------------------------------------

    def close(self, why: str) -> None:
        """End the line, once what was written has gone out."""
        if self.closing is not None:
            return
        self.closing = self._keeper.means.timers.seconds()
        self._keeper.means.meter.wire(WIRE, why)
        if self._wire is not None and not self.lost:
            self._watch_no_more()
            self._wire.loseConnection()

    def _watch(self, wire: Transport, *, streaming: bool) -> None:
        self._watched, self._introducing = wire, not streaming
        wire.registerProducer(self, streaming)

    def _watch_no_more(self) -> None:
        """A transport with a producer waits for more, and would not end."""
        watched, self._watched = self._watched, None
        if watched is not None:
            watched.unregisterProducer()

    def close_when_done(self, why: str) -> None:
        """End the line once everything that it brought is done."""
        self._parting = self._parting or why
        self._hold_back()
        self._part()

    def abort(self) -> None:
        """End the line at once: the peer sees it reset, and so that something may have been lost."""
        if self._wire is not None:
            self._wire.abortConnection()

    def turn_out(self, why: str) -> None:
        """Reset it, since it has piled up too much: nothing of that is read."""
        self._spoilt = True
        self._keeper.means.meter.wire(WIRE, why)
        self._keeper.means.remark(self.peer, why, f"after {self.half} bytes of an APDU")
        self._frames = self._keeper.means.frames()
        was, self.half = self.half, 0
        self._watcher.piled(self, -was)
        self.abort()

    def forget(self) -> None:
        """Hand on nothing more of what waits."""
        self._waiting.clear()
        self._waiting_bytes = 0

    def _begin(self) -> None:
        self.stands = True
        self.opened = self.heard = self._keeper.means.timers.seconds()
        self._watcher.opened(self)

    def _part(self) -> None:
        """End where nothing is left to be done."""
        if self.busy or self._ended:
            return
        if self.lost:
            self._ended = True
            self._watcher.ended(self)
        elif self.silent or self._parting:
            self.close(self._parting or "peer closed")

    # --- what comes in, one at a time -----------------------------------------------------------------------

    def _pump(self) -> None:
        if self._pumping:
            return
        self._pumping = True
        try:
            taken = 0
            while self._waiting and not (self._at_work or self._turn_comes or self._stuck):
                self._take(self._waiting.popleft())
                taken += 1
                if taken == MOST_AT_ONCE and not self._turn_comes:
                    self._turn_comes = True
                    self._keeper.means.soon(self._take_turn)
        finally:
            self._pumping = False
        if not (self._waiting or self._turn_comes):
            # All that came was taken without having to wait: it keeps its pace by itself.
            self._pace.rested()
        self._hold_back()
        self._part()

    @property
    def _stuck(self) -> bool:
        """Whether the peer called us and does not take its answers.

        One that we called is heard all the same: two servers that will not read before they have written
        wait for each other for ever.
        """
        return self._unheard and not self.lost and not self.peer.partner

    def _take(self, item: bytes | _Garbage) -> None:
        self._at_work = True
        if isinstance(item, bytes):
            # Whoever sends a byte a minute and never an APDU has said nothing.
            self.heard = self._keeper.means.timers.seconds()
            self.spoke = True
            self._waiting_bytes -= len(item)
            self._slow_down(self._pace.message())
        Deferred.fromCoroutine(self._serve(item)).addErrback(self._broken).addCallback(self._served)

    async def _serve(self, item: bytes | _Garbage) -> None:
        if isinstance(item, _Garbage):
            self._keeper.means.remark(self.peer, "garbage", item.why)
            answers = await self._keeper.means.reception.garbled(item.why, item.raw, self.peer)
            self._answer(answers)
            self.close("garbage")
            return
        self._answer(await self._durably(item))
        why = self._keeper.means.reception.wearies(self.peer)
        if why:
            self._spoilt = True
            self._keeper.means.remark(self.peer, "garbage", why)
            self.close("garbage")
        self._watcher.spoke(self, item)

    async def _durably(self, raw: bytes) -> tuple[bytes, ...]:
        """Hand an APDU on until it is written down: TCP has told the peer that we have it."""
        means = self._keeper.means
        while True:
            try:
                return await means.reception.received(raw, self.peer)
            except StoreDown:
                if self._keeper.deaf:
                    raise
                means.meter.wire(WIRE, "store-down")
            await self._pause()

    def _pause(self) -> Deferred[None]:
        over: Deferred[None] = Deferred()
        self._keeper.means.timers.callLater(self._keeper.bounds.retry_seconds, lambda: over.callback(None))
        return over

    def _answer(self, answers: tuple[bytes, ...]) -> None:
        for answer in answers:
            if self.over or self._wire is None:
                self._keeper.means.meter.wire(WIRE, "unheard")
            else:
                self._wire.write(answer)

    def _broken(self, failure: Failure) -> None:
        """What came was not dealt with. A line that is reset says so; one that is silent would not."""
        if not isinstance(failure.value, StoreDown):
            self.log.failure("an APDU could not be dealt with", failure)
        self._keeper.means.meter.wire(WIRE, "failed")
        self.forget()
        self.abort()

    def _served(self, _: object) -> None:
        self._at_work = False
        self._pump()

    def _take_turn(self) -> None:
        self._turn_comes = False
        if self._pace.floods and not self.over:
            self._keeper.means.remark(self.peer, "flooding", "")
            self.close("flooding")
        self._pump()

    def _slow_down(self, seconds: float) -> None:
        """Take nothing more of a peer that goes too fast, for so many seconds; others have their turns."""
        if seconds > 0.0 and not self._turn_comes:
            self._turn_comes = True
            self._keeper.means.meter.wire(WIRE, "slowed")
            self._keeper.means.timers.callLater(seconds, self._take_turn)

    def _hold_back(self) -> None:
        """Stop reading from a peer that sends faster than it is served, or does not take its answers."""
        if self.over or self.silent or self._wire is None:
            return
        bounds = self._keeper.bounds
        full = len(self._waiting) >= bounds.waiting or self._waiting_bytes >= bounds.waiting_bytes
        if full or self._turn_comes or self._stuck or self._keeper.deaf:
            self._wire.pauseProducing()
        else:
            self._wire.resumeProducing()


def _beneath(transport: object) -> Transport:
    """The transport that TLS writes to; where there is none, the one itself."""
    beneath = getattr(transport, "transport", transport) if ISSLTransport.providedBy(transport) else transport
    return cast("Transport", beneath)
