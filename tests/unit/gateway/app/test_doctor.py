"""What the doctor says of a library's own things; of the machine around it test_machine.py."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.app.custody import custody
from gateway.app.doctor import BACKUP_AGE, Silent, examine
from gateway.app.findings import Finding, Level
from gateway.config.directory import create
from gateway.config.load import load
from gateway.config.template import KIOSK_SECRET, template
from tests.library import NOW

WELL = {
    "status": "ok",
    "version": "1",
    "checks": {"store": {"why": ""}, "kiosks": {"connected": 3}, "config": {"ok": True, "waits": False}},
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A new library, whose ports nobody asks about."""
    directory = tmp_path / "library"
    create(directory, template(), {KIOSK_SECRET: "secret"})
    file = directory / "guanji.toml"
    file.write_text(
        file.read_text("utf-8").replace("tcp:6001:interface=127.0.0.1", f"unix:{tmp_path}/kiosks.sock"),
        "utf-8",
    )
    return directory


def look(place: Path, health: Mapping[str, Any] | Silent = WELL, now: datetime = NOW) -> list[Finding]:
    def ask() -> Mapping[str, Any]:
        if isinstance(health, Silent):
            raise health
        return health

    return list(examine(place / "guanji.toml", now=now, health=ask))


def codes(findings: list[Finding], part: str) -> list[tuple[Level, str]]:
    return [(finding.level, finding.code) for finding in findings if finding.part == part]


def test_a_new_library_needs_a_backup_and_little_else(place: Path) -> None:
    found = look(place)
    assert codes(found, "config") == [(Level.OK, "config-ok")]
    assert codes(found, "server") == [(Level.OK, "server-ok")]
    assert codes(found, "key") == [(Level.OK, "key-ok")]
    assert codes(found, "database") == [(Level.OK, "database-ok")]
    assert codes(found, "backup") == [(Level.WARN, "backup-none")]


def test_a_configuration_that_is_wrong_is_all_there_is_to_say(place: Path) -> None:
    (place / "guanji.toml").write_text('agenci = "X"', "utf-8")
    found = look(place)
    assert {(finding.part, finding.level) for finding in found} == {("config", Level.FAIL)}
    assert any(
        "unknown key" in finding.facts["text"][0] and "未知的键" in finding.facts["text"][1]
        for finding in found
    )


def test_what_is_unwise_in_it_is_told(place: Path) -> None:
    (place / KIOSK_SECRET).chmod(0o644)
    assert (Level.WARN, "fault") in codes(look(place), "config")


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (Silent(), [(Level.WARN, "server-none")]),
        (Silent("no access"), [(Level.FAIL, "server-mute")]),
        (
            WELL | {"status": "failing", "checks": {"store": {"why": "down"}}},
            [(Level.FAIL, "server-failing")],
        ),
        (
            WELL | {"checks": {"kiosks": {"connected": 0}, "config": {"ok": False, "waits": True}}},
            [(Level.OK, "server-ok"), (Level.WARN, "server-refused"), (Level.WARN, "server-waits")],
        ),
    ],
)
def test_how_the_server_is(
    place: Path, health: Mapping[str, Any] | Silent, said: list[tuple[Level, str]]
) -> None:
    assert codes(look(place, health), "server") == said


def test_a_key_that_is_gone_or_open(place: Path) -> None:
    key = place / "secrets/guanji.key"
    key.parent.chmod(0o755)
    assert codes(look(place), "key") == [(Level.OK, "key-ok"), (Level.WARN, "rights-open")]
    key.unlink()
    assert codes(look(place), "key") == [(Level.FAIL, "key-bad")]


def test_a_database_that_is_gone_or_another(place: Path) -> None:
    database = place / "guanji.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    assert codes(look(place), "database") == [(Level.FAIL, "database-older")]
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert codes(look(place), "database") == [(Level.FAIL, "database-newer")]
    database.write_text("a shopping list")
    assert codes(look(place), "database") == [(Level.FAIL, "damaged")]
    database.unlink()
    assert codes(look(place), "database") == [(Level.FAIL, "gone")]


def test_a_database_that_can_not_be_written_now(place: Path) -> None:
    with closing(sqlite3.connect(place / "guanji.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert codes(look(place), "database") == [(Level.FAIL, "database-unwritable")]


def test_a_backup_grows_old(place: Path, tmp_path: Path) -> None:
    keeper = custody(load(place / "guanji.toml"))
    keeper.copy(tmp_path / "copy.sqlite", NOW, lambda _: None)
    assert codes(look(place), "backup") == [(Level.OK, "backup-ok")]
    (told,) = (finding.facts["when"] for finding in look(place) if finding.part == "backup")
    assert told == f"{NOW.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"
    later = look(place, now=NOW + BACKUP_AGE + timedelta(hours=1))
    assert codes(later, "backup") == [(Level.WARN, "backup-old")]


def test_what_was_written_later_than_now(place: Path) -> None:
    with closing(sqlite3.connect(place / "guanji.sqlite")) as connection:
        connection.execute(
            "INSERT INTO event (kind, subject, at, cause, actor, conflict, data) "
            "VALUES ('checkout', 'item X', ?, '', '', 0, '{}')",
            ((NOW + timedelta(hours=8)).isoformat(),),
        )
        connection.commit()
    told = [finding for finding in look(place) if finding.code == "clock-behind"]
    assert told[0].level is Level.FAIL
