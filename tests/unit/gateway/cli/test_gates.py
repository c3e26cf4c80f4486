import os
import pwd
from pathlib import Path

import pytest

from gateway.app.acting import acts
from gateway.app.occupancy import InUse, tenancy
from gateway.cli.failure import Failure
from gateway.cli.gates import OwnGate, ServerGate, gate
from gateway.cli.speak import Say
from gateway.config.database import Database
from gateway.config.declare import Config
from gateway.model.arrivals import ArrivingPatron, Ended, Noun, Patrons, Taken, Verdict
from gateway.store.keys import create_key
from gateway.store.sqlite import open_store
from tests import library as lib
from tests.control_server import Asked, control_server

BATCH = Patrons(arriving=(ArrivingPatron(patron=lib.patron(1)),))
ENDED = Ended(file="x.csv", tally={Noun.PATRONS: {Verdict.NEW: 1}}, actor="li")
SAY = Say("en")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A library whose server doesn't run; its socket would be `nobody`."""
    (tmp_path / "guanji.toml").write_text('agency = "CUMT"\ncontrol.socket = "nobody"\n', "utf-8")
    create_key(tmp_path / "key")
    open_store(tmp_path / "db").stop()
    return Config(agency="CUMT", database=Database(str(tmp_path / "db")), keys=tmp_path / "key")


def test_a_running_server_takes_batches(asked: Asked, tmp_path: Path, config: Config) -> None:
    with gate(SAY, tmp_path / "guanji.toml", asked.socket, config) as way:
        assert isinstance(way, ServerGate)
        asked.answer = (200, {"tally": {"patrons": {"new": 1}}, "refused": []})
        way.begin(BATCH)
        assert way.end() == Taken(tally={Noun.PATRONS: {Verdict.NEW: 1}})
        way.leave("patrons", ENDED)
    ((_, path, body), (_, last, told)) = asked.requests
    assert (path, last) == ("/load/patrons", "/load/patrons/end")
    assert body["arriving"][0]["patron"]["name"] == "读者1"
    assert told == {"file": "x.csv", "tally": {"patrons": {"new": 1}}, "actor": "li"}


def test_the_configured_server_is_looked_for_first(tmp_path: Path, config: Config) -> None:
    with control_server(tmp_path / "nobody") as asked:
        asked.answer = (200, {"kiosks": []})
        with gate(SAY, tmp_path / "guanji.toml", None, config) as way:
            assert isinstance(way, ServerGate)


def test_a_server_that_can_not_be_asked_is_no_reason_to_write_beside_it(
    tmp_path: Path, config: Config
) -> None:
    with control_server(tmp_path / "nobody") as asked:
        asked.answer = (500, {"error": "broken"})
        with pytest.raises(Failure, match="broken"), gate(SAY, tmp_path / "guanji.toml", None, config):
            pass


def test_without_a_server_this_process_takes_batches(
    tmp_path: Path, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    with gate(SAY, tmp_path / "guanji.toml", None, config) as way:
        assert isinstance(way, OwnGate)
        way.begin(BATCH)
        assert way.end() == Taken(tally={Noun.PATRONS: {Verdict.NEW: 1}})
        way.leave("patrons", ENDED)
        with pytest.raises(InUse):
            tenancy(config.database).take()
    assert "no server is running" in capsys.readouterr().err
    free = tenancy(config.database)
    free.take()
    free.leave()
    store = open_store(config.database)
    found: list[object] = []
    store.read(lambda shelf: shelf.patron(lib.patron_id(1))).addCallback(found.append)
    store.stop()
    assert found == [lib.replace(lib.patron(1), version=1)]
    ended, begun = acts(config, {}).acts
    assert (begun.action, begun.outcome) == ("load patrons", "begun")
    assert (ended.action, ended.outcome, ended.actor) == ("load patrons", "ok", "li")
    assert ended.facts == {"file": "x.csv", "patrons new": 1}
    assert ended.account == pwd.getpwuid(os.getuid()).pw_name


def test_a_trial_is_no_act(tmp_path: Path, config: Config) -> None:
    with gate(SAY, tmp_path / "guanji.toml", None, config) as way:
        way.begin(lib.replace(BATCH, trial=True))
        way.end()
    assert acts(config, {}).acts == ()


def test_a_named_server_must_be_there(tmp_path: Path, config: Config) -> None:
    named = tmp_path / "gone"
    with (
        gate(SAY, tmp_path / "guanji.toml", named, config) as way,
        pytest.raises(Failure, match="no server is running"),
    ):
        way.begin(BATCH)
