"""``guanji partner``."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.control_server import Asked

_HHIT: dict[str, Any] = {
    "name": "hhit",
    "symbol": "CN:HHIT",
    "title": "HHIT Library",
    "line": "up",
    "waiting": 2,
    "last_sent": "2026-11-22T08:00:00+08:00",
}


def cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("  ") if cell.strip()]


def test_list(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"partners": [_HHIT]})
    ended = guanji("partner", "list", "--socket", str(asked.socket))
    headings = ["partner", "symbol", "library", "line", "waiting", "dead", "last sent", "last failure"]
    assert cells(ended.lines[0]) == headings
    assert cells(ended.lines[1]) == ["hhit", "CN:HHIT", "HHIT Library", "up", "2", "2026-11-22 08:00"]
    assert asked.requests == [("GET", "/partners", None)]
    assert json.loads(guanji("partner", "list", "--json", "--socket", str(asked.socket)).out) == {
        "partners": [_HHIT]
    }
    asked.answer = (200, {"partners": []})
    assert "[[partners]]" in guanji("partner", "list", "--socket", str(asked.socket)).out


_SINCE = {"failing_since": "2026-11-22T08:00:00+08:00", "closed_until": "2026-11-22T09:00:00+08:00"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"line": "paused", "paused_by": "李", "paused_why": "搬家"}, "paused by 李 搬家"),
        ({"line": "down", **_SINCE}, "down since 2026-11-22 08:00, next try 2026-11-22 09:00"),
        ({"line": "failing", "failures": 2, **_SINCE}, "2 failures since 2026-11-22 08:00"),
        ({"line": "calls-us"}, "calls us"),
        ({"line": ""}, "nothing sent yet"),
        ({"line": "up", "configured": False}, "not configured, up"),
    ],
)
def test_how_a_line_fares(guanji: Callable[..., Any], asked: Asked, line: dict[str, Any], told: str) -> None:
    asked.answer = (200, {"partners": [_HHIT | line]})
    ended = guanji("partner", "list", "--socket", str(asked.socket))
    assert cells(ended.lines[1])[3] == told


def test_show(guanji: Callable[..., Any], asked: Asked) -> None:
    configuration = {
        "address": "ill.hhit.example:1611",
        "aliases": ["HHIT", "HHITL"],
        "zh": "",
        "tls": {"ca": "tls/ca.pem", "key": None},
        "optional_messages": {"shipped": "requires"},
    }
    shown = _HHIT | {"configuration": configuration}
    asked.answer = (200, shown)
    ended = guanji("partner", "show", "CN:HHIT", "--socket", str(asked.socket))
    assert ended.lines[2:] == [
        "",
        "address = ill.hhit.example:1611",
        "aliases = HHIT, HHITL",
        "tls.ca = tls/ca.pem",
        "optional_messages.shipped = requires",
    ]
    assert asked.requests == [("GET", "/partners/CN%3AHHIT", None)]
    assert json.loads(guanji("partner", "show", "x", "--json", "--socket", str(asked.socket)).out) == shown
    asked.answer = (200, _HHIT)
    assert len(guanji("partner", "show", "x", "--socket", str(asked.socket)).lines) == 2
