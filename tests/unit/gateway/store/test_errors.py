import sqlite3

import pytest

from gateway.store.errors import is_down, is_duplicate


def raised(code: int | None, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    error = kind("told by a test")
    if code is not None:
        error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "code",
    [
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_READONLY_DBMOVED,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_BUSY_SNAPSHOT,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_CANTOPEN,
        None,
    ],
)
def test_what_lies_outside_is_the_database_down(code: int | None) -> None:
    assert is_down(raised(code))


@pytest.mark.parametrize(
    "error",
    [
        raised(sqlite3.SQLITE_ERROR),
        raised(sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.IntegrityError),
        raised(sqlite3.SQLITE_MISMATCH, sqlite3.IntegrityError),
        raised(None, sqlite3.ProgrammingError),
        ValueError("no error of a database at all"),
    ],
)
def test_what_a_unit_did_wrong_is_its_own(error: Exception) -> None:
    assert not is_down(error)


def test_duplicates_are_told_from_other_broken_constraints() -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE NOT NULL) STRICT")
    db.execute("INSERT INTO t VALUES (1, 'x')")

    def broken(values: str) -> sqlite3.IntegrityError:
        with pytest.raises(sqlite3.IntegrityError) as caught:
            db.execute(f"INSERT INTO t VALUES {values}")  # noqa: S608 - a test's own text
        return caught.value

    assert is_duplicate(broken("(1, 'y')"))
    assert is_duplicate(broken("(2, 'x')"))
    assert not is_duplicate(broken("(3, NULL)"))
    db.close()
