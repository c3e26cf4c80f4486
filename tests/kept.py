"""A store, who takes care of it, and the time: for tests of what is held about readers."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from gateway.model.changes import Changes, Event, Record
from gateway.model.identity import PatronId
from gateway.model.inbound import Named
from gateway.model.keeping import Dossier, Erased, LoanCount, Standing, Terms
from gateway.model.loans import HoldState, LoanState
from gateway.ports import Ledger, Shelf, Store
from gateway.store.caretaker import Caretaker, Lore
from gateway.store.erased import ErasedLog
from gateway.store.figures import loan_counts
from gateway.store.keys import KeyedDigest
from gateway.translate.provided import own, told
from tests.memory_store import result
from tests.store_samples import BOOK, CUMT, FEE, HOLD, LOAN, NOW, READER, message

T = TypeVar("T")
replace = msgspec.structs.replace

DAY = timedelta(days=1)
ENDED = NOW + 20 * DAY
NOBODY = PatronId(CUMT, "")

TERMS = Terms(
    finished=90 * DAY, messages=30 * DAY, events=365 * DAY, terminals=180 * DAY, provided=1095 * DAY
)

RETURNED = replace(LOAN, state=LoanState.RETURNED, ended=ENDED, reported_at=None, hold="H1")
FULFILLED = replace(HOLD, patron=READER.id, state=HoldState.FULFILLED, item=BOOK.id)
SETTLED = replace(FEE, paid=300)
ANSWER = "120NNY20261122    160000AOCUMT|AAP0001|ABB000001|AJ导论|AH2026-12-22|AF|"


class Clock:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class Numbers:
    """Ids that count up."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> str:
        self._last += 1
        return f"E{self._last}"


class Kept:
    """A store, who takes care of it, and the time."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.clock = Clock()
        self.log = ErasedLog(folder / "erased.log")
        self.rests: list[float] = []
        self.keeper = Caretaker(
            store,
            digests=KeyedDigest(bytes(32)),
            log=self.log,
            clock=self.clock,
            new_id=Numbers(),
            lore=Lore(told, own),
            rest=self._rest,
        )

    async def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)

    def save(self, *records: Record, events: Sequence[Event] = ()) -> None:
        changes = Changes(records=records, events=tuple(events))
        result(self.store.commit(lambda ledger: ledger.save(changes)))

    def hear(self, ref: str, *, at: datetime = NOW, reply: str = ANSWER, patron: str = "P0001") -> None:
        """Put a message into the inbox."""
        heard = replace(message(ref), at=at, kind="sip2 11", text=f"11NN…AA{patron}|ABB000001|")
        named = Named(item="B000001", patron=patron)
        result(self.store.commit(lambda ledger: ledger.remember(heard, reply, named)))

    def read(self, look: Callable[..., T]) -> T:
        return result(self.store.read(cast("Callable[[Shelf], T]", look)))

    def do(self, unit: Callable[..., T]) -> T:
        return result(self.store.commit(cast("Callable[[Ledger], T]", unit)))

    def let_go(self, day: float, terms: Terms | None = None) -> dict[str, int]:
        """What is let go of so many days after the book came back, where it is something."""
        self.clock.time = ENDED + day * DAY
        done = result(self.keeper.let_go(terms or TERMS))
        return {name: number for name, number in done.rows.items() if number}

    def dossier(self, number: str = "P0001") -> Dossier | None:
        return result(self.keeper.dossier(CUMT, (number,)))

    def erase(self, number: str = "P0001") -> Erased | Standing | None:
        return result(self.keeper.erase(CUMT, (number,), actor="li"))

    def counts(self) -> tuple[LoanCount, ...]:
        months = (date(2026, 11, 1), date(2026, 12, 1))
        return self.read(lambda shelf: tuple(loan_counts(shelf, months, UTC)))


def happened(subject: str, at: datetime = NOW, kind: str = "checkout", **data: Any) -> Event:  # noqa: ANN401
    return Event(kind=kind, subject=subject, at=at, data=data)
