"""Debian's yaz-illclient, another project's client of ISO 10161, calls the demo library."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.debian import program
from tests.live import LOOPBACK, Demo, guanji
from tests.meta.project import ROOT
from tests.shared_data import shared

REQUEST = ROOT / "tests/vectors/yaz-illclient/request.params"

#: Its exit codes: the report was a status report, or an error report.
STATUS_REPORT, ERROR_REPORT = 0, 7

#: What the error reports say: one of General-Problem, one of Transaction-Id-Problem.
VERSION_NOT_SUPPORTED, DUPLICATE = 4, 1

Calls = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def calls(library: Demo, tmp_path: Path) -> Calls:
    """Runs it in a directory of the test's own, where it leaves the APDUs as it sent and heard them."""
    yaz = program("yaz-illclient", "yaz-illclient")

    def call(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [yaz, *map(str, arguments), f"tcp:{LOOPBACK}:{library.ill}"],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=False,
        )

    return call


def typed(library: Demo, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    done = guanji(*arguments, "--json", "-c", library.directory / "guanji.toml")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def loans(library: Demo) -> list[Any]:
    found: list[Any] = typed(library, "ill", "list", "--all")["transactions"]
    return found


def test_a_request_is_taken_and_acknowledged_on_its_line(library: Demo, calls: Calls) -> None:
    done = calls("-f", REQUEST)
    assert done.returncode == STATUS_REPORT, done.stdout + done.stderr
    (loan,) = [one for one in loans(library) if one["partner"] == "?XZNU"]
    assert (loan["state"], loan["role"], loan["title"]) == ("IN-PROCESS", "responder", "深部岩体力学")
    history = typed(library, "ill", "show", loan["id"])["history"]
    assert [(entry["direction"], entry["service"]) for entry in history] == [
        ("in", "ILL-REQUEST"),
        ("out", "STATUS-OR-ERROR-REPORT"),
    ]  # and nothing more: the demo leaves it to its staff


def test_somebody_elses_request_is_taken_as_well(library: Demo, calls: Calls) -> None:
    done = calls("-f", shared("data/ill/request-to-cumt.params"))
    assert done.returncode == STATUS_REPORT, done.stdout + done.stderr
    (loan,) = [one for one in loans(library) if one["partner"] == "?VISITOR"]
    assert loan["state"] == "IN-PROCESS"


def test_the_same_request_again_is_no_second_one(library: Demo, calls: Calls) -> None:
    assert calls("-f", REQUEST).returncode == STATUS_REPORT
    before = len(loans(library))
    assert calls("-f", REQUEST).returncode == STATUS_REPORT
    assert len(loans(library)) == before


def test_another_request_of_the_same_name_is_refused(library: Demo, calls: Calls, tmp_path: Path) -> None:
    assert calls("-f", REQUEST).returncode == STATUS_REPORT
    before = len(loans(library))
    other = tmp_path / "other.params"
    text = REQUEST.read_text("utf-8").replace("深部岩体力学", "选矿过程自动化")
    other.write_text(text.replace("time=083000", "time=083500"), "utf-8")
    done = calls("-f", other)
    assert done.returncode == ERROR_REPORT
    assert f"Transaction Id Problem: {DUPLICATE}" in done.stdout + done.stderr
    assert len(loans(library)) == before


def test_a_request_without_anything_gets_an_error_report(library: Demo, calls: Calls) -> None:
    """Without arguments it sends a request of version 0, in which every text is empty."""
    before = loans(library)
    done = calls()
    assert done.returncode == ERROR_REPORT, done.stdout + done.stderr
    assert f"General Problem: {VERSION_NOT_SUPPORTED}" in done.stdout + done.stderr
    assert loans(library) == before
