import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.app.copies import stamp
from gateway.app.custody import custody
from gateway.app.occupancy import InUse, Occupancy
from gateway.config.directory import create
from gateway.config.load import load
from gateway.model.changes import Changes
from gateway.model.keeping import Erased
from gateway.store import erasure
from gateway.store.backup import Unfit, Why
from gateway.store.erased import beside
from gateway.store.errors import StoreError
from gateway.store.keys import KeyedDigest, load_key
from gateway.store.opening import open_store
from gateway.store.schema import REVISION
from tests.library import NOW
from tests.memory_store import result
from tests.store_samples import READER


@pytest.fixture
def keeper(tmp_path: Path) -> Any:  # noqa: ANN401 - a Custody, and what a test sets on it
    """The keeper of a new library's database."""
    create(tmp_path / "library", 'agency = "CUMT"\n', {})
    return custody(load(tmp_path / "library/guanji.toml"))


@pytest.fixture
def database(tmp_path: Path, keeper: Any) -> Path:  # noqa: ANN401 - a Custody
    del keeper
    return tmp_path / "library/guanji.sqlite"


def quiet(_: float) -> None:
    """Progress that nobody watches."""


def revise(database: Path, revision: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()


def why(call: Any, *arguments: Any, **more: Any) -> Why:  # noqa: ANN401 - a method of a Custody
    with pytest.raises(Unfit) as raised:
        call(*arguments, **more)
    return raised.value.why


def test_names_of_files_sort_as_their_instants_do() -> None:
    days = [stamp(NOW + timedelta(days=number)) for number in range(40)]
    assert days == sorted(days)


def test_a_copy_is_noted_and_lies_apart_from_the_key(keeper: Any, database: Path, tmp_path: Path) -> None:  # noqa: ANN401
    assert why(keeper.copy, database.parent / "secrets/copy.sqlite", NOW, quiet) is Why.OUTSIDE
    keeper.copy(tmp_path / "copy.sqlite", NOW, quiet)
    assert keeper.status().copied == NOW.isoformat()


def test_a_database_under_a_server_is_not_replaced(keeper: Any, database: Path, tmp_path: Path) -> None:  # noqa: ANN401
    copied = keeper.copy(tmp_path / "copy.sqlite", NOW, quiet).file
    server = Occupancy(database)
    server.take()
    with pytest.raises(InUse):
        keeper.put_back(copied, NOW, quiet)
    with pytest.raises(InUse):
        keeper.upgrade(NOW, quiet, keep=True)
    server.leave()
    assert keeper.put_back(copied, NOW, quiet).kept.exists()


def test_a_copy_of_another_library_is_not_put_back(keeper: Any, tmp_path: Path) -> None:  # noqa: ANN401
    create(tmp_path / "other", 'agency = "NJU"\n', {})
    theirs = custody(load(tmp_path / "other/guanji.toml"))
    file = theirs.copy(tmp_path / "copy.sqlite", NOW, quiet).file
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO meta VALUES ('key', 'theirs')")
        connection.commit()
    assert why(keeper.prove, file) is Why.OTHER_KEY


def test_whom_only_the_replaced_database_knows_as_erased_does_not_come_back(
    keeper: Any,  # noqa: ANN401 - a Custody
    database: Path,
    tmp_path: Path,
) -> None:
    """The list could not be written when he was erased, or was not yet."""
    entry = erased_after_a_copy(keeper, database, tmp_path / "copy.sqlite")
    keeper.put_back(tmp_path / "copy.sqlite", NOW, quiet)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM patron").fetchall() == [(0,)]
        assert connection.execute("SELECT id FROM erased").fetchall() == [(entry.id,)]
    assert beside(database.with_name("secrets") / "guanji.key").entries() == (entry,)


def test_nothing_is_put_back_where_the_list_can_not_be_written(
    keeper: Any,  # noqa: ANN401 - a Custody
    database: Path,
    tmp_path: Path,
) -> None:
    erased_after_a_copy(keeper, database, tmp_path / "copy.sqlite")
    (database.with_name("secrets") / "erased.log").mkdir()
    with pytest.raises(StoreError, match="list of erasures"):
        keeper.put_back(tmp_path / "copy.sqlite", NOW, quiet)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM erased").fetchall() == [(1,)]


@pytest.mark.parametrize("ruin", ["damaged", "gone", "tables of old"])
def test_a_database_that_can_not_say_who_was_erased_is_replaced_all_the_same(
    keeper: Any,  # noqa: ANN401 - a Custody
    database: Path,
    tmp_path: Path,
    ruin: str,
) -> None:
    erased_after_a_copy(keeper, database, tmp_path / "copy.sqlite")
    if ruin == "damaged":
        database.write_text("a shopping list, and more of it " * 40)
    elif ruin == "gone":
        database.unlink()
    else:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("DROP TABLE erased")
    done = keeper.put_back(tmp_path / "copy.sqlite", NOW, quiet)
    assert done.unread == (ruin != "tables of old")
    assert keeper.status().sound == "ok"


def erased_after_a_copy(keeper: Any, database: Path, copy: Path) -> Erased:  # noqa: ANN401 - a Custody
    """A reader is in a copy, and erased in the database; nothing has told the list."""
    store = open_store(database)
    result(store.commit(lambda ledger: ledger.save(Changes(records=(READER,)))))
    keeper.copy(copy, NOW, quiet)
    digest = KeyedDigest(load_key(database.with_name("secrets") / "guanji.key")).erased(READER.id)
    entry = Erased(id="E1", at=NOW, digest=digest)

    def erase(ledger: Any) -> object:  # noqa: ANN401 - of this store, and so an `SqlLedger`
        return erasure.erase(ledger, READER.id, entry, actor="li")

    result(store.commit(erase))
    result(store.stop())
    return entry


def test_what_is_new_or_ours_already_needs_no_upgrade(keeper: Any, database: Path) -> None:  # noqa: ANN401
    assert keeper.upgrade(NOW, quiet, keep=True) is None
    revise(database, "9999")
    assert why(keeper.upgrade, NOW, quiet, keep=True) is Why.NEWER
    database.write_text("a shopping list, and more of it " * 40)
    assert why(keeper.status) is Why.DAMAGED
    database.unlink()
    assert why(keeper.upgrade, NOW, quiet, keep=True) is Why.GONE


def test_a_strangers_database_is_not_made_ours(keeper: Any, database: Path) -> None:  # noqa: ANN401
    database.unlink()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    database.chmod(0o600)
    assert why(keeper.upgrade, NOW, quiet, keep=False) is Why.NOT_OURS


def test_an_empty_file_becomes_a_database(keeper: Any, database: Path, tmp_path: Path) -> None:  # noqa: ANN401
    shutil.copy(database, tmp_path / "kept")
    database.write_bytes(b"")
    keeper.upgrade(NOW, quiet, keep=False)
    assert keeper.status().revision == REVISION
