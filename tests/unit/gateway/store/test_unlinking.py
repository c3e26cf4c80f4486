import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.store import cleaning, dossier, erasure, figures, order, retention, traces, unlinking
from gateway.store.compiled import SQLITE_TEXTS, Statement
from gateway.store.connection import writing
from gateway.store.schema import create
from gateway.store.unlinking import Unlinking


def statements() -> Iterator[tuple[str, Statement]]:
    for module in (cleaning, dossier, erasure, figures, retention, traces, unlinking):
        for name, value in vars(module).items():
            where = f"{module.__name__}.{name}"
            if isinstance(value, Statement):
                yield where, value
            if isinstance(value, Unlinking):
                yield from ((f"{where}.{field}", each) for field, each in value._asdict().items())
            if isinstance(value, order.Order):
                yield from (
                    (f"{where}.{field}", each)
                    for field, each in vars(value).items()
                    if isinstance(each, Statement)
                )


STATEMENTS = dict(statements())

#: They look at every row, and are asked for by people, never by a kiosk.
WHOLE = {"gateway.store.figures.LOANS", "gateway.store.erasure.ERASED_ALL"}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("statements") / "guanji.db"
    create(path)
    connection = writing(path)
    yield connection
    connection.close()


def test_there_are_statements_to_look_at() -> None:
    assert len(STATEMENTS) > 30


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_statement_finds_its_rows_by_an_index(connection: sqlite3.Connection, name: str) -> None:
    text = SQLITE_TEXTS[STATEMENTS[name]]
    count = max((int(number) for number in re.findall(r"\?(\d+)", text)), default=0)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", [None] * count).fetchall()]
    scans = [line for line in plan if re.fullmatch(r"SCAN \w+", line)]
    in_order = [line for line in scans if "._first" in name or "._last" in name]  # one row, by its place
    assert scans == in_order or name in WHOLE
