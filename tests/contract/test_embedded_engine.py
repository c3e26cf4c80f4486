"""The embedded engine keeps the contract of circulation engines, in memory and on the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.embedded import EmbeddedEngine
from gateway.ports import Store
from gateway.store.sqlite import open_store
from tests.contract.circulation_engine import (
    CirculationEngineContract,
    Place,
    Watch,
    fill,
    library_setting,
    pin_digest,
)
from tests.memory_store import MemoryStore, result


def embedded(store: Store) -> Place:
    clock = Watch()
    return fill(Place(EmbeddedEngine(store, library_setting(), clock, pin_digest), store, clock))


class TestInMemory(CirculationEngineContract):
    @pytest.fixture
    def place(self) -> Place:
        return embedded(MemoryStore())


class TestOnSqlite(CirculationEngineContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Iterator[Place]:
        store = open_store(tmp_path / "library.db")
        yield embedded(store)
        result(store.stop())
