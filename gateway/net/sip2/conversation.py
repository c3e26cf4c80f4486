"""What is said to one kiosk: who it is, in which language, and what each of its requests is answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from twisted.logger import Logger

from gateway.dispatch import Refused, word
from gateway.model.commands import AskItem, AskPatron, Command, Query
from gateway.model.inbound import Inbound
from gateway.model.outcomes import Outcome
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.net.passwords import TooManyLogins
from gateway.translate.sip2 import requests, responses, status, terms
from protocols import sip2
from protocols.sip2 import codes, messages

if TYPE_CHECKING:
    from gateway.model.wording import Tongue
    from gateway.net.lockout import Locked
    from gateway.net.sip2.accounts import Account
    from gateway.net.sip2.hall import Hall, Line
    from gateway.translate.sip2.terminal import Terminal

#: Wrong logins after which nothing more is answered: a person mistypes twice, a program that guesses does not
#: stop.
MOST_WRONG_LOGINS = 5

#: What a paused kiosk may still send, beside who it is and how it is: that a reader has left.
WHILE_PAUSED = (messages.EndPatronSession,)


class Reply(NamedTuple):
    """What a request is answered with, a message or its stored text, and the word it is counted under.

    One that is not `final` only puts the kiosk off: if it sends the same again, that is a new request.
    """

    body: sip2.Message | str
    outcome: str = "ok"
    final: bool = True


class Conversation:
    """One kiosk over one connection. `account` is who it said it is, None for a stranger."""

    log = Logger()

    def __init__(self, hall: Hall, line: Line, link: str, session: sip2.AcsSession) -> None:
        self._hall = hall
        self._line = line
        self._link = link
        self._session = session
        self._terminal: Terminal = hall.stranger
        self._chosen: Tongue | None = None
        self._reader = ""
        self._early: messages.ScStatus | None = None
        self._put_off: tuple[int | None, str] | None = None
        self._wrong_logins = 0
        self.account: Account | None = None

    @property
    def exhausted(self) -> bool:
        """Whether this stranger has guessed often enough."""
        return self._wrong_logins >= MOST_WRONG_LOGINS

    def heard(self, message: sip2.Message | None) -> None:
        """Note that the kiosk lives, and the language that its reader has chosen."""
        if message is None:
            return
        reader = (getattr(message, "patron_identifier", None) or "").strip()
        if reader and reader != self._reader:
            # Not every kiosk says that a reader has left before it serves the next.
            self._reader, self._chosen = reader, None
        language = terms.TONGUE.get(getattr(message, "language", ""))
        if language is not None:
            self._chosen = language
        if self.account is not None:
            self._hall.board.seen(self.account.name, f"sip2 {message.CODE}")

    async def reply(self, request: sip2.Request) -> Reply:
        """The reply to a request, whatever happens."""
        message = request.message
        try:
            reply = await self._reply(request)
        except Refused as refused:
            problem = refused.problem
            reply = Reply(self._refusal(message, problem), problem.code, final=not problem.retryable)
        except Exception:  # noqa: BLE001 - whatever went wrong, the kiosk gets its answer
            self.log.failure("a kiosk's {kind} failed", kind=message.CODE)
            problem = Problem(ProblemCode.ENGINE_DOWN)
            reply = Reply(self._refusal(message, problem), "failed", final=False)
        self._put_off = None if reply.final else (request.sequence, request.body)
        if isinstance(message, messages.EndPatronSession):
            self._chosen = None
        return reply

    @property
    def _tongue(self) -> Tongue:
        terminal = self._terminal
        return terminal.tongue or self._chosen or terminal.default_tongue

    def _refusal(self, message: sip2.Message, problem: Problem) -> sip2.Message:
        now = self._hall.clock.now()
        match message:
            case messages.Login():
                return messages.LoginResponse(ok=False)
            case messages.ScStatus():
                return status.acs_status(self._terminal, self._tongue, now, problem=problem)
            case _:
                return responses.refuse(message, problem, self._terminal, self._tongue, now)

    async def _reply(self, request: sip2.Request) -> Reply:
        message = request.message
        if isinstance(message, messages.Login):
            return Reply(await self._log_in(message))
        if isinstance(message, messages.ScStatus):
            return Reply(self._status(message))
        return await self._service(request, message)

    # --- login and status ---------------------------------------------------------------------------------

    async def _log_in(self, message: messages.Login) -> sip2.Message:
        hall, line = self._hall, self._line
        login = message.login_user_id.strip()
        account = await self._known(login, message.login_password)
        if account is None:
            self._wrong_logins += 1
            # 94 has no field for a reason, and who guesses shall not learn which half was wrong.
            return messages.LoginResponse(ok=False)
        hall.lockouts.right(login, line.host)
        if not line.lost:
            self._enter(account)
        return messages.LoginResponse(ok=True)

    async def _known(self, login: str, password: str) -> Account | None:
        """The account, if this login may be tried and is right."""
        hall, line = self._hall, self._line
        expected = hall.accounts.of_login(login)
        belongs = expected is not None and bool(expected.networks) and expected.may_come_from(line.host)
        if hall.lockouts.seconds_left(login, line.host, belongs=belongs):
            hall.meter.wire("sip2", "locked-login")
            if expected is not None:
                hall.lockouts.turned_away(login, line.host)
            return None
        try:
            account = await hall.accounts.log_in(login, password, line.host, line.identity)
        except TooManyLogins:
            self.log.warn("too many logins at once from {host}", host=line.host)
            hall.meter.wire("sip2", "crowded-login")
            return None
        if account is None:
            untold = hall.sparing.tell(line.host)
            if untold is not None:
                self.log.warn(
                    "wrong login from {host} (and {more} before it untold)", host=line.host, more=untold
                )
            hall.meter.wire("sip2", "wrong-login")
            for lock in hall.lockouts.wrong(login, line.host):
                self._alert(lock)
        return account

    def _alert(self, lock: Locked) -> None:
        """Tell staff of a lockout that began. What a stranger calls himself is not repeated to them."""
        hall = self._hall
        account = hall.accounts.of_login(lock.login)
        hall.meter.wire("sip2", "login-locked" if lock.login else "address-locked")
        self.log.warn(
            "too many wrong logins {whose} from {host}: locked out there for {minutes} min "
            "(guanji kiosk list; once the password is right: guanji kiosk unlock {what})",
            whose=f"of {account.name}" if account else "of unknown name" if lock.login else "of any name",
            host=lock.address,
            minutes=lock.minutes,
            what=account.name if account else f"--address {lock.address}",
        )
        if account is not None:
            hall.board.remark(account.name, "login-locked", address=lock.address, minutes=lock.minutes)

    def _enter(self, account: Account) -> None:
        hall, line = self._hall, self._line
        if self.account is not None:
            hall.left(line)
        self.account = account
        self._terminal = account.terminal
        self._session.reconfigure(account.profile)
        hall.entered(line, account)
        hall.board.seen(account.name, f"sip2 {messages.Login.CODE}")
        self._print_as_told(account)
        if self._early is not None:
            self._told(account, self._early)
            # It was this kiosk's; whoever logs in next says for himself how he is.
            self._early = None

    def _status(self, message: messages.ScStatus) -> sip2.Message:
        hall, account = self._hall, self.account
        now = hall.clock.now()
        problem: Problem | None = None
        if account is not None:
            self._told(account, message)
            if hall.board.paused(account.name):
                problem = Problem(ProblemCode.TERMINAL_PAUSED)
        else:
            # Some kiosks say how they are before they say who they are.
            self._early = message
            if not hall.accounts.status_before_login(self._line.host):
                problem = Problem(ProblemCode.NOT_LOGGED_IN)
        if problem is None and not hall.board.writable:
            problem = Problem(ProblemCode.STORE_DOWN)
        return status.acs_status(self._terminal, self._tongue, now, problem=problem)

    def _told(self, account: Account, message: messages.ScStatus) -> None:
        width = message.max_print_width or None
        self._print_in(width)
        self._hall.board.told(
            account.name,
            paper_out=message.status_code == codes.ScStatusCode.PAPER_OUT,
            shut_down=message.status_code == codes.ScStatusCode.SHUTTING_DOWN,
            print_width=width,
            protocol=message.protocol_version,
        )

    def adopt(self, account: Account) -> None:
        """Go on as the same kiosk under new settings, from the next message on."""
        if self.account is not None and account.profile != self.account.profile:
            # What was recognised on the line is forgotten with it, and recognised anew.
            self._session.reconfigure(account.profile)
        self.account = account
        self._terminal = account.terminal
        self._print_as_told(account)

    def _print_as_told(self, account: Account) -> None:
        """Write receipts as wide as the kiosk last said that its paper is."""
        known = self._hall.board.state(account.name)
        self._print_in(known.print_width if known else None)

    def _print_in(self, width: int | None) -> None:
        """Write receipts in so many columns; where the kiosk gave no width, as before."""
        if width:
            self._terminal = msgspec.structs.replace(self._terminal, columns=width)

    # --- services -----------------------------------------------------------------------------------------

    async def _service(self, request: sip2.Request, message: sip2.Message) -> Reply:
        hall, terminal, tongue = self._hall, self._terminal, self._tongue
        now = hall.clock.now()
        account = self.account
        if account is None:
            raise Refused(Problem(ProblemCode.NOT_LOGGED_IN))
        if hall.board.paused(account.name) and not (
            isinstance(message, WHILE_PAUSED) or requests.has_happened(message, terminal, now)
        ):
            raise Refused(Problem(ProblemCode.TERMINAL_PAUSED))
        if isinstance(message, messages.EndPatronSession):
            thanks = Outcome(notices=(Notice(NoticeCode.SESSION_ENDED),))
            return Reply(responses.write(message, thanks, terminal, tongue, now))
        body = requests.read(message, terminal, now)
        if isinstance(body, Problem):
            raise Refused(body)
        proof = None if requests.has_happened(message, terminal, now) else _proof(body)
        if proof is not None and (minutes := hall.guesses.minutes_left(account.name, proof)):
            raise Refused(Problem(ProblemCode.PIN_LOCKED, facts={"minutes": minutes}))
        inbound = self._inbound(request, message, body, now)
        if isinstance(body, AskPatron):
            found = await hall.dispatcher.ask_patron(inbound, body)
            self._judge(account, proof, right=found.pin_ok is True, wrong=found.pin_ok is False)
            return Reply(responses.write(message, found, terminal, tongue, now), word(found))
        if isinstance(body, AskItem):
            view: Outcome = await hall.dispatcher.ask_item(inbound, body)
            return Reply(responses.write(message, view, terminal, tongue, now), word(view))
        served = await hall.dispatcher.perform(
            inbound,
            body,
            lambda outcome: self._session.render(responses.write(message, outcome, terminal, tongue, now)),
        )
        if served.outcome is not None:
            broken = {problem.code for problem in served.outcome.problems}
            self._judge(account, proof, right=served.outcome.ok, wrong=ProblemCode.PIN_WRONG in broken)
        return Reply(served.reply, word(served.outcome))

    def _judge(self, account: Account, reader: str | None, *, right: bool, wrong: bool) -> None:
        """Count a wrong PIN of a reader who gave one, or forget the wrong ones."""
        hall, name = self._hall, account.name
        if reader is None:
            return
        if right:
            hall.guesses.right(name, reader)
        elif wrong and hall.guesses.wrong(name, reader):
            self.log.warn("too many wrong PINs of one reader at {name}", name=name)
            hall.meter.wire("sip2", "pin-guessing")
            hall.board.remark(name, "pin-guessing", patron_read=reader)

    def _inbound(
        self, request: sip2.Request, message: sip2.Message, body: Command | Query, now: datetime
    ) -> Inbound:
        hall, origin = self._hall, self._terminal.origin
        remembered = message.CODE in requests.REMEMBERED
        # Who was put off and sends the same again, same number and all, means the same thing: it may have
        # been done meanwhile.
        again = (request.sequence, request.body) == self._put_off
        return Inbound(
            ref=hall.new_id(),
            at=now,
            origin=origin,
            body=body,
            kind=f"sip2 {message.CODE}",
            key=hall.repeat_key(origin.terminal, request.body) if remembered else b"",
            link=self._link,
            sequenced=request.sequence is not None and not again,
            dated=requests.dated(message, self._terminal),
            text=sip2.redact(request.body) if remembered else "",
        )


def _proof(body: Command | Query) -> str | None:
    """The reader whose PIN is given as proof, by the number that was read; None where none is given."""
    if not getattr(body, "pin", None):
        return None
    patron = getattr(body, "patron", None)
    return patron.shown if patron is not None else getattr(body, "card", "")
