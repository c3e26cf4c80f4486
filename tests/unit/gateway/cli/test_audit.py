"""``guanji audit``."""

import io
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gateway.app.acting import note
from gateway.config.load import load
from gateway.store.keys import create_key
from tests.control_server import Asked

ACT = {
    "seq": 7,
    "at": "2026-11-22T08:00:00+08:00",
    "account": "guanji",
    "actor": "li",
    "action": "kiosk pause",
    "subject": "kiosk kiosk1",
    "facts": {"was_paused": 0, "paused": 1, "why": "", "none": None},
}
SEAL = "ab" * 32


def test_list(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"acts": [ACT, {**ACT, "seq": 6, "actor": "guanji", "outcome": "busy"}]})
    ended = guanji("audit", "list", "--socket", str(asked.socket))
    assert ended.status == 0
    assert ended.lines[0].split()[:3] == ["no.", "when", "by"]
    assert "guanji (li)" in ended.lines[1]
    assert ended.lines[1].endswith("was_paused 0, paused 1")
    assert "(" not in ended.lines[2]
    assert " busy " in ended.lines[2]
    assert asked.requests[0][:2] == ("GET", "/audit")


def test_list_of_some(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"acts": []})
    wanted = ("--actor", "李", "--subject", "patron P1", "--from", "2026-01-01", "--to", "2026-01-31")
    ended = guanji("audit", "list", *wanted, "--limit", "9", "--socket", str(asked.socket))
    assert ended.lines == ["nothing was done"]
    assert asked.requests[0][1] == (
        "/audit?actor=%E6%9D%8E&subject=patron+P1&from=2026-01-01&to=2026-01-31&limit=9"
    )


def test_list_as_json(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"acts": [ACT]})
    assert json.loads(guanji("audit", "list", "--json", "--socket", str(asked.socket)).out) == {"acts": [ACT]}


def test_a_whole_record(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"ok": True, "acts": 12, "seq": 12, "seal": SEAL})
    ended = guanji("audit", "verify", "--socket", str(asked.socket))
    assert ended.status == 0
    assert ended.lines == [f"12 acts, all as they were put down. Note the last one elsewhere: 12:{SEAL}"]
    asked.answer = (200, {"ok": True, "acts": 0})
    assert guanji("audit", "verify", "--socket", str(asked.socket)).lines == ["nothing was done so far"]


def test_a_broken_record(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"ok": False, "acts": 4, "broken": 5})
    ended = guanji("audit", "verify", "--noted", f"12:{SEAL}", "--socket", str(asked.socket))
    assert ended.status == 1
    assert "act 5 was changed or is missing; the 4 before it" in ended.err
    assert asked.requests[0][2] == {"seq": 12, "seal": SEAL}
    assert guanji("audit", "verify", "--json", "--socket", str(asked.socket)).status == 1


@pytest.mark.parametrize("noted", ["12", ":ab", "0:ab", "x:ab", "12:"])
def test_a_note_that_is_none(guanji: Callable[..., Any], asked: Asked, noted: str) -> None:
    ended = guanji("audit", "verify", "--noted", noted, "--socket", str(asked.socket))
    assert ended.status == 2
    assert "is not of the form NUMBER:SEAL" in ended.err
    assert asked.requests == []


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The configuration of a library whose server doesn't run, and in which one act was done."""
    (tmp_path / "guanji.toml").write_text(
        'agency = "CUMT"\ndatabase = "db"\nkeys = "key"\ncontrol.socket = "nobody"\n', "utf-8"
    )
    create_key(tmp_path / "key")
    note(load(tmp_path / "guanji.toml"), "db upgrade", facts={"revision": "0004"})
    return tmp_path / "guanji.toml"


def test_without_a_server_the_database_is_read(guanji: Callable[..., Any], library: Path) -> None:
    ended = guanji("audit", "list", "--from", "2020-01-01", "-c", str(library))
    assert (ended.status, ended.err) == (0, "no server is running: the database itself is looked at\n")
    assert "db upgrade" in ended.lines[1]
    assert guanji("audit", "list", "--actor", "nobody", "-c", str(library)).lines == ["nothing was done"]
    whole = guanji("audit", "verify", "-c", str(library)).lines[0]
    assert whole.startswith("1 acts, all as they were put down")
    noted = whole.rpartition(" ")[2]
    assert guanji("audit", "verify", "--noted", noted.upper(), "-c", str(library)).status == 0
    assert guanji("audit", "verify", "--noted", f"2:{SEAL}", "-c", str(library)).status == 1


def test_a_day_must_be_one_without_a_server_too(guanji: Callable[..., Any], library: Path) -> None:
    ended = guanji("audit", "list", "--from", "soon", "-c", str(library))
    assert ended.status == 1
    assert "is to be a day such as 2026-10-01" in ended.err


def test_a_named_server_must_be_there(guanji: Callable[..., Any], library: Path) -> None:
    ended = guanji("audit", "list", "--socket", str(library.with_name("gone")), "-c", str(library))
    assert "no server is running" in ended.err
    assert ended.status == 1


@pytest.fixture
def keyless(library: Path) -> Path:
    """The same library with another key, as the runbook puts it in."""
    library.with_name("key").unlink()
    create_key(library.with_name("key"))
    with closing(sqlite3.connect(library.with_name("db"))) as connection, connection:
        connection.execute("DELETE FROM meta WHERE name = 'key'")
    return library


def test_renewing_is_asked_about_first(
    guanji: Callable[..., Any], keyless: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in ("n\n", ""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        ended = guanji("audit", "renew", "--why", "burned", "-c", str(keyless))
        assert ended.status == 130
        assert "The key can't verify acts 1 to 1." in ended.err
    assert guanji("audit", "verify", "-c", str(keyless)).status == 1
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert guanji("audit", "renew", "--why", "burned", "-c", str(keyless)).status == 0


def test_a_record_that_begins_anew(guanji: Callable[..., Any], keyless: Path) -> None:
    renew = ("audit", "renew", "--yes", "--actor", "li", "-c", str(keyless))
    ended = guanji(*renew, "--why", "the disk burned on 1 October")
    assert ended.lines[0].startswith("The record begins anew with act 2; those before it are kept.")
    noted = ended.lines[0].rpartition(" ")[2]
    verified = guanji("audit", "verify", "--noted", noted, "-c", str(keyless))
    assert verified.status == 0
    assert verified.lines[0].startswith("! the record begins anew with act 2")
    assert verified.lines[1] == f"1 acts, all as they were put down. Note the last one elsewhere: {noted}"
    last, first = json.loads(guanji("audit", "list", "--json", "-c", str(keyless)).out)["acts"]
    assert (first["seq"], first["action"]) == (1, "db upgrade")
    assert (last["action"], last["actor"]) == ("audit renew", "li")
    assert last["facts"] == {"why": "the disk burned on 1 October", "first": 1, "last": 1}
    again = guanji(*renew, "--why", "again")
    assert (again.status, "the key verifies the record as it is" in again.err) == (1, True)


def test_renewing_hides_no_change(guanji: Callable[..., Any], library: Path) -> None:
    note(load(library), "db restore")
    with closing(sqlite3.connect(library.with_name("db"))) as connection, connection:
        connection.execute("DROP TRIGGER audit_unchanged")
        connection.execute("UPDATE audit SET account = 'wang' WHERE seq = 2")
    ended = guanji("audit", "renew", "--yes", "--why", "lost", "-c", str(library))
    assert (ended.status, "act 2 was changed or is missing" in ended.err) == (1, True)


@pytest.mark.parametrize("why", [[], ["--why", " "]])
def test_renewing_needs_a_reason(guanji: Callable[..., Any], keyless: Path, why: list[str]) -> None:
    ended = guanji("audit", "renew", "--yes", *why, "-c", str(keyless))
    assert (ended.status, "--why" in ended.err) == (2, True)
