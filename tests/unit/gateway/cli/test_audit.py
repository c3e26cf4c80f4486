"""``guanji audit``."""

import json
from collections.abc import Callable
from typing import Any

import pytest

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
