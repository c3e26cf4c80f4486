"""``guanji db`` as a system librarian types it, against files and servers of their own."""

import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gateway.demo.place import furnish
from gateway.model.identity import AgencyId, PatronId
from gateway.store.connection import writing
from gateway.store.keys import KeyedDigest, load_key
from gateway.store.migrations import migrate
from gateway.store.schema import REVISION
from tests.kiosk_line import kiosk
from tests.live import Demo, demo, environment, guanji
from tests.postgres import Cluster, folders
from tests.writers import Writer


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A new library, not served."""
    directory = tmp_path / "library"
    assert guanji("init", directory).returncode == 0
    return directory


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Demo]:
    """The demo, served."""
    with demo(tmp_path / "data") as server:
        yield server


def db(place: Path, *arguments: str | Path, fails: bool = False, **more: str) -> str:
    """Run a command on the library in that folder; what it said."""
    done = guanji("db", *arguments, "-c", place / "guanji.toml", **more)
    assert (done.returncode != 0) is fails, done.stderr
    assert "internal error" not in done.stderr
    return done.stderr if fails else done.stdout


def numbers(database: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute(statement)]


def old(database: Path, *statements: str) -> None:
    """Make a database of the first release, with something in it."""
    database.unlink(missing_ok=True)
    os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
    migrate(lambda: writing(database), "0001")
    with closing(sqlite3.connect(database)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


READER = (
    "INSERT INTO patron (agency, number, name, category, college, campus, class_name, email, phone, version) "
    "VALUES ('CUMT', 'P0001', '张三', '', '', '', '', '', '', 1)"
)


# --- looking ---------------------------------------------------------------------------------------


def test_how_a_database_stands(library: Demo) -> None:
    told = db(library.directory, "status")
    assert str(library.database) in told
    assert f"{REVISION} (this release: {REVISION})" in told
    assert "none: make one with guanji db backup FILE" in told
    answer = json.loads(db(library.directory, "status", "--json"))
    assert (answer["ok"], answer["sound"], answer["kind"]) == (True, "ok", "sqlite")
    assert answer["rows"]["item"] > 100


def test_a_database_that_is_not_there(place: Path) -> None:
    (place / "guanji.sqlite").unlink()
    assert "guanji.sqlite is not there" in db(place, "status", fails=True)
    assert not (place / "guanji.sqlite").exists()


# --- copying ---------------------------------------------------------------------------------------


def test_a_copy_of_a_library_that_is_lending(library: Demo, tmp_path: Path) -> None:
    """The copy is of one moment: what was answered before it began is in it, and all of it fits together."""
    writers = [Writer(number, library.sip2, random.Random(number)) for number in (1, 2)]
    for writer in writers:
        writer.connect()
        writer.start()
    with kiosk(library.sip2, "kiosk3") as line:
        assert line.checkout("P0005", "B000090").startswith("121")
        told = db(library.directory, "backup", tmp_path / "copy.sqlite")
        assert line.checkout("P0005", "B000091").startswith("121")
    for writer in writers:
        writer.stop()
        writer.join()
        assert len(writer.told) > 20
    assert "guanji.key is not in it" in told
    copy = tmp_path / "copy.sqlite"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert numbers(copy, "PRAGMA integrity_check") == ["ok"]
    lent = set(numbers(copy, "SELECT item_barcode FROM loan WHERE state = 'open'"))
    assert "B000090" in lent
    assert "B000091" not in lent
    assert lent == set(numbers(copy, "SELECT barcode FROM item WHERE status = 'charged'"))
    assert str(library.directory / "secrets").encode() not in copy.read_bytes()
    key = (library.directory / "secrets/guanji.key").read_bytes()
    assert key not in copy.read_bytes()
    assert json.loads(db(library.directory, "status", "--json"))["copied"]


def test_copies_in_a_folder_are_named_and_the_oldest_go(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    for day in ("01", "02"):
        (folder / f"guanji-202601{day}-030000.sqlite").touch()
    (folder / "guanji-notes.txt").touch()
    answer = json.loads(db(place, "backup", folder, "--keep", "2", "--json"))
    assert [Path(name).name for name in answer["dropped"]] == ["guanji-20260101-030000.sqlite"]
    names = sorted(file.name for file in folder.iterdir())
    assert names[:1] == ["guanji-20260102-030000.sqlite"]
    assert names[-1] == "guanji-notes.txt"
    assert len(names) == 3


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("guanji.sqlite", "is there already"),
        ("nowhere/copy.sqlite", "create"),
        ("secrets/copy.sqlite", "beside the key file"),
    ],
)
def test_where_no_copy_goes(place: Path, file: str, said: str) -> None:
    before = (place / "guanji.sqlite").read_bytes()
    assert said in db(place, "backup", place / file, fails=True)
    assert (place / "guanji.sqlite").read_bytes() == before


# --- putting back ----------------------------------------------------------------------------------


def test_a_copy_is_put_back_and_the_replaced_one_is_kept(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    with demo(tmp_path / "data") as library:
        with kiosk(library.sip2, "kiosk1") as line:
            line.checkout("P0001", "B000001")
            db(library.directory, "backup", copy)
            line.checkout("P0001", "B000002")
        refused = db(library.directory, "restore", "--yes", copy, fails=True)
        assert "is in use by another Guanji server" in refused
        library.stop()
    told = db(library.directory, "restore", "--yes", copy)
    (kept,) = library.directory.glob("guanji.sqlite.replaced-*")
    assert str(kept) in told
    open_loans = "SELECT item_barcode FROM loan WHERE state = 'open' AND item_barcode < 'B000010' ORDER BY 1"
    assert numbers(library.database, open_loans) == ["B000001"]
    assert numbers(kept, open_loans) == ["B000001", "B000002"]
    with demo(library.directory) as again, kiosk(again.sip2, "kiosk1") as line:
        assert line.patron("P0001", "2").items("AU") == ["B000001"]
        assert line.checkout("P0001", "B000002").startswith("121")


def test_an_older_copy_is_brought_up_to_date(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "old.sqlite"
    old(copy, READER)
    db(place, "restore", "--yes", copy)
    assert numbers(place / "guanji.sqlite", "SELECT version_num FROM alembic_version") == [REVISION]
    assert numbers(place / "guanji.sqlite", "SELECT number FROM patron") == ["P0001"]
    assert numbers(copy, "SELECT version_num FROM alembic_version") == ["0001"]


def test_what_is_not_put_back(place: Path, tmp_path: Path) -> None:
    before = (place / "guanji.sqlite").read_bytes()
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleagues", "utf-8")
    assert "is not a database of Guanji" in db(place, "restore", "--yes", letter, fails=True)
    copy = tmp_path / "copy.sqlite"
    shutil.copy(place / "guanji.sqlite", copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("INSERT INTO meta VALUES ('key', 'of another library')")
        connection.commit()
    assert "made with another key" in db(place, "restore", "--yes", copy, fails=True)
    assert (place / "guanji.sqlite").read_bytes() == before


def test_it_is_said_where_only_the_list_was_gone_by(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    db(place, "backup", copy)
    (place / "guanji.sqlite").unlink()
    told = guanji("db", "restore", "--yes", str(copy), "-c", place / "guanji.toml")
    assert told.returncode == 0
    assert f"only {place / 'secrets/erased.log'} was gone by" in told.stderr
    again = guanji("db", "restore", "--yes", str(copy), "-c", place / "guanji.toml")
    assert (again.returncode, again.stderr) == (0, "")


def test_nothing_is_put_back_unless_it_is_meant(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    db(place, "backup", copy)
    done = guanji("db", "restore", copy, "-c", place / "guanji.toml", stdin="n\n")
    assert done.returncode != 0
    assert "Go on?" in done.stderr
    assert list(place.glob("*.replaced-*")) == []


# --- upgrading -------------------------------------------------------------------------------------


def test_a_database_of_an_older_release_is_upgraded_after_a_copy(place: Path) -> None:
    database = place / "guanji.sqlite"
    old(database, READER)
    assert "run guanji db upgrade" in guanji("run", "-c", place / "guanji.toml").stderr
    told = guanji("db", "status", "-c", place / "guanji.toml")
    assert (told.returncode, "older than this release" in told.stdout) == (1, True)
    assert f"from 0001 to {REVISION}" in db(place, "upgrade")
    (before,) = place.glob("guanji.sqlite.before-0001-*")
    assert numbers(before, "SELECT version_num FROM alembic_version") == ["0001"]
    assert numbers(database, "SELECT name FROM patron") == ["张三"]
    assert "already" in db(place, "upgrade")


def test_an_upgrade_without_a_copy(place: Path) -> None:
    old(place / "guanji.sqlite")
    db(place, "upgrade", "--no-backup")
    assert list(place.glob("*.before-*")) == []
    assert numbers(place / "guanji.sqlite", "SELECT version_num FROM alembic_version") == [REVISION]


def test_no_upgrade_under_a_running_server(library: Demo) -> None:
    with closing(sqlite3.connect(library.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
        connection.commit()
    assert "in use by another Guanji server" in db(library.directory, "upgrade", fails=True)
    assert numbers(library.database, "SELECT version_num FROM alembic_version") == ["0003"]


# --- PostgreSQL ------------------------------------------------------------------------------------


@pytest.fixture
def shared(place: Path, postgres: Cluster) -> Path:
    """A library on a PostgreSQL database of its own, not served."""
    file = place / "guanji.toml"
    text = file.read_text("utf-8")
    default = '#database = "guanji.sqlite"'
    assert default in text
    file.write_text(text.replace(default, f'database = "{postgres.database()}"'), "utf-8")
    db(place, "upgrade", PATH=folders())
    return place


def query(place: Path, statement: str) -> str:
    text = (place / "guanji.toml").read_text("utf-8")
    url = next(line for line in text.splitlines() if line.startswith("database")).split('"')[1]
    done = subprocess.run(
        ["psql", "-XAtq", "-c", statement, url],
        capture_output=True,
        text=True,
        check=True,
        env=environment(PATH=folders()),
    )
    return done.stdout.strip()


def test_a_postgresql_database_is_dumped_and_put_back(shared: Path, tmp_path: Path) -> None:
    query(shared, READER)
    dump = tmp_path / "copy.pgdump"
    told = db(shared, "backup", dump, PATH=folders())
    assert "is not in it" in told
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600
    query(shared, "UPDATE patron SET name = '李四'; CREATE TABLE of_a_newer_release (x integer)")
    answer = json.loads(db(shared, "status", "--json"))
    assert (answer["kind"], answer["revision"], answer["rows"]["patron"]) == ("postgresql", REVISION, 1)
    assert answer["copied"]
    told = db(shared, "restore", "--yes", dump, PATH=folders())
    assert query(shared, "SELECT name FROM patron") == "张三"
    assert query(shared, "SELECT to_regclass('of_a_newer_release') IS NULL") == "t"
    (kept,) = tmp_path.glob("guanji-replaced-*.pgdump")
    assert str(kept) in told


def test_who_was_erased_through_another_server_does_not_come_back(shared: Path, tmp_path: Path) -> None:
    query(shared, READER)
    dump = tmp_path / "copy.pgdump"
    db(shared, "backup", dump, PATH=folders())
    number = query(shared, "SELECT number FROM patron")
    digest = KeyedDigest(load_key(shared / "secrets/guanji.key")).erased(PatronId(AgencyId("CUMT"), number))
    shown = f"'E1', '2026-11-22T08:00:00.000000Z', '\\x{digest.hex()}'"
    query(shared, f"INSERT INTO erased VALUES ({shown})")  # noqa: S608 - our own digest
    db(shared, "restore", "--yes", dump, PATH=folders())
    assert query(shared, "SELECT count(*) FROM patron") == "0"
    assert digest.hex() in (shared / "secrets/erased.log").read_text()


def test_a_dump_that_is_cut_short_is_not_put_back(shared: Path, tmp_path: Path) -> None:
    query(shared, READER)
    dump = tmp_path / "copy.pgdump"
    db(shared, "backup", dump, PATH=folders())
    content = dump.read_bytes()
    dump.write_bytes(content[: len(content) * 2 // 3])
    assert "is damaged" in db(shared, "restore", "--yes", dump, fails=True, PATH=folders())
    dump.write_bytes(b"no dump")
    assert "is not a database of Guanji" in db(shared, "restore", "--yes", dump, fails=True, PATH=folders())
    assert query(shared, "SELECT count(*) FROM patron") == "1"


def test_without_postgresql_s_programs(shared: Path, tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    told = db(shared, "backup", tmp_path / "copy.pgdump", fails=True, PATH=str(empty))
    assert "pg_dump is not installed" in told
    assert "没有安装 pg_dump" in db(
        shared, "backup", tmp_path / "copy.pgdump", fails=True, PATH=str(empty), GUANJI_LANG="zh"
    )
    assert not (tmp_path / "copy.pgdump").exists()


def test_the_demo_is_what_it_was_made_for(tmp_path: Path) -> None:
    """The library that is copied above holds loans and items that belong together from the start."""
    from datetime import UTC, datetime  # noqa: PLC0415 - for this one test

    furnish(tmp_path / "data", datetime.now(UTC))
    database = tmp_path / "data/guanji.sqlite"
    lent = set(numbers(database, "SELECT item_barcode FROM loan WHERE state = 'open'"))
    assert lent == set(numbers(database, "SELECT barcode FROM item WHERE status = 'charged'"))


# --- what was erased stays so ----------------------------------------------------------------------


def test_a_reader_who_was_erased_does_not_come_back_with_a_copy(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    reader = "SELECT number FROM patron WHERE number = 'P0007'"
    with demo(tmp_path / "data") as library:
        db(library.directory, "backup", copy)
        erased = guanji("patron", "erase", "P0007", "--yes", "-c", library.directory / "guanji.toml")
        assert erased.returncode == 0, erased.stderr
        library.stop()
    name = numbers(copy, "SELECT name FROM patron WHERE number = 'P0007'")[0]
    assert numbers(library.database, reader) == []
    db(library.directory, "restore", "--yes", copy)
    assert numbers(library.database, reader) == []
    assert numbers(library.database, "PRAGMA integrity_check") == ["ok"]
    assert name.encode() in copy.read_bytes()
    assert name.encode() not in library.database.read_bytes()
