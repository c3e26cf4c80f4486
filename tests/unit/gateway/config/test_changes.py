from pathlib import Path
from typing import Any

import pytest

from gateway.config.changes import RESTART, RUNNING, changes, in_force, waits
from gateway.config.declare import Config
from gateway.config.load import read
from tests.config_files import ENVIRON, changed, good, with_secret


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return with_secret(tmp_path)


def config(place: Path, document: dict[str, Any] | None = None) -> Config:
    return read(document or good(), place, ENVIRON)[0]


def test_everything_is_decided_about() -> None:
    """A new key of the file either holds while the server runs or is said to wait."""
    assert RUNNING | set(RESTART) == set(Config.__struct_fields__)
    assert not RUNNING & set(RESTART)
    assert all(RESTART.values())


def test_nothing_changed(place: Path) -> None:
    assert changes(config(place), config(place)) == ()


@pytest.mark.parametrize(
    ("path", "value", "key", "must_wait"),
    [
        (("library_zh",), "新馆", "library_zh", False),
        (("kiosks", 0, "charset"), "utf-8", "kiosks.kiosk1.charset", False),
        (("branches", 0, "zh"), "老馆", "branches.MAIN.zh", False),
        (("policy", "hold_shelf_days"), 3, "policy.hold_shelf_days", False),
        (("policy", "rules"), [], "policy.rules", False),
        (("calendar", "weekly"), [], "calendar.weekly", False),
        (("log", "level"), "debug", "log.level", False),
        (("log", "file"), "x.log", "log.file", False),
        (("zone",), "UTC", "zone", True),
        (("http", "endpoint"), "tcp:9", "http.endpoint", True),
        (("listen",), [{"name": "sip2", "endpoint": "tcp:7"}], "listen.sip2.endpoint", True),
    ],
)
def test_what_changed_is_named(
    place: Path, path: tuple[str | int, ...], value: object, key: str, *, must_wait: bool
) -> None:
    assert changes(config(place), config(place, changed(*path, to=value))) == (key,)
    assert waits(key) is must_wait


def test_kiosks_that_come_and_go(place: Path) -> None:
    document = good()
    document["kiosks"][1] |= {"name": "kiosk3"}
    found = changes(config(place), config(place, document))
    assert found == ("- kiosks.kiosk2", "+ kiosks.kiosk3")
    assert not any(waits(key) for key in found)


def test_another_order_is_a_change_of_the_list(place: Path) -> None:
    document = good()
    document["kiosks"].reverse()
    assert changes(config(place), config(place, document)) == ("kiosks",)


def test_what_nobody_decided_about_waits() -> None:
    assert waits("something.new")
    assert waits("+ listen.second")


def test_what_must_wait_stays_as_it_runs(place: Path) -> None:
    running = config(place)
    document = good() | {"agency": "NJU", "zone": "UTC", "database": "other.sqlite", "library_zh": "新馆"}
    document["kiosks"][1] |= {"agency": "PKU"}
    force = in_force(running, config(place, document))
    assert (force.agency, force.zone, force.database) == ("CUMT", "Asia/Shanghai", running.database)
    assert force.library_zh == "新馆"
    assert [kiosk.agency for kiosk in force.kiosks] == ["CUMT", "PKU"]
    assert changes(force, config(place, document)) == ("agency", "zone", "database", "kiosks.kiosk1.agency")
