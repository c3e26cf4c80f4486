"""``guanji db``: how its answers look; what it does is tried in tests/integration/test_db_commands.py."""

import io
import json
import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.db import UNFIT
from gateway.store.backup import Why


@pytest.fixture
def file(guanji: Callable[..., Any], tmp_path: Path) -> str:
    directory = tmp_path / "library"
    assert guanji("init", str(directory)).status == 0
    return str(directory / "guanji.toml")


def test_every_reason_is_told() -> None:
    assert set(UNFIT) == {str(why) for why in Why}


def test_status_in_both_languages(guanji: Callable[..., Any], file: str) -> None:
    ended = guanji("db", "status", "-c", file)
    assert (ended.status, ended.lines[0].split()[0]) == (0, "database")
    assert "integrity    ok" in ended.lines
    assert any(line.startswith("数据库") for line in guanji("--lang", "zh", "db", "status", "-c", file).lines)
    quick = json.loads(guanji("db", "status", "--quick", "--json", "-c", file).out)
    assert (quick["ok"], quick["sound"]) == (True, "")


def test_the_last_backup_is_told_in_the_time_of_the_library(
    guanji: Callable[..., Any], file: str, tmp_path: Path
) -> None:
    guanji("db", "backup", str(tmp_path / "copy.sqlite"), "-c", file)
    noted = json.loads(guanji("db", "status", "--json", "-c", file).out)["copied"]
    for zone, hours in (("Asia/Shanghai", 8), ("UTC", 0)):
        settings = Path(file).read_text("utf-8")
        Path(file).write_text(f'zone = "{zone}"\n' + re.sub(r"(?m)^zone = .*\n", "", settings), "utf-8")
        here = datetime.fromisoformat(noted) + timedelta(hours=hours)
        lines = guanji("db", "status", "-c", file).lines
        assert f"last backup  {here:%Y-%m-%d %H:%M} ({zone})" in lines


def test_backup_and_restore_say_what_they_did(guanji: Callable[..., Any], file: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.sqlite")
    assert "backed up to" in guanji("db", "backup", copy, "-c", file).out
    ended = guanji("db", "backup", copy, "-c", file)
    assert (ended.status, "is there already" in ended.err) == (1, True)
    told = guanji("--lang", "zh", "db", "restore", "--yes", copy, "-c", file)
    assert "已用" in told.out
    assert "原数据库保留为" in told.out


def test_copies_are_kept_in_folders_only(guanji: Callable[..., Any], file: str, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    for arguments in (["--keep", "3", str(missing)], [f"{missing}/"]):
        ended = guanji("db", "backup", *arguments, "-c", file)
        assert (ended.status, "is no folder" in ended.err, missing.exists()) == (2, True, False)
    assert "请先建立" in guanji("--lang", "zh", "db", "backup", f"{missing}/", "-c", file).err
    missing.mkdir()
    assert guanji("db", "backup", "--keep", "3", f"{missing}/", "-c", file).status == 0
    assert len(list(missing.glob("guanji-*.sqlite"))) == 1


def test_what_can_not_be_put_back(guanji: Callable[..., Any], file: str, tmp_path: Path) -> None:
    database = tmp_path / "library/guanji.sqlite"
    before = database.stat().st_ino
    ended = guanji("db", "restore", "--yes", str(database), "-c", file)
    assert (ended.status, "is the database itself" in ended.err) == (2, True)
    assert database.stat().st_ino == before
    ended = guanji("db", "restore", "--yes", str(tmp_path), "-c", file)
    assert (ended.status, "is a folder" in ended.err) == (2, True)
    assert "is not there" in guanji("db", "restore", "--yes", str(tmp_path / "no"), "-c", file).err


def test_a_bar_where_somebody_looks(
    guanji: Callable[..., Any], file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert guanji("db", "backup", str(tmp_path / "copy.sqlite"), "-c", file).status == 0
    assert "100%" in terminal.getvalue()


def test_an_upgrade_with_nothing_to_do(guanji: Callable[..., Any], file: str) -> None:
    assert "already" in guanji("db", "upgrade", "-c", file).out
