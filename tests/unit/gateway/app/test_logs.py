import io
import json
from pathlib import Path
from typing import Any

import pytest
from twisted.logger import LogEvent, Logger, LogLevel, globalLogBeginner

from gateway.app.logs import LogBook, observer, start_logging
from gateway.config.declare import Log


def written(log: Log, *events: tuple[LogLevel, str, str]) -> str:
    """What a log of that kind writes of events, each a level, a namespace and a text."""
    stream = io.StringIO()
    observe: Any = observer(log, stream)
    for level, namespace, text in events:
        Logger(namespace=namespace, observer=observe).emit(level, "{text}", text=text)
    return stream.getvalue()


def test_lines_for_people() -> None:
    text = written(Log(), (LogLevel.warn, "gateway.net", "线路中断"))
    assert "线路中断" in text
    assert text.count("\n") == 1


def test_lines_for_programs() -> None:
    text = written(Log(form="json"), (LogLevel.info, "gateway", "one"), (LogLevel.error, "gateway", "two"))
    assert [json.loads(line)["text"] for line in text.splitlines()] == ["one", "two"]


@pytest.mark.parametrize(
    ("level", "kept"), [("debug", "diwe"), ("info", "iwe"), ("warn", "we"), ("error", "e")]
)
def test_only_what_is_grave_enough_is_written(level: Any, kept: str) -> None:  # noqa: ANN401 - one of four
    levels = {"d": LogLevel.debug, "i": LogLevel.info, "w": LogLevel.warn, "e": LogLevel.error}
    text = written(Log(level=level), *((each, "gateway", f"<{name}>") for name, each in levels.items()))
    assert {name for name in levels if f"<{name}>" in text} == set(kept)


def test_twisted_s_own_comings_and_goings_are_not_worth_a_line() -> None:
    events = [
        (LogLevel.info, "twisted.internet.protocol.Factory", "starting factory"),
        (LogLevel.info, "log_legacy", "opened"),
        (LogLevel.error, "twisted.web", "broken"),
    ]
    text = written(Log(level="info"), *events)
    assert "starting" not in text
    assert "opened" not in text
    assert "broken" in text


def test_who_is_turned_away_for_want_of_open_files_is_told() -> None:
    event = (LogLevel.info, "twisted.internet.tcp.Port", "EMFILE recovery: Closed socket")
    assert "EMFILE" in written(Log(level="info"), event)


# The process keeps the file open to its end.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_log_goes_into_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(globalLogBeginner, "beginLoggingTo", lambda observers, **_: begun.extend(observers))
    file = tmp_path / "guanji.log"
    file.write_text("before\n", encoding="utf-8")
    start_logging(Log(file=file))
    Logger(namespace="gateway", observer=begun[0]).info("after")
    assert file.read_text(encoding="utf-8").startswith("before\n")
    assert "after" in file.read_text(encoding="utf-8")


def test_without_a_file_it_goes_to_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(globalLogBeginner, "beginLoggingTo", lambda observers, **_: begun.extend(observers))
    start_logging(Log())
    Logger(namespace="gateway", observer=begun[0]).warn("here")
    assert "here" in capsys.readouterr().err


@pytest.fixture
def event() -> LogEvent:
    return {"log_format": "{text}", "log_level": LogLevel.info, "log_namespace": "gateway", "log_time": 0.0}


def test_a_file_that_was_moved_away_is_opened_anew(tmp_path: Path, event: LogEvent) -> None:
    file = tmp_path / "guanji.log"
    book = LogBook(Log(file=file))
    book(event | {"text": "one"})
    moved = file.rename(tmp_path / "guanji.log.1")
    book(event | {"text": "two"})
    book.reopen()
    book(event | {"text": "three"})
    book.turn(book.page(Log()))
    assert [line.split()[-1] for line in moved.read_text().splitlines()] == ["one", "two"]
    assert file.read_text().split()[-1] == "three"


def test_another_level_and_form_may_be_taken(tmp_path: Path, event: LogEvent) -> None:
    file = tmp_path / "guanji.log"
    book = LogBook(Log(file=file))
    book.turn(book.page(Log(file=file, form="json", level="warn")))
    book(event | {"text": "quiet"})
    book(event | {"text": "loud", "log_level": LogLevel.warn})
    book.turn(book.page(Log()))
    assert [json.loads(line)["text"] for line in file.read_text().splitlines()] == ["loud"]


def test_a_file_that_can_not_be_opened_leaves_the_log_where_it_is(tmp_path: Path, event: LogEvent) -> None:
    file = tmp_path / "logs" / "guanji.log"
    file.parent.mkdir()
    book = LogBook(Log(file=file))
    file.parent.rename(tmp_path / "moved")
    with pytest.raises(FileNotFoundError):
        book.reopen()
    book(event | {"text": "still"})
    book.turn(book.page(Log()))
    assert "still" in (tmp_path / "moved/guanji.log").read_text()
