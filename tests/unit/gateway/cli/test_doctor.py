"""``guanji doctor``: what is found has words, and the exit code says whether somebody must act."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any

import gateway.app
from gateway.cli.db import UNFIT
from gateway.cli.words import FAILURES
from gateway.cli.words.doctor import FINDINGS, PARTS
from gateway.store.backup import Why

SOURCES = [Path(gateway.app.__path__[0]) / name for name in ("acquaintances.py", "doctor.py", "machine.py")]
CALLS = re.compile(r'(?:ok|warn|fail)\(\s*"([a-z]+)",\s*"([a-z-]+)"')


def found() -> set[tuple[str, str]]:
    """Every part and code that the doctor may name, as the source has them."""
    return {call for source in SOURCES for call in CALLS.findall(source.read_text("utf-8"))}


def test_every_finding_has_words() -> None:
    assert len(found()) > 25
    assert {part for part, _ in found()} == set(PARTS)
    assert {code for _, code in found()} <= set(FINDINGS)
    source = "".join(file.read_text("utf-8") for file in SOURCES)
    assert [code for code in FINDINGS if f'"{code}"' not in source] == []
    assert {UNFIT[why] for why in Why} <= set(FAILURES)


def test_both_languages_tell_the_same_facts() -> None:
    for key, pair in ({**FINDINGS, **PARTS}).items():
        english, chinese = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in pair)
        assert chinese == english, key


def test_what_is_found_is_printed(guanji: Callable[..., Any], tmp_path: Path) -> None:
    directory = tmp_path / "library"
    assert guanji("init", str(directory)).status == 0
    file = str(directory / "guanji.toml")
    ended = guanji("doctor", "-c", file)
    assert ended.lines[0].startswith("✓ configuration: ")
    assert any(line.startswith("! backup: none was ever made") for line in ended.lines)
    assert re.fullmatch(r"\d+ in order, \d+ to see to soon \(!\), \d+ to see to now \(✗\)", ended.lines[-1])
    (directory / "guanji.sqlite").unlink()
    ended = guanji("--lang", "zh", "doctor", "--json", "-c", file)
    answer = json.loads(ended.out)
    assert (ended.status, answer["ok"]) == (1, False)
    failed = [finding for finding in answer["findings"] if finding["level"] == "fail"]
    assert any(each["part"] == "database" and "没有" in each["text"] for each in failed)


def test_a_server_that_can_not_be_asked(guanji: Callable[..., Any], tmp_path: Path, asked: Any) -> None:  # noqa: ANN401
    directory = tmp_path / "library"
    assert guanji("init", str(directory)).status == 0
    asked.answer = (500, {"error": "no idea"})
    ended = guanji("doctor", "-c", str(directory / "guanji.toml"), "--socket", str(asked.socket))
    assert ended.status == 1
    assert any(line.startswith("✗ server: one is there but") and "no idea" in line for line in ended.lines)
