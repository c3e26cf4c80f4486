"""What staff did, put down by a real server for whoever asks over its socket."""

import getpass
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk_line import kiosk
from tests.live import Demo, demo, guanji


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path / "library") as server:
        yield server


def run(library: Demo, *words: str) -> Any:  # noqa: ANN401 - what a command answers in JSON
    done = guanji(*words, "--json", "-c", library.directory / "guanji.toml")
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def tamper(library: Demo, *statements: str) -> None:
    """What somebody does who has the database's file: the guards are his to take away."""
    with closing(sqlite3.connect(library.database)) as connection:
        for statement in ("DROP TRIGGER audit_unchanged", "DROP TRIGGER audit_kept", *statements):
            connection.execute(statement)
        connection.commit()


def test_every_act_is_found_and_no_other(library: Demo) -> None:
    with kiosk(library.sip2, "kiosk1") as line:
        line.checkout("P0001", "B000001")
    run(library, "kiosk", "pause", "kiosk2", "--actor", "li", "--why", "paper")
    run(library, "circ", "checkin", "B000001", "--actor", "wang")
    run(library, "patron", "show", "P0001")
    run(library, "circ", "checkin", "B000001", "--actor", "wang")
    acts = run(library, "audit", "list")["acts"]
    assert [act["action"] for act in acts] == ["desk checkin", "patron show", "desk checkin", "kiosk pause"]
    assert {act["account"] for act in acts} == {getpass.getuser()}
    assert [act["subject"] for act in acts] == [
        "item B000001",
        "patron P0001",
        "item B000001",
        "kiosk 一楼大厅2号",
    ]
    assert acts[2]["facts"]["was_state"] == "open"
    assert [act["seq"] for act in run(library, "audit", "list", "--actor", "li")["acts"]] == [1]
    assert run(library, "audit", "verify")["acts"] == 4


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET actor = 'somebody else' WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("UPDATE audit SET seal = x'00' WHERE seq = 3", 3),
    ],
)
def test_a_change_in_the_file_is_found(library: Demo, statement: str, broken: int) -> None:
    for name in ("kiosk1", "kiosk2", "kiosk1"):
        run(library, "kiosk", "pause", name)
    noted = run(library, "audit", "verify")
    assert noted["ok"]
    tamper(library, statement)
    done = guanji("audit", "verify", "-c", library.directory / "guanji.toml")
    assert done.returncode == 1
    assert f"act {broken} was changed or is missing" in done.stderr


def test_an_end_that_was_cut_off_shows_against_a_note(library: Demo) -> None:
    for name in ("kiosk1", "kiosk2"):
        run(library, "kiosk", "pause", name)
    noted = run(library, "audit", "verify")
    tamper(library, "DELETE FROM audit WHERE seq = 2")
    assert run(library, "audit", "verify")["ok"]
    assert run(library, "audit", "verify", "--noted", f"2:{noted['seal']}")["broken"] == 2
