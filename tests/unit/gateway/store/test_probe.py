import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from gateway.model.changes import Changes, Event
from gateway.store.probe import Pulse, pulse
from gateway.store.schema import create
from gateway.store.sqlite import open_store
from tests.library import NOW
from tests.memory_store import result


def test_a_database_that_can_be_written(tmp_path: Path) -> None:
    database = tmp_path / "guanji.sqlite"
    create(database)
    assert pulse(database) == Pulse()
    store = open_store(database)
    events = tuple(
        Event(kind="checkout", subject="item X", at=NOW + timedelta(minutes=number)) for number in (0, 1)
    )
    result(store.commit(lambda ledger: ledger.save(Changes(events=events))))
    assert pulse(database) == Pulse("", NOW + timedelta(minutes=1))
    result(store.stop())


def test_one_that_somebody_else_writes(tmp_path: Path) -> None:
    database = tmp_path / "guanji.sqlite"
    create(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "locked" in pulse(database).why


def test_what_is_none(tmp_path: Path) -> None:
    assert "unable to open" in pulse(tmp_path / "gone").why
    assert pulse(None) == Pulse()
