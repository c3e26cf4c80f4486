import psycopg
import pytest

from gateway.store.errors import StoreError
from gateway.store.postgresql.schema import ready, revision, upgrade
from gateway.store.schema import REVISION
from tests.postgres import Cluster


@pytest.fixture
def url(postgres: Cluster) -> str:
    """A database that nobody has put anything into."""
    return postgres.database()


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_an_empty_database_gets_its_tables_and_keeps_them(url: str) -> None:
    assert revision(url) is None
    ready(url)
    assert revision(url) == REVISION
    run(url, "INSERT INTO meta VALUES ('a', 'b')")
    ready(url)
    upgrade(url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT name, value FROM meta").fetchall() == [("a", "b")]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("0000", r"is older \(0000\) than this release .*: run guanji db upgrade"),
        ("9999", r"written by a newer release \(9999; .*\): install that release"),
    ],
)
def test_a_database_of_another_release_is_refused(database_url: str, found: str, said: str) -> None:
    run(database_url, f"UPDATE alembic_version SET version_num = '{found}'")  # noqa: S608
    try:
        with pytest.raises(StoreError, match=said):
            ready(database_url)
    finally:
        run(database_url, f"UPDATE alembic_version SET version_num = '{REVISION}'")  # noqa: S608


def test_a_strangers_database_is_left_alone(url: str) -> None:
    run(url, "CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match="not one of Guanji's"):
        ready(url)


def test_an_upgrade_that_fails_changes_nothing(url: str) -> None:
    run(url, "CREATE TABLE meta (x TEXT)")
    with pytest.raises(StoreError, match=r"could not be upgraded and is as it was: .*meta"):
        upgrade(url)
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("meta",)]


def test_a_server_that_is_not_there_is_told_without_a_password() -> None:
    with pytest.raises(StoreError, match=r"can't be reached .*: see that PostgreSQL runs there") as told:
        ready("postgresql://guanji:hunter2@/guanji?host=/nowhere")
    assert "hunter2" not in str(told.value)


def test_text_must_sort_as_it_does_in_sqlite(postgres: Cluster) -> None:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS ascii")
        connection.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(StoreError, match=r"kept in SQL_ASCII and sorted as C: make it anew with createdb"):
        ready(postgres.url("ascii"))
