"""What integration tests share: a demo library in a process of its own, one for each module."""

from collections.abc import Iterator

import pytest

from tests.kiosk_line import Line, kiosk
from tests.live import Demo, demo


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`guanji demo --keep`, ready; killed when the module is done."""
    with demo(tmp_path_factory.mktemp("demo") / "data") as server:
        yield server


@pytest.fixture
def witness(library: Demo) -> Iterator[Line]:
    """Another kiosk than the one that acts, with a socket of its own: what it sees is what is stored."""
    with kiosk(library.sip2, "kiosk2") as line:
        yield line
