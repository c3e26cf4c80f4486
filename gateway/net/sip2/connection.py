"""One connection of a kiosk: bytes in, requests taken one at a time, replies out in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from twisted.internet.interfaces import IHalfCloseableProtocol, IPushProducer, ISSLTransport, ITCPTransport
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from zope.interface import implementer  # type: ignore[import-untyped] # it ships no types

from gateway.dispatch import Carried
from gateway.net.sip2.conversation import Conversation
from gateway.net.tls import Identity, identity
from protocols import sip2

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from gateway.net.sip2.accounts import Account
    from gateway.net.sip2.conversation import Reply
    from gateway.net.sip2.hall import Hall
    from gateway.net.transport import Transport

#: Bytes that may wait while a request is served; then the kiosk is not read from until they are taken. Two of
#: the longest messages: a kiosk in lockstep never has more than one.
MOST_WAITING_BYTES = 32 * 1024

#: Messages of one line that are taken in one turn of the reactor; then the others have theirs. An honest
#: kiosk sends one at a time, and sixteen that need no engine take about a millisecond.
MOST_AT_ONCE = 16


@implementer(IHalfCloseableProtocol, IPushProducer)
class KioskConnection(Protocol):
    """The ACS end of one connection.

    It is also the producer of its own answers: while the kiosk does not take them, nothing more is read from
    it and nothing more is answered.
    """

    log = Logger()

    def __init__(self, hall: Hall, host: str, link: str) -> None:
        self._hall = hall
        self._session = sip2.AcsSession(sip2.Profile(), hall.wire_limits)
        self._conversation = Conversation(hall, self, link, self._session)
        self._pace = hall.pace(host)
        self._wire: Transport | None = None
        self._pumping = False
        self._turn_comes = False
        self._unheard = False
        self._held_back = False
        self._at_once = False
        self._silent = False
        self._parting = ""
        self.host = host
        self.busy = False
        self.lost = False
        self.opened = self.heard = hall.seconds()
        self.closing: float | None = None

    @property
    def account(self) -> Account | None:
        """Who the kiosk is, once it has logged in."""
        return self._conversation.account

    @property
    def identity(self) -> Identity:
        """Whose certificate it showed, nobody's where the line has no TLS."""
        certificate = getattr(self.transport, "getPeerCertificate", None)
        return identity(certificate()) if certificate is not None else Identity()

    # --- Twisted's side -----------------------------------------------------------------------------------

    def connectionMade(self) -> None:
        """Ask TCP to notice a dead kiosk: its socket would stay for hours otherwise."""
        self._wire = cast("Transport", self.transport)
        if ITCPTransport.providedBy(self.transport):
            self._wire.setTcpKeepAlive(True)
            self._wire.setTcpNoDelay(True)
            # An answer is short and its kiosk waits for it; to send it in the reactor's next turn takes two
            # more calls of the system. TLS has a buffer of its own.
            self._at_once = not ISSLTransport.providedBy(self.transport)
        self._wire.registerProducer(self, streaming=True)
        self._hall.opened(self)

    def dataReceived(self, data: bytes) -> None:
        """Take what came in; a request that is being served makes the next one wait."""
        self._session.receive_data(data)
        self._slow_down(self._pace.received(len(data)))
        self._pump()

    def readConnectionLost(self) -> None:
        """The kiosk will say no more; what it has said is still answered."""
        self._silent = True
        self._session.receive_eof()
        self._pump()

    def writeConnectionLost(self) -> None:
        """The kiosk hears no more: there is nobody to answer."""
        self.close("peer closed")

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: ARG002 - any end is an end
        """The kiosk is gone; what is being served goes on to its end."""
        self.lost = True
        self._hall.closed(self)

    def adopt(self, account: Account) -> None:
        """Go on as the same kiosk under new settings."""
        self._conversation.adopt(account)

    def close(self, why: str) -> None:
        """End the connection, once what was written has gone out."""
        if self.closing is not None:
            return
        self.closing = self._hall.seconds()
        self._hall.meter.wire("sip2", why)
        if self._wire is not None:
            # A transport with a producer waits for more, and would not end.
            self._wire.unregisterProducer()
            self._wire.loseConnection()

    def close_when_answered(self, why: str) -> None:
        """End the connection once the request that is being served, if any, is answered."""
        self._parting = self._parting or why
        if not self.busy:
            self.close(why)

    def abort(self) -> None:
        """End the connection at once: the other end does not take what was written."""
        if self._wire is not None:
            self._wire.abortConnection()

    # --- answers that the kiosk does not take --------------------------------------------------------------

    def pauseProducing(self) -> None:
        """Make no more answers: the kiosk does not take those it has."""
        self._unheard = True
        self._hold_back()

    def resumeProducing(self) -> None:
        """Go on: the kiosk has taken its answers."""
        self._unheard = False
        self._pump()

    def stopProducing(self) -> None:
        """Nothing to do: `connectionLost` comes as well."""

    # --- events of the session ----------------------------------------------------------------------------

    @property
    def _over(self) -> bool:
        return self.lost or self.closing is not None

    def _pump(self) -> None:
        if self._pumping:
            return
        self._pumping = True
        try:
            taken = 0
            while not (self.busy or self._over or self._unheard or self._turn_comes):
                event = self._session.next_event(self._hall.seconds())
                if event is None:
                    break
                self._take(event)
                self._slow_down(self._pace.message())
                taken += 1
                if taken == MOST_AT_ONCE and not self._turn_comes:
                    self._turn_comes = True
                    self._hall.soon(self._take_turn)
        finally:
            self._pumping = False
        self._hold_back()

    def _take_turn(self) -> None:
        self._turn_comes = False
        if self._session.pending_bytes < MOST_WAITING_BYTES // 2:
            # A kiosk that waits for its answers is held by them, however much it has to say.
            self._pace.rested()
        elif self._pace.floods and not self._over:
            self._end("flooding")
        self._pump()

    def _slow_down(self, seconds: float) -> None:
        """Take nothing more of a kiosk that goes too fast, for so many seconds; others have their turns."""
        if seconds > 0.0 and not self._turn_comes:
            self._turn_comes = True
            self._hall.meter.wire("sip2", "slowed")
            self._hall.later(seconds, self._take_turn)

    def _hold_back(self) -> None:
        """Stop reading from a kiosk that sends faster than it is served, or does not take its answers."""
        if self._over or self._silent or self._wire is None:
            return
        waits = self.busy or self._turn_comes
        hold = self._unheard or (waits and self._session.pending_bytes > MOST_WAITING_BYTES)
        if hold is not self._held_back:
            self._held_back = hold
            if hold:
                self._wire.pauseProducing()
            else:
                self._wire.resumeProducing()

    def _take(self, event: sip2.Request | sip2.Answer | sip2.Close) -> None:
        # Whoever sends a byte a minute and never a message has said nothing.
        self.heard = self._hall.seconds()
        match event:
            case sip2.Request():
                self.busy = True
                Carried(self._serve(event)).addBoth(self._served)
            case sip2.Answer():
                self._hall.meter.wire("sip2", event.reason)
                self._conversation.heard(event.message)
                self._write(event.data)
            case sip2.Close():
                self._end(event.reason)

    def _end(self, reason: str) -> None:
        """Close as the session says; for all but a kiosk that hung up, somebody should look why."""
        if reason is not sip2.CloseReason.PEER_CLOSED:
            if self.account is not None:
                self._hall.board.remark(self.account.name, "line-closed", why=reason)
            self.log.warn("kiosk line from {host} closed: {why}", host=self.host, why=reason)
        self.close(reason)

    async def _serve(self, request: sip2.Request) -> None:
        started = self._hall.seconds()
        self._conversation.heard(request.message)
        reply = await self._conversation.reply(request)
        self._write(self._framed(request, reply))
        now = self._hall.seconds()
        self._hall.meter.served(f"sip2 {request.message.CODE}", reply.outcome, now - started)
        self.busy = False
        if self._conversation.exhausted:
            self.close("wrong-logins")
        elif self._parting:
            self.close(self._parting)
        self._pump()

    def _served(self, failure: Failure | None) -> None:
        """Where no answer could be made at all, a line that ends is better than one that is silent."""
        if failure is not None:
            self.log.failure("a kiosk could not be answered", failure)
            self.busy = False
            self.close("failed")

    def _framed(self, request: sip2.Request, reply: Reply) -> bytes:
        now = self._hall.seconds()
        if isinstance(reply.body, str):
            return self._session.respond_text(request, reply.body, now, final=reply.final)
        return self._session.respond(request, reply.body, now, final=reply.final)

    def _write(self, data: bytes) -> None:
        wire = self._wire
        if self._over or wire is None:
            return
        if self._at_once:
            sent = wire.writeSomeData(data)
            if sent == len(data):
                return
            # What the kiosk did not take waits in the transport, and from now on everything after it.
            self._at_once = False
            data = data[sent:] if isinstance(sent, int) else data
        wire.write(data)
