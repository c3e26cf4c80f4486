from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import msgspec
import pytest
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from gateway.ports import Store, StoreDown
from gateway.store.errors import StoreError
from gateway.store.runner import BatchStats
from gateway.store.sqlite import open_store
from tests.memory_store import result
from tests.store_samples import BOOK, saved

T = TypeVar("T")


def test_a_store_without_threads_answers_at_once(tmp_path: Path) -> None:
    commits, reads = list[BatchStats](), list[BatchStats]()
    store = open_store(tmp_path / "guanji.db", observe_commits=commits.append, observe_reads=reads.append)
    port: Store = store
    result(port.commit(lambda ledger: ledger.save(saved(BOOK))))
    assert result(port.read(lambda shelf: shelf.item(BOOK.id))) is not None
    assert ([stats.units for stats in commits], [stats.units for stats in reads]) == ([1], [1])
    assert result(store.stop()) is None


def test_a_store_with_threads_answers_through_the_hop(tmp_path: Path) -> None:
    calls: SimpleQueue[Any] = SimpleQueue()
    store = open_store(
        f"sqlite:///{tmp_path / 'guanji.db'}",
        call_from_thread=lambda function, *args: calls.put((function, args)),
    )

    def until(deferred: Deferred[T]) -> T | Failure:
        found: list[T | Failure] = []
        deferred.addBoth(found.append)
        while not found:
            function, args = calls.get(timeout=30)
            function(*args)
        return found[0]

    assert until(store.commit(lambda ledger: ledger.save(saved(BOOK)))) is None
    assert until(store.read(lambda shelf: shelf.item(BOOK.id))) == msgspec.structs.replace(BOOK, version=1)
    assert until(store.stop()) is None


def test_a_stopped_store_is_down_and_leaves_one_file(tmp_path: Path) -> None:
    store = open_store(tmp_path / "guanji.db")
    result(store.commit(lambda ledger: ledger.save(saved(BOOK))))
    result(store.read(lambda shelf: shelf.kiosks()))
    store.stop()
    with pytest.raises(StoreDown, match="closed"):
        result(store.commit(lambda _: None))
    with pytest.raises(StoreDown, match="closed"):
        result(store.read(lambda _: None))
    assert [file.name for file in tmp_path.iterdir()] == ["guanji.db"]


def test_what_was_committed_is_there_after_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store("guanji.db")
    monkeypatch.chdir("/")  # a path is meant where it was given
    result(store.commit(lambda ledger: ledger.save(saved(BOOK))))
    store.stop()
    again = open_store(tmp_path / "guanji.db")
    assert result(again.read(lambda shelf: shelf.item(BOOK.id))) is not None
    again.stop()


def test_a_database_knows_its_key_file_again(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    open_store(path).stop()
    open_store(path, key_fingerprint="abc").stop()
    open_store(path, key_fingerprint="abc").stop()
    with pytest.raises(StoreError, match="were made with another key file: bring that file back"):
        open_store(path, key_fingerprint="xyz")
    assert open_store(path).path == path
