"""What a ledger leaves in these tables; what it promises is tests/contract/ill_store.py."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.model.ill.states import State
from gateway.model.ill.transactions import Wanted
from gateway.ports.ill import Sought
from gateway.store import ill_statements as sql
from gateway.store.compiled import Statement
from gateway.store.connection import writing
from gateway.store.ill import LONGEST_TOPIC, OUTBOX
from gateway.store.recall import Recall, RecallingLedger
from gateway.store.schema import create
from gateway.store.shapes import Row
from tests.ill_samples import entry, letter, replace, transaction
from tests.store_samples import NOW


class Watched(RecallingLedger):
    """Tells what it writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, Recall())
        self.written: list[Statement] = []

    def _run(self, statement: Statement, values: Row) -> object:  # type: ignore[override]
        self.written.append(statement)
        return super()._run(statement, values)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "guanji.db"
    create(path)
    connection = writing(path)
    yield connection
    connection.close()


@pytest.fixture
def ledger(connection: sqlite3.Connection) -> Watched:
    return Watched(connection)


def test_a_librarian_can_read_the_tables(ledger: Watched, connection: sqlite3.Connection) -> None:
    ledger.save_ill(transaction())
    ledger.add_ill_entry(entry())
    ledger.post(letter())
    rows = connection.execute(
        "SELECT t.state, t.partner, t.title, t.due, t.client, e.direction, "
        "e.decoded ->> '$.transaction-results' "
        'FROM ill_transaction t JOIN ill_entry e ON e."transaction" = t.id'
    ).fetchall()
    assert rows == [("PENDING", "HHIT", "人工智能导论", "2026-12-31", "R-7", "in", "will-supply")]
    assert connection.execute("SELECT id, state, not_before FROM letter").fetchall() == [
        ("L001", "waiting", "2026-11-22T08:01:00.000000Z")
    ]


def test_a_message_writes_what_it_changes_and_no_more(ledger: Watched) -> None:
    known = ledger.save_ill(transaction())
    known = ledger.save_ill(replace(known, course=replace(known.course, arrived=True)))
    known = ledger.save_ill(replace(known, state=State.SHIPPED))
    known = ledger.save_ill(replace(known, closed=NOW))
    known = ledger.save_ill(replace(known, course=replace(known.course, returned=True)))
    ledger.save_ill(replace(known, wanted=Wanted()))
    assert ledger.written == [
        sql.ILL_INSERT,
        sql.ILL_GO_ON,
        sql.ILL_MOVE,
        sql.ILL_MOVE,
        sql.ILL_MOVE,  # of a closed one it is noted that there is something to let go of again
        sql.ILL_REPLACE,
    ]


def test_what_is_not_known_is_written_whole(ledger: Watched, connection: sqlite3.Connection) -> None:
    known = ledger.save_ill(transaction())
    other = Watched(connection)
    other.save_ill(replace(known, state=State.SHIPPED))
    assert other.written == [sql.ILL_REPLACE]


def test_a_letter_wakes_the_outbox(ledger: Watched) -> None:
    ledger.post(letter())
    assert ledger.topics == {f"{OUTBOX}/HHIT"}


@pytest.mark.parametrize("partner", ["?CN:A B", "?" + "x" * LONGEST_TOPIC, "?\u2028"])
def test_a_name_that_no_notice_can_carry_wakes_all_of_it(ledger: Watched, partner: str) -> None:
    ledger.post(letter(partner=partner))
    assert ledger.topics == {OUTBOX}


def test_what_seldom_fits_is_looked_for_a_part_at_a_time(
    ledger: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "SCANNED", 3)
    for cached in (sql.ills, sql.ills_end):
        cached.cache_clear()
    for number in range(1, 8):
        ledger.save_ill(transaction(number, title="导论" if number == 2 else "算法"))
    pages = []
    after = ""
    while True:
        page = ledger.ill_transactions(Sought(text="导论", after=after), 9)
        pages.append([one.id for one in page.transactions])
        after = page.after
        if not after:
            break
    assert pages == [[], ["T002"], []]
    for cached in (sql.ills, sql.ills_end):
        cached.cache_clear()
