"""One connection of a kiosk: bytes in, requests to the dispatcher, replies out in their order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

import msgspec
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import ITCPTransport
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger

from gateway.dispatch import Refused, word
from gateway.model.commands import AskItem, AskPatron, Command, Query
from gateway.model.inbound import Inbound
from gateway.model.outcomes import Outcome
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.net.sip2.accounts import Account
from gateway.translate.sip2 import requests, responses, status, terms
from protocols import sip2
from protocols.sip2 import codes, messages

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from gateway.model.wording import Tongue
    from gateway.net.sip2.hall import Hall
    from gateway.net.transport import Transport
    from gateway.translate.sip2.terminal import Terminal

#: Wrong logins after which a connection is closed: a person mistypes twice, a program that guesses does not
#: stop.
MOST_WRONG_LOGINS = 5

#: Bytes that may wait while a request is served; then the kiosk is not read from until they are taken. Two of
#: the longest messages: a kiosk in lockstep never has more than one.
MOST_WAITING_BYTES = 32 * 1024

#: What a paused kiosk may still send: who it is, how it is, and that a reader has left.
WHILE_PAUSED = (messages.EndPatronSession,)


class _Reply(NamedTuple):
    """What a request is answered with, a message or its stored text, and the word it is counted under."""

    body: sip2.Message | str
    outcome: str = "ok"


class KioskConnection(Protocol):
    """The ACS end of one connection."""

    log = Logger()

    def __init__(self, hall: Hall, host: str, link: str) -> None:
        self._hall = hall
        self._session = sip2.AcsSession(sip2.Profile(), hall.wire_limits)
        self._terminal: Terminal = hall.stranger
        self._chosen: Tongue | None = None
        self._link = link
        self._busy = False
        self._pumping = False
        self._lost = False
        self._wire: Transport | None = None
        self._wrong_logins = 0
        self.host = host
        self.account: Account | None = None
        self.opened = self.heard = hall.seconds()

    # --- Twisted's side -----------------------------------------------------------------------------------

    def connectionMade(self) -> None:
        """Ask TCP to notice a dead kiosk: its socket would stay for hours otherwise."""
        self._wire = cast("Transport", self.transport)
        if ITCPTransport.providedBy(self.transport):
            self._wire.setTcpKeepAlive(True)
            self._wire.setTcpNoDelay(True)
        self._hall.opened(self)

    def dataReceived(self, data: bytes) -> None:
        """Take what came in; a request that is being served makes the next one wait."""
        self.heard = self._hall.seconds()
        self._session.receive_data(data)
        self._pump()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: ARG002 - any end is an end
        """The kiosk is gone; what is being served goes on to its end."""
        self._lost = True
        self._hall.closed(self)

    @property
    def busy(self) -> bool:
        """Whether a request is being served."""
        return self._busy

    def close(self, why: str) -> None:
        """End the connection, once what was written has gone out."""
        self._hall.meter.wire("sip2", why)
        if self._wire is not None:
            self._wire.loseConnection()

    # --- events of the session ----------------------------------------------------------------------------

    def _pump(self) -> None:
        if self._pumping:
            return
        self._pumping = True
        try:
            while not (self._busy or self._lost):
                event = self._session.next_event(self._hall.seconds())
                if event is None:
                    break
                self._take(event)
        finally:
            self._pumping = False
        self._hold_back()

    def _hold_back(self) -> None:
        """Stop reading from a kiosk that sends faster than it is served."""
        if self._lost or self._wire is None:
            return
        if self._busy and self._session.pending_bytes > MOST_WAITING_BYTES:
            self._wire.pauseProducing()
        else:
            self._wire.resumeProducing()

    def _take(self, event: sip2.Request | sip2.Answer | sip2.Close) -> None:
        match event:
            case sip2.Request():
                self._busy = True
                Deferred.fromCoroutine(self._serve(event))
            case sip2.Answer():
                self._hall.meter.wire("sip2", event.reason)
                self._heard_from(event.message)
                self._write(event.data)
            case sip2.Close():
                if self.account is not None:
                    self._hall.board.remark(self.account.name, "line-closed", why=event.reason)
                self.log.warn("kiosk line from {host} closed: {why}", host=self.host, why=event.reason)
                self.close(event.reason)

    async def _serve(self, request: sip2.Request) -> None:
        message = request.message
        started = self._hall.seconds()
        try:
            self._heard_from(message)
            reply = await self._reply(request)
        except Refused as refused:
            reply = _Reply(self._refusal(message, refused.problem), refused.problem.code)
        except Exception:  # noqa: BLE001 - whatever went wrong, the kiosk gets its answer
            self.log.failure("a kiosk's {kind} failed", kind=message.CODE)
            reply = _Reply(self._refusal(message, Problem(ProblemCode.ENGINE_DOWN)), "failed")
        self._write(self._framed(request, reply.body))
        self._hall.meter.served(f"sip2 {message.CODE}", reply.outcome, self._hall.seconds() - started)
        self._busy = False
        if isinstance(message, messages.EndPatronSession):
            self._chosen = None
        self._pump()

    def _framed(self, request: sip2.Request, reply: sip2.Message | str) -> bytes:
        now = self._hall.seconds()
        if isinstance(reply, str):
            return self._session.respond_text(request, reply, now)
        return self._session.respond(request, reply, now)

    def _write(self, data: bytes) -> None:
        if not self._lost and self._wire is not None:
            self._wire.write(data)

    def _heard_from(self, message: sip2.Message | None) -> None:
        if message is None:
            return
        language = terms.TONGUE.get(getattr(message, "language", ""))
        if language is not None:
            self._chosen = language
        if self.account is not None:
            self._hall.board.seen(self.account.name, f"sip2 {message.CODE}")

    @property
    def _tongue(self) -> Tongue:
        terminal = self._terminal
        return terminal.tongue or self._chosen or terminal.default_tongue

    # --- replies ------------------------------------------------------------------------------------------

    async def _reply(self, request: sip2.Request) -> _Reply:
        message = request.message
        if isinstance(message, messages.Login):
            return _Reply(await self._log_in(message))
        if isinstance(message, messages.ScStatus):
            return _Reply(self._status(message))
        return await self._service(request, message)

    def _refusal(self, message: sip2.Message, problem: Problem) -> sip2.Message:
        now = self._hall.clock.now()
        match message:
            case messages.Login():
                return messages.LoginResponse(ok=False)
            case messages.ScStatus():
                return status.acs_status(self._terminal, self._tongue, now, problem=problem)
            case _:
                return responses.refuse(message, problem, self._terminal, self._tongue, now)

    async def _log_in(self, message: messages.Login) -> sip2.Message:
        hall = self._hall
        login = message.login_user_id.strip()
        account = await hall.accounts.log_in(login, message.login_password, self.host)
        if account is None:
            self._wrong_logins += 1
            self.log.warn("wrong login from {host}", host=self.host)
            hall.meter.wire("sip2", "wrong-login")
            if self._wrong_logins >= MOST_WRONG_LOGINS:
                self.close("wrong-logins")
            # 94 has no field for a reason, and who guesses shall not learn which half was wrong.
            return messages.LoginResponse(ok=False)
        if self.account is not None:
            hall.left(self)
        self.account = account
        self._terminal = account.terminal
        self._session.reconfigure(account.profile)
        if not self._lost:
            hall.entered(self, account)
        return messages.LoginResponse(ok=True)

    def _status(self, message: messages.ScStatus) -> sip2.Message:
        hall = self._hall
        now = hall.clock.now()
        if self.account is None:
            allowed = hall.accounts.status_before_login(self.host)
            problem = None if allowed else Problem(ProblemCode.NOT_LOGGED_IN)
            return status.acs_status(self._terminal, self._tongue, now, problem=problem)
        width = message.max_print_width or 0
        if width:
            self._terminal = msgspec.structs.replace(self.account.terminal, columns=width)
        hall.board.told(
            self.account.name,
            paper_out=message.status_code == codes.ScStatusCode.PAPER_OUT,
            shut_down=message.status_code == codes.ScStatusCode.SHUTTING_DOWN,
            print_width=width or None,
            protocol=message.protocol_version,
        )
        paused = hall.board.paused(self.account.name)
        problem = Problem(ProblemCode.TERMINAL_PAUSED) if paused else None
        return status.acs_status(self._terminal, self._tongue, now, problem=problem)

    async def _service(self, request: sip2.Request, message: sip2.Message) -> _Reply:
        hall, terminal, tongue = self._hall, self._terminal, self._tongue
        now = hall.clock.now()
        account = self.account
        if account is None:
            raise Refused(Problem(ProblemCode.NOT_LOGGED_IN))
        # What a kiosk did while it was off-line has happened; a pause does not undo it.
        happened = getattr(message, "no_block", False)
        if hall.board.paused(account.name) and not (happened or isinstance(message, WHILE_PAUSED)):
            raise Refused(Problem(ProblemCode.TERMINAL_PAUSED))
        if isinstance(message, messages.EndPatronSession):
            thanks = Outcome(notices=(Notice(NoticeCode.SESSION_ENDED),))
            return _Reply(responses.write(message, thanks, terminal, tongue, now))
        body = requests.read(message, terminal, now)
        if isinstance(body, Problem):
            raise Refused(body)
        inbound = self._inbound(request, message, body, now)
        if isinstance(body, AskPatron):
            view: Outcome = await hall.dispatcher.ask_patron(inbound, body)
            return _Reply(responses.write(message, view, terminal, tongue, now), word(view))
        if isinstance(body, AskItem):
            view = await hall.dispatcher.ask_item(inbound, body)
            return _Reply(responses.write(message, view, terminal, tongue, now), word(view))
        served = await hall.dispatcher.perform(
            inbound,
            body,
            lambda outcome: self._session.render(responses.write(message, outcome, terminal, tongue, now)),
        )
        return _Reply(served.reply, word(served.outcome))

    def _inbound(
        self, request: sip2.Request, message: sip2.Message, body: Command | Query, now: datetime
    ) -> Inbound:
        hall, origin = self._hall, self._terminal.origin
        remembered = message.CODE in requests.REMEMBERED
        return Inbound(
            ref=hall.new_id(),
            at=now,
            origin=origin,
            body=body,
            kind=f"sip2 {message.CODE}",
            key=hall.repeat_key(origin.terminal, request.body) if remembered else b"",
            link=self._link,
            sequenced=request.sequence is not None,
            text=sip2.redact(request.body) if remembered else "",
        )
