import ctypes
import os
import resource
from pathlib import Path
from typing import Any

import pytest

from gateway.app import vitals


def test_the_system_says_whether_its_clock_is_kept() -> None:
    assert vitals.synchronised() in {True, False, None}


@pytest.mark.parametrize(("answer", "kept"), [(0, True), (5, False), (-1, None)])
def test_what_its_answer_means(monkeypatch: pytest.MonkeyPatch, answer: int, *, kept: bool | None) -> None:
    class Library:
        def adjtimex(self, _: Any) -> int:  # noqa: ANN401 - a buffer
            return answer

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library())
    assert vitals.synchronised() is kept


def test_a_library_that_does_not_know_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert vitals.synchronised() is None


def test_how_many_files_may_be_open() -> None:
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    mine = vitals.UNLIMITED if soft == resource.RLIM_INFINITY else soft
    assert vitals.open_files(os.getpid()) == vitals.open_files(None) == mine
    assert vitals.open_files(1 << 30) == mine


def test_memory_and_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (vitals.memory() or 0) > 0
    free, whole = vitals.free(tmp_path)
    assert 0 < free <= whole

    def gone(*_: object) -> str:
        raise OSError

    monkeypatch.setattr(Path, "read_text", gone)
    assert vitals.memory() is None


def test_who_runs_this() -> None:
    assert vitals.is_root() is (os.geteuid() == 0)
