"""The store when things go wrong below it: errors at any statement, a full disk, a locked file, kill -9."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self

import pytest

from gateway.model.changes import Changes
from gateway.model.identity import ItemId
from gateway.model.inbound import Named
from gateway.model.items import Item
from gateway.ports import Ledger, StoreDown
from gateway.store.connection import writing
from gateway.store.runner import InlineRunner, Unit
from gateway.store.schema import create
from gateway.store.sqlite import SqliteStore, open_store
from gateway.store.writer import Writer
from tests.memory_store import result
from tests.store_samples import CUMT, event, message, saved

ROOT = Path(__file__).resolve().parents[2]


def lend(number: int) -> Callable[[Ledger], int]:
    """A unit that looks up, writes a record and an event, and remembers its message."""
    item = Item(id=ItemId(CUMT, f"B{number}"), title="书", bib="T1")
    subject = f"item {item.id}"

    def work(ledger: Ledger) -> int:
        ledger.holds_on(item)
        ledger.save(Changes(records=(item,), events=(event(subject),)), cause=f"m{number}")
        ledger.remember(message(f"m{number}", b"%d" % number), "12", Named(item=item.id.barcode))
        return number

    return work


def kept(path: Path) -> dict[str, set[int]]:
    """The numbers of the units that are in each table."""
    connection = sqlite3.connect(path)
    tables = {"item": "substr(barcode, 2)", "event": "substr(cause, 2)", "inbox": "substr(ref, 2)"}
    found = {
        table: {int(number) for (number,) in connection.execute(f"SELECT {column} FROM {table}")}  # noqa: S608
        for table, column in tables.items()
    }
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    return found


# ----------------------------------------------------------------------------- an error at each statement


class Faulty(sqlite3.Connection):
    """A connection on which one statement fails, as if the disk had."""

    fail_at: ClassVar[int] = -1
    times: ClassVar[int] = 1
    code: ClassVar[int] = sqlite3.SQLITE_IOERR_WRITE
    count: ClassVar[int] = 0

    def cursor(self, factory: object = None) -> Any:  # noqa: ANN401, ARG002 - as it is declared there
        return super().cursor(FaultyCursor)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - the same
        Faulty.strike()
        return super().execute(sql, parameters)

    @classmethod
    def strike(cls) -> None:
        cls.count += 1
        if cls.fail_at <= cls.count < cls.fail_at + cls.times:
            error = sqlite3.OperationalError("struck by a test")
            error.sqlite_errorcode = cls.code
            raise error


class FaultyCursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> Self:  # noqa: ANN401 - as it is declared there
        Faulty.strike()
        return super().execute(sql, parameters)


def arm(fail_at: int, times: int, code: int) -> None:
    Faulty.count, Faulty.fail_at, Faulty.times, Faulty.code = 0, fail_at, times, code


def faulty(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, factory=Faulty, isolation_level=None)
    sqlite3.Connection.execute(connection, "PRAGMA synchronous=FULL")
    return connection


def run(writer: InlineRunner, *units: Unit) -> list[object]:
    """What comes of units run as one batch: values, or types of errors."""
    found: list[object] = []
    for unit in units:
        writer.ask(unit).addCallbacks(found.append, lambda failure: found.append(failure.type))
    writer.run()
    return found


BATCH = 4


def statements_of_a_batch(path: Path) -> int:
    arm(-1, 0, 0)
    writer = InlineRunner(Writer(lambda: faulty(path)), held=True)
    assert run(writer, *map(lend, range(1000, 1000 + BATCH))) == [*range(1000, 1000 + BATCH)]
    writer.close()
    return Faulty.count


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY])
def test_an_error_at_any_statement_once_harms_nobody(tmp_path: Path, code: int) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    writer = InlineRunner(Writer(lambda: faulty(path)), held=True)
    done: set[int] = set(range(1000, 1000 + BATCH))
    for place in range(1, statements_of_a_batch(path) + 1):
        units = [place * 10 + n for n in range(BATCH)]
        arm(place, 1, code)
        answers = run(writer, *map(lend, units))
        if place == 1:  # BEGIN: nobody is to blame, so everybody may ask again
            assert answers == [StoreDown] * BATCH
            continue
        assert answers == units, place
        done.update(units)
    writer.close()
    assert kept(path) == {"item": done, "event": done, "inbox": done}


def test_an_error_that_stays_with_one_unit_hits_that_unit_alone(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    writer = InlineRunner(Writer(lambda: writing(path)), held=True)

    def guilty(ledger: Ledger) -> None:
        lend(2)(ledger)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
        raise error

    assert run(writer, lend(1), guilty, lend(3)) == [1, StoreDown, 3]
    writer.close()
    assert kept(path) == {"item": {1, 3}, "event": {1, 3}, "inbox": {1, 3}}


@pytest.mark.parametrize("times", range(2, 30, 3))
def test_errors_for_a_while_leave_each_unit_whole_or_not_at_all(tmp_path: Path, times: int) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    writer = InlineRunner(Writer(lambda: faulty(path)), held=True)
    done: set[int] = set()
    for place in range(1, 40, 2):
        units = [place * 10 + n for n in range(BATCH)]
        arm(place, times, sqlite3.SQLITE_IOERR_FSYNC)
        answers = run(writer, *map(lend, units))
        assert {answer for answer in answers if not isinstance(answer, int)} <= {StoreDown}
        done.update(answer for answer in answers if isinstance(answer, int))
    arm(-1, 0, 0)
    assert run(writer, lend(9999)) == [9999]  # and then it goes on as before
    writer.close()
    done.add(9999)
    assert kept(path) == {"item": done, "event": done, "inbox": done}


# --------------------------------------------------------------------------------------- disks and rights


def test_a_full_disk_is_told_and_got_over(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    limit = [40]  # pages more than the empty database has

    def small_disk() -> sqlite3.Connection:
        connection = writing(path)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + limit[0]}")
        limit[0] = 0
        return connection

    writer = InlineRunner(Writer(small_disk), held=True)
    done: set[int] = set()
    for start in range(0, 5000, 50):
        answers = run(writer, *map(lend, range(start, start + 50)))
        done.update(answer for answer in answers if isinstance(answer, int))
        if StoreDown in answers:
            break
    else:
        pytest.fail("the disk was never full")
    assert kept(path)["inbox"] == done
    limit[0] = 100_000
    writer.close()
    writer = InlineRunner(Writer(small_disk), held=True)
    assert run(writer, lend(9999)) == [9999]
    writer.close()


def in_a_process(script: str, path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


FULL_DISK = """
import resource, signal, sys
from gateway.ports import StoreDown
from gateway.store.sqlite import open_store
from tests.faults.test_store_faults import lend
from tests.memory_store import result

store = open_store(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit then fails, as on a full disk
done = []
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, resource.RLIM_INFINITY))
for number in range(10_000):
    try:
        done.append(result(store.commit(lend(number))))
    except StoreDown as down:
        print("down:", down)
        break
print("read:", result(store.read(lambda shelf: len(shelf.items_of_title("T1")))) == len(done))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
done.append(result(store.commit(lend(99_999))))
print("done:", *done)
store.stop()
"""


def test_a_file_that_can_grow_no_more_is_told_and_got_over_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    process = in_a_process(FULL_DISK, path)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    down, read, done = output.splitlines()
    assert down.startswith("down: the database can't be used: ")
    assert read == "read: True"
    numbers = {int(number) for number in done.removeprefix("done: ").split()}
    assert 99_999 in numbers
    assert len(numbers) > 30
    assert kept(path) == {"item": numbers, "event": numbers, "inbox": numbers}


def test_a_read_only_database_is_told_and_got_over(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    read_only = [True]

    def connect() -> sqlite3.Connection:
        # Root writes to files of mode 0400 as well, so that SQLite is told what the rights would tell it.
        if not read_only[0]:
            return writing(path)
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)

    writer = InlineRunner(Writer(connect), held=True)
    assert run(writer, lend(1), lend(2)) == [StoreDown, StoreDown]
    read_only[0] = False
    assert run(writer, lend(1), lend(2)) == [1, 2]
    writer.close()
    assert kept(path)["inbox"] == {1, 2}


def test_a_database_that_another_process_keeps_locked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.store.connection.BUSY_SECONDS", 0.01)
    store = open_store(tmp_path / "guanji.db")
    other = writing(store.path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreDown, match="locked"):
        result(store.commit(lend(1)))
    assert result(store.read(lambda shelf: shelf.kiosks())) == ()  # reading goes on
    other.execute("COMMIT")
    other.close()
    assert result(store.commit(lend(1))) == 1
    store.stop()


def test_a_database_that_vanished_is_told_and_not_replaced(tmp_path: Path) -> None:
    store = open_store(tmp_path / "guanji.db")
    away = tmp_path / "away.db"
    store.path.rename(away)
    with pytest.raises(StoreDown, match="put that one back"):
        result(store.commit(lend(1)))
    assert not store.path.exists()
    away.rename(store.path)
    assert result(store.commit(lend(1))) == 1
    store.stop()


# ------------------------------------------------------------------------------------------------- kill -9

KILLED = """
import sys
from queue import SimpleQueue
from gateway.store.sqlite import open_store
from tests.faults.test_store_faults import lend

calls = SimpleQueue()
store = open_store(sys.argv[1], call_from_thread=lambda function, *args: calls.put((function, args)))
first = int(sys.argv[2])

def told(number):
    sys.stdout.write(f"{number}\\n")  # the acknowledgement, as it leaves the process
    sys.stdout.flush()
    ask()

def ask():
    global first
    first += 1
    store.commit(lend(first)).addCallback(told)

for _ in range(8):
    ask()
while True:
    function, args = calls.get()
    function(*args)
"""


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    rounds = 50 if os.environ.get("GUANJI_SOAK") else 5
    acknowledged: set[int] = set()
    for number in range(rounds):
        process = in_a_process(KILLED, path, str(number * 1_000_000))
        assert process.stdout is not None
        # Killed in the middle of what it does, after another number of answers each time.
        acknowledged.update(int(process.stdout.readline()) for _ in range(50 + 37 * number))
        process.send_signal(signal.SIGKILL)
        acknowledged.update(int(line) for line in process.stdout.read().split("\n")[:-1] if line)
        process.wait(timeout=60)
        process.stdout.close()
        found = kept(path)
        assert acknowledged <= found["inbox"]
        assert found["item"] == found["event"] == found["inbox"]  # each unit whole or not at all
        in_hand = found["inbox"] - acknowledged
        assert len(in_hand) <= 8 * (number + 1)  # no more than were on their way when it died


def test_a_store_opens_after_a_kill_as_after_a_stop(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    process = in_a_process(KILLED, path, "0")
    assert process.stdout is not None
    first = int(process.stdout.readline())
    process.kill()
    process.stdout.close()
    process.wait(timeout=60)
    store: SqliteStore = open_store(path)
    assert result(store.read(lambda shelf: shelf.item(ItemId(CUMT, f"B{first}")))) is not None
    result(store.commit(lambda ledger: ledger.save(saved(Item(id=ItemId(CUMT, "after"), title="书")))))
    store.stop()
