"""Libraries that lend to each other over a wire that can fail: whole gateways but for sockets and threads.

    world = World()
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")
    loan = cumt.asks("HHIT")
    world.settle()

Stores are real, time is the test's own, and the wire between two libraries carries bytes in memory.
"""

import tempfile
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock as Reactor

from adapters.iso10161 import Iso10161
from gateway.dispatch.lending import Correspondent, Directory, Done, Lending, Library, Means, Strangers
from gateway.model.identity import AgencyId
from gateway.model.ill.history import IllEntry
from gateway.model.ill.names import SystemId
from gateway.model.ill.partners import PartnerTerms
from gateway.model.ill.parts import IllItem
from gateway.model.ill.post import Case, Letter
from gateway.model.ill.services import AnyService, IllRequest
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import ServiceType
from gateway.outbox.delivery import Delivery, Ways
from gateway.outbox.desk import OutboxDesk
from gateway.outbox.terms import SendingTerms, goes_at
from gateway.ports.ill import Sought
from gateway.ports.outbox import Receipt, Undelivered
from gateway.store.sqlite import open_store

T = TypeVar("T")

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


class Caller(msgspec.Struct, frozen=True):
    """The other end of a line."""

    link: str = "line"
    host: str = "10.0.0.1"
    partner: str = ""
    fingerprint: str = ""


class World:
    """All of them, and their time."""

    def __init__(self) -> None:
        self.reactor = Reactor()
        self.libraries: dict[str, Place] = {}

    def now(self) -> datetime:
        """The time of day."""
        return START + timedelta(seconds=self.reactor.seconds())

    def library(self, name: str, *partners: str, **more: Any) -> "Place":  # noqa: ANN401 - as `Place` takes it
        """A library that knows these others."""
        self.libraries[name] = place = Place(self, name, partners, **more)
        return place

    def settle(self, seconds: float = 5.0) -> None:
        """Let so much time pass, second by second, timers included."""
        for _ in range(int(seconds)):
            for place in self.libraries.values():
                place.wait(place.lending.tick())
            self.reactor.advance(1.0)


class Place:
    """One library. `deaf` to what comes, as a server that is down; `losing`: what comes is never written.

    Partners that are not `reachable` it tells things only while a line of theirs stands (`lines`).
    """

    def __init__(
        self,
        world: World,
        name: str,
        partners: tuple[str, ...],
        *,
        terms: dict[str, Any] | None = None,
        reachable: bool = True,
        may_forward: bool = False,
        **directory: Any,  # noqa: ANN401 - as `Directory` takes it
    ) -> None:
        self.world = world
        self.name = name
        self.us = SystemId(symbol=f"CN:{name}")
        self.deaf = self.losing = False
        self.reachable = reachable
        self.lines: set[str] = set()
        self.heard: list[bytes] = []
        self.told: list[bytes] = []
        numbers = count(1)
        self._folder = tempfile.TemporaryDirectory(prefix="guanji-lending-")
        self.store: Any = open_store(Path(self._folder.name) / "guanji.sqlite")
        self.language = Iso10161()
        self.terms = terms or {}
        self.lending = Lending(
            Means(
                self.store,
                self.language,
                world,
                lambda: f"{name}{next(numbers):08}",
                lambda _partner, posted, grace: goes_at(SendingTerms(), ZONE, posted, grace),
            ),
            Library(agency=AgencyId(name), us=self.us, zone=ZONE),
            Directory(
                [self._knows(one, reachable=reachable, may_forward=may_forward) for one in partners],
                ours=[self.us],
                **directory,
            ),
        )
        self.delivery = Delivery(
            self.store,
            self.store.wakes,
            Ways(
                courier=self,
                terms=lambda _: SendingTerms(),
                zone=ZONE,
                clock=world,
                timers=world.reactor,
                chance=lambda: 0.5,
                marked=self.lending.marked,
                there=lambda partner: self.reachable or partner in self.lines,
            ),
        )
        self.outbox = OutboxDesk(self.store, clock=world, terms=lambda _: SendingTerms())
        self.delivery.start()

    def _knows(self, name: str, *, reachable: bool, may_forward: bool) -> Correspondent:
        terms = PartnerTerms(name=name, symbols=(SystemId(symbol=f"CN:{name}"),), **self.terms)
        return Correspondent(terms=terms, reachable=reachable, may_forward=may_forward)

    def wait(self, work: Awaitable[T]) -> T:
        """What comes of work that needs nobody else."""
        done: list[Any] = []
        Deferred.fromCoroutine(_awaited(work)).addBoth(done.append)
        assert done, "it waits for something"
        if hasattr(done[0], "raiseException"):
            done[0].raiseException()
        result: T = done[0]
        return result

    # --- the wire -----------------------------------------------------------------------------------------

    async def send(self, letter: Letter) -> Receipt:
        """Carry a letter to its library; where that has only this line, what it says on it comes back."""
        other = self.world.libraries.get(letter.partner)
        if other is None or other.deaf:
            raise Undelivered("nobody is there")
        self.told.append(letter.payload)
        answers = () if other.losing else await other.hear(letter.payload)
        for answer in () if other.reachable or self.losing else answers:
            await self.hear(answer)
        return Receipt()

    async def hear(self, raw: bytes, caller: Caller | None = None) -> tuple[bytes, ...]:
        """Bytes arrive."""
        self.heard.append(raw)
        return await self.lending.received(raw, caller or Caller())

    def called(self, partner: str) -> None:
        """A partner opens a line, and is answered there."""
        self.lines.add(partner)
        self.delivery.called(partner)

    # --- what staff do and see ----------------------------------------------------------------------------

    def asks(self, partner: str, *, actor: str = "李老师", **wish: Any) -> str:  # noqa: ANN401 - of a request
        """A book is asked for; the transaction's id."""
        item = IllItem(title="人工智能导论", author="王建国", isbn="9787564690014")
        made: dict[str, Any] = {"item": item, "service_types": (ServiceType.LOAN,)} | wish
        request = IllRequest(**made)
        return self.wait(self.lending.open(partner, request, actor=actor)).transaction.id

    def does(self, transaction: str, body: AnyService, actor: str = "李老师") -> Done:
        """A service."""
        return self.wait(self.lending.do(transaction, body, actor=actor))

    def all(self) -> tuple[IllTransaction, ...]:
        """Every transaction, latest first."""
        sought = Sought(open=None)
        found: tuple[IllTransaction, ...] = self.read(
            lambda shelf: shelf.ill_transactions(sought, 100)
        ).transactions
        return found

    def only(self) -> IllTransaction:
        """The one transaction that there is."""
        (one,) = self.all()
        return one

    def state(self, transaction: str) -> State:
        """Where one stands."""
        state: State = self.read(lambda shelf: shelf.ill_transaction(transaction)).state
        return state

    def entries(self, transaction: str) -> tuple[IllEntry, ...]:
        """Its history."""
        found: tuple[IllEntry, ...] = self.read(lambda shelf: shelf.ill_entries(transaction))
        return found

    def letters(self, transaction: str) -> list[tuple[str, str]]:
        """Its letters, with how far each has come."""
        return [(one.what, str(one.state)) for one in self.read(lambda shelf: shelf.letters_of(transaction))]

    def cases(self) -> tuple[Case, ...]:
        """What staff must look at."""
        found: tuple[Case, ...] = self.read(lambda shelf: shelf.ill_cases(100))
        return found

    def read(self, work: Any) -> Any:  # noqa: ANN401 - any look-up
        """A look-up."""
        return self.wait(self.store.read(work))

    def close(self) -> None:
        """Let go of the files."""
        self.wait(self.delivery.stop())
        self.wait(self.store.stop())
        self._folder.cleanup()


async def _awaited(work: Awaitable[T]) -> T:
    return await work


__all__ = ["Caller", "Place", "Strangers", "World"]
