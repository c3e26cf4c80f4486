import os
import pwd
from pathlib import Path

import pytest

from gateway.app.acting import acts, note, verified
from gateway.config.database import Database
from gateway.config.declare import Config
from gateway.store.errors import StoreError
from gateway.store.keys import create_key
from gateway.web.refusals import Unaskable
from gateway.web.shapes import Verify


@pytest.fixture
def config(tmp_path: Path) -> Config:
    create_key(tmp_path / "key")
    return Config(agency="CUMT", database=Database(str(tmp_path / "db")), keys=tmp_path / "key")


def test_what_is_done_without_a_server_stands_in_the_same_record(config: Config) -> None:
    note(config, "db restore", actor="li", facts={"file": "x.sqlite"})
    note(config, "db upgrade", outcome="failed")
    last, first = acts(config, {}).acts
    assert (first.action, first.actor, first.facts) == ("db restore", "li", {"file": "x.sqlite"})
    assert (last.action, last.outcome, last.seq) == ("db upgrade", "failed", 2)
    assert last.account == pwd.getpwuid(os.getuid()).pw_name
    assert acts(config, {b"actor": [b"li"]}).acts == (first,)
    found = verified(config, Verify())
    assert (found.ok, found.acts) == (True, 2)
    assert not verified(config, Verify(seq=3, seal="ab")).ok


def test_what_can_not_be_asked_is_told(config: Config) -> None:
    with pytest.raises(Unaskable):
        acts(config, {b"from": [b"soon"]})


def test_without_its_key_nothing_is_put_down(config: Config) -> None:
    config.keys.unlink()
    with pytest.raises(StoreError, match="key"):
        note(config, "db upgrade")
