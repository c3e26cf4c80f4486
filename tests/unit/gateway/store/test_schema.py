import os
import sqlite3
import stat
from pathlib import Path

import pytest

from gateway.store import schema
from gateway.store.connection import writing
from gateway.store.errors import StoreError
from gateway.store.schema import REVISION, create, path_of, ready, revision, upgrade


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "guanji.db"


def set_revision(path: Path, value: str) -> None:
    connection = writing(path)
    connection.execute("UPDATE alembic_version SET version_num = ?", (value,))
    connection.close()


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("a/b.db", "a/b.db"),
        ("sqlite:///a/b.db", "a/b.db"),
        ("sqlite:////a/b.db", "/a/b.db"),
        (Path("a"), "a"),
    ],
)
def test_a_database_is_named_by_path_or_url(where: str | Path, found: str) -> None:
    assert path_of(where) == Path(found)


def test_a_servers_database_is_no_file() -> None:
    with pytest.raises(StoreError, match=r"a postgresql database is no file: give a path, or sqlite"):
        path_of("postgresql://host/db")


@pytest.mark.parametrize("before", [None, b""], ids=["new", "empty"])
def test_a_new_or_empty_file_becomes_a_database_of_its_owner(path: Path, before: bytes | None) -> None:
    if before is not None:
        path.write_bytes(before)
        path.chmod(0o600)
    ready(path)
    assert revision(path) == REVISION
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    ready(path)


def test_an_older_database_is_to_be_upgraded(path: Path) -> None:
    create(path)
    set_revision(path, "0000")
    with pytest.raises(StoreError, match=r"is older \(0000\) than this release .*: run guanji db upgrade"):
        ready(path)


def test_a_newer_database_is_refused(path: Path) -> None:
    create(path)
    set_revision(path, "9999")
    with pytest.raises(StoreError, match=r"written by a newer release \(9999; .*\): install that release"):
        ready(path)


def test_a_strangers_database_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    path.chmod(0o600)
    with pytest.raises(StoreError, match="not one of Guanji's"):
        ready(path)


def test_what_is_no_database_is_said_to_be_none(path: Path) -> None:
    path.write_text("dear reader, " * 100)
    path.chmod(0o600)
    with pytest.raises(StoreError, match="is not a database: name another file, or bring its backup back"):
        ready(path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"the folder .*nowhere is not there: create it, or run guanji init"):
        ready(tmp_path / "nowhere" / "guanji.db")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder: name a file in it"):
        ready(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_open_to_others_is_refused(path: Path, mode: int) -> None:
    create(path)
    path.chmod(mode)
    with pytest.raises(StoreError, match=r"can be read by others, .*: run chmod 600"):
        ready(path)


def test_a_file_of_somebody_else_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(path)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may do everything
    with pytest.raises(StoreError, match="let it belong to the user who runs Guanji"):
        ready(path)


def test_a_file_that_can_not_be_made(path: Path) -> None:
    (path.parent / "file").touch()
    with pytest.raises(StoreError, match=r"can't be (made|reached) \(Not a directory\)"):
        ready(path.parent / "file" / "guanji.db")


def test_a_file_that_can_not_be_reached(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"can't be reached \(File name too long\)"):
        ready(tmp_path / ("x" * 300))


def test_upgrading_what_is_not_there(path: Path) -> None:
    with pytest.raises(StoreError, match=r"can't be read \(No such file or directory\): run guanji init"):
        upgrade(path)


def test_upgrading_twice_changes_nothing(path: Path) -> None:
    create(path)
    upgrade(f"sqlite:///{path}")
    assert revision(path) == REVISION


def test_an_upgrade_that_fails_says_that_nothing_changed(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (x TEXT)")
    connection.close()
    path.chmod(0o600)
    with pytest.raises(StoreError, match="could not be upgraded and is as it was: table meta already exists"):
        upgrade(path)


def test_a_file_that_can_not_be_opened(path: Path) -> None:
    create(path)
    path.unlink()
    with pytest.raises(StoreError, match=r"can't be opened .*: see that the user who runs Guanji may read"):
        revision(path)


def test_the_file_is_made_with_closed_rights_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(schema, "upgrade", lambda made: seen.append(stat.S_IMODE(made.stat().st_mode)))
    create(path)
    assert seen == [0o600]
