"""``guanji kiosk``."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher

from tests.control_server import Asked

_KIOSKS: list[dict[str, Any]] = [
    {
        "name": "kiosk1",
        "login": "acs1",
        "location": "一楼大厅",
        "connections": 1,
        "last_seen": "2026-11-22T08:00:00+08:00",
    },
    {"name": "kiosk2", "location": "HALL", "connections": 1, "paused": True, "paper_out": True},
    {"name": "kiosk3", "location": "HALL", "last_seen": "2026-11-22T08:00:00Z", "shut_down": True},
    {
        "name": "kiosk4",
        "location": "HALL",
        "locked": [{"address": "10.6.6.6", "until": "2026-11-22T08:10:00+08:00"}],
    },
]


def test_list(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"kiosks": _KIOSKS})
    ended = guanji("kiosk", "list", "--socket", str(asked.socket))
    assert ended.status == 0
    assert [line.split()[0] for line in ended.lines] == ["kiosk", "kiosk1", "kiosk2", "kiosk3", "kiosk4"]
    assert ended.lines[0].split()[:3] == ["kiosk", "login", "location"]
    assert ended.lines[1].split()[:3] == ["kiosk1", "acs1", "一楼大厅"]
    assert " up " in ended.lines[1]
    assert "2026-11-22 08:00" in ended.lines[1]
    assert "paused, paper out, up" in ended.lines[2]
    assert "shut down, down" in ended.lines[3]
    assert "never seen, locked out at 10.6.6.6 until 2026-11-22 08:10" in ended.lines[4]


def test_list_as_json(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"kiosks": _KIOSKS})
    ended = guanji("kiosk", "list", "--json", "--socket", str(asked.socket))
    assert json.loads(ended.out) == {"kiosks": _KIOSKS}


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_pause_and_resume(guanji: Callable[..., Any], asked: Asked, verb: str) -> None:
    asked.answer = (200, _KIOSKS[1])
    socket = ("--socket", str(asked.socket))
    ended = guanji("kiosk", verb, "kiosk 2", "--actor", "li", "--why", "paper", *socket)
    assert ended.status == 0
    assert "kiosk2" in ended.out
    assert json.loads(guanji("kiosk", verb, "kiosk 2", "--json", *socket).out) == _KIOSKS[1]
    method, path, body = asked.requests[0]
    assert (method, path, body) == ("POST", f"/kiosks/kiosk%202/{verb}", {"actor": "li", "why": "paper"})


def test_list_shows_addresses_that_are_locked_out(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"kiosks": _KIOSKS, "locked": _KIOSKS[3]["locked"]})
    ended = guanji("kiosk", "list", "--socket", str(asked.socket))
    assert ended.lines[5].startswith("all of 10.6.6.6 is locked out until 2026-11-22 08:10 (guanji")


def test_unlock(guanji: Callable[..., Any], asked: Asked) -> None:
    socket = ("--actor", "li", "--socket", str(asked.socket))
    asked.answer = (200, _KIOSKS[1] | {"freed": 2})
    ended = guanji("kiosk", "unlock", "kiosk2", *socket)
    assert "kiosk2" in ended.out
    assert ended.lines[-1] == "lockouts ended: 2"
    asked.answer = (200, _KIOSKS[1] | {"freed": 0})
    assert guanji("kiosk", "unlock", "kiosk2", *socket).lines[-1] == "nothing was locked"
    asked.answer = (200, {"freed": 1})
    assert guanji("kiosk", "unlock", "--address", "10.6.6.6", *socket).lines == ["lockouts ended: 1"]
    assert json.loads(guanji("kiosk", "unlock", "--address", "x", "--json", *socket).out) == {"freed": 1}
    assert asked.requests[0] == ("POST", "/kiosks/kiosk2/unlock", {"actor": "li", "why": ""})
    wanted = {"actor": "li", "why": "", "address": "10.6.6.6"}
    assert asked.requests[2] == ("POST", "/lockouts/unlock", wanted)


@pytest.mark.parametrize("whom", [(), ("kiosk1", "--address", "10.6.6.6")])
def test_unlock_wants_one_of_two(guanji: Callable[..., Any], whom: tuple[str, ...]) -> None:
    ended = guanji("kiosk", "unlock", *whom)
    assert (ended.status, ended.err) == (
        2,
        "guanji: name a kiosk, or an address with --address, and not both\n",
    )


def test_hash_reads_standard_input(guanji: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("kiosk1\n"))
    ended = guanji("kiosk", "hash")
    assert PasswordHasher().verify(ended.out.strip(), "kiosk1")


def test_hash_asks_at_a_terminal(guanji: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: "kiosk1")
    ended = guanji("kiosk", "hash")
    assert ended.status == 0
    assert PasswordHasher().verify(ended.out.strip().splitlines()[-1], "kiosk1")


def test_hash_of_nothing(guanji: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    ended = guanji("kiosk", "hash")
    assert (ended.status, ended.err) == (2, "guanji: no password was given\n")
