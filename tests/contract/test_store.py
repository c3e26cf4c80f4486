from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.ports import Store
from gateway.store.postgresql.store import open_store as open_postgresql
from gateway.store.sqlite import open_store
from tests.contract.ill_store import IllStoreContract
from tests.contract.leases import LeaseContract
from tests.contract.store import StoreContract
from tests.memory_store import MemoryStore, result


class TestSqlite(StoreContract, LeaseContract, IllStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        store = open_store(tmp_path / "guanji.db")
        yield store
        store.stop()


class TestPostgresql(StoreContract, LeaseContract, IllStoreContract):
    @pytest.fixture
    def store(self, database_url: str) -> Iterator[Store]:
        store = open_postgresql(database_url)
        yield store
        result(store.stop())


class TestMemory(StoreContract, LeaseContract, IllStoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()
