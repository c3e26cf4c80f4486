"""Running commands against a stand-in server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.cli import execute
from tests.control_server import Asked, control_server


class Ended:
    """How a command ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err
        self.lines = [line.rstrip() for line in out.splitlines()]


Guanji = Callable[..., Ended]


@pytest.fixture
def guanji(capfd: pytest.CaptureFixture[str]) -> Guanji:
    """Run ``guanji`` with these arguments in English."""

    def command(*arguments: str, **environ: str) -> Ended:
        status = execute(arguments, environ)
        out, err = capfd.readouterr()
        return Ended(status, out, err)

    return command


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    """A stand-in for the running server."""
    with control_server(tmp_path / "control.sock") as server:
        yield server
