"""What integration tests share: a demo library in a process of its own, one for each module."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gateway.net.ill.listener import ListenerLimits
from tests.ill_post import Post
from tests.kiosk_line import Line, kiosk
from tests.live import Demo, demo
from tests.own_reactor import OwnReactor, own_reactor


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


@pytest.fixture(scope="module")
def own() -> Iterator[OwnReactor]:
    """A reactor in a thread."""
    with own_reactor() as running:
        yield running


@pytest.fixture
def carriage(own: OwnReactor, tmp_path: Path) -> Iterator[Callable[..., Post]]:
    """Makes a gateway's carriage of ISO 10161, under limits that may be given."""
    with ExitStack() as stack:

        def make(limits: ListenerLimits | None = None) -> Post:
            post = Post(own, tmp_path, limits or ListenerLimits())
            stack.callback(post.close)
            return post

        yield make
