"""What the parts of the control API have in common: who reads, what is put down, what goes wrong."""

from collections.abc import Coroutine, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

import msgspec
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest
from werkzeug.exceptions import HTTPException

from gateway.dispatch import Auditor, Refused
from gateway.model.audit import Act, Fact
from gateway.model.problems import Problem, ProblemCode
from gateway.model.wording import tell
from gateway.ports import Also, Clock, StoreDown
from gateway.web import exchange, shapes
from gateway.web.account import account_of
from gateway.web.exchange import Request
from gateway.web.refusals import Unaskable, Why
from gateway.web.service import Desk
from gateway.web.shown import Reader

T = TypeVar("T")

#: Seconds after which what can't be served now may be asked again: a store that is full stays so for longer.
RETRY_SECONDS: Final = 5


class Pages:
    """A part of the control API; its subclasses have the routes."""

    log = Logger()

    def __init__(self, *, clock: Clock, desk: Desk, auditor: Auditor) -> None:
        self._clock = clock
        self._desk = desk
        self._auditor = auditor

    def _reader(self, request: Request) -> Reader:
        now = self._clock.now().astimezone(self._desk.zone)
        return Reader(exchange.tongue(request, self._desk.tongue), now)

    # --- what staff did -----------------------------------------------------------------------------

    def _act(
        self,
        request: Request,
        action: str,
        actor: str = "",
        *,
        subject: str = "",
        outcome: str = "ok",
        facts: Mapping[str, Fact] = MappingProxyType({}),
    ) -> Act:
        return Act(
            at=self._clock.now(),
            action=action,
            account=account_of(request),
            actor=actor,
            subject=subject,
            outcome=outcome,
            facts={**facts},
        )

    def _also(self, act: Act) -> Also:
        """What puts an act down in the commit in which it is done."""
        return lambda ledger: self._auditor.record(ledger, act)

    async def _note(self, request: Request, action: str, actor: str = "", **said: Any) -> None:  # noqa: ANN401 - as `_act` takes them
        """Put down what is not put down with what it did."""
        await to_the_end(self._auditor.note(self._act(request, action, actor, **said)))

    # --- answers ------------------------------------------------------------------------------------

    def _show(self, request: Request, what: msgspec.Struct) -> bytes:
        return exchange.answer(request, msgspec.json.encode(what), exchange.JSON)

    def _refuse(self, request: Request, status: HTTPStatus, line: str) -> bytes:
        refusal = shapes.Refusal(error=line)
        return exchange.answer(request, msgspec.json.encode(refusal), exchange.JSON, status)

    def _answer_failure(self, request: IRequest, failure: Failure) -> bytes:
        """The answer to a request that raised something."""
        asked, error = cast("Request", request), failure.value
        match error:
            case Unaskable():
                return self._untaken(asked, error)
            case HTTPException():
                return self._untaken(asked, exchange.untaken(asked, error))
            case Refused():
                return self._later(asked, error.problem)
            case StoreDown():
                return self._later(asked, Problem(ProblemCode.STORE_DOWN))
            case _:
                self.log.failure("{path} failed", failure, path=exchange.path(asked))
                return self._untaken(asked, Unaskable(Why.FAILED))

    def _later(self, request: Request, problem: Problem) -> bytes:
        request.setHeader("retry-after", str(RETRY_SECONDS))
        line = tell(problem, exchange.tongue(request, self._desk.tongue))
        return self._refuse(request, HTTPStatus.SERVICE_UNAVAILABLE, line)

    def _untaken(self, request: Request, error: Unaskable) -> bytes:
        return self._refuse(request, error.status, error.told(exchange.tongue(request, self._desk.tongue)))


def to_the_end(work: Coroutine[Any, Any, T]) -> Deferred[T]:
    """The result of work that goes on when nobody waits for it any more.

    A request whose line breaks is cancelled; what it asked of the library's books must come to its end all
    the same, and in its turn.
    """
    answer: Deferred[T] = Deferred()
    Deferred.fromCoroutine(work).addCallbacks(answer.callback, answer.errback)
    return answer
