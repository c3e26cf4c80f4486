"""Trying a partner's line with something harmless, and saying what was learned in words."""

from datetime import datetime, tzinfo

import msgspec

from gateway.dispatch.lending import Correspondent
from gateway.ill.times import said_at
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.services import AnyService, IllMessage, StatusOrErrorReport, StatusQuery
from gateway.model.ill.terms import Terms
from gateway.net.ill.calling import Destination, Dial
from gateway.net.ill.channel import ChannelLimits
from gateway.net.ill.keeper import Means
from gateway.net.ill.probe import Learned, TlsFacts, probe
from gateway.ports import NewId
from gateway.ports.ill_language import IllLanguage, Understood


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One APDU that came back: which, and what it says in a word."""

    service: str
    says: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a call has shown: `gateway.net.ill.probe.Learned`, with its answers read."""

    reached: bool
    why: str
    seconds: float
    tls: TlsFacts | None
    answers: tuple[Answer, ...]
    answered_after: float | None
    garbage: str
    hung_up: bool


class Prober:
    """Calls partners with a STATUS-QUERY of a transaction that there is not: whoever gets it says so."""

    def __init__(self, means: Means, dial: Dial, language: IllLanguage, new_id: NewId) -> None:
        self._means = means
        self._dial = dial
        self._language = language
        self._new_id = new_id

    async def call(
        self,
        destination: Destination,
        whom: Correspondent,
        us: SystemId,
        at: tuple[datetime, tzinfo],
        limits: ChannelLimits,
    ) -> Report:
        """Call, and read what comes back."""
        name = self._new_id()
        query = IllMessage(
            version=whom.terms.version,
            transaction=TransactionId(initial_requester=us, group=name, qualifier=name),
            said=said_at(*at),
            requester=us,
            responder=whom.terms.system,
            body=StatusQuery(),
        )
        terms = Terms(version=whom.terms.version, charset=whom.charset)
        payload = self._language.write(query, terms).payload
        learned = await probe(destination, payload, means=self._means, dial=self._dial, limits=limits)
        return self._report(learned, whom.charset)

    def _report(self, learned: Learned, charset: str) -> Report:
        return Report(
            reached=learned.reached,
            why=learned.why,
            seconds=learned.seconds,
            tls=learned.tls,
            answers=tuple(self._answer(raw, charset) for raw in learned.answers),
            answered_after=learned.answered_after,
            garbage=learned.garbage,
            hung_up=learned.hung_up,
        )

    def _answer(self, raw: bytes, charset: str) -> Answer:
        read = self._language.read(raw, charset)
        if not isinstance(read, Understood):
            return Answer(service="?", says=read.why)
        return Answer(service=str(read.message.service), says=_says(read.message.body))


def _says(body: AnyService) -> str:
    """What a report says, in a word of the standard."""
    if not isinstance(body, StatusOrErrorReport):
        return ""
    if body.status is not None:
        return str(body.status.state)
    problem = None if body.error is None else body.error.problem
    told = [] if problem is None else list(msgspec.to_builtins(problem).values())
    return ", ".join(str(one) for one in told) or str(body.no_report or "")
