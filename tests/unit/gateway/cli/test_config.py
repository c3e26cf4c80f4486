"""``guanji config``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_check_says_ok_and_what_was_found(guanji: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "guanji.toml"
    file.write_text('agency = "CUMT"')
    ended = guanji("config", "check", "-c", str(file))
    assert (ended.status, ended.err) == (0, "")
    assert ended.lines == ["ok", "agency CUMT, listeners: 1, locations: 0, kiosks: 0, rules: 0"]


def test_check_says_all_that_is_wrong(guanji: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "guanji.toml"
    file.write_text('agenci = "CUMT"\nzone = "x"')
    ended = guanji("config", "check", "-c", str(file))
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.splitlines() == [
        f"{file}: 3 error(s)",
        "agenci: unknown key; did you mean 'agency'?",
        "agency: must be given",
        "zone: 'x' is not a time zone such as Asia/Shanghai",
    ]
    assert "必须填写" in guanji("--lang", "zh", "config", "check", "-c", str(file)).err


def test_check_warns(guanji: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("x")
    (tmp_path / "pw").chmod(0o644)
    file = tmp_path / "guanji.toml"
    file.write_text(
        'agency = "X"\nbranches = [{ code = "B" }]\nlocations = [{ code = "L", branch = "B" }]\n'
        'kiosks = [{ name = "k", login = "k", password = { file = "pw" }, location = "L" }]'
    )
    ended = guanji("config", "check", "-c", str(file))
    assert ended.status == 0
    assert ended.err.startswith("warning: kiosks[0].password.file: ")


def test_show_and_other_commands_refuse_a_wrong_file(guanji: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "guanji.toml"
    file.write_text('agency = "CUMT"')
    assert 'zone = "Asia/Shanghai"  # default' in guanji("config", "show", "-c", str(file)).lines
    file.write_text("agency = 1")
    ended = guanji("config", "show", "-c", str(file))
    assert (ended.status, ended.err) == (2, "guanji: agency: 1 is not text in quotation marks\n")


def test_schema(guanji: Callable[..., Any]) -> None:
    assert json.loads(guanji("config", "schema").out)["title"] == "guanji.toml"


def test_reload_says_what_holds_and_what_waits(guanji: Callable[..., Any], asked: Any) -> None:  # noqa: ANN401
    asked.answer = (200, {"ok": True, "applied": ["policy.rules"], "restart": ["zone"]})
    ended = guanji("config", "reload", "--actor", "li", "--socket", str(asked.socket))
    assert ended.status == 0
    assert ended.lines == [
        "the configuration was read again",
        "in force now:",
        "  policy.rules",
        "from the next start of the server:",
        "  zone",
    ]
    assert asked.requests == [("POST", "/config/reload", {"actor": "li", "location": ""})]


def test_reload_that_was_refused_fails(guanji: Callable[..., Any], asked: Any) -> None:  # noqa: ANN401
    asked.answer = (200, {"ok": False, "faults": ["zone: wrong"]})
    ended = guanji("config", "reload", "--socket", str(asked.socket))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.splitlines() == ["refused: 1 error(s); the server goes on as before", "zone: wrong"]
    ended = guanji("config", "reload", "--json", "--socket", str(asked.socket))
    assert (ended.status, json.loads(ended.out)["ok"]) == (1, False)


def test_reload_with_nothing_new(guanji: Callable[..., Any], asked: Any) -> None:  # noqa: ANN401
    asked.answer = (200, {"ok": True})
    ended = guanji("config", "reload", "--socket", str(asked.socket))
    assert (ended.status, len(ended.lines)) == (0, 1)
