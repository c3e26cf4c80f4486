"""``guanji load``; what it does with a real server is tried in tests/integration/test_load.py."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.load import stopping
from tests.control_server import Asked
from tests.marc_files import cnmarc

NEW = {"tally": {"patrons": {"new": 1}}, "refused": []}
CONFIG = """agency = "CUMT"
[[loading.patron_headings]]
heading = "内部编号"
means = "number"
[[loading.loan_headings]]
heading = "谁"
means = "patron"
"""


@pytest.fixture
def load(guanji: Callable[..., Any], asked: Asked, tmp_path: Path) -> Callable[..., Any]:
    """Load a table or file with that content, into the stand-in server."""
    (tmp_path / "guanji.toml").write_text(CONFIG, "utf-8")

    def command(noun: str, content: str | bytes, *options: str) -> Any:  # noqa: ANN401 - how a command ended
        file = tmp_path / "file"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        where = ("-c", str(tmp_path / "guanji.toml"), "--socket", str(asked.socket), "--actor", "li")
        return guanji("load", noun, str(file), *where, *options)

    return command


def test_readers(load: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, NEW)
    ended = load("patrons", "内部编号,姓名,昵称\nP1,张三,x\n")
    assert (ended.status, ended.err) == (0, "")
    assert ended.lines == ["readers: 1 new", "note: column 昵称 is not used (1 ×, first at 1)"]
    ((_, path, body), (_, last, told)) = asked.requests
    assert (path, body["trial"], body["actor"]) == ("/load/patrons", False, "li")
    assert body["arriving"][0]["patron"]["id"]["number"] == "P1"
    assert (last, told["tally"]) == ("/load/patrons/end", NEW["tally"])


def test_a_heading_of_the_command_line(load: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, NEW)
    assert load("patrons", "甲,乙\nP1,张三\n", "--map", "甲=number", "--map", "乙=name").status == 0
    assert asked.requests[0][2]["arriving"][0]["patron"]["name"] == "张三"
    ended = load("patrons", "甲\nP1\n", "--map", "甲=nummer")
    assert ended.status == 2
    assert "--map 甲=nummer: write HEADING=COLUMN, with one of these columns: number, name" in ended.err


def test_loans_on_trial(load: Callable[..., Any], asked: Asked) -> None:
    refusal = {"code": "item_unknown", "facts": {"barcode": "B1"}}
    asked.answer = (
        200,
        {"tally": {"loans": {"refused": 1}}, "refused": [{"place": 0, "key": "B1", "refusal": refusal}]},
    )
    ended = load("loans", "条码,谁,借出日期,应还日期\nB1,P1,2026-01-01,2026-02-01\n", "--dry-run")
    assert ended.status == 1
    assert ended.lines[0] == "loans: 1 refused"
    assert ended.lines[1].startswith("why each was refused: ")
    assert ended.lines[2] == "a trial: nothing was written"
    report = Path(ended.lines[1].partition(": ")[2])
    assert "There is no item B1: load the items first" in report.read_text("utf-8-sig")
    assert [path for _, path, _ in asked.requests] == ["/load/loans"]
    assert asked.requests[0][2]["trial"]


def test_items(load: Callable[..., Any], asked: Asked, tmp_path: Path) -> None:
    asked.answer = (200, {"tally": {"titles": {"new": 1}, "items": {"new": 2}}, "refused": []})
    report = tmp_path / "elsewhere.csv"
    content = b"rubbish" * 10 + cnmarc([1])
    ended = load("items", content, "--dialect", "cnmarc", "--move", "--report", str(report))
    assert ended.status == 1
    assert ended.lines[0] == "titles: 1 new, 1 refused"
    assert f"why each was refused: {report}" in ended.lines
    assert asked.requests[0][2]["move"]


def test_a_file_that_is_none(load: Callable[..., Any]) -> None:
    for noun, content, options, said in (
        ("items", b"", (), "there is no MARC record in the file"),
        ("items", cnmarc([1]), ("--charset", "klingon"), "klingon is no character set"),
        ("patrons", "x\n", (), "no headings (number); it begins with: x"),
        ("loans", "x\n", ("--charset", "klingon"), "klingon is no character set"),
    ):
        ended = load(noun, content, *options)
        assert ended.status == 2
        assert said in ended.err


def test_a_guess_is_said_and_a_workbook_called_one(load: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, NEW)
    ended = load("patrons", "证号,姓名\nP1,张三\n".encode("gb18030"))
    assert "note: read as gb18030, which is a guess" in ended.out
    for content, said in ((b"PK\x03\x04", "an Excel workbook"), (b"number\nM\xfcller\n", "can't be told")):
        ended = load("patrons", content)
        assert ended.status == 2
        assert said in ended.err
    assert load("patrons", b"number\nM\xfcller\n", "--charset", "latin-1").status == 0


def test_one_stray_byte_costs_its_own_row(load: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, NEW)
    ended = load("patrons", ("证号,姓名\n" + "P1,张三\n" * 5).encode() + b"P2,\xd5\n")
    assert ended.status == 1
    assert ended.lines[0] == "readers: 1 new, 1 refused"
    assert asked.requests[0][2]["arriving"][0]["patron"]["name"] == "张三"


def test_no_file_but_a_report_is_overwritten(load: Callable[..., Any], asked: Asked, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("kept")
    for report in (precious, tmp_path / "file"):
        ended = load("patrons", "证号,姓名\n,张三\n", "--report", str(report))
        assert ended.status == 2
        assert "another file stands there" in ended.err
    assert precious.read_text() == "kept"
    assert (tmp_path / "file").read_text() == "证号,姓名\n,张三\n"
    assert asked.requests == []


def test_a_heading_moves_no_cursor(load: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, NEW)
    ended = load("patrons", "证号,姓名,\x1b]0;x\x07\nP1,张三,\n")
    assert "\x1b" not in ended.out
    assert "\x1b" not in load("patrons", "\x1b]0;x\x07\n").err


def test_a_server_that_breaks_off(load: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (503, {"error": "The disk is full"})
    ended = load("patrons", "证号,姓名\nP1,张三\n")
    assert ended.status == 1
    assert ended.err == "guanji: The disk is full; 0 records are in, load the file again for the rest\n"


def test_a_file_that_is_not_there(guanji: Callable[..., Any]) -> None:
    ended = guanji("load", "items", "/nowhere/x.iso")
    assert ended.status == 2
    assert "x.iso" in ended.err


def test_told_to_stop_it_stops_at_the_next_batch(load: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, NEW)
    before = signal.getsignal(signal.SIGINT)
    with stopping() as stopped:
        assert not stopped()
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped()
        assert signal.getsignal(signal.SIGINT) is before  # a second one ends it at once
    assert signal.getsignal(signal.SIGINT) is before
    assert load("patrons", "证号,姓名\nP1,张三\n").status == 0
