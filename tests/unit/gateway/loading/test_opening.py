import io
import os
import sys
import threading
from pathlib import Path

import pytest

from gateway.loading import opening
from gateway.loading.found import Unusable
from gateway.loading.opening import STANDARD, opened, report_of, size


def read(path: Path) -> bytes:
    with opened(path) as file:
        assert size(file) == len(file.read())
        file.seek(0)
        return file.read()


def feed(pipe: Path, content: bytes) -> threading.Thread:
    thread = threading.Thread(target=pipe.write_bytes, args=(content,))
    thread.start()
    return thread


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_file_and_a_pipe_can_be_read_twice(tmp_path: Path, pipe: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"abc")
    assert read(tmp_path / "x.csv") == b"abc"
    fed = feed(pipe, b"def")
    assert read(pipe) == b"def"
    fed.join()


def test_the_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"xyz")))
    assert read(STANDARD) == b"xyz"


def test_a_pipe_that_never_ends_is_refused(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PIPED_MOST", 8)
    fed = feed(pipe, b"123456789")
    with pytest.raises(Unusable, match="too-much"):
        read(pipe)
    fed.join()


def test_a_device_is_refused() -> None:
    with pytest.raises(Unusable, match="no-file"):
        read(Path("/dev/zero"))


def test_the_report_stands_beside_a_file_and_here_for_a_pipe(tmp_path: Path, pipe: Path) -> None:
    (tmp_path / "x.csv").touch()
    assert report_of(tmp_path / "x.csv") == tmp_path / "x.csv.refused.csv"
    assert report_of(pipe) == Path("pipe.refused.csv")
    assert report_of(STANDARD) == Path("stdin.refused.csv")
