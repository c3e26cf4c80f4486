import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from gateway.model.changes import Changes
from gateway.ports import Shelf
from gateway.store.connection import writing
from gateway.store.ledger import SqlLedger
from gateway.store.reader import WholeShelf
from gateway.store.schema import create
from tests.store_samples import (
    BOOK,
    CUMT,
    FEE,
    HOLD,
    KIOSK,
    LOAN,
    NOW,
    OTHER,
    PAYMENT,
    READER,
    TITLE,
    event,
    saved,
)

HAPPENED = event("item 1", conflict=True, cause="m1")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "guanji.db"
    create(path)
    connection = writing(path)
    records = (READER, BOOK, TITLE, LOAN, HOLD, FEE, PAYMENT, KIOSK)
    SqlLedger(connection).save(Changes(records=records, events=(HAPPENED,)))
    yield connection
    connection.close()


# What a shelf finds in every case is held by tests/contract/store.py; here each look-up is asked once.

BOOK_1, READER_1 = (msgspec.structs.replace(record, version=1) for record in (BOOK, READER))


@pytest.mark.parametrize(
    ("ask", "found"),
    [
        (lambda shelf: shelf.patron(READER.id), READER_1),
        (lambda shelf: shelf.patron(OTHER.id), None),
        (lambda shelf: shelf.patron_by_card(CUMT, ("?", "04A1B2C3")), (READER_1, False)),
        (lambda shelf: shelf.patron_by_card(CUMT, ("OLD-1",)), (READER_1, True)),
        (lambda shelf: shelf.patron_by_card(CUMT, ("P0001",)), (READER_1, False)),
        (lambda shelf: shelf.patron_by_card(CUMT, ("?",)), (None, False)),
        (lambda shelf: shelf.item(BOOK.id), BOOK_1),
        (lambda shelf: shelf.items_with_barcode("B000001"), (BOOK_1,)),
        (lambda shelf: shelf.items_of_title("T1"), (BOOK_1,)),
        (lambda shelf: shelf.items_titled(CUMT, "人工智能导论"), (BOOK_1,)),
        (lambda shelf: shelf.bibliographic("T1"), TITLE),
        (lambda shelf: shelf.unsettled_loan(BOOK.id), LOAN),
        (lambda shelf: shelf.last_loan(BOOK.id), LOAN),
        (lambda shelf: shelf.loans_of(READER.id), (LOAN,)),
        (lambda shelf: shelf.loans_due(CUMT, LOAN.due, LOAN.due), (LOAN,)),
        (lambda shelf: shelf.hold("H1"), HOLD),
        (lambda shelf: shelf.holds_on(BOOK), (HOLD,)),
        (lambda shelf: shelf.holds_of(OTHER.id), (HOLD,)),
        (lambda shelf: shelf.lapsed_holds(CUMT, NOW, 9), ()),
        (lambda shelf: shelf.fees_of(READER.id), (FEE,)),
        (lambda shelf: shelf.fees_of_loan("L1"), (FEE,)),
        (lambda shelf: shelf.payment(CUMT, "kiosk1", "2026-1", NOW), PAYMENT),
        (lambda shelf: shelf.kiosk("kiosk1"), KIOSK),
        (lambda shelf: shelf.kiosks(), (KIOSK,)),
        (lambda shelf: shelf.history("item 1", 9), (HAPPENED,)),
        (lambda shelf: shelf.conflicts(9), (HAPPENED,)),
    ],
)
def test_every_look_up_finds_what_was_saved(
    connection: sqlite3.Connection, ask: Callable[[Shelf], object], found: object
) -> None:
    assert ask(WholeShelf(connection)) == found


def test_nothing_stays_half_read(connection: sqlite3.Connection) -> None:
    shelf: Shelf = WholeShelf(connection)
    connection.execute("BEGIN")
    assert shelf.unsettled_loan(BOOK.id) == LOAN
    assert shelf.patron_by_card(CUMT, ("04A1B2C3",))[0] == msgspec.structs.replace(READER, version=1)
    connection.execute("COMMIT")
    # A statement half read would still hold the snapshot, and the log could not be taken over whole.
    busy, pages, copied = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
    assert (busy, pages, copied) == (0, 0, 0)


def test_cards_and_blocks_keep_their_order(connection: sqlite3.Connection) -> None:
    shelf = WholeShelf(connection)
    found = shelf.patron(READER.id)
    assert found is not None
    assert (found.cards, found.blocks) == (READER.cards, READER.blocks)


def test_a_card_that_two_have_lost_names_one_of_them(connection: sqlite3.Connection) -> None:
    ledger = SqlLedger(connection)
    lost = tuple(card for card in READER.cards if card.lost)
    second = msgspec.structs.replace(
        READER, id=msgspec.structs.replace(READER.id, number="P0000"), cards=lost
    )
    ledger.save(saved(second))
    found, was_lost = ledger.patron_by_card(CUMT, ("OLD-1",))
    assert found is not None
    assert (found.id.number, was_lost) == ("P0000", True)
