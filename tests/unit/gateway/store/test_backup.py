import errno
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest

from gateway.model.changes import Changes
from gateway.store import backup
from gateway.store.backup import Unfit, Why, copy, note_copy, prove, put_back, sync, take_name, unfinished
from gateway.store.schema import REVISION, create
from gateway.store.sqlite import SqliteStore, open_store
from gateway.store.status import status
from tests.library import item
from tests.memory_store import result


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "guanji.sqlite"


@pytest.fixture
def store(database: Path) -> Iterator[SqliteStore]:
    """An open store: what is copied is being served."""
    store = open_store(database, key_fingerprint="our key")
    put(store, 1, 2)
    yield store
    result(store.stop())


def put(store: SqliteStore, *numbers: int) -> None:
    result(store.commit(lambda ledger: ledger.save(Changes(records=tuple(map(item, numbers))))))


def put_in(database: Path, *numbers: int) -> None:
    store = open_store(database)
    put(store, *numbers)
    result(store.stop())


def _not_permitted(*_: object) -> NoReturn:
    """What vfat and many a network's file system say to a second name."""
    raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.fixture
def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.link", _not_permitted)


@pytest.fixture(params=[True, False], ids=["links", "no links"])
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr("os.link", _not_permitted)


def items(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute("SELECT barcode FROM item ORDER BY barcode")]


def why(call: Any, *arguments: Any, **options: Any) -> Why:  # noqa: ANN401 - a function of the module
    with pytest.raises(Unfit) as raised:
        call(*arguments, **options)
    assert str(raised.value).startswith(str(raised.value.why))
    return raised.value.why


def ready(_: Path) -> None:
    """Nothing needs to be done."""


# --- a copy ----------------------------------------------------------------------------------------


def test_a_copy_of_what_is_being_served(store: SqliteStore, database: Path, tmp_path: Path) -> None:
    told: list[float] = []
    copied = copy(database, tmp_path / "copy.sqlite", progress=told.append)
    assert (copied.revision, copied.size) == (REVISION, copied.file.stat().st_size)
    assert told[-1] == 1.0
    put(store, 3)
    assert items(copied.file) == ["B000001", "B000002"]
    assert items(database) == ["B000001", "B000002", "B000003"]
    assert stat.S_IMODE(copied.file.stat().st_mode) == 0o600
    assert prove(copied.file).key == "our key"
    assert list(tmp_path.glob(".*")) == []


def test_progress_is_told_on_the_way(
    store: SqliteStore, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, *range(3, 200))
    monkeypatch.setattr(backup, "_STEPS", 100)
    told: list[float] = []
    copy(database, tmp_path / "copy.sqlite", progress=told.append)
    assert len(told) > 2
    assert told == sorted(told)


def test_no_copy_replaces_another_file(store: SqliteStore, database: Path, tmp_path: Path) -> None:
    there = tmp_path / "copy.sqlite"
    there.write_text("mine")
    assert store.path == database
    assert why(copy, database, there) is Why.THERE
    assert there.read_text() == "mine"


def test_a_place_that_is_none(store: SqliteStore, database: Path, tmp_path: Path) -> None:
    assert why(copy, database, tmp_path / "nowhere" / "copy.sqlite") is Why.NO_FOLDER
    assert store.path == database
    assert why(copy, tmp_path / "gone", Path("/proc/self/copy.sqlite")) is Why.NO_FOLDER


def test_a_disk_without_room(
    store: SqliteStore, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.path == database

    class Usage:
        free = 100

    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage)
    assert why(copy, database, tmp_path / "copy.sqlite") is Why.NO_ROOM
    assert not (tmp_path / "copy.sqlite").exists()


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    assert why(copy, tmp_path / "gone.sqlite", tmp_path / "copy.sqlite") is Why.DAMAGED
    assert not (tmp_path / "copy.sqlite").exists()


@pytest.mark.usefixtures("links")
def test_of_two_copies_under_one_name_the_first_stays(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    there = tmp_path / "copy.sqlite"
    assert store.path == database

    def second(part: float) -> None:
        if part == 1.0:
            there.write_text("the first")

    assert why(copy, database, there, progress=second) is Why.THERE
    assert there.read_text() == "the first"
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.usefixtures("without_links")
def test_a_file_system_without_second_names_holds_copies_too(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    assert store.path == database
    assert items(copy(database, tmp_path / "copy.sqlite").file) == ["B000001", "B000002"]
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.usefixtures("without_links")
def test_a_name_that_can_not_be_taken_after_all_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", _not_permitted)
    made = tmp_path / "made"
    made.touch()
    with pytest.raises(PermissionError):
        take_name(made, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == [made]


def test_a_folder_that_can_not_be_waited_for_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [errno.EINVAL, errno.EIO]

    def fails(_: int) -> None:
        raise OSError(codes.pop(0), "fsync")

    monkeypatch.setattr("os.fsync", fails)
    sync(tmp_path)
    with pytest.raises(OSError, match="fsync"):
        sync(tmp_path)


# --- what was left unfinished ----------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from gateway.store.backup import unfinished

with unfinished(Path(sys.argv[1])) as copying:
    copying.with_name("copy-journal").write_text("readers")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_copy_left_goes_with_the_next_whatever_its_name(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    assert store.path == database
    subprocess.run([sys.executable, "-c", KILLED, tmp_path / "night 1"], check=False)
    ((left, *none),) = [list(tmp_path.glob(".*"))]
    assert (none, stat.S_IMODE(left.stat().st_mode)) == ([], 0o700)
    with unfinished(tmp_path / "night 2") as other:  # its process lives
        copy(database, tmp_path / "night 3")
        assert list(tmp_path.glob(".*")) == [other.parent]
    assert list(tmp_path.glob(".*")) == []


def test_nothing_of_anybody_else_is_removed(tmp_path: Path) -> None:
    for name in (".guanji-x.unfinished", ".guanji-00000000.unfinished.old", ".copy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine").touch()
    (tmp_path / ".guanji-00000001.unfinished").touch()
    (tmp_path / ".guanji-00000002.unfinished").mkdir()  # whose owner is just beginning
    before = sorted(tmp_path.rglob("*"))
    with unfinished(tmp_path / "copy"):
        pass
    assert sorted(tmp_path.rglob("*")) == before


def test_where_nothing_can_be_locked_age_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", unknown)
    for number, age in enumerate((0.0, backup.LEFT_SECONDS + 60)):
        folder = tmp_path / f".guanji-0000000{number}.unfinished"
        folder.mkdir()
        (folder / "copy").touch()
        when = time.time() - age
        os.utime(folder / "copy", (when, when))
    with unfinished(tmp_path / "copy"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [".guanji-00000000.unfinished"]


def test_when_it_was_copied_is_kept(store: SqliteStore, database: Path) -> None:
    note_copy(database, "2026-03-02T09:00:00Z")
    note_copy(database, "2026-03-03T09:00:00Z")
    found = status(database)
    assert (found.copied, found.sound, found.revision, found.known) == (
        "2026-03-03T09:00:00Z",
        "ok",
        REVISION,
        REVISION,
    )
    assert found.rows["item"] == 2
    assert "alembic_version" not in found.rows
    assert found.wal > 0
    assert store.path == Path(found.where)


def test_a_database_without_tables_is_told_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite"
    file.touch()
    found = status(file, check=False)
    assert (found.revision, found.rows, found.sound, found.wal) == ("", {}, "", 0)


# --- a file that is to be put back ------------------------------------------------------------------


def test_what_is_not_there_or_not_a_database(tmp_path: Path) -> None:
    assert why(prove, tmp_path / "gone") is Why.GONE
    letter = tmp_path / "letter"
    letter.write_text("Dear Sir or Madam, " * 100)
    assert why(prove, letter) is Why.NOT_OURS


def test_another_programs_database(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    assert why(prove, file) is Why.NOT_OURS


def test_a_damaged_copy(store: SqliteStore, database: Path, tmp_path: Path) -> None:
    put(store, *range(3, 400))
    file = copy(database, tmp_path / "copy.sqlite").file
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(content)
    assert why(prove, file) is Why.DAMAGED


def test_a_copy_of_a_newer_release(store: SqliteStore, database: Path, tmp_path: Path) -> None:
    file = copy(database, tmp_path / "copy.sqlite").file
    assert store.path == database
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert why(prove, file) is Why.NEWER


def test_tables_without_a_revision(store: SqliteStore, database: Path, tmp_path: Path) -> None:
    file = copy(database, tmp_path / "copy.sqlite").file
    assert store.path == database
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.execute("DELETE FROM meta")
        connection.commit()
    proved = prove(file)
    assert (proved.revision, proved.key) == ("", "")


# --- put back ---------------------------------------------------------------------------------------


def test_a_copy_takes_the_place_and_the_replaced_one_stays(database: Path, tmp_path: Path) -> None:
    store = open_store(database)
    put(store, 1)
    file = copy(database, tmp_path / "copy.sqlite").file
    put(store, 2)
    result(store.stop())
    seen: list[list[str]] = []
    told: list[float] = []
    kept = put_back(
        file,
        database,
        stamp="20260302",
        ready=lambda path: seen.append(items(path)),
        progress=told.append,
    )
    assert kept == tmp_path / "guanji.sqlite.replaced-20260302"
    assert items(kept) == ["B000001", "B000002"]
    assert items(database) == items(file) == seen[0] == ["B000001"]
    assert told[-1] == 1.0
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    again = open_store(database)
    put(again, 5)
    result(again.stop())
    assert items(database) == ["B000001", "B000005"]
    assert items(file) == ["B000001"]


@pytest.mark.usefixtures("without_links")
def test_so_it_does_where_a_file_has_one_name_only(database: Path, tmp_path: Path) -> None:
    create(database)
    file = copy(database, tmp_path / "copy.sqlite").file
    put_in(database, 1)
    kept = put_back(file, database, stamp="1", ready=ready)
    assert kept is not None
    assert items(kept) == ["B000001"]
    assert items(database) == []
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("with_links", [True, False])
def test_where_the_place_can_not_be_taken_the_old_one_has_it_again(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, with_links: bool
) -> None:
    create(database)
    file = copy(database, tmp_path / "copy.sqlite").file
    put_in(database, 1)
    before = sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".sqlite")
    if not with_links:
        monkeypatch.setattr("os.link", _not_permitted)
    rename = Path.rename

    def refused(path: Path, to: Path) -> Path:
        return _not_permitted() if path.name == "copy" else rename(path, to)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(PermissionError):
        put_back(file, database, stamp="1", ready=ready)
    assert items(database) == ["B000001"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".sqlite") == before
    assert list(tmp_path.glob("*replaced*")) == []


def test_what_fails_on_the_way_leaves_all_as_it_was(database: Path, tmp_path: Path) -> None:
    create(database)
    file = copy(database, tmp_path / "copy.sqlite").file
    before = sorted(path.name for path in tmp_path.iterdir())

    def fails(_: Path) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        put_back(file, database, stamp="1", ready=fails)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_where_no_database_was_none_is_kept(database: Path, tmp_path: Path) -> None:
    create(database)
    file = copy(database, tmp_path / "copy.sqlite").file
    database.unlink()
    assert put_back(file, database, stamp="1", ready=ready) is None
    assert prove(database).revision == REVISION


def test_a_damaged_database_is_replaced_too_and_kept_with_its_log(database: Path, tmp_path: Path) -> None:
    create(database)
    file = copy(database, tmp_path / "copy.sqlite").file
    database.write_bytes(b"\xff" * 8192)
    database.with_name("guanji.sqlite-wal").write_bytes(b"\xff" * 100)
    kept = put_back(file, database, stamp="1", ready=ready)
    assert kept is not None
    assert kept.read_bytes() == b"\xff" * 8192
    assert kept.with_name(f"{kept.name}-wal").exists()
    assert prove(database).revision == REVISION
