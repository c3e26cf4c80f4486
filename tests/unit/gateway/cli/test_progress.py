import io
import sys
from itertools import count

import pytest

from gateway.cli.progress import LINE_SECONDS, note_lines, progress, tally_lines
from gateway.cli.speak import Say
from gateway.loading.found import Place
from gateway.loading.journey import Note, SoFar
from gateway.model.arrivals import Noun, Verdict

SO_FAR = SoFar(
    tally={
        Noun.TITLES: {Verdict.NEW: 3},
        Noun.ITEMS: {Verdict.NEW: 5, Verdict.CHANGED: 1, Verdict.UNCHANGED: 2, Verdict.REFUSED: 4},
    },
    notes={
        ("no-items", ""): Note({}, Place(7), 2),
        ("unused-column", "备注"): Note({"column": "备注"}, Place(1), 1),
    },
)


def test_without_a_terminal_a_line_is_said_every_few_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    clock = count(0.0, LINE_SECONDS / 2)
    with progress(Say("en"), 200, lambda: next(clock)) as moved:
        for position in (50, 100, 150, 400):
            moved(position, SO_FAR)
    assert capsys.readouterr().err.splitlines() == ["50 %: 11 taken, 4 refused", "100 %: 11 taken, 4 refused"]


def test_of_an_empty_file_all_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    clock = count(0.0, LINE_SECONDS)
    with progress(Say("zh"), 0, lambda: next(clock)) as moved:
        moved(0, SoFar())
    assert capsys.readouterr().err == "0%：已装入 0，未装入 0\n"


def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress(Say("en"), 200, lambda: 0.0) as moved:
        moved(100, SO_FAR)
        moved(200, SO_FAR)
    assert "11 taken, 4 refused" in screen.getvalue()


def test_the_end_is_told_by_noun_and_verdict() -> None:
    assert list(tally_lines(Say("en"), SO_FAR)) == [
        "titles: 3 new",
        "items: 5 new, 1 changed, 2 unchanged, 4 refused",
    ]
    assert list(tally_lines(Say("zh"), SO_FAR)) == [
        "书目：新增 3",
        "馆藏：新增 5，更新 1，无变化 2，未装入 4",
    ]
    assert list(tally_lines(Say("en"), SoFar())) == ["nothing in the file"]


def test_a_note_is_told_once_with_how_often() -> None:
    first, second = note_lines(Say("en"), SO_FAR)
    assert first.endswith("(2 ×, first at 7)")
    assert second == "note: column 备注 is not used (1 ×, first at 1)"
