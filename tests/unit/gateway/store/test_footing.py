import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gateway.ports import StoreDown
from gateway.store.sqlite import SqliteStore, open_store
from gateway.store.transactions import Transactions
from tests.library import NOW
from tests.memory_store import result
from tests.store_samples import BOOK, saved


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = open_store(tmp_path / "guanji.db")
    result(store.commit(lambda ledger: ledger.save(saved(BOOK))))
    assert result(store.read(lambda shelf: shelf.item(BOOK.id))) is not None
    yield store
    store.stop()


def touches(store: SqliteStore) -> bool:
    """Whether a unit is committed."""
    try:
        result(store.commit(lambda ledger: ledger.touch(NOW)))
    except StoreDown:
        return False
    return True


def log_of(store: SqliteStore) -> Path:
    return store.path.with_name("guanji.db-wal")


def items(path: Path) -> int:
    """What the file alone holds, as after a power cut: opened by a copy without a log."""
    copy = path.with_name("copy.db")
    shutil.copyfile(path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM item").fetchall()
    return int(count)


def test_a_database_that_is_moved_away_serves_again_once_it_is_back(store: SqliteStore) -> None:
    away = store.path.with_name("away.db")
    store.path.rename(away)
    with pytest.raises(StoreDown, match="put that one back"):
        result(store.commit(lambda ledger: ledger.touch(NOW)))
    assert result(store.read(lambda shelf: shelf.item(BOOK.id))) is not None
    away.rename(store.path)
    assert touches(store)


def test_another_file_in_its_place_is_not_written_to(store: SqliteStore) -> None:
    other = store.path.with_name("other.db")
    open_store(other).stop()
    before = other.read_bytes()
    other.rename(store.path)
    assert not touches(store)
    assert store.path.read_bytes() == before


def test_what_is_moved_away_in_the_middle_of_a_batch_answers_nobody(store: SqliteStore) -> None:
    away = store.path.with_name("away.db")
    with pytest.raises(StoreDown):
        result(store.commit(lambda _: store.path.rename(away)))
    away.rename(store.path)
    assert touches(store)


def test_a_log_that_is_removed_loses_nothing(store: SqliteStore) -> None:
    assert items(store.path) == 0  # it is in the log alone
    log_of(store).unlink()
    with pytest.raises(StoreDown, match="start the server again"):
        result(store.commit(lambda ledger: ledger.touch(NOW)))
    assert items(store.path) == 1
    assert not touches(store)
    assert result(store.read(lambda shelf: shelf.item(BOOK.id))) is not None


def test_a_log_that_is_in_use_is_saved_later(store: SqliteStore) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM item").fetchall()
        log_of(store).unlink()
        assert not touches(store)
    assert not touches(store)
    assert items(store.path) == 1


def test_a_new_connection_has_a_log_of_its_own(store: SqliteStore) -> None:
    before = log_of(store).stat()
    for runner in (store._reader, store._writer):
        worker: Transactions = runner._worker  # type: ignore[attr-defined]
        worker._held.drop()  # as after an error; the last connection takes its log with it
    assert touches(store)
    assert log_of(store).stat().st_ctime_ns > before.st_ctime_ns
    assert touches(store)
