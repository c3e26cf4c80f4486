import errno
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

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


def test_a_dump_lies_on_a_file_system_without_second_names_too(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_permitted(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", not_permitted)
    file = backup.copy(url, tmp_path / "copy.pgdump", None, progress=quiet).file
    backup.prove(file)
    assert [path.name for path in tmp_path.iterdir()] == ["copy.pgdump"]


def test_a_dump_that_is_put_back_lies_under_no_other_name_meanwhile(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is killed could not remove it."""
    do(url, "INSERT INTO meta VALUES ('key', 'tab\there')")
    file = backup.copy(url, tmp_path / "copy.pgdump", None, progress=quiet).file
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    seen: list[list[Path]] = []
    run = subprocess.run

    def watched(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as it is declared there
        done = run(*arguments, **options)
        seen.append(list(place.iterdir()))
        return done

    monkeypatch.setattr("subprocess.run", watched)
    backup.put_back(url, file, None, allowed=lambda _: None)
    assert seen == [[], []]  # pg_restore's script, psql's reading
    assert do(url, "SELECT value FROM meta WHERE name = 'key'") == [("tab\there",)]


def test_a_script_that_breaks_off_changes_nothing(url: str, tmp_path: Path) -> None:
    file = backup.copy(url, tmp_path / "copy.pgdump", None, progress=quiet).file
    file.write_bytes(file.read_bytes()[:-2000])
    do(url, "INSERT INTO meta VALUES ('key', 'ours')")
    with pytest.raises(Unfit):
        backup.put_back(url, file, None, allowed=lambda _: None)
    assert do(url, "SELECT value FROM meta WHERE name = 'key'") == [("ours",)]


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
