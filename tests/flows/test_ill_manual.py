"""The manual's day with loans between libraries, tried as it is written: every command, every line of answer.

The page's ids are made of the numbers that the libraries of the tests give.
"""

import re
import shlex
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from gateway.ill.by_hand import BY_HAND
from gateway.model.ill.post import CaseKind
from tests.ill_line import IllLine
from tests.meta.project import ROOT

PAGES = {"en": "ill.md", "zh": "ill.zh-CN.md"}

_COMMAND = re.compile(r"^(CUMT|HHIT)\$ guanji (.*)$")
_WHOLE = re.compile(r"\b(CUMT|HHIT)(\d{8})\b")
_END = re.compile(r"\b0000\d{4}\b")
_LONG = re.compile(r"\b0006441f9ad03b7e42([0-9a-f]{8})\b")

#: The numbers that a library gives in one day.
_NUMBERS = range(1, 200)


def page_id(desk: str, number: str) -> str:
    """The end of an id as the page has it."""
    return sha256(f"{desk}{number}".encode()).hexdigest()[:8]


class Day:
    """A page's commands, run one after the other at two desks."""

    def __init__(self, line: IllLine, language: str) -> None:
        self._line = line
        self._language = language
        self._numbers = {
            page_id(desk, f"{number:08}"): f"{number:08}" for desk in ("CUMT", "HHIT") for number in _NUMBERS
        }

    def page(self, text: str) -> str:
        """The page with what the commands answer now in place of what it says they do."""
        return "\n".join(self._lines(text)) + "\n"

    def _lines(self, text: str) -> Iterator[str]:
        console = False
        for written in text.splitlines():
            command = _COMMAND.match(written)
            if command:
                yield written
                yield from self.answer(*command.groups())
            elif not console or written.startswith("```"):
                console = written == "```console"
                yield written

    def answer(self, desk: str, command: str) -> Iterator[str]:
        """What a command prints, in the page's ids; then a minute goes by, and letters with it."""
        for known, number in self._numbers.items():
            command = command.replace(known, number)
        run = self._line.borrow if desk == "CUMT" else self._line.lend
        ended = run("--lang", self._language, *shlex.split(command))
        for printed in (ended.out + ended.err).rstrip().splitlines():
            told = _WHOLE.sub(lambda found: f"0006441f9ad03b7e42{page_id(*found.groups())}", printed)
            yield _END.sub(lambda found: page_id(desk, found[0]), told).rstrip()
        self._line.settle(65)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[IllLine]:
    monkeypatch.setenv("LOGNAME", "li")
    line = IllLine(monkeypatch, capfd, terms={"grace": 60})
    yield line
    line.two.close()


def written(name: str) -> str:
    return Path(ROOT / "docs/manual" / name).read_text("utf-8")


@pytest.mark.parametrize(("language", "name"), PAGES.items())
def test_every_command_answers_as_the_page_says(line: IllLine, language: str, name: str) -> None:
    text = written(name)
    assert text.count("$ guanji") > 15
    assert Day(line, language).page(text) == text


@pytest.mark.parametrize("name", PAGES.values())
def test_every_kind_of_case_and_every_service_is_told(name: str) -> None:
    text = written(name)
    assert [kind for kind in CaseKind if f"`{kind}`" not in text] == []
    assert [service for service in BY_HAND if not re.search(rf"\b{service}\b", text)] == []
