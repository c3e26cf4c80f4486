"""``guanji patron``."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.control_server import Asked


def test_show(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"found": True, "id": "CUMT.P1", "name": "张三", "category": "本科生"})
    ended = guanji("patron", "show", "P/1", "--socket", str(asked.socket))
    assert (ended.status, ended.lines) == (0, ["CUMT.P1  张三  本科生"])
    assert asked.requests == [("GET", "/patrons/P%2F1", None)]
    ended = guanji("patron", "show", "P1", "--json", "--socket", str(asked.socket))
    assert json.loads(ended.out)["name"] == "张三"


def test_show_nobody(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"found": False})
    ended = guanji("patron", "show", "P1", "--socket", str(asked.socket))
    assert (ended.status, ended.lines) == (1, ["no such patron"])


@pytest.mark.parametrize(
    ("arguments", "path", "body"),
    [
        (
            ["block", "P1", "--reason", "leaving", "--text", "离校", "--until", "2027-01-01"],
            "/patrons/P1/block",
            {"reason": "leaving", "text": "离校", "until": "2027-01-01"},
        ),
        (["unblock", "P1"], "/patrons/P1/unblock", {"reason": None}),
        (["unblock", "P1", "--reason", "leaving"], "/patrons/P1/unblock", {"reason": "leaving"}),
        (["card", "P1", "--lost", "C1", "--new", "C2"], "/patrons/P1/card", {"lost": "C1", "new": "C2"}),
    ],
)
def test_what_is_asked(
    guanji: Callable[..., Any], asked: Asked, arguments: list[str], path: str, body: dict[str, Any]
) -> None:
    ended = guanji("patron", *arguments, "--socket", str(asked.socket))
    assert ended.status == 0
    ((method, asked_path, said),) = asked.requests
    assert (method, asked_path) == ("POST", path)
    assert said.items() >= body.items()
    assert said["actor"]


def test_answers(guanji: Callable[..., Any], asked: Asked) -> None:
    socket = ("--socket", str(asked.socket))
    assert json.loads(guanji("patron", "unblock", "P1", "--json", *socket).out) == {"ok": True}
    asked.answer = (200, {"ok": False, "problems": [{"code": "patron-unknown", "text": "Card not known"}]})
    ended = guanji("patron", "card", "P1", "--lost", "x", *socket)
    assert (ended.status, ended.err) == (1, "✗ Card not known\n")
    asked.answer = (200, {"ok": True, "notices": [{"code": "blocked", "text": "Blocked"}]})
    assert guanji("patron", "block", "P1", *socket).lines == ["Blocked"]


@pytest.mark.parametrize("numbers", [[], ["--lost", "", "--new", " "]])
def test_a_card_needs_a_number(guanji: Callable[..., Any], asked: Asked, numbers: list[str]) -> None:
    ended = guanji("patron", "card", "P1", *numbers, "--socket", str(asked.socket))
    assert ended.status == 2
    assert ended.err.startswith("guanji: say --lost NUMBER")
    assert asked.requests == []
