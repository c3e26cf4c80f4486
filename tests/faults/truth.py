"""What kiosks were told beside what the database holds: nothing granted is lost, nothing refused was done."""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from tests.kiosk_line import kiosk
from tests.live import Demo
from tests.writers import Writer

SEED = 20261122


def rows(database: Path, query: str, *values: object) -> list[Any]:
    """What a look into a database from outside finds; of rows of one column the values."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        found = connection.execute(query, values).fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


@contextmanager
def writing(server: Demo, many: int = 4) -> Iterator[list[Writer]]:
    """Kiosks that lend, renew and return as fast as they are answered."""
    writers = [Writer(number, server.sip2, random.Random(SEED + number)) for number in range(1, many + 1)]
    with ExitStack() as ended:
        for writer in writers:
            ended.callback(writer.hang_up)
            ended.callback(writer.stop)
        going_on(writers)
        yield writers


def going_on(writers: Sequence[Writer]) -> None:
    """Let each begin, or begin again, over new lines."""
    for writer in writers:
        writer.connect()
    for writer in writers:
        writer.start()


def stopped(writers: Sequence[Writer]) -> None:
    """Let each finish the message in hand."""
    for writer in writers:
        writer.stop()
    for writer in writers:
        writer.join()


def granted(writers: Sequence[Writer]) -> int:
    """How many answers said that it was done."""
    return sum(len(writer.told) - len(writer.refused) for writer in writers)


def look(server: Demo, writers: Sequence[Writer]) -> None:
    """Another kiosk sees exactly the loans that these kiosks were told of, and the database says the same."""
    with kiosk(server.sip2, "kiosk7") as line:
        for writer in writers:
            assert line.patron(writer.patron, "2").items("AU") == writer.lent, writer.login
    assert rows(server.database, "PRAGMA integrity_check") == ["ok"]
    books = [book for writer in writers for book in writer.books]
    lent = rows(
        server.database, "SELECT item_barcode FROM loan WHERE state = 'open' AND item_barcode < 'B000097'"
    )
    assert sorted(lent) == sorted(book.barcode for book in books if book.lent)
    charged = rows(
        server.database, "SELECT barcode FROM item WHERE status = 'charged' AND barcode < 'B000097'"
    )
    assert sorted(charged) == sorted(lent)
    told = Counter(
        (each.code, each.answer)
        for writer in writers
        for each in writer.told
        if each.answer not in writer.refused
    )
    assert Counter(rows(server.database, "SELECT substr(kind, 6), reply FROM inbox")) == told
