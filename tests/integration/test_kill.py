"""The server is killed under eight writing kiosks, again and again: what a kiosk was told stays true.

Five times in `make test`, fifty in `make soak` (GUANJI_SOAK=1).
"""

import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk_line import kiosk
from tests.live import Demo, free_offset
from tests.writers import Writer

KILLS = 50 if os.environ.get("GUANJI_SOAK") else 5

#: Seconds that the kiosks write before the server is killed: from the first messages to some hundred.
WRITING_SECONDS = (0.05, 1.0)

SEED = 20261122

pytestmark = pytest.mark.slow


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


def started(directory: Path, offset: int) -> Demo:
    server = Demo(directory, offset)
    server.wait_until_ready()
    return server


def rows(database: Path, query: str) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        yield from connection.execute(query).fetchall()


def answered(writers: list[Writer]) -> int:
    return sum(len(writer.told) for writer in writers)


def written(database: Path) -> int:
    ((count,),) = rows(database, "SELECT count(*) FROM inbox")
    return int(count)


def look(port: int, writers: list[Writer]) -> None:
    """Another kiosk sees exactly the loans that the writers were told of."""
    with kiosk(port, "kiosk1") as line:
        for writer in writers:
            assert line.patron(writer.patron, "2").items("AU") == writer.lent, writer.login


def look_inside(database: Path, writers: list[Writer]) -> None:
    """The database is whole, and its loans, items and inbox tell one story."""
    assert list(rows(database, "PRAGMA integrity_check")) == [("ok",)]

    unsettled = Counter(rows(database, "SELECT item_owner, item_barcode FROM loan WHERE state = 'open'"))
    assert {item for item, loans in unsettled.items() if loans > 1} == set()
    charged = set(rows(database, "SELECT owner, barcode FROM item WHERE status = 'charged'"))
    assert charged == set(unsettled)

    # One loan for each checkout that was answered, with as many renewals as were answered since.
    books = [book for writer in writers for book in writer.books]
    of_writers = "FROM loan WHERE item_barcode < 'B000097'"
    loans = Counter(barcode for (barcode,) in rows(database, f"SELECT item_barcode {of_writers}"))
    assert loans == Counter({book.barcode: book.loans for book in books if book.loans})
    renewals = dict(rows(database, f"SELECT item_barcode, renewals {of_writers} AND state = 'open'"))
    assert renewals == {book.barcode: book.renewals for book in books if book.lent}

    # Each answer stands in the inbox once, letter for letter, and nothing stands there that nobody was told.
    inbox = Counter(rows(database, "SELECT substr(kind, 6), reply FROM inbox"))
    told = Counter((each.code, each.answer) for writer in writers for each in writer.told)
    assert inbox == told


def test_what_was_answered_stays(directory: Path) -> None:
    chance = random.Random(SEED)
    offset = free_offset()
    server = started(directory, offset)
    writers = [Writer(number, server.sip2, random.Random(SEED + number)) for number in range(1, 9)]
    try:
        in_flight = committed = 0
        for _ in range(KILLS):
            committed += written(server.database) - answered(writers)
            for writer in writers:
                writer.connect()
                writer.resend()
                assert writer.pending is None
            look(server.sip2, writers)
            look_inside(server.database, writers)
            for writer in writers:
                writer.start()
            time.sleep(chance.uniform(*WRITING_SECONDS))
            server.kill()
            for writer in writers:
                writer.join()
            in_flight += sum(writer.pending is not None for writer in writers)
            server = started(directory, offset)
        for writer in writers:
            writer.connect()
            writer.resend()
        look(server.sip2, writers)
        look_inside(server.database, writers)
        assert [text for writer in writers for text in writer.refused] == []
        assert answered(writers) > 20 * KILLS
        assert in_flight > KILLS
        print(  # noqa: T201 - seen with `pytest -rP`
            f"{KILLS} kills, {answered(writers)} answers; {in_flight} messages were in flight, "
            f"{committed} of them committed but not answered"
        )
    finally:
        for writer in writers:
            writer.hang_up()
        if server.alive:
            server.kill()
