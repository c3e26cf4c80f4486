import re
import sqlite3
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from gateway.model.ill.post import LetterState
from gateway.store import ill_retention
from gateway.store import ill_statements as sql
from gateway.store.compiled import SQLITE_TEXTS, Statement
from gateway.store.connection import writing
from gateway.store.schema import create

TEXTS = (
    {
        name: SQLITE_TEXTS[value]
        for module in (sql, ill_retention)
        for name, value in vars(module).items()
        if type(value) is Statement
    }
    | {f"silence {number}": SQLITE_TEXTS[one] for number, one in enumerate(ill_retention.SILENCE)}
    | {
        f"lost {name} {place}": SQLITE_TEXTS[one]
        for name, lost in (("entries", ill_retention.LOST_ENTRIES), ("letters", ill_retention.LOST_LETTERS))
        for place, one in enumerate(vars(lost).values())
    }
    | {state.value: SQLITE_TEXTS[one] for state, one in sql.MAIL.items()}
)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("statements") / "guanji.db"
    create(path)
    connection = writing(path)
    yield connection
    connection.close()


def plan(connection: sqlite3.Connection, text: str) -> list[str]:
    count = max((int(number) for number in re.findall(r"\?(\d+)", text)), default=0)
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", [None] * count).fetchall()]


#: What goes through the table itself, backwards and no further than `SCANNED` rows.
BOUNDED = {"LETTERS_ENDING": ["SCAN letter"]}


@pytest.mark.parametrize("name", TEXTS)
def test_every_statement_is_understood_and_finds_its_rows_by_an_index(
    connection: sqlite3.Connection, name: str
) -> None:
    # A scan of a table itself; one along an index that is asked for its order or its end is another matter.
    scans = [line for line in plan(connection, TEXTS[name]) if re.fullmatch(r"SCAN (ill_\w+|letter)", line)]
    assert scans == BOUNDED.get(name, [])


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("ILL_NAMED", "ill_transaction_name"),
        ("ILLS_NAMED", "ill_transaction_name"),
        ("ILLS_OF", "ill_transaction_client"),
        ("TOLD", "ill_transaction_told"),
        ("PAST", "ill_transaction_past"),
        ("ILL_CASES_OPEN", "ill_case_open"),
        ("ILL_TIMERS_DUE", "ill_timer_due"),
        ("ILL_TIMER_NEXT", "ill_timer_due"),
        ("LETTERS_OF", "letter_outstanding"),
        ("LETTERS_OF", "letter_id"),
        ("LETTERS_DUE", "letter_outstanding"),
        ("LETTERS_DUE", "letter_waiting"),
        ("LETTER_NEXT", "letter_waiting"),
        ("PARTNERS_WAITING", "letter_waiting"),
        ("waiting", "letter_waiting"),
        ("dead", "letter_dead"),
    ],
)
def test_each_index_answers_its_question(connection: sqlite3.Connection, name: str, index: str) -> None:
    assert any(f"INDEX {index}" in line for line in plan(connection, TEXTS[name]))


@pytest.mark.parametrize(
    ("given", "index"),
    [
        ((), "ill_transaction_open"),
        (("role", "text"), "ill_transaction_open"),
        (("partner", "role"), "ill_transaction_partner"),
        (("state",), "ill_transaction_state"),
        (("partner", "state"), "ill_transaction_partner"),
    ],
)
def test_open_transactions_are_listed_along_an_index(
    connection: sqlite3.Connection, given: tuple[str, ...], index: str
) -> None:
    for statement in (sql.ills(given, opened=True), sql.ills_end(given, opened=True)):
        assert any(index in line for line in plan(connection, SQLITE_TEXTS[statement]))


def test_letters_are_listed_without_looking_at_all(connection: sqlite3.Connection) -> None:
    for partner, state in product((True, False), (None, *LetterState)):
        lines = plan(connection, SQLITE_TEXTS[sql.letters(partner=partner, state=state)])
        assert not any(line == "SCAN letter" for line in lines)


@pytest.mark.parametrize("statement", [sql.ILL_GO_ON, sql.ILL_MOVE])
def test_what_a_message_changes_stands_in_few_indexes(statement: Statement) -> None:
    written = SQLITE_TEXTS[statement].partition("WHERE")[0]
    assert not re.search(r"\b(partner|qualifier|client|agency|role|wanted)\b", written)
    assert ("state" in written) is (statement is sql.ILL_MOVE)
