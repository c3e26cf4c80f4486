from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.ports import Store
from gateway.store.opening import open_store
from tests.contract.erasing import ErasingContract
from tests.contract.ill_keeping import IllKeepingContract
from tests.contract.keeper import KeeperContract
from tests.memory_store import result


class TestSqlite(KeeperContract, ErasingContract, IllKeepingContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        store = open_store(tmp_path / "guanji.db")
        yield store
        result(store.stop())


class TestPostgresql(KeeperContract, ErasingContract, IllKeepingContract):
    @pytest.fixture
    def store(self, database_url: str) -> Iterator[Store]:
        store = open_store(database_url)
        yield store
        result(store.stop())
