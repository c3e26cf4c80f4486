"""A simulated partner library: a server and a client of ISO 10161 over TCP."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from twisted.internet.defer import Deferred
from twisted.internet.defer import TimeoutError as NothingCame
from twisted.internet.protocol import Factory
from twisted.logger import Logger

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.services import IllMessage, IllRequest
from gateway.model.ill.terms import Terms
from gateway.model.ill.words import Service
from gateway.simulate.acting import Silence
from gateway.simulate.conduct import BY_HAND
from gateway.simulate.ill_line import Connect, PartnerLine
from gateway.simulate.loan import PLAINLY, Conduct, Deed, Drop, Garble, Report, Tell, Way, crashes
from gateway.simulate.readable import meaning
from gateway.simulate.remembered import Heard, Loan, Said
from gateway.translate.iso10161.messages import to_apdu
from protocols.iso10161.codec import encode

#: Seconds that are waited for an APDU: a gateway that is to try again does so within some of them.
PATIENCE_SECONDS: Final = 20.0

#: Date and time as APDUs bear them.
_SAID: Final = "%Y%m%d%H%M%S"


class SimulatedPartner:
    """One library. `connect` is that of a Twisted client endpoint for the gateway's port.

    It does by itself what its conduct says (at first, all is left to its staff), and what it is told to.
    `heard` are all APDUs that ever came, `lines` counts the lines on which the gateway called.
    """

    log = Logger()

    def __init__(
        self,
        symbol: str,
        connect: Connect,
        *,
        gateway: str,
        way: Way = Way.DIALS_BACK,
        clock: Any,  # noqa: ANN401 - Twisted's timers are an interface without a type
        now: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        self.us = SystemId(symbol=symbol)
        self.way = way
        self.conduct = BY_HAND
        self.heard: list[Heard] = []
        self.lines = 0
        self._gateway = SystemId(symbol=gateway)
        self._connect = connect
        self._clock = clock
        self._now = now
        self._zone = zone
        self._open: list[PartnerLine] = []
        self._theirs: PartnerLine | None = None
        self._ours: PartnerLine | None = None
        self._loans: dict[TransactionId, Loan] = {}
        self._loan: Loan | None = None
        self._last_said = ""
        self._unread: list[Heard] = []
        self._waiting: tuple[Service, Deferred[Heard]] | None = None
        self._at_work: Deferred[None] | None = None

    def door(self) -> Factory:
        """What answers calls, for the port on which it is reached."""
        return Factory.forProtocol(self._called)

    def hang_up(self) -> None:
        """End every line."""
        for line in self._open:
            if not line.gone:
                line.drop()
        self._open.clear()

    def behave(self, conduct: Conduct) -> None:
        """Do by itself what that says, from now on."""
        self.conduct = conduct

    def begin_afresh(self) -> None:
        """Be at no loan, until one is begun: what still comes of earlier ones is heard by nobody."""
        self._loan = None
        self._unread.clear()

    async def hears(self, service: Service, seconds: float = PATIENCE_SECONDS) -> Heard:
        """The next APDU of that service that nobody has waited for yet. Raises `Silence`.

        Those of other loans do not count.
        """
        for place, heard in enumerate(self._unread):
            if self._is_it(heard, service):
                del self._unread[: place + 1]
                return heard
        coming: Deferred[Heard] = Deferred()
        self._waiting = (service, coming)
        coming.addTimeout(seconds, self._clock)
        try:
            return await coming
        except NothingCame:
            self._waiting = None
            raise Silence(f"no {service} came to {self.us}") from None

    async def tell(self, deed: Tell) -> Said:
        """Say a service in the loan that was begun last. Raises `Silence` without any."""
        loan = self._opened() if isinstance(deed.body, IllRequest) else self._loan
        if loan is None:
            raise Silence(f"{self.us} knows of no loan")
        return await self._tell(loan, deed, self._theirs)

    async def garble(self, data: bytes) -> None:
        """Send bytes that are no APDU."""
        await self._garble(data, self._theirs)

    # --- what comes ------------------------------------------------------------------------------------

    def _called(self) -> PartnerLine:
        self.lines += 1
        return self._new_line()

    def _new_line(self) -> PartnerLine:
        line = PartnerLine(self._came)
        self._open.append(line)
        return line

    def _came(self, raw: bytes, line: PartnerLine) -> None:
        """An APDU: what it makes the partner do comes after what is still being done."""
        heard = Heard(raw, meaning(raw))
        self.heard.append(heard)
        self._theirs = line
        before, done = self._at_work, Deferred[None]()
        self._at_work = done

        async def act() -> None:
            if before is not None:
                await before
            try:
                if heard.message is not None:
                    await self._react(heard.message, line)
            finally:
                self._tell_who_waits(heard)
                done.callback(None)

        Deferred.fromCoroutine(act()).addErrback(
            lambda failure: self.log.warn(
                "{us} can't answer: {why}", us=self.us, why=failure.getErrorMessage()
            )
        )

    def _tell_who_waits(self, heard: Heard) -> None:
        wanted = self._waiting
        if wanted is not None and self._is_it(heard, wanted[0]):
            self._waiting = None
            self._unread.clear()
            wanted[1].callback(heard)
        else:
            self._unread.append(heard)

    def _is_it(self, heard: Heard, service: Service) -> bool:
        """Whether it is that service, in the loan that staff are at, or about no loan at all."""
        message = heard.message
        if message is None or message.service is not service:
            return False
        return self._loans.get(message.transaction) in {None, self._loan}

    async def _react(self, message: IllMessage, line: PartnerLine) -> None:
        loan = self._loans.get(message.transaction)
        if loan is None:
            loan = Loan(message.transaction, message.requester, message.responder)
            if isinstance(message.body, IllRequest):
                self._begin(loan)
        which = (message.service, message.first_said)
        if which in loan.answered:
            for answer in loan.answered[which]:
                await (await self._line(line)).send(answer.raw, PLAINLY, self._clock)
            return
        deeds = self.conduct.turn(message.service, loan.times[message.service])
        if not any(map(crashes, deeds)):
            loan.note(message, self._gateway)
        loan.times[message.service] += 1
        answers = [said for deed in deeds if (said := await self._do(deed, loan, line)) is not None]
        if answers:
            loan.answered[which] = answers

    async def _do(self, deed: Deed, loan: Loan, line: PartnerLine) -> Said | None:
        match deed:
            case Tell():
                said = await self._tell(loan, deed, line)
                return None if deed.manner.cut else said
            case Report():
                return await self._tell(loan, Tell(body=loan.report()), line)
            case Garble(data=data):
                await self._garble(data, line)
            case Drop():
                line.drop()
        return None

    async def _garble(self, data: bytes, line: PartnerLine | None) -> None:
        await (await self._line(line)).garble(data, self._clock)

    # --- what goes --------------------------------------------------------------------------------------

    def _opened(self) -> Loan:
        said = self._saying()
        name = TransactionId(initial_requester=self.us, group=f"{self.us}-{said}", qualifier="1")
        loan = Loan(name, self.us, self._gateway)
        self._begin(loan)
        return loan

    def _begin(self, loan: Loan) -> None:
        """From now on staff are at this loan."""
        self._loan = self._loans[loan.name] = loan
        self._unread.clear()

    async def _tell(self, loan: Loan, deed: Tell, line: PartnerLine | None) -> Said:
        today = self._now().astimezone(self._zone).date()
        message = IllMessage(
            transaction=loan.name,
            said=self._saying(),
            requester=loan.requester,
            responder=loan.responder,
            body=deed.body(today) if callable(deed.body) else deed.body,
        )
        said = Said(encode(to_apdu(message, Terms()).apdu), message)
        if not deed.manner.cut:
            loan.note(message, self.us)
        await (await self._line(line)).send(said.raw, deed.manner, self._clock)
        return said

    async def _line(self, theirs: PartnerLine | None) -> PartnerLine:
        """The line to answer on: theirs, where the partner does so and it still stands; or one of its own."""
        if self.way is Way.SAME_LINE and theirs is not None and not theirs.gone:
            return theirs
        if self._ours is None or self._ours.gone:
            line = self._new_line()
            await self._connect(Factory.forProtocol(lambda: line))
            self._ours = line
        return self._ours

    def _saying(self) -> str:
        """The date-time of a service: later than that of the one before, also within one second."""
        said = self._now().astimezone(self._zone).strftime(_SAID)
        if said <= self._last_said:
            last = datetime.strptime(self._last_said, _SAID)  # noqa: DTZ007 - local, as APDUs bear it
            said = (last + timedelta(seconds=1)).strftime(_SAID)
        self._last_said = said
        return said
