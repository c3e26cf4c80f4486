"""A reader's data told, erased and let go of by the commands, while kiosks are being served."""

import json
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from tests.kiosk_line import ZONE, kiosk
from tests.live import Demo, demo, guanji, running
from tests.writers import BOOKS, Writer

READER, BOOK = "P0004", f"B{3 * BOOKS + 1:06}"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path / "data") as server:
        yield server


def config(library: Demo) -> Path:
    return library.directory / "guanji.toml"


def ask(library: Demo, query: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(library.database)) as connection:
        return connection.execute(query, values).fetchall()


@pytest.fixture
def writers(library: Demo) -> list[Writer]:
    """Two kiosks that lend and take back."""
    return [Writer(number, library.sip2, random.Random(number)) for number in (2, 3)]


@contextmanager
def at_work(writers: list[Writer]) -> Iterator[None]:
    """They do so for as long as this lasts; every answer is one that they expect."""
    for writer in writers:
        writer.connect()
        writer.start()
    try:
        yield
    finally:
        for writer in writers:
            writer.stop()
        for writer in writers:
            writer.join()
    assert [writer.refused for writer in writers] == [[], []]
    assert all(writer.told for writer in writers)


#: What is over, and what was said and done, happened so many days earlier than it did.
OLDER = (
    "UPDATE loan SET started = {0}, ended = {1} WHERE ended IS NOT NULL",
    "UPDATE inbox SET at = {2}",
    "UPDATE event SET at = {2}",
)


def make_old(library: Demo, days: int) -> None:
    earlier = [
        f"strftime('%Y-%m-%dT%H:%M:%S', {column}, '-{days} days') || '.000000Z'"
        for column in ("started", "ended", "at")
    ]
    with closing(sqlite3.connect(library.database, timeout=10)) as connection:
        for update in OLDER:
            connection.execute(update.format(*earlier))
        connection.commit()


def test_a_reader_asks_for_his_data_and_has_them_erased(
    library: Demo, writers: list[Writer], tmp_path: Path
) -> None:
    file = config(library)
    with kiosk(library.sip2, "kiosk1") as line, at_work(writers):
        assert line.checkout(READER, BOOK).startswith("121")
        refused = guanji("patron", "erase", READER, "--yes", "-c", file)
        assert (refused.returncode, BOOK in refused.stderr) == (1, True)
        assert guanji("--lang", "zh", "patron", "erase", READER, "--yes", "-c", file).stderr.startswith(
            "✗ 仍有在借"
        )
        assert line.checkin(BOOK).startswith("101")

        copy = tmp_path / "reader.json"
        told = guanji("patron", "export", READER, "--output", str(copy), "-c", file)
        assert told.returncode == 0, told.stderr
        held = json.loads(copy.read_text("utf-8"))
        assert held["record"]["pin_is_set"]
        assert [(loan["item"], loan["state"]) for loan in held["loans"]] == [(f"CUMT.{BOOK}", "returned")]
        assert [event["kind"] for event in held["events"]] == ["checkout", "checkin"]
        assert [each["kind"] for each in held["messages"]] == ["sip2 11"]
        assert "AD1234" not in copy.read_text("utf-8")
        assert held["provided"][0]["categories"] == ["number", "loans"]

        erased = guanji("patron", "erase", READER, "--yes", "--actor", "li", "-c", file)
        assert erased.returncode == 0, erased.stderr
        assert guanji("patron", "export", READER, "-c", file).returncode == 1
        assert line.checkin(BOOK).startswith("101")  # once more, by a machine that is late
        assert line.checkout(READER, BOOK).startswith("120")
        assert "BLY" not in line.patron(READER).text
    assert ask(library, "SELECT count(*) FROM loan WHERE patron_number = ?", READER) == [(0,)]
    assert ask(library, "SELECT count(*) FROM erased") == [(1,)]
    # Only the kiosk's last, refused message still has the number: it came after.
    naming = f"%{READER}%"
    assert ask(library, "SELECT kind FROM inbox WHERE text LIKE ?", naming) == [("sip2 11",)]
    assert ask(library, "SELECT count(*) FROM event WHERE subject || data LIKE ?", naming) == [(0,)]
    assert (library.directory / "secrets" / "erased.log").stat().st_size > 0
    audit = ask(library, "SELECT subject FROM audit WHERE action = 'patron erase' AND outcome = 'ok'")
    assert [READER in str(subject) for (subject,) in audit] == [False]


def test_what_is_old_goes_while_kiosks_are_served(library: Demo, writers: list[Writer]) -> None:
    file = config(library)
    with at_work(writers):
        time.sleep(1.5)
    make_old(library, 200)
    before = guanji("statistics", "loans", "--csv", "-c", file).stdout
    loans = ask(library, "SELECT count(*) FROM loan WHERE ended IS NOT NULL")[0][0]
    messages = ask(library, "SELECT count(*) FROM inbox")[0][0]
    due = json.loads(guanji("retention", "run", "--dry-run", "--json", "-c", file).stdout)["rows"]
    assert (due["loans"], due["messages"]) == (loans, messages)
    with at_work(writers):
        done = guanji("retention", "run", "--json", "-c", file)
        assert done.returncode == 0, done.stderr
        rows = json.loads(done.stdout)["rows"]
    assert (rows["loans"], rows["messages"]) == (loans, messages)
    for left in (
        "SELECT count(*) FROM loan WHERE ended < date('now', '-100 days') AND patron_number != ''",
        "SELECT count(*) FROM inbox WHERE at < date('now', '-100 days')",
        "SELECT count(*) FROM provided WHERE at < date('now', '-100 days') AND patron != ''",
    ):
        assert ask(library, left) == [(0,)], left
    this_month = datetime.now(ZONE).strftime("%Y-%m")
    months = [line for line in before.splitlines()[1:] if not line.startswith(this_month)]
    assert months
    now = guanji("statistics", "loans", "--csv", "-c", file).stdout
    assert all(line in now for line in months)


def test_a_backup_from_before_knows_no_more_than_the_library(library: Demo, tmp_path: Path) -> None:
    file = config(library)
    copy = tmp_path / "copy.sqlite"
    assert guanji("db", "backup", str(copy), "-c", file).returncode == 0
    assert guanji("patron", "erase", READER, "--yes", "-c", file).returncode == 0
    assert library.stop() == 0
    # As if somebody put the copy back by hand, without `guanji db restore`.
    for leftover in library.directory.glob("guanji.sqlite-*"):
        leftover.unlink()
    library.database.write_bytes(copy.read_bytes())
    library.database.chmod(0o600)
    again = Demo(library.directory, library.offset)
    with running(again):
        assert guanji("patron", "export", READER, "-c", file).returncode == 1
        assert guanji("patron", "export", "P0005", "-c", file).returncode == 0
        with kiosk(again.sip2, "kiosk1") as line:
            assert line.checkout(READER, BOOK).startswith("120")
