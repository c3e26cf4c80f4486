"""Several servers on one PostgreSQL database, kiosks that don't give up, and the story the books tell."""

import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from gateway.config.directory import FILE
from gateway.config.load import load
from gateway.demo.library import records
from gateway.demo.place import furnish
from gateway.store.bulk import load as load_records
from gateway.store.keys import KeyedDigest, load_key
from protocols.sip2 import messages
from tests.kiosk_line import Silence, kiosk
from tests.live import HTTP_PORT, SIP2_PORT, Server, free_offset
from tests.writers import Book, Writer

#: How long a kiosk's reader waits for it: longer than a database takes to start again.
READER_SECONDS = 60.0


class Node(Server):
    """`guanji run` in a directory of its own."""

    def __init__(self, directory: Path, offset: int) -> None:
        self.directory = directory
        self.sip2 = SIP2_PORT + offset
        self.http = HTTP_PORT + offset
        super().__init__(("run", "--config", directory / FILE), "guanji ready")

    def again(self) -> "Node":
        """The same server started again, once it is ready."""
        node = Node(self.directory, self.sip2 - SIP2_PORT)
        node.wait_until_ready()
        return node


@contextmanager
def nodes(home: Path, url: str, many: int) -> Iterator[list[Node]]:
    """So many servers on the demo library in that database, ready.

    Who kills one and starts it again puts the new one into its place; all are ended with the test.
    """
    first = home / "node1"
    furnish(first, datetime.now(UTC))
    config = load(first / FILE)
    digests = KeyedDigest(load_key(config.keys))
    load_records(url, records(datetime.now(UTC), ZoneInfo(config.zone), digests.pin))
    if config.database.path is not None:
        config.database.path.unlink()
    text = (first / FILE).read_text("utf-8")
    places = [first, *(home / f"node{number}" for number in range(2, many + 1))]
    for place in places[1:]:
        shutil.copytree(first, place)
    started: list[Node] = []
    try:
        for place in places:
            offset = free_offset()
            named = f'database = "{url}"\nnode = "{place.name}"\nagency'
            (place / FILE).write_text(_moved(text, offset).replace("\nagency", f"\n{named}", 1), "utf-8")
            started.append(Node(place, offset))
        for node in started:
            node.wait_until_ready()
        yield started
    finally:
        for node in started:
            if node.alive:
                node.kill()


def _moved(text: str, offset: int) -> str:
    return re.sub(r"tcp:(\d+)", lambda port: f"tcp:{int(port[1]) + offset}", text)


class Reader(Writer):
    """A writer that moves to another server when its own is gone, and asks again until it is answered.

    What is refused because nothing can be written is asked again over a new line, as the same text: only what
    was decided counts as told. `put_off` counts the others, `broken` the messages whose line broke.
    """

    put_off = 0
    broken = 0

    def move(self, port: int) -> None:
        """Speak to another server from the next line on."""
        self._port = port

    def _exchange(self, message: messages.Checkout | messages.Checkin | messages.Renew, book: Book) -> None:
        end = time.monotonic() + READER_SECONDS
        while True:
            refused = len(self.refused)
            try:
                if self._lending is None:
                    self.connect()
                super()._exchange(message, book)
            except (Silence, OSError):
                self.broken += 1
            else:
                if len(self.refused) == refused:
                    return
                # Each of these kiosks has its own reader and books: nothing but the database refuses them.
                self.refused.pop()
                self.told.pop()
                self.put_off += 1
            self.pending = (message, book)
            assert time.monotonic() < end, f"{self.login} was never answered: {message}"
            self.hang_up()
            self._lending = self._returning = None
            time.sleep(0.1)


def rows(url: str, query: str) -> list[Any]:
    """What a look into the database finds."""
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def look(url: str, ports: Sequence[int], writers: Sequence[Writer]) -> None:
    """Another kiosk, at each server, sees the loans that the writers were told of; and so the books have it.

    Each answer stands in the inbox once, letter for letter, and nothing stands there that nobody was told.
    """
    for port in ports:
        with kiosk(port, "kiosk1") as line:
            for writer in writers:
                assert line.patron(writer.patron, "2").items("AU") == writer.lent, (writer.login, port)
    of_writers = "FROM loan WHERE item_barcode < 'B000097'"
    books = [book for writer in writers for book in writer.books]
    unsettled = Counter(rows(url, "SELECT item_owner, item_barcode FROM loan WHERE state = 'open'"))
    assert {item for item, loans in unsettled.items() if loans > 1} == set()
    assert set(rows(url, "SELECT owner, barcode FROM item WHERE status = 'charged'")) == set(unsettled)
    loans = Counter(barcode for (barcode,) in rows(url, f"SELECT item_barcode {of_writers}"))
    assert loans == Counter({book.barcode: book.loans for book in books if book.loans})
    renewals = dict(rows(url, f"SELECT item_barcode, renewals {of_writers} AND state = 'open'"))
    assert renewals == {book.barcode: book.renewals for book in books if book.lent}
    inbox = Counter(rows(url, "SELECT substr(kind, 6), reply FROM inbox"))
    assert inbox == Counter((each.code, each.answer) for writer in writers for each in writer.told)
