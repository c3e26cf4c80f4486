"""What staff are shown of conflicts and histories, by the commands and a server in a process of its own."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk_line import ZONE, Line, kiosk, moment
from tests.live import Demo, guanji

YESTERDAY = (datetime.now(ZONE) - timedelta(days=1)).replace(microsecond=0)
HALL = "一楼大厅1号"


@pytest.fixture(scope="module")
def hall(library: Demo) -> Iterator[Line]:
    """A kiosk reports late that B000001, lent today, came back yesterday, and with it a book of nobody's."""
    with kiosk(library.sip2, "kiosk1") as line:
        assert line.checkout("P0001", "B000001").startswith("121")
        for barcode in ("B000001", "STRANGER"):
            told = line.say(f"09Y{moment()}{YESTERDAY:%Y%m%d    %H%M%S}APNH-1F|AOCUMT|AB{barcode}|AC|")
            assert told.startswith("101")
        yield line


@pytest.fixture(scope="module")
def config(library: Demo) -> Path:
    return library.directory / "guanji.toml"


def events(*command: str | Path) -> list[dict[str, Any]]:
    done = guanji("circ", *command, "--json")
    assert done.returncode == 0, done.stderr
    listed: list[dict[str, Any]] = json.loads(done.stdout)["events"]
    return listed


@pytest.mark.usefixtures("hall")
def test_conflicts(config: Path) -> None:
    listed = events("conflicts", "-c", config)
    assert [(event["kind"], event["subject"]) for event in listed] == [
        ("unknown-item-returned", f"terminal {HALL}"),
        ("late-return", "item CUMT.B000001"),
    ]
    assert listed[0]["data"]["returned"] == YESTERDAY.isoformat()
    assert events("conflicts", "--limit", "1", "-c", config) == listed[:1]
    english = guanji("circ", "conflicts", "-c", config, TZ="America/New_York").stdout.splitlines()
    chinese = guanji("--lang", "zh", "circ", "conflicts", "-c", config).stdout.splitlines()
    assert "return of an unknown item" in english[1]
    assert f"barcode STRANGER, returned {YESTERDAY:%Y-%m-%d %H:%M}" in english[1]
    assert "归还早于现有借阅" in chinese[2]
    assert "图书 CUMT.B000001" in chinese[2]


@pytest.mark.usefixtures("hall")
@pytest.mark.parametrize("subject", [("item", "B000001"), ("item B000001",), ("item", "CUMT.B000001")])
def test_the_history_of_an_item(config: Path, subject: tuple[str, ...]) -> None:
    listed = events("history", *subject, "-c", config)
    assert [event["kind"] for event in listed] == ["late-return", "checkout"]


@pytest.mark.usefixtures("hall")
def test_the_history_of_a_kiosk_and_of_a_reader(config: Path) -> None:
    terminal = guanji("circ", "history", "terminal", HALL, "-c", config)
    assert "return of an unknown item (to check)" in terminal.stdout
    assert guanji("patron", "block", "P0002", "--reason", "leaving", "-c", config).returncode == 0
    reader = guanji("--lang", "zh", "circ", "history", "patron", "P0002", "-c", config)
    assert "停借" in reader.stdout
    assert "离校" in reader.stdout


def test_what_nothing_is_known_of(config: Path) -> None:
    done = guanji("circ", "history", "item", "/%?#", "-c", config)
    assert (done.returncode, done.stdout) == (0, "nothing is known of it\n")
