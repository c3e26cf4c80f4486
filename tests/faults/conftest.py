"""What the tests of faults share: demo libraries whose clock, disk and settings are at the test's mercy."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.demo.place import furnish
from tests.faults.shim import Shim, compiled
from tests.live import GUANJI, Demo

Start = Callable[..., Demo]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo library as it is made, to be copied."""
    directory = tmp_path_factory.mktemp("furnished") / "data"
    furnish(directory, datetime.now(UTC))
    return directory


@pytest.fixture
def library(furnished: Path, tmp_path: Path) -> Path:
    """A demo library of this test's own."""
    directory = tmp_path / "library"
    shutil.copytree(furnished, directory)
    return directory


@pytest.fixture
def shim(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, library: Path) -> Shim:
    """The switches of the server that is started with its environment."""
    return Shim(compiled(tmp_path_factory.getbasetemp()), tmp_path / "switches", library)


@pytest.fixture
def start(library: Path) -> Iterator[Start]:
    """Start the library's server, ready to be spoken to; it is ended with the test."""
    with ExitStack() as ended:

        def started(
            directory: Path = library,
            *,
            offset: int | None = None,
            shim: Shim | None = None,
            program: Sequence[str] = GUANJI,
            **more: str,
        ) -> Demo:
            preloaded = shim.environment if shim else {}
            server = Demo(directory, offset, program=program, more={**preloaded, **more})
            ended.callback(server.kill)  # of one that has ended already, its pipes
            server.wait_until_ready()
            return server

        yield started
