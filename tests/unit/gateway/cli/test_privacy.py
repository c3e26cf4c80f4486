"""``guanji patron export`` and ``guanji patron erase``."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.model.wording import Tongue
from gateway.web.dossier import shown
from gateway.web.shown import Reader
from tests.control_server import Asked
from tests.held_dossier import HELD
from tests.store_samples import NOW

DOSSIER = msgspec.json.decode(msgspec.json.encode(shown(HELD, Reader(Tongue.EN, NOW))))
OPEN = {
    "ok": False,
    "found": True,
    "loans": [{"item": "CUMT.B1", "due": "2026-12-22T23:59:59+08:00", "state": "open"}],
    "holds": [{"title": "导论", "state": "queued"}],
    "fees": [{"kind": "overdue", "owed": 250}],
    "lending": [{"transaction": "T001", "partner": "HHIT", "title": "导论", "state": "已收到"}],
}


def test_a_summary_is_shown(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, DOSSIER)
    ended = guanji("patron", "export", "P/1", "--socket", str(asked.socket))
    assert ended.status == 0
    assert ended.lines == [
        "record: CUMT.P0001 马月坤",
        "a PIN is set (it can't be read)",
        "cards 2, blocks 2, loans 1, holds 1, fees 1, payments 1",
        "interlibrary loans 1",
        "events 1, messages 1, told to kiosks, desk and partners 1",
    ]
    assert asked.requests == [("GET", "/patrons/P%2F1/dossier", None)]


def test_without_a_pin_nothing_is_said_of_it(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, DOSSIER | {"record": {"number": "P1", "name": "张三"}})
    assert guanji("patron", "export", "P1", "--socket", str(asked.socket)).lines[1].startswith("cards 2")


def test_the_whole_goes_to_the_screen_or_into_a_file_of_ones_own(
    guanji: Callable[..., Any], asked: Asked, tmp_path: Path
) -> None:
    asked.answer = (200, DOSSIER)
    file, socket = tmp_path / "p1.json", ("--socket", str(asked.socket))
    assert json.loads(guanji("patron", "export", "P1", "--json", *socket).out) == DOSSIER
    ended = guanji("patron", "export", "P1", "--output", str(file), *socket)
    assert ended.lines[-1] == f"written to {file}"
    assert json.loads(file.read_text("utf-8")) == DOSSIER
    assert "马月坤" in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    again = guanji("patron", "export", "P1", "--output", str(file), *socket)
    assert (again.status, again.err) == (2, f"guanji: {file} is there already: name a new file\n")
    assert len(asked.requests) == 2


def test_a_file_that_can_not_be_written(guanji: Callable[..., Any], asked: Asked, tmp_path: Path) -> None:
    asked.answer = (200, DOSSIER)
    file = tmp_path / "nowhere" / "p1.json"
    ended = guanji("patron", "export", "P1", "--output", str(file), "--socket", str(asked.socket))
    assert ended.status == 1
    assert "can't be written" in ended.err


def test_a_file_that_appears_meanwhile_is_kept(
    guanji: Callable[..., Any], asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.answer = (200, DOSSIER)
    file = tmp_path / "p1.json"
    file.write_text("another's")
    monkeypatch.setattr(Path, "exists", lambda _: False)
    ended = guanji("patron", "export", "P1", "--output", str(file), "--socket", str(asked.socket))
    assert ended.status == 2
    assert file.read_text() == "another's"


def test_nobody_has_no_dossier(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"found": False, "at": "2026-11-22T16:00:00+08:00"})
    ended = guanji("patron", "export", "P1", "--socket", str(asked.socket))
    assert (ended.status, ended.err) == (1, "no such patron\n")


def test_an_erasure_wants_to_be_meant(
    guanji: Callable[..., Any], asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.answer = (200, {"ok": True, "erasure": "E1", "digest": "0011"})
    socket = ("--socket", str(asked.socket))
    ended = guanji("patron", "erase", "P1", *socket)
    assert (ended.status, asked.requests) == (2, [])
    assert "add --yes" in ended.err
    ended = guanji("patron", "erase", "P1", "--yes", "--actor", "li", *socket)
    assert (ended.status, ended.lines) == (0, ["erased; erasure E1, digest 0011"])
    ((method, path, body),) = asked.requests
    assert (method, path, body["actor"]) == ("POST", "/patrons/P1/erase", "li")
    for said, status in (("y\n", 0), ("n\n", 130)):
        read, write = os.pipe()
        os.write(write, said.encode())
        os.close(write)
        with os.fdopen(read) as stdin:
            monkeypatch.setattr(sys, "stdin", _Terminal(stdin))
            assert guanji("patron", "erase", "P1", *socket).status == status


class _Terminal:
    """A stream that says it is one."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - a text stream
        self._stream = stream

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self._stream, name)

    def isatty(self) -> bool:
        return True


def test_what_is_still_to_be_done_is_told(guanji: Callable[..., Any], asked: Asked) -> None:
    done = {"ok": True, "erasure": "E1", "digest": "0011"}
    asked.answer = (200, done | {"unlisted": "erased.log: Permission denied", "uncleaned": "disk full"})
    ended = guanji("patron", "erase", "P1", "--yes", "--socket", str(asked.socket))
    assert (ended.status, ended.lines) == (0, ["erased; erasure E1, digest 0011"])
    assert [line[:2] for line in ended.err.splitlines()] == ["! ", "  "] * 2
    assert "tries again hourly (erased.log: Permission denied)" in ended.err
    assert "let the user who runs Guanji write that file" in ended.err
    assert "are still there (disk full)" in ended.err


def test_what_is_open_is_told_with_what_to_do(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, OPEN)
    socket = ("--yes", "--socket", str(asked.socket))
    ended = guanji("patron", "erase", "P1", *socket)
    assert ended.status == 1
    assert ended.err.splitlines() == [
        "✗ still has CUMT.B1, due 2026-12-22 23:59: take it back, or settle its loss, first",
        "✗ still waits for 导论: cancel the hold first (a hold past its date is settled within ten minutes)",
        "✗ still owes 2.50 yuan (overdue): take the money first",
        "✗ still has 导论 from HHIT (已收到): end it first, as guanji ill show T001 says",
    ]
    assert json.loads(guanji("patron", "erase", "P1", "--json", *socket).out) == OPEN
    asked.answer = (200, {"ok": False, "found": False})
    assert guanji("patron", "erase", "P1", *socket).err == "no such patron\n"
