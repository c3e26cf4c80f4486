from pathlib import Path

import pytest

from gateway.store import opening
from gateway.store.postgresql.store import PostgresqlStore
from gateway.store.schema import REVISION
from gateway.store.sqlite import SqliteStore
from tests.memory_store import result
from tests.postgres import Cluster


def test_a_path_opens_a_file(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    store = opening.open_store(path)
    assert isinstance(store, SqliteStore)
    assert store.node == ""
    result(store.stop())
    opening.ready(path)
    opening.upgrade(path)
    assert opening.revision(path) == REVISION
    assert not opening.is_shared(path)


def test_a_url_opens_postgresql(postgres: Cluster) -> None:
    url = postgres.database()
    opening.upgrade(url)
    opening.ready(url)
    assert opening.revision(url) == REVISION
    store = opening.open_store(url, node="南湖")
    assert isinstance(store, PostgresqlStore)
    assert store.node.startswith("南湖/")
    result(store.stop())


@pytest.mark.parametrize("url", ["postgresql://db/guanji", "postgres://db/guanji"])
def test_several_servers_may_share_a_servers_database(url: str) -> None:
    assert opening.is_shared(url)
