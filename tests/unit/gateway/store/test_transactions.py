import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gateway.ports import StoreDown
from gateway.store.connection import writing
from gateway.store.driver import Connection
from gateway.store.runner import Answer, Unit
from gateway.store.schema import create
from gateway.store.transactions import Transactions


def down() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    return error


class Plain(Transactions):
    """Gives a unit the connection; what it raises puts the transaction in doubt."""

    @property
    def begin(self) -> str:
        return self._driver.write

    def _attempt(self, connection: Connection, unit: Unit) -> Answer:
        return Answer(unit(connection))


class Opened:
    """Counts how often the database was opened, and refuses where told to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.refuse = False

    def __call__(self) -> sqlite3.Connection:
        if self.refuse:
            raise down()
        self.count += 1
        return writing(self.path)


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    path = tmp_path / "guanji.db"
    create(path)
    return Opened(path)


def note(name: str) -> Unit:
    def unit(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO meta VALUES (?, '')", (name,))
        return name

    return unit


def failing(error: Callable[[], Exception], times: int = 99) -> Unit:
    left = iter(range(times))

    def unit(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO meta VALUES ('guilty', '')")
        if next(left, None) is not None:
            raise error()
        return "guilty"

    return unit


def names(opened: Opened) -> set[str]:
    connection = writing(opened.path)
    rows = connection.execute("SELECT name FROM meta").fetchall()
    connection.close()
    return {name for (name,) in rows}


def told(answers: Sequence[Answer]) -> list[object]:
    return [type(answer.error) if answer.error else answer.value for answer in answers]


def test_a_batch_is_one_transaction_and_its_commit_is_timed(opened: Opened) -> None:
    ticks = iter(range(100))
    worker = Plain(opened, monotonic=lambda: float(next(ticks)))
    served = worker.work_off([note("a"), note("b")])
    worker.close()
    assert told(served.answers) == ["a", "b"]
    assert served.commit_seconds == 1.0
    assert names(opened) == {"a", "b"}


def test_where_a_batch_breaks_the_innocent_are_kept(opened: Opened) -> None:
    worker = Plain(opened)
    served = worker.work_off([note("a"), failing(down), note("b")])
    worker.close()
    assert told(served.answers) == ["a", StoreDown, "b"]
    assert isinstance(served.answers[1].error.__cause__, sqlite3.OperationalError)  # type: ignore[union-attr]
    assert names(opened) == {"a", "b"}
    assert opened.count == 2  # afresh after the guilty one


def test_what_happened_once_is_not_told(opened: Opened) -> None:
    worker = Plain(opened)
    served = worker.work_off([note("a"), failing(down, times=1)])
    worker.close()
    assert told(served.answers) == ["a", "guilty"]
    assert names(opened) == {"a", "guilty"}
    assert opened.count == 1


def test_an_error_of_the_unit_itself_is_told_as_it_is(opened: Opened) -> None:
    worker = Plain(opened)
    served = worker.work_off([lambda connection: connection.execute("SELECT * FROM nowhere"), note("a")])
    worker.close()
    assert told(served.answers) == [sqlite3.OperationalError, "a"]


def test_without_a_connection_everybody_hears_of_it_once(opened: Opened) -> None:
    worker = Plain(opened)
    opened.refuse = True
    units: list[str] = []
    served = worker.work_off([lambda _: units.append("run")] * 3)
    assert told(served.answers) == [StoreDown] * 3
    assert units == []
    opened.refuse = False
    assert told(worker.work_off([note("a")]).answers) == ["a"]
    worker.close()


def test_where_the_database_goes_away_in_between_the_rest_is_down(opened: Opened) -> None:
    worker = Plain(opened)

    def leave(_: sqlite3.Connection) -> None:
        opened.refuse = True
        raise down()

    served = worker.work_off([note("a"), leave, note("b"), note("c")])
    worker.close()
    assert told(served.answers) == ["a", StoreDown, StoreDown, StoreDown]
    assert names(opened) == {"a"}


def test_a_transaction_that_sqlite_itself_rolled_back_is_run_again(opened: Opened) -> None:
    worker = Plain(opened)
    left = iter([True])

    def lose(connection: sqlite3.Connection) -> str:
        if next(left, False):
            connection.execute("ROLLBACK")  # the COMMIT then finds nothing to commit
        return "lost"

    served = worker.work_off([note("a"), lose])
    worker.close()
    assert told(served.answers) == ["a", "lost"]
    assert names(opened) == {"a"}


def test_a_roll_back_that_fails_costs_the_connection(opened: Opened) -> None:
    worker = Plain(opened)

    def close(connection: sqlite3.Connection) -> None:
        connection.close()
        raise down()

    left = iter([True])
    served = worker.work_off([note("a"), lambda c: close(c) if next(left, False) else "fine"])
    worker.close()
    assert told(served.answers) == ["a", "fine"]
    assert names(opened) == {"a"}
    assert opened.count == 2
