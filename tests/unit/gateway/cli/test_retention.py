"""``guanji retention run``."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from gateway.cli import retention
from gateway.store.retention import steps
from gateway.translate.provided import told
from tests.control_server import Asked


def test_what_went_is_told(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"rows": {"loans": 1200, "fees": 0, "of tomorrow": 3}, "more": False})
    ended = guanji("retention", "run", "--actor", "li", "--socket", str(asked.socket))
    assert [line.split() for line in ended.lines[1:]] == [
        ["loans", "without", "their", "reader", "1200"],
        ["of", "tomorrow", "3"],
    ]
    ((method, path, body),) = asked.requests
    assert (method, path) == ("POST", "/retention")
    assert body == {"actor": "li", "location": "", "dry_run": False}


def test_counting_only(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"rows": {"loans": 0}, "more": False})
    ended = guanji("retention", "run", "--dry-run", "--socket", str(asked.socket))
    assert (ended.status, ended.lines) == (0, ["nothing is due to go"])
    assert asked.requests[0][2]["dry_run"]


def test_it_is_asked_until_it_has_come_to_the_end(
    guanji: Callable[..., Any], asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    asked.answer = (200, {"rows": {}, "more": True})

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        asked.answer = (200, {"rows": {"loans": 20}, "more": False})

    monkeypatch.setattr("gateway.cli.retention.time.sleep", sleep)
    ended = guanji("retention", "run", "--json", "--socket", str(asked.socket))
    assert json.loads(ended.out) == {"rows": {"loans": 20}}
    assert (slept, ended.err) == ([1.0], "another run is under way: waiting for it\n")


def test_every_step_has_words() -> None:
    assert {step.name for step in steps(told)} == set(retention.NAMES)
