import sqlite3
from pathlib import Path

import pytest

from gateway.store.connection import Held, reading, writing
from gateway.store.schema import create


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a b?c#d%.db"  # what a URI would stumble over
    create(path)
    return path


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchall()[0][0]


def test_a_writing_connection_waits_for_the_disk(path: Path) -> None:
    connection = writing(path)
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2  # FULL
    assert pragma(connection, "temp_store") == 2  # memory
    assert connection.isolation_level is None
    connection.close()


def test_a_reading_connection_can_not_write(path: Path) -> None:
    connection = reading(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("INSERT INTO meta VALUES ('a', 'b')")
    connection.close()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        writing(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_not_left_open(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("dear reader, " * 100)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        writing(path).execute("SELECT * FROM sqlite_master")


def test_a_connection_that_can_not_be_set_up_is_closed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def note(*args: object, **kwargs: object) -> sqlite3.Connection:
        opened.append(connect(*args, **kwargs))  # type: ignore[call-overload]
        return opened[-1]

    # Patched for this call alone: the coverage tool opens databases of its own between and after tests.
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", note)
        patched.setattr("gateway.store.connection.CACHE_KIB", ") nonsense")
        with pytest.raises(sqlite3.OperationalError):
            writing(path)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_a_held_connection_is_opened_once_and_again_after_it_was_dropped() -> None:
    made: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        made.append(sqlite3.connect(":memory:"))
        return made[-1]

    held = Held(connect)
    assert held.get() is held.get()
    held.drop()
    held.drop()
    assert held.get() is made[1]
    held.drop()
    assert len(made) == 2
