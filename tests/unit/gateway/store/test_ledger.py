import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from gateway.model.changes import Changes
from gateway.model.inbound import Named
from gateway.ports import Ledger, Overtaken, Remembered
from gateway.store.connection import writing
from gateway.store.ledger import SqlLedger
from gateway.store.schema import create
from gateway.store.shapes import instant_text
from tests.store_samples import (
    BOOK,
    FEE,
    HOLD,
    KIOSK,
    LOAN,
    NOW,
    PAYMENT,
    READER,
    TITLE,
    event,
    loan,
    message,
    saved,
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "guanji.db"
    create(path)
    connection = writing(path)
    yield connection
    connection.close()


@pytest.fixture
def ledger(connection: sqlite3.Connection) -> SqlLedger:
    return SqlLedger(connection)


# What a ledger promises is held by tests/contract/store.py; here is what it leaves in the tables.


def test_a_librarian_can_read_the_tables(ledger: SqlLedger, connection: sqlite3.Connection) -> None:
    same: Ledger = ledger
    same.save(saved(READER, BOOK, TITLE, LOAN, HOLD, FEE, PAYMENT, KIOSK))
    row = connection.execute(
        "SELECT name, home_library, expires FROM patron JOIN patron_block USING (agency, number) "
        "WHERE number = 'P0001' AND reason = 'no-induction' AND since < '2026-11-23'"
    ).fetchall()
    assert row == [("马月坤", "local:school", "2029-06-30")]
    assert connection.execute("SELECT due, state FROM loan").fetchall() == [
        ("2026-12-22T08:00:00.000000Z", "open")
    ]


def test_an_inbox_row_holds_what_came_and_what_went(
    ledger: SqlLedger, connection: sqlite3.Connection
) -> None:
    ledger.remember(message("m1"), "121NNY", Named(item="B000001", patron="P0001"))
    columns = "ref, at, terminal, link, sequenced, kind, key, item, patron, text, reply"
    assert connection.execute(f"SELECT {columns} FROM inbox").fetchall() == [  # noqa: S608 - a test's own text
        (
            *("m1", "2026-11-22T08:00:00.000000Z", "kiosk1", "link-1", 1, "sip2 11", b"k"),
            *("B000001", "P0001", "11YN|AD****|", "121NNY"),
        )
    ]


def test_the_same_message_is_not_taken_in_twice(ledger: SqlLedger) -> None:
    ledger.remember(message("m1"), "121NNY", Named())
    with pytest.raises(sqlite3.IntegrityError, match=r"inbox\.ref"):
        ledger.remember(message("m1"), "121NNY", Named())


def test_a_broken_constraint_that_is_no_duplicate_is_not_overtaken(ledger: SqlLedger) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        ledger.save(saved(msgspec.structs.replace(BOOK, title=None)))


def test_forcing_writes_whatever_version_is_there(ledger: SqlLedger) -> None:
    for version in (1, 2):
        ledger.force(BOOK)
        ledger.force(msgspec.structs.replace(READER, version=77))
        item, patron = ledger.item(BOOK.id), ledger.patron(READER.id)
        assert item == msgspec.structs.replace(BOOK, version=version)
        assert patron == msgspec.structs.replace(READER, version=version)


def test_forcing_keeps_one_loan_to_an_item(ledger: SqlLedger) -> None:
    ledger.force(LOAN)
    ledger.force(LOAN)
    with pytest.raises(Overtaken):
        ledger.force(loan("L2"))


def test_the_data_of_an_event_comes_back(ledger: SqlLedger) -> None:
    ledger.save(Changes(events=(event("item 1"),)), cause="m1")
    (found,) = ledger.history("item 1", 5)
    assert found.data == {"书": "导论", "fen": 3, "none": None}


def test_a_message_is_remembered_with_its_answer(ledger: SqlLedger) -> None:
    ledger.remember(message("m1"), "121NNY", Named(item="1"))
    assert ledger.remembered(b"k", NOW) == Remembered("m1", NOW, "link-1", "121NNY")
    assert ledger.remembered(b"?", NOW) is None
    assert ledger.remembered(b"k", NOW, dated=False) == Remembered("m1", NOW, "link-1", "121NNY")


def test_a_version_that_is_no_longer_the_latest_is_overtaken(ledger: SqlLedger) -> None:
    ledger.save(saved(BOOK, READER))
    for record in (BOOK, READER):
        with pytest.raises(Overtaken):
            ledger.save(saved(record))
        ledger.save(saved(msgspec.structs.replace(record, version=1)))
        with pytest.raises(Overtaken, match="version 1 is no longer the latest"):
            ledger.save(saved(msgspec.structs.replace(record, version=1)))


def test_a_touch_leaves_one_row(ledger: SqlLedger, connection: sqlite3.Connection) -> None:
    ledger.touch(NOW + timedelta(seconds=1))
    ledger.touch(NOW)
    rows = connection.execute("SELECT value FROM meta WHERE name = 'touched'").fetchall()
    assert rows == [(instant_text(NOW),)]


IDENTITY = "11010519491231002X"


def test_no_identity_card_number_is_kept(ledger: SqlLedger, connection: sqlite3.Connection) -> None:
    read = msgspec.structs.replace(message("m1"), text=f"11NN…AA{IDENTITY}|AB{IDENTITY}|")
    ledger.remember(read, f"120…AA{IDENTITY}|", Named(item=IDENTITY, patron=IDENTITY))
    ledger.remember(msgspec.structs.replace(message("m2"), text=""), "x", Named(patron=IDENTITY))
    told = msgspec.structs.replace(
        event(f"patron CUMT.{IDENTITY}"), data={"patron_read": IDENTITY, "many": 3, "short": "x"}
    )
    ledger.save(Changes(events=(told, msgspec.structs.replace(told, subject="terminal k1"))))
    inbox = connection.execute("SELECT text, reply, item, patron FROM inbox").fetchall()
    assert inbox == [("11NN…AA***|AB***|", "120…AA***|", "***", "***"), ("", "x", "", "***")]
    events = connection.execute("SELECT subject, data FROM event ORDER BY seq").fetchall()
    kept = '{"patron_read":"***","many":3,"short":"x"}'
    assert events == [("patron CUMT.***", kept), ("terminal k1", kept)]
