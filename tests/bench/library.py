"""The demo's library made large enough to measure: a kiosk for each connection, thousands of books."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from gateway.demo.library import CUMT
from gateway.demo.place import furnish
from gateway.model.changes import Record
from gateway.model.identity import ItemId, PatronId
from gateway.model.items import Item
from gateway.model.patrons import Card, CardKind, Patron
from gateway.net.passwords import hashed
from gateway.store.bulk import load
from gateway.store.keys import KeyedDigest, load_key
from tests.faults.settings import set_up
from tests.live import GUANJI, Demo, running

READERS, BOOKS = 2000, 20_000

#: Of every kiosk: to hash one for each would take longer than the measurement.
PASSWORD = "bench"

#: No kiosk sends as fast as a measurement does, all of it from one address.
UNLIMITED = {
    "messages_per_second": 10_000,
    "address_messages_per_second": 100_000,
    "bytes_per_second": 1 << 29,
    "connections_per_address": 10_000,
    "connects_per_minute": 100_000,
}

#: The last kiosk of the demo's configuration comes before this.
KIOSK = """
[[kiosks]]
name = "{login}"
login = "{login}"
password = {{ file = "secrets/{login}" }}
location = "NH-1F"
"""


def logins(many: int) -> list[str]:
    """A kiosk for each connection: one alone never has two messages on the way."""
    return [f"bench{number}" for number in range(many)]


def errands(number: int, kiosks: int) -> Iterator[tuple[str, str]]:
    """What one of so many kiosks lends to whom: no reader twice at a time, each book once in a long while."""
    turn = 0
    while True:
        reader = number + kiosks * (turn % (READERS // kiosks))
        book = number + kiosks * (turn % (BOOKS // kiosks))
        yield reader_number(reader), barcode(book)
        turn += 1


def reader_number(number: int) -> str:
    """A reader's number."""
    return f"R{number:05}"


def barcode(number: int) -> str:
    """A book's barcode."""
    return f"N{number:07}"


def _records(digests: KeyedDigest) -> Iterator[Record]:
    for number in range(READERS):
        patron = PatronId(CUMT, reader_number(number))
        yield Patron(
            id=patron,
            name=f"读者{number}",
            category="研究生",
            college="计算机科学与技术学院",
            cards=(Card(f"CHIP{number:06}", CardKind.CHIP),),
            pin=digests.pin(patron, "1234"),
        )
    for number in range(BOOKS):
        yield Item(
            id=ItemId(CUMT, barcode(number)),
            title=f"矿业工程与智能控制文集 第{number}卷",
            author="马月坤",
            call_number=f"TD67/{number}",
            item_type="普通图书",
            permanent_location="NH-3F",
            current_location="NH-3F",
        )


@contextmanager
def hall(
    kiosks: int,
    *,
    limits: Mapping[str, object] = UNLIMITED,
    program: Sequence[str] = GUANJI,
    more: Mapping[str, str] | None = None,
) -> Iterator[Demo]:
    """`guanji demo --keep` in a library of this size, under these limits, by this program."""
    with tempfile.TemporaryDirectory(prefix="guanji-bench-") as scratch:
        directory = Path(scratch) / "data"
        furnish(directory, datetime.now(UTC))
        load(directory / "guanji.sqlite", _records(KeyedDigest(load_key(directory / "secrets/guanji.key"))))
        set_up(directory, limits=limits)
        password = hashed(PASSWORD)
        with (directory / "guanji.toml").open("a", encoding="utf-8") as configuration:
            for login in logins(kiosks):
                secret = directory / "secrets" / login
                secret.write_text(password + "\n", encoding="utf-8")
                secret.chmod(0o600)
                configuration.write(KIOSK.format(login=login))
        server = Demo(directory, program=program, more=more)
        with running(server):
            yield server
