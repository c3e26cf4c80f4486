from collections.abc import Callable

import psycopg
import pytest
from psycopg import errors

from gateway.store.postgresql.connection import (
    PATIENCE,
    POSTGRESQL,
    connect,
    connector,
    is_down,
    is_duplicate,
    shown,
)


def test_a_connection_commits_to_the_disk_and_waits_for_nobody_for_ever(database_url: str) -> None:
    session = connect(database_url)
    settings = ("synchronous_commit", "lock_timeout", "statement_timeout", "client_encoding")
    found = [session.execute(f"SHOW {name}").fetchall()[0][0] for name in settings]
    limit = session.execute("SHOW idle_in_transaction_session_timeout").fetchall()
    session.close()
    assert found == ["on", "3s", "5s", "UTF8"]
    assert limit == [("5s",)]
    assert session.lost


def test_values_keep_their_kinds(database_url: str) -> None:
    session = connect(database_url)
    found = session.cursor().execute(
        "SELECT $1::text, $2::bigint, $3::bytea, $4::text, $1::text", ("书'\\", 2**40, b"\x00\xff", None)
    )
    assert found.fetchall() == [("书'\\", 2**40, b"\x00\xff", None, "书'\\")]
    session.close()


def test_a_nul_is_kept_and_found_as_its_symbol(database_url: str) -> None:
    session = connect(database_url)
    session.cursor().execute("INSERT INTO meta VALUES ($1, $2)", ("a\0b", "\0"))
    found = session.cursor().execute("SELECT name, value FROM meta WHERE name = $1", ("a\0b",))
    assert found.fetchall() == [("a␀b", "␀")]
    session.close()


def test_one_writes_at_a_time_and_a_reader_can_not_write(database_url: str) -> None:
    session = connect(database_url)
    session.execute(POSTGRESQL.read)
    with pytest.raises(errors.ReadOnlySqlTransaction) as told:
        session.execute("DELETE FROM meta")
    assert is_down(told.value)
    POSTGRESQL.roll_back(session)
    POSTGRESQL.roll_back(session)  # with nothing in hand it does nothing
    session.close()


def test_a_password_is_read_for_each_connection(database_url: str) -> None:
    asked: list[int] = []

    def password() -> str:
        asked.append(1)
        return "irrelevant here"

    opening = connector(database_url, password)
    for _ in range(2):
        opening().close()
    assert len(asked) == 2
    connector(database_url)().close()


def _gone() -> str:
    raise FileNotFoundError(2, "No such file or directory", "secrets/postgresql")


def _unset() -> str:
    return dict[str, str]()["GUANJI_DATABASE"]


def _garbled() -> str:
    return b"hunter\xff".decode()


@pytest.mark.parametrize(
    ("password", "told"), [(_gone, "secrets/postgresql"), (_unset, "GUANJI_DATABASE"), (_garbled, "UTF-8")]
)
def test_a_password_that_can_not_be_read_is_a_database_that_is_down(
    password: Callable[[], str], told: str
) -> None:
    with pytest.raises(psycopg.OperationalError, match=told) as raised:
        connector("postgresql://guanji@/guanji?host=/nowhere", password)()
    assert is_down(raised.value)
    assert "hunter" not in str(raised.value)


def test_a_connection_that_can_not_be_set_up_is_closed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.store.postgresql.connection.SETTINGS", "SET nonsense = 1")
    with pytest.raises(errors.UndefinedObject):
        connect(database_url)


def test_nobody_waits_long_for_a_server_that_is_not_there() -> None:
    assert PATIENCE["connect_timeout"] < 8
    with pytest.raises(psycopg.OperationalError):
        connect("postgresql://guanji@/guanji?host=/nowhere")


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("postgresql://guanji@db/guanji", "postgresql://guanji@db/guanji"),
        ("postgresql://guanji:hunter2@db:5433/guanji", "postgresql://guanji@db:5433/guanji"),
        ("postgresql:///guanji?host=/run/postgresql", "postgresql:///guanji?host=/run/postgresql"),
    ],
)
def test_a_url_is_told_without_its_password(url: str, text: str) -> None:
    assert shown(url) == text


@pytest.mark.parametrize(
    "error",
    [
        errors.AdminShutdown(),
        errors.CrashShutdown(),
        errors.CannotConnectNow(),
        errors.DiskFull(),
        errors.OutOfMemory(),
        errors.TooManyConnections(),
        errors.ReadOnlySqlTransaction(),
        errors.LockNotAvailable(),
        errors.QueryCanceled(),
        errors.DeadlockDetected(),
        errors.InsufficientPrivilege(),
        errors.IoError(),
        errors.IdleInTransactionSessionTimeout(),
        psycopg.OperationalError("server closed the connection unexpectedly"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_lies_outside_is_the_database_down(error: Exception) -> None:
    assert is_down(error)


@pytest.mark.parametrize(
    "error",
    [
        errors.UniqueViolation(),
        errors.NotNullViolation(),
        errors.UndefinedTable(),
        errors.NumericValueOutOfRange(),
        psycopg.DataError("a NUL"),
        ValueError("no error of a database at all"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_unit_did_wrong_is_its_own(error: Exception) -> None:
    assert not is_down(error)


def test_duplicates_are_told_from_other_broken_constraints() -> None:
    assert is_duplicate(errors.UniqueViolation())
    assert not is_duplicate(errors.NotNullViolation())
    assert not is_duplicate(ValueError())
