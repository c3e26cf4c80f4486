"""A library with an engine behind it, for whatever tries engines: its clock, its desk, its words."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from gateway.circulation.policy import CategoryLimits, Policy, Rule
from gateway.circulation.situation import Setting
from gateway.model.changes import Changes, Record
from gateway.model.commands import (
    AskItem,
    AskPatron,
    Channel,
    Checkin,
    Checkout,
    Command,
)
from gateway.model.identity import PatronId
from gateway.model.inbound import Inbound, Named
from gateway.model.outcomes import (
    ItemView,
    Outcome,
    PatronView,
)
from gateway.ports import CirculationEngine, Ledger, Store
from tests.library import (
    BRANCHES,
    HOME,
    KIOSK,
    NOW,
    ZONE,
    item,
    item_ref,
    patron,
    patron_id,
    patron_ref,
    replace,
)
from tests.memory_store import result

O = TypeVar("O", bound=Outcome)  # noqa: E741 - an outcome
DESK = replace(KIOSK, terminal="desk1", channel=Channel.DESK, actor="li")

#: Thirty days, twice renewed, ten fen a day; what lies in the reading room stays there.
POLICY = Policy(
    rules=(
        Rule(loan_days=30, renewals=2, fine_per_day_fen=10, fine_cap_fen=1000),
        Rule(location="reading", lendable=False),
    ),
    limits=(CategoryLimits(loans=3, overdue=0, holds=2, fees_fen=500),),
)


def pin_digest(patron: PatronId, pin: str) -> bytes:
    """A digest of PINs for tests."""
    return hashlib.blake2b(f"{patron}:{pin}".encode(), key=b"tests").digest()


class Watch:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self._now = NOW

    def now(self) -> datetime:
        """This instant."""
        return self._now

    def turn(self, by: timedelta) -> None:
        """Let time pass."""
        self._now += by


def library_setting() -> Setting:
    """The library that the contract speaks of."""
    numbers = count(1)
    return Setting(
        agency=HOME,
        zone=ZONE,
        new_id=lambda: f"n{next(numbers):06}",
        policy=POLICY,
        branch_of=BRANCHES,
    )


class StoreJournal:
    """`gateway.ports.Journal` that settles in a store's own commit."""

    def __init__(self, store: Store, inbound: Inbound) -> None:
        self._store = store
        self._inbound = inbound

    def settle(self, work: Callable[[Ledger], O]) -> Awaitable[O]:
        """Run `work` and remember that it was asked."""

        def whole(ledger: Ledger) -> O:
            outcome = work(ledger)
            ledger.remember(self._inbound, type(outcome).__name__, Named())
            return outcome

        return self._store.commit(whole)


class Place:
    """A library with its engine."""

    def __init__(self, engine: CirculationEngine, store: Store, clock: Watch) -> None:
        self.engine = engine
        self.store = store
        self.clock = clock
        self._refs = count(1)

    def seed(self, *records: Record) -> None:
        """Put records there before anything happens."""
        result(self.store.commit(lambda ledger: ledger.save(Changes(records=records))))

    def do(self, command: Command, origin: Any = KIOSK) -> Any:  # noqa: ANN401 - the outcome of its verb
        """Carry a command out, now."""
        command = replace(command, at=self.clock.now()) if command.at == NOW else command
        inbound = Inbound(ref=f"in{next(self._refs):06}", at=self.clock.now(), origin=origin, body=command)
        return result(self.engine.perform(inbound, command, StoreJournal(self.store, inbound)))

    def patron(self, number: int = 1, pin: str | None = None) -> PatronView:
        """Look a reader up."""
        return result(self.engine.ask_patron(AskPatron(patron=patron_ref(number), pin=pin)))

    def item(self, number: int = 1) -> ItemView:
        """Look an item up."""
        return result(self.engine.ask_item(AskItem(item=item_ref(number))))


def fill(place: Place) -> Place:
    """Four readers with the PIN 1234 and four books, the fourth in the northern reading room."""
    place.seed(
        *(patron(n, pin=pin_digest(patron_id(n), "1234")) for n in (1, 2, 3, 4)),
        *(item(n) for n in (1, 2, 3)),
        item(4, permanent_location="reading", current_location="reading"),
    )
    return place


def out(reader: int = 1, number: int = 1, **more: Any) -> Checkout:  # noqa: ANN401 - fields of Checkout
    """A checkout."""
    return replace(Checkout(at=NOW, patron=patron_ref(reader), item=item_ref(number)), **more)


def back(number: int = 1, returned: datetime | None = None, **more: Any) -> Checkin:  # noqa: ANN401
    """A checkin."""
    return replace(Checkin(at=NOW, item=item_ref(number), returned=returned or NOW), **more)
