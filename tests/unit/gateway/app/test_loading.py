from pathlib import Path

import pytest

from gateway.app.loading import own_intake
from gateway.app.occupancy import InUse, tenancy
from gateway.config.database import Database
from gateway.config.declare import Config
from gateway.model.arrivals import ArrivingPatron, Noun, Patrons, RefusalCode, Verdict
from gateway.store.errors import StoreError
from gateway.store.keys import KeyedDigest, create_key
from gateway.store.sqlite import open_store
from tests import library as lib

BATCH = Patrons(arriving=(ArrivingPatron(patron=lib.patron(1), pin="8642"),))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    create_key(tmp_path / "key")
    return Config(agency="CUMT", database=Database(str(tmp_path / "db")), keys=tmp_path / "key")


def test_a_batch_is_in_when_it_was_taken(config: Config) -> None:
    with own_intake(config) as take:
        assert take(BATCH).tally == {Noun.PATRONS: {Verdict.NEW: 1}}
        unnamed = Patrons(arriving=(ArrivingPatron(patron=lib.patron(2, name="")),))
        assert take(unnamed).refused[0].refusal.code is RefusalCode.NO_NAME
    key = config.keys.read_bytes()
    store = open_store(config.database)
    found: list[object] = []
    store.read(lambda shelf: shelf.patron(lib.patron_id(1))).addCallback(found.append)
    store.stop()
    digest = KeyedDigest(key).pin(lib.patron_id(1), "8642")
    assert found == [lib.replace(lib.patron(1), version=1, pin=digest)]


def test_what_can_not_be_written_is_raised(config: Config) -> None:
    with own_intake(config) as take:
        broken = Patrons(arriving=({"not": "a record"},))  # type: ignore[arg-type]
        with pytest.raises(AttributeError):
            take(broken)


def test_no_server_can_have_the_database_meanwhile(config: Config) -> None:
    with own_intake(config), pytest.raises(InUse):
        tenancy(config.database).take()
    other = tenancy(config.database)
    other.take()
    with pytest.raises(InUse), own_intake(config):
        pass
    other.leave()


def test_without_its_key_file_nothing_is_opened(config: Config) -> None:
    config.keys.unlink()
    with pytest.raises(StoreError, match="key file"), own_intake(config):
        pass
    tenancy(config.database).take()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, config: Config) -> None:
    nowhere = lib.replace(config, database=Database(str(tmp_path / "no" / "db")))
    with pytest.raises(StoreError, match="folder"), own_intake(nowhere):
        pass
