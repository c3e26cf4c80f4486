from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.app import acquaintances
from gateway.app.findings import Level
from gateway.config.directory import FILE, NotEmpty
from gateway.demo.place import configuration, furnish, port_of
from gateway.model.identity import AgencyId, ItemId
from gateway.store.sqlite import open_store
from tests.kiosk_hall import wait

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("demo") / "house"
    assert furnish(directory, NOW)
    return directory


def test_a_house_is_furnished_once(place: Path) -> None:
    before = (place / FILE).read_bytes()
    assert not furnish(place, NOW)
    assert (place / FILE).read_bytes() == before
    assert not place.with_name("house.unfinished").exists()


def test_its_library_is_there(place: Path) -> None:
    store = open_store(configuration(place, 0).database)
    item = wait(store.read(lambda shelf: shelf.item(ItemId(AgencyId("CUMT"), "B000001"))))
    store.stop()
    assert item is not None
    assert item.title == "人工智能导论"


def test_every_port_is_moved(place: Path) -> None:
    config = configuration(place, 300)
    assert [port_of(listener.endpoint) for listener in config.listen] == [6301, 1911]
    assert port_of(config.http.endpoint) == 8380
    assert config.listen[0].endpoint == "tcp:6301:interface=127.0.0.1"
    assert port_of(configuration(place, 0).listen[0].endpoint) == 6001


def test_no_port_is_no_tcp_endpoint() -> None:
    with pytest.raises(ValueError, match="unix:/run/x is no TCP endpoint"):
        port_of("unix:/run/x")


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        furnish(tmp_path, NOW)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_an_interrupted_making_is_begun_again(tmp_path: Path) -> None:
    unfinished = tmp_path / "house.unfinished"
    unfinished.mkdir()
    (unfinished / FILE).write_text("half")
    assert furnish(tmp_path / "house", NOW)
    assert not unfinished.exists()


def test_passwords_are_kept_as_hashes(place: Path) -> None:
    for secret in (place / "secrets").iterdir():
        if secret.name.startswith("kiosk"):
            assert secret.read_text().startswith("$argon2id$")
            assert secret.stat().st_mode & 0o077 == 0


def test_its_partner_is_believed_from_this_machine_alone(place: Path) -> None:
    """And so the doctor has nothing to warn of."""
    (level,) = {finding.level for finding in acquaintances.partners(configuration(place, 0), NOW)}
    assert level is Level.OK
