import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from gateway.model.kiosks import KioskState
from gateway.ports import Shelf, StoreDown
from gateway.store import statements as sql
from gateway.store.connection import reading, writing
from gateway.store.ledger import SqlLedger
from gateway.store.reader import Reader
from gateway.store.runner import InlineRunner
from gateway.store.schema import create
from gateway.store.writer import Writer
from tests.memory_store import result
from tests.store_samples import BOOK, saved


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "guanji.db"
    create(path)
    return path


@pytest.fixture
def reader(path: Path) -> Iterator[InlineRunner]:
    runner = InlineRunner(Reader(partial(reading, path)))
    yield runner
    runner.close()


@pytest.fixture
def writer(path: Path) -> Iterator[InlineRunner]:
    runner = InlineRunner(Writer(partial(writing, path)))
    yield runner
    runner.close()


def test_a_look_up_sees_every_unit_that_was_committed_before(
    reader: InlineRunner, writer: InlineRunner
) -> None:
    for n in range(3):
        assert len(result(reader.ask(lambda shelf: shelf.kiosks()))) == n
        result(writer.ask(partial(SqlLedger.save, changes=saved(KioskState(name=f"kiosk{n}")))))


def test_look_ups_asked_together_see_one_state(reader: InlineRunner, writer: InlineRunner) -> None:
    def write_in_between(shelf: Shelf) -> object:
        before = shelf.item(BOOK.id)
        result(writer.ask(lambda ledger: ledger.save(saved(BOOK))))
        return before

    reader.held = True
    first, second = reader.ask(write_in_between), reader.ask(lambda shelf: shelf.item(BOOK.id))
    reader.run()
    assert (first.result, second.result) == (None, None)
    reader.held = False
    assert result(reader.ask(lambda shelf: shelf.item(BOOK.id))) is not None


def test_a_look_up_that_raises_fails_alone(reader: InlineRunner) -> None:
    def wrong(_: object) -> None:
        raise LookupError

    reader.held = True
    first, second = reader.ask(wrong), reader.ask(lambda shelf: shelf.kiosks())
    reader.run()
    with pytest.raises(LookupError):
        result(first)
    assert second.result == ()


def test_a_look_up_can_not_write(reader: InlineRunner) -> None:
    with pytest.raises(StoreDown, match="readonly"):
        result(reader.ask(lambda shelf: shelf._run(sql.BLOCKS_DELETE, ("CUMT", "P0001"))))
    assert result(reader.ask(lambda shelf: shelf.kiosks())) == ()


def test_a_broken_statement_is_told_as_it_is(reader: InlineRunner) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        result(reader.ask(lambda shelf: shelf._execute("SELECT * FROM nowhere", ())))
