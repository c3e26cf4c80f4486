from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.ports import Store
from gateway.store.postgresql.store import open_store as open_postgresql
from gateway.store.sqlite import open_store
from tests.contract.store_in_bulk import StoreInBulkContract
from tests.memory_store import MemoryStore, result


class TestSqlite(StoreInBulkContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        store = open_store(tmp_path / "guanji.db")
        yield store
        store.stop()


class TestPostgresql(StoreInBulkContract):
    @pytest.fixture
    def store(self, database_url: str) -> Iterator[Store]:
        store = open_postgresql(database_url)
        yield store
        result(store.stop())


class TestMemory(StoreInBulkContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()
