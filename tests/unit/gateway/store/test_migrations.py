import sqlite3
from functools import partial
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from gateway.store.connection import writing
from gateway.store.migrations import configuration, migrate
from gateway.store.schema import REVISION
from gateway.store.tables import METADATA
from tests.postgres import Cluster


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "guanji.db"
    path.touch()
    return path


def normal(text: str) -> str:
    return " ".join(text.replace("(", " ( ").replace(")", " ) ").split())


def test_the_migrations_lead_to_the_declared_tables(path: Path) -> None:
    migrate(partial(writing, path))
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_and_to_nothing_else_not_even_in_conditions_and_strictness(path: Path) -> None:
    # Alembic's comparison looks at neither: the statements that made each table and index are compared.
    migrate(partial(writing, path))
    connection = writing(path)
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master "
        "WHERE sql IS NOT NULL AND tbl_name != 'alembic_version' AND type != 'trigger'"
    ).fetchall()
    connection.close()
    declared = {
        table.name: str(CreateTable(table).compile(dialect=dialect())) for table in METADATA.sorted_tables
    } | {
        str(index.name): str(CreateIndex(index).compile(dialect=dialect()))
        for table in METADATA.sorted_tables
        for index in table.indexes
    }
    made = {name: normal(text).replace('"', "") for name, text in rows}
    assert made == {name: normal(text).replace('"', "") for name, text in declared.items()}


def test_the_newest_revision_is_the_one_that_is_asked_for(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))
        assert scripts.get_heads() == [REVISION]
        assert max(script.revision for script in scripts.walk_revisions()) == REVISION
    engine.dispose()


def test_loans_of_before_are_counted_as_their_readers_and_items_are_now(path: Path) -> None:
    migrate(partial(writing, path), "0001")
    connection = writing(path)
    connection.execute(
        "INSERT INTO patron VALUES ('CUMT', 'P1', '张三', '本科生', '计算机学院', '', '', "
        "NULL, NULL, NULL, '', '', NULL, 1)"
    )
    connection.execute(
        "INSERT INTO item VALUES ('CUMT', 'B1', '导论', '', '', '', 'book', '', '', '书库', '', '', '', '', "
        "'available', NULL, '', NULL, '', 1)"
    )
    began = "2026-01-01T00:00:00.000000Z"
    for number, reader, book in ((1, "P1", "B1"), (2, "gone", "gone")):
        connection.execute(
            "INSERT INTO loan VALUES (?, 'CUMT', ?, 'CUMT', ?, ?, ?, 0, "
            "NULL, NULL, NULL, 'open', NULL, 'kiosk1', '', ?)",
            (f"L{number}", book, reader, began, began, f"H{number}"),
        )
    connection.close()
    migrate(partial(writing, path))
    connection = writing(path)
    rows = connection.execute("SELECT id, hold, category, college, place FROM loan ORDER BY id").fetchall()
    connection.close()
    assert rows == [("L1", "H1", "本科生", "计算机学院", "书库"), ("L2", "H2", "", "", "")]


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    connection = writing(path)
    connection.execute("CREATE TABLE meta (x TEXT)")  # in the way of the last step
    connection.close()
    with pytest.raises(sqlite3.OperationalError, match="meta already exists"):
        migrate(partial(writing, path))
    connection = writing(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master").fetchall()]
    assert not connection.in_transaction
    connection.close()
    assert names == ["meta"]


def test_an_unknown_revision_is_alembics_error(path: Path) -> None:
    with pytest.raises(Exception, match="nowhere"):
        migrate(partial(writing, path), "nowhere")


def test_on_postgresql_they_lead_to_the_declared_tables_too(kept_database: str) -> None:
    engine = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(kept_database))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_and_their_indexes_have_the_declared_conditions(postgres: Cluster, kept_database: str) -> None:
    declared = postgres.database()
    engine = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(declared))
    METADATA.create_all(engine)
    engine.dispose()

    def indexes(url: str) -> dict[str, str]:
        with psycopg.connect(url) as connection:
            rows = connection.execute(
                "SELECT indexname, indexdef FROM pg_indexes "
                "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            )
            return dict(rows.fetchall())

    assert indexes(kept_database) == indexes(declared)
