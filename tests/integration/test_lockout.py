"""A guesser against a real server: locked out, seen by staff, let in again."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk_line import Line, kiosk
from tests.live import LOOPBACK, Demo, demo, guanji


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path / "library") as server:
        yield server


def told(library: Demo, *words: str) -> Any:  # noqa: ANN401 - what a command answers in JSON
    done = guanji(*words, "--json", "-c", library.directory / "guanji.toml")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def page(library: Demo, path: str) -> str:
    with urllib.request.urlopen(f"http://{LOOPBACK}:{library.http}{path}", timeout=15) as answer:
        text: str = answer.read().decode()
        return text


def test_who_guesses_is_locked_out_until_staff_let_him_in(library: Demo) -> None:
    with kiosk(library.sip2, "kiosk1") as standing:
        for number in range(10):
            with Line(library.sip2) as guesser:
                assert guesser.log_in("kiosk1", f"guess{number}").startswith("940")
        with Line(library.sip2) as guesser:
            assert guesser.log_in("kiosk1").startswith("940")
        assert standing.status().startswith("98"), "who is in stays in"
    first = told(library, "kiosk", "list")["kiosks"][0]
    assert [lock["address"] for lock in first["locked"]] == [LOOPBACK]
    assert "guanji_lockouts 1.0" in page(library, "/metrics")
    assert json.loads(page(library, "/healthz"))["checks"]["kiosks"]["locked"] == 1
    events = told(library, "circ", "history", "kiosk", "kiosk1")["events"]
    assert [event["data"] for event in events if event["kind"] == "login-locked"] == [
        {"address": LOOPBACK, "minutes": 1}
    ]
    assert told(library, "kiosk", "unlock", "kiosk1")["locked"] == []
    with kiosk(library.sip2, "kiosk1") as back:
        assert back.status().startswith("98")
    assert "guanji_lockouts 0.0" in page(library, "/metrics")
