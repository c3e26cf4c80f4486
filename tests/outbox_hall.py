"""An outbox on a real store, by a clock that the test moves, with partners that do as they are told."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from gateway.model.ill.post import Letter
from gateway.model.partners import PartnerState
from gateway.outbox.delivery import Delivery, Ways
from gateway.outbox.desk import OutboxDesk
from gateway.outbox.marking import Marked
from gateway.outbox.terms import SendingTerms
from gateway.ports import Ledger, Shelf, Store, StoreDown
from gateway.ports.outbox import Receipt, Undelivered
from gateway.store.sqlite import open_store
from tests.ill_samples import letter
from tests.memory_store import Failed, result
from tests.store_samples import NOW

T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")

Way = Callable[[Letter], Awaitable[Receipt]]


class WallClock:
    """The time of day, which passes as the test's clock does."""

    def __init__(self, timers: Clock) -> None:
        self._timers = timers
        self.began = NOW

    def now(self) -> datetime:
        return self.began + timedelta(seconds=self._timers.seconds())


class Partners:
    """`gateway.ports.outbox.Courier`: each partner takes letters in its own way, at once unless told else."""

    def __init__(self, timers: Clock) -> None:
        self._timers = timers
        self.ways: dict[str, Way] = {}
        #: Every try: when, and which letter; and what has got there.
        self.tried: list[tuple[float, str]] = []
        self.got: list[str] = []
        self.most: dict[str, int] = {}
        self._now: dict[str, int] = {}

    async def send(self, letter: Letter) -> Receipt:
        self.tried.append((self._timers.seconds(), letter.id))
        partner = letter.partner
        self._now[partner] = self._now.get(partner, 0) + 1
        self.most[partner] = max(self.most.get(partner, 0), self._now[partner])
        try:
            receipt = await self.ways.get(partner, self.takes)(letter)
        finally:
            self._now[partner] -= 1
        self.got.append(letter.id)
        return receipt

    async def takes(self, _: Letter) -> Receipt:
        return Receipt()

    async def confirms(self, _: Letter) -> Receipt:
        return Receipt(confirmed=True)

    async def refuses(self, _: Letter) -> Receipt:
        raise Undelivered("connection refused")

    async def knows_no_address(self, _: Letter) -> Receipt:
        raise Undelivered("no address", permanent=True)

    async def has_no_line(self, _: Letter) -> Receipt:
        raise Undelivered("it has no line open to us", uncalled=True)

    async def hangs(self, _: Letter) -> Receipt:
        return await Deferred()

    async def breaks(self, _: Letter) -> Receipt:
        raise ZeroDivisionError

    def slow(self, seconds: float) -> Way:
        async def takes_its_time(_: Letter) -> Receipt:
            over: Deferred[None] = Deferred()
            timer: Any = self._timers.callLater(seconds, over.callback, None)
            try:
                await over
            finally:
                if timer.active():
                    timer.cancel()
            return Receipt()

        return takes_its_time


class _Watched:
    """A shelf that tells whose line was looked up on it."""

    def __init__(self, shelf: Shelf, looked_up: list[str]) -> None:
        self._shelf = shelf
        self._looked_up = looked_up

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the shelf has
        return getattr(self._shelf, name)

    def partner_state(self, partner: str) -> PartnerState | None:
        self._looked_up.append(partner)
        return self._shelf.partner_state(partner)


class Hall:
    """One or more servers' outboxes on one store. `down` makes the store refuse."""

    def __init__(self, path: Path, timers: Clock | None = None, **terms: SendingTerms) -> None:
        self.timers = timers or Clock()
        self.clock = WallClock(self.timers)
        self.partners = Partners(self.timers)
        self.terms = terms
        self.database = open_store(path / "guanji.db")
        self.down = False
        #: Partners to whom there is no way just now.
        self.away: set[str] = set()
        #: Whose line was looked up.
        self.looked_up: list[str] = []
        #: Seconds that a look-up's answer takes to come home.
        self.read_seconds = 0.0
        #: Units of work that the outbox has asked for.
        self.asked: list[object] = []
        self.marked: list[Letter] = []
        self.desk = OutboxDesk(self, clock=self.clock, terms=self.terms_of)

    def terms_of(self, partner: str) -> SendingTerms:
        return self.terms.get(partner, SendingTerms(window=2))

    # --- the store, which may be down ----------------------------------------------------------------------

    def commit(self, work: Callable[[Ledger], T], *, aside: bool = False) -> Awaitable[T]:
        self.asked.append(work)
        return Failed(StoreDown("no room")) if self.down else self.database.commit(work, aside=aside)

    def read(self, work: Callable[[Shelf], T]) -> Awaitable[T]:
        if self.down:
            return Failed(StoreDown("no room"))
        seen = self.database.read(lambda shelf: work(cast("Shelf", _Watched(shelf, self.looked_up))))
        if not self.read_seconds:
            return seen
        later: Deferred[T] = Deferred()
        self.timers.callLater(self.read_seconds, later.callback, result(seen))
        return later

    # --- what a test does -----------------------------------------------------------------------------------

    def open(self, *, holder: str = "", marked: Marked | None = None) -> Delivery:
        store: Store = self
        ways = Ways(
            courier=self.partners,
            terms=self.terms_of,
            zone=ZONE,
            clock=self.clock,
            timers=self.timers,
            chance=lambda: 1.0,
            holder=holder,
            marked=marked or (lambda _, letter: self.marked.append(letter)),
            there=lambda partner: partner not in self.away,
        )
        delivery = Delivery(store, self.database.wakes, ways)
        delivery.start()
        return delivery

    def post(self, *letters: Letter) -> None:
        def work(ledger: Ledger) -> None:
            for one in letters:
                ledger.post(one)

        result(self.database.commit(work))

    def letters(self, numbers: range, **changes: object) -> None:
        at = self.clock.now()
        values = {"posted": at, "not_before": at, "next_at": at, **changes}
        self.post(*(letter(number, **values) for number in numbers))

    def kept(self, number: int) -> Letter:
        found = result(self.database.read(lambda shelf: shelf.letter(f"L{number:03}")))
        assert found is not None
        return found

    def states(self, *numbers: int) -> list[str]:
        return [self.kept(number).state.value for number in numbers]

    def line(self, partner: str = "HHIT") -> PartnerState | None:
        return result(self.database.read(lambda shelf: shelf.partner_state(partner)))

    def pass_seconds(self, seconds: float) -> None:
        """The time passes, in steps that no timer is skipped over."""
        end = self.timers.seconds() + seconds
        while (first := self._first_timer()) <= end:
            self.timers.advance(max(first - self.timers.seconds(), 0))
        self.timers.advance(end - self.timers.seconds())

    def _first_timer(self) -> float:
        calls: Any = self.timers.getDelayedCalls()
        return min((call.getTime() for call in calls), default=inf)

    def close(self) -> None:
        self.database.stop()
