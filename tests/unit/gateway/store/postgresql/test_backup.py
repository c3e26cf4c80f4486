from contextlib import closing
from pathlib import Path

import pytest

from gateway.store.backup import Unfit, Why
from gateway.store.postgresql import backup
from gateway.store.postgresql.connection import Session, connect
from gateway.store.postgresql.schema import ready
from gateway.store.schema import REVISION
from tests.postgres import Cluster, folders


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own, which lie outside PATH."""
    monkeypatch.setenv("PATH", folders())


@pytest.fixture
def url(postgres: Cluster) -> str:
    """A database of our own with our tables."""
    url = postgres.database()
    ready(url)
    return url


def quiet(_: float) -> None:
    """Progress that nobody watches."""


def do(url: str, statement: str) -> list[tuple[object, ...]]:
    with closing(connect(url)) as session:
        cursor = session.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_a_dump_is_put_back(url: str, tmp_path: Path) -> None:
    do(url, "INSERT INTO meta VALUES ('key', 'ours')")
    told: list[float] = []
    copied = backup.copy(url, tmp_path / "copy.pgdump", lambda: "not asked for", progress=told.append)
    assert (copied.revision, told) == (REVISION, [1.0])
    do(url, "UPDATE meta SET value = 'theirs'; CREATE TABLE newer (x integer)")
    seen: list[int] = []
    backup.put_back(url, copied.file, None, allowed=lambda session: seen.append(backup.others(session)))
    assert seen == [0]
    assert do(url, "SELECT value FROM meta WHERE name = 'key'") == [("ours",)]
    assert do(url, "SELECT to_regclass('newer')") == [(None,)]


def test_who_else_is_there_is_seen_and_may_forbid_it(url: str, tmp_path: Path) -> None:
    file = backup.copy(url, tmp_path / "copy.pgdump", None, progress=quiet).file

    def alone(session: Session) -> None:
        if backup.others(session):
            raise Unfit(Why.BUSY)

    with closing(connect(url)), pytest.raises(Unfit):
        backup.put_back(url, file, None, allowed=alone)
    assert do(url, "SELECT version_num FROM alembic_version") == [(REVISION,)]


def test_how_it_stands(url: str) -> None:
    backup.note_copy(url, "2026-03-02T09:00:00Z")
    found = backup.status(url)
    assert (found.kind, found.revision, found.copied) == ("postgresql", REVISION, "2026-03-02T09:00:00Z")
    assert found.rows["loan"] == 0
    assert found.size > 0


def test_an_empty_database_is_told_as_it_is(postgres: Cluster, tmp_path: Path) -> None:
    url = postgres.database()
    found = backup.status(url)
    assert (found.revision, found.rows, found.copied) == ("", {}, "")
    with pytest.raises(Unfit) as raised:
        backup.copy(url, tmp_path / "copy.pgdump", None, progress=quiet)
    assert raised.value.why is Why.NOT_OURS


def test_a_dump_of_something_else(postgres: Cluster, url: str, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_bytes(b"PGDMP and nothing more")
    for file, why in ((there, Why.DAMAGED), (tmp_path / "gone", Why.GONE)):
        with pytest.raises(Unfit) as raised:
            backup.prove(file)
        assert raised.value.why is why
    with pytest.raises(Unfit) as raised:
        backup.copy(url, there, None, progress=quiet)
    assert raised.value.why is Why.THERE
    assert postgres.url("x") != url
