"""What the database itself refuses, whoever asks; what a store promises stands in tests/contract/audit.py."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.model.audit import follow
from gateway.store.audit import LAST, WANTED
from gateway.store.compiled import SQLITE_TEXTS
from gateway.store.connection import writing
from gateway.store.ledger import SqlLedger
from gateway.store.schema import create
from tests.contract.audit import SEAL, act


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "guanji.db"
    create(path)
    connection = writing(path)
    ledger = SqlLedger(connection)
    for day in range(3):
        ledger.put_act(follow(ledger.last_act(), act(day), SEAL))
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit SET actor = 'nobody'",
        "UPDATE audit SET upto = 3 WHERE seq = 3",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT 0, at, '', '', '', '', '', '', facts, 1, seal FROM audit",
    ],
)
def test_the_database_refuses_what_is_not_added_at_the_end(
    connection: sqlite3.Connection, statement: str
) -> None:
    before = connection.execute("SELECT * FROM audit").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="the audit is append-only"):
        connection.execute(statement)
    assert connection.execute("SELECT * FROM audit").fetchall() == before


def test_look_ups_use_their_indexes(connection: sqlite3.Connection) -> None:
    values = {(False, True): ("0", "9", "kiosk k1", 9), (True, False): ("0", "9", "li", 9)}
    for wanted, asked in values.items():
        plan = connection.execute(f"EXPLAIN QUERY PLAN {SQLITE_TEXTS[WANTED[wanted]]}", asked).fetchall()
        assert not any("SCAN" in row[-1] and "INDEX" not in row[-1] for row in plan if wanted[1])
    assert connection.execute(SQLITE_TEXTS[LAST]).fetchall()[0][0] == 3
