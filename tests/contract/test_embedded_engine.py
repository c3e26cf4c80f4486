"""The embedded engine keeps the contract of circulation engines, in memory and on the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.embedded import EmbeddedEngine
from gateway.model.commands import PlaceHold
from gateway.model.loans import HoldKind, HoldState
from gateway.ports import Store
from gateway.store.postgresql.store import open_store as open_postgresql
from gateway.store.sqlite import open_store
from tests.contract.circulation_engine import CirculationEngineContract
from tests.library import DAY, MINUTE, NOW, hold, item_ref, patron_ref
from tests.memory_store import MemoryStore, result
from tests.place import Place, Watch, back, fill, library_setting, pin_digest


def embedded(store: Store) -> Place:
    clock = Watch()
    return fill(Place(EmbeddedEngine(store, library_setting(), clock, pin_digest), store, clock))


class LapsedHolds:
    """What the embedded engine does beside its contract, of itself."""

    def lapse(self, place: Place) -> int:
        engine = place.engine
        assert isinstance(engine, EmbeddedEngine)
        return result(engine.expire_holds())

    def test_a_copy_that_was_not_fetched_passes_on_by_itself(self, place: Place) -> None:
        for reader in (2, 3):
            place.do(PlaceHold(at=NOW, patron=patron_ref(reader), item=item_ref(), pickup="hall"))
            place.clock.turn(MINUTE)
        place.do(back())
        assert self.lapse(place) == 0
        place.clock.turn(8 * DAY)
        assert self.lapse(place) == 1
        assert place.patron(2).ready_holds == ()
        assert [hold.state for hold, _ in place.patron(3).ready_holds] == [HoldState.READY]
        assert self.lapse(place) == 0
        last = result(place.store.read(lambda shelf: shelf.history("item CUMT.B000001", 1)))[0]
        assert (last.kind, last.actor, last.cause) == ("hold-expired", "guanji", "")

    def test_a_hold_that_caught_nothing_ends_too(self, place: Place) -> None:
        place.seed(hold(expires=NOW), hold(1, 3, HoldKind.ITEM, expires=NOW))
        place.clock.turn(MINUTE)
        assert self.lapse(place) == 2
        kept = result(place.store.read(lambda shelf: (shelf.hold("hold2"), shelf.hold("hold3"))))
        assert [one.state for one in kept if one] == [HoldState.EXPIRED, HoldState.EXPIRED]


class TestInMemory(LapsedHolds, CirculationEngineContract):
    @pytest.fixture
    def place(self) -> Place:
        return embedded(MemoryStore())


class TestOnSqlite(LapsedHolds, CirculationEngineContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Iterator[Place]:
        store = open_store(tmp_path / "library.db")
        yield embedded(store)
        result(store.stop())


class TestOnPostgresql(LapsedHolds, CirculationEngineContract):
    @pytest.fixture
    def place(self, database_url: str) -> Iterator[Place]:
        store = open_postgresql(database_url)
        yield embedded(store)
        result(store.stop())
