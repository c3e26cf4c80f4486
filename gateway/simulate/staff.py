"""Staff of the gateway's own library, in scenes: they ask, they act on loans, they look."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

import msgspec
from twisted.internet.task import deferLater

from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import Case
from gateway.model.ill.services import AnyService, IllRequest
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.wording import STATES
from gateway.simulate.acting import RECEIVED, SENT, Acted, Line, Silence
from gateway.simulate.loan import Ask, Do, Find, See, Seen
from gateway.simulate.readable import shown
from gateway.simulate.scenario import Step

#: Seconds for which staff wait until a loan stands where they expect it.
PATIENCE_SECONDS: Final = 20.0

#: How often they look meanwhile.
LOOK_SECONDS: Final = 0.05

_WAYS: Final = {Direction.OUT: SENT, Direction.IN: RECEIVED}


class Declined(Exception):
    """The gateway does not do it; the text says why."""


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the gateway keeps of one loan."""

    transaction: IllTransaction
    entries: tuple[IllEntry, ...] = ()
    cases: tuple[Case, ...] = ()


class Desk(Protocol):
    """The gateway, as staff use it."""

    async def ask(self, partner: str, request: IllRequest) -> str:
        """Open a loan; its id. Raises `Declined`."""
        ...

    async def do(self, loan: str, body: AnyService) -> None:
        """Have a service sent. Raises `Declined`."""
        ...

    async def papers(self, loan: str) -> Papers:
        """What is kept of a loan."""
        ...

    async def latest(self) -> str:
        """The loan that was opened last, by whichever side; empty where there is none."""
        ...


class Staff:
    """`Actors`: all staff at one desk. The answer to a step is what they see then, a `Seen`."""

    deeds = (Ask, Do, See, Find)

    def __init__(self, desk: Desk, *, clock: Any) -> None:  # noqa: ANN401 - Twisted's timers
        self._desk = desk
        self._clock = clock
        self._loan = ""
        #: How many lines of the loan's history the scene has shown.
        self._shown = 0

    async def act(self, step: Step, kept: Mapping[str, object]) -> Acted:  # noqa: ARG002 - staff keep nothing
        """Act, and look."""
        refused = ""
        try:
            await self._act(step.says)
        except Declined as declined:
            refused = str(declined)
        papers = await self._desk.papers(self._loan)
        new = papers.entries[self._shown :]
        self._shown = len(papers.entries)
        return Acted(
            answer=_seen(papers, refused),
            lines=tuple(
                Line(_WAYS[entry.direction], shown(entry.raw)) for entry in new if entry.direction in _WAYS
            ),
            outcome=STATES[papers.transaction.state],
        )

    async def leave(self) -> None:
        """Staff have no connections."""

    async def _act(self, deed: object) -> None:
        match deed:
            case Ask(partner=partner, request=request):
                self._take(await self._desk.ask(partner, request))
            case Do(at=at, body=body):
                await self._until(at)
                await self._desk.do(self._loan, body)
            case See(at=at, over=over):
                await self._until(at, over=over)
            case Find():
                await self._wait(self._has_come, "nobody has asked for anything")
            case other:
                raise TypeError(f"staff can't {other!r}")

    def _take(self, loan: str) -> None:
        self._loan, self._shown = loan, 0

    async def _until(self, state: State, *, over: bool = False) -> None:
        async def stands() -> bool:
            loan = (await self._desk.papers(self._loan)).transaction
            return loan.state is state and (loan.closed is not None or not over)

        await self._wait(stands, f"the loan did not come to {state}")

    async def _has_come(self) -> bool:
        loan = await self._desk.latest()
        if loan in {"", self._loan}:
            return False
        self._take(loan)
        return True

    async def _wait(self, holds: Callable[[], Awaitable[bool]], otherwise: str) -> None:
        end = self._clock.seconds() + PATIENCE_SECONDS
        while not await holds():
            if self._clock.seconds() >= end:
                raise Silence(otherwise)
            await deferLater(self._clock, LOOK_SECONDS)


def _seen(papers: Papers, refused: str) -> Seen:
    transaction = papers.transaction
    course = transaction.course
    came = [entry for entry in papers.entries if entry.direction is Direction.IN]
    return Seen(
        id=transaction.id,
        state=transaction.state,
        title=transaction.title,
        closed=transaction.closed is not None,
        results=course.results or "",
        reason=course.reason or "",
        refused=refused,
        heard=tuple(entry.service or "" for entry in came),
        repeats=sum(entry.repeat for entry in came),
        cases=tuple(case.kind for case in papers.cases if case.closed is None),
    )
