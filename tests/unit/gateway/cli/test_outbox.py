"""``guanji outbox``, between two libraries with real stores."""

import json
from collections.abc import Iterator

import pytest

from tests.ill_line import IllLine


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[IllLine]:
    line = IllLine(monkeypatch, capfd)
    yield line
    line.two.close()


def cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("  ") if cell.strip()]


def test_list(line: IllLine) -> None:
    assert line.borrow("outbox", "list").out == "no letters\n"
    ours, _ = line.loan()
    ended = line.borrow("outbox", "list", "--partner", "HHIT", "--state", "sent")
    headings = ["id", "partner", "transaction", "what", "state", "tries", "sent, or next try", "last failure"]
    assert cells(ended.lines[0]) == headings
    assert cells(ended.lines[1])[1:] == ["HHIT", ours, "ILL-REQUEST", "sent", "1", "2026-11-23 09:00"]
    line.loan()
    page = line.borrow("outbox", "list", "--limit", "1")
    after = page.err.split()[-1]
    assert page.err == f"more: --after {after}\n"
    assert cells(line.borrow("outbox", "list", "--after", after).lines[1])[2] == ours
    assert len(json.loads(line.borrow("outbox", "list", "--json").out)["letters"]) == 2


def test_a_letter_that_fails_is_sent_again(line: IllLine) -> None:
    line.two.hhit.deaf = True
    line.borrow("ill", "request", "--partner", "HHIT", "--title", "导论")
    line.settle(2)
    told = cells(line.borrow("outbox", "list").lines[1])
    assert told[4:6] == ["waiting", "1"]
    assert told[-1] == "nobody is there"
    line.two.hhit.deaf = False
    ended = line.borrow("outbox", "resend", told[0])
    assert (ended.status, cells(ended.lines[1])[5]) == (0, "0")
    line.settle(2)
    assert cells(line.borrow("outbox", "list").lines[1])[4] == "sent"


def test_what_has_gone_can_t_be_taken_back(line: IllLine) -> None:
    line.loan()
    letter = cells(line.borrow("outbox", "list").lines[1])[0]
    ended = line.borrow("outbox", "take-back", letter)
    assert ended.status == 1
    assert "It has been sent and can't be taken back" in ended.err
    answers = json.loads(line.borrow("outbox", "take-back", letter, "--json").out)
    assert [answer["ok"] for answer in answers] == [False]


def test_pause_and_resume(line: IllLine) -> None:
    ended = line.borrow("outbox", "pause", "HHIT", "--why", "holidays", "--actor", "李老师")
    assert cells(ended.lines[1]) == ["HHIT", "CN:HHIT", "paused by 李老师 holidays"]
    assert line.borrow("ill", "request", "--partner", "HHIT", "--title", "导论").status == 0
    line.settle()
    assert cells(line.borrow("partner", "list").lines[1])[3] == "1"
    assert json.loads(line.borrow("outbox", "resume", "HHIT", "--json").out)["paused_by"] == ""
    line.settle()
    assert cells(line.borrow("partner", "list").lines[1])[2] == "up"
