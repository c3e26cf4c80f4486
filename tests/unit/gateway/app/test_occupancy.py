import os
import stat
from pathlib import Path

import pytest

from gateway.app.occupancy import InUse, Occupancy, tenancy


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "guanji.sqlite"
    file.touch()
    return file


def test_a_database_has_one_server(database: Path) -> None:
    first, second = Occupancy(database), Occupancy(database)
    first.take()
    with pytest.raises(InUse) as told:
        second.take()
    assert (told.value.directory, told.value.process) == (database.parent, str(os.getpid()))
    first.leave()
    second.take()
    second.leave()


def test_another_name_for_it_is_the_same_database(database: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere"
    link.mkdir()
    (link / "books").symlink_to(database)
    first = Occupancy(database)
    first.take()
    with pytest.raises(InUse):
        Occupancy(link / "books").take()
    first.leave()


def test_the_process_that_is_told_is_the_one_that_serves_now(database: Path) -> None:
    lock = database.with_name("guanji.sqlite.lock")
    lock.write_text("4194303 and more that an earlier server left")
    occupancy = Occupancy(database)
    occupancy.take()
    assert lock.read_text() == f"{os.getpid()}\n"
    assert lock.is_file()
    occupancy.leave()
    occupancy.leave()
    assert lock.is_file()


def test_its_file_is_its_owners_alone(database: Path) -> None:
    occupancy = Occupancy(database)
    occupancy.take()
    mode = database.with_name("guanji.sqlite.lock").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    occupancy.leave()


def test_where_no_file_can_be_there_is_no_lock(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Occupancy(tmp_path / "nowhere" / "guanji.sqlite").take()


def test_a_servers_database_is_nobodys_alone(database: Path) -> None:
    url = "postgresql://guanji@db/guanji"
    first, second = tenancy(url), tenancy(url)
    first.take()
    second.take()
    first.leave()
    second.leave()
    held = tenancy(str(database))
    held.take()
    with pytest.raises(InUse):
        tenancy(database).take()
    held.leave()
