import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.store import statements, tables
from gateway.store.compiled import SQLITE_TEXTS, Statement
from gateway.store.connection import writing
from gateway.store.schema import create

TEXTS = {name: SQLITE_TEXTS[value] for name, value in vars(statements).items() if type(value) is Statement}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("statements") / "guanji.db"
    create(path)
    connection = writing(path)
    yield connection
    connection.close()


@pytest.mark.parametrize("name", TEXTS)
def test_every_statement_is_understood_and_finds_its_rows_by_an_index(
    connection: sqlite3.Connection, name: str
) -> None:
    count = max((int(number) for number in re.findall(r"\?(\d+)", TEXTS[name])), default=0)
    plan = [
        row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {TEXTS[name]}", [None] * count).fetchall()
    ]
    # A scan of the table itself; scanning the rows that a subquery found is another matter.
    scans = [line for line in plan if re.fullmatch(r"SCAN (?!anon_)\w+", line)]
    assert scans == []


def test_whether_a_repeat_was_overtaken_is_read_off_three_indexes(connection: sqlite3.Connection) -> None:
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {TEXTS['REMEMBERED']}", [b"k"])]
    used = [match[1] for line in plan if (match := re.search(r"USING (?:COVERING )?INDEX (\w+)", line))]
    assert sorted(used) == ["inbox_item", "inbox_key", "inbox_patron"]


def test_what_came_after_an_undated_message_is_read_off_indexes_too(connection: sqlite3.Connection) -> None:
    text = f"EXPLAIN QUERY PLAN {TEXTS['REMEMBERED_UNDATED']}"
    plan = [row[3] for row in connection.execute(text, [b"k"])]
    used = [match[1] for line in plan if (match := re.search(r"USING (?:COVERING )?INDEX (\w+)", line))]
    assert sorted(used) == ["inbox_item", "inbox_key", "inbox_patron"]
    assert [line for line in plan if line.startswith("SEARCH later")].count(
        "SEARCH later USING INTEGER PRIMARY KEY (rowid>?)"
    ) == 1


def test_states_are_written_out_in_the_order_of_their_index() -> None:
    where = tables.among(tables.loan.c.state, frozenset({"b", "a"}))
    assert str(where) == "loan.state IN ('a', 'b')"
