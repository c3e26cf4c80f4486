"""The disk takes no more writes while kiosks are served, and then it does again."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.faults.conftest import Start
from tests.faults.disks import FAILING, small_disk
from tests.faults.patience import until
from tests.faults.settings import set_up
from tests.faults.shim import Shim
from tests.faults.truth import granted, look, rows, stopped, writing
from tests.kiosk_line import Line, Silence, kiosk
from tests.live import LOOPBACK, Demo

pytestmark = pytest.mark.slow

SORRY = "AF系统暂时不能记录，请稍后再试|"


#: A disk that answers with errors is tried in `make soak` alone: to the server it is one that is read-only.
TRIED = [name for name in FAILING if name != "input/output error" or os.environ.get("GUANJI_SOAK")]


@pytest.fixture(params=TRIED)
def fault(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def library(fault: str, furnished: Path, tmp_path: Path) -> Iterator[Path]:
    """A demo library on the disk that will fail; its log file as well."""
    with ExitStack() as ended:
        place = ended.enter_context(small_disk(tmp_path / "disk")) if fault == "full" else tmp_path
        directory = place / "library"
        shutil.copytree(furnished, directory)
        set_up(directory, log={"file": directory / "guanji.log"})
        yield directory


def health(server: Demo) -> int:
    try:
        with urlopen(f"http://{LOOPBACK}:{server.http}/healthz") as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def log_something(server: Demo) -> None:
    """A line that talks nonsense is closed, which is worth a line in the log."""
    with Line(server.sip2) as line, suppress(Silence):
        line.send(b"nonsense\r" * 20)
        while line.receive():
            pass


def test_who_asks_is_told_and_nothing_is_lost(fault: str, library: Path, shim: Shim, start: Start) -> None:
    server = start(shim=shim)
    disk = FAILING[fault](shim, library.parent)
    log = library / "guanji.log"
    with writing(server) as writers:
        until(lambda: granted(writers) > 40)

        disk.fail(server)
        until(lambda: all(writer.refused for writer in writers))
        assert {text[:3] for writer in writers for text in writer.refused} <= {"120", "100", "300"}
        assert all(SORRY in text for writer in writers for text in writer.refused)
        with kiosk(server.sip2, "kiosk7") as line:
            assert line.item("B000099").status == "03"  # reading goes on
            assert line.patron("P0009").fields["BL"] == ["Y"]
            # A little may still find room where a message does not.
            until(lambda: health(server) == 503)
            if fault == "full":  # the kiosks are told at the next pulse, within 5 s
                until(lambda: line.status().startswith("98N"))
        for _ in range(3):
            log_something(server)
        refused, before = sum(len(writer.refused) for writer in writers), granted(writers)

        disk.recover(server)
        until(lambda: granted(writers) > before + 40)
        assert refused > 0
        with kiosk(server.sip2, "kiosk7") as line:
            until(lambda: line.status().startswith("98Y"))
        assert health(server) == 200
        stopped(writers)
    if fault == "full":
        text = log.read_text("utf-8")
        assert "the store writes again" in text  # that it did not was to be written on the disk that was full
    written = log.stat().st_size
    log_something(server)
    until(lambda: log.stat().st_size > written)
    look(server, writers)
    server.kill()
    look(start(offset=server.offset), writers)


def test_a_server_that_stops_meanwhile_ends(fault: str, library: Path, shim: Shim, start: Start) -> None:
    server = start(shim=shim)
    disk = FAILING[fault](shim, library.parent)
    with writing(server, 2) as writers:
        until(lambda: granted(writers) > 10)
        disk.fail(server)
        until(lambda: all(writer.refused for writer in writers))
        assert server.stop() == 0
        for writer in writers:
            writer.join()
    disk.recover(server)
    assert rows(server.database, "PRAGMA integrity_check") == ["ok"]
