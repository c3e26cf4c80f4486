import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from gateway.ports import Shelf
from gateway.store.connection import writing
from gateway.store.ledger import SqliteLedger
from gateway.store.schema import create
from gateway.store.shelf import SqliteShelf
from tests.store_samples import BOOK, CUMT, LOAN, READER, saved


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "guanji.db"
    create(path)
    connection = writing(path)
    SqliteLedger(connection).save(saved(READER, BOOK, LOAN))
    yield connection
    connection.close()


# What a shelf finds is held by tests/contract/store.py; here is what only this one does.


def test_nothing_stays_half_read(connection: sqlite3.Connection) -> None:
    shelf: Shelf = SqliteShelf(connection)
    connection.execute("BEGIN")
    assert shelf.unsettled_loan(BOOK.id) == LOAN
    assert shelf.patron_by_card(CUMT, ("04A1B2C3",))[0] == msgspec.structs.replace(READER, version=1)
    connection.execute("COMMIT")
    # A statement half read would still hold the snapshot, and the log could not be taken over whole.
    busy, pages, copied = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
    assert (busy, pages, copied) == (0, 0, 0)


def test_cards_and_blocks_keep_their_order(connection: sqlite3.Connection) -> None:
    shelf = SqliteShelf(connection)
    found = shelf.patron(READER.id)
    assert found is not None
    assert (found.cards, found.blocks) == (READER.cards, READER.blocks)


def test_a_card_that_two_have_lost_names_one_of_them(connection: sqlite3.Connection) -> None:
    ledger = SqliteLedger(connection)
    lost = tuple(card for card in READER.cards if card.lost)
    second = msgspec.structs.replace(
        READER, id=msgspec.structs.replace(READER.id, number="P0000"), cards=lost
    )
    ledger.save(saved(second))
    found, was_lost = ledger.patron_by_card(CUMT, ("OLD-1",))
    assert found is not None
    assert (found.id.number, was_lost) == ("P0000", True)
