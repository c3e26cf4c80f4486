"""Where a load goes in: the running server or, where none runs, this process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from gateway.cli.control import Line, Server
from gateway.cli.failure import Failure
from gateway.cli.speak import Say
from gateway.model.arrivals import BATCHES, Batch, Ended, Taken

if TYPE_CHECKING:
    from gateway.config.declare import Config

_PATHS = {kind: f"/load/{noun}" for noun, kind in BATCHES.items()}


class ServerGate:
    """Batches to a running server, over one line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def leave(self, noun: str, ended: Ended) -> None:
        """Tell the server what came of the file."""
        self._line.begin("POST", f"/load/{noun}/end", ended)
        self._line.end()

    def begin(self, batch: Batch) -> None:
        """Send a batch."""
        self._line.begin("POST", _PATHS[type(batch)], batch)

    def end(self) -> Taken:
        """The server's answer."""
        return msgspec.convert(self._line.end(), Taken)


class OwnGate:
    """Batches taken in by this process, each at once."""

    def __init__(self, take: Callable[[Batch], Taken]) -> None:
        self._take = take
        self._taken: list[Taken] = []

    def leave(self, noun: str, ended: Ended) -> None:
        """Nobody is to be told."""

    def begin(self, batch: Batch) -> None:
        """Take a batch in."""
        self._taken.append(self._take(batch))

    def end(self) -> Taken:
        """What became of it."""
        return self._taken.pop()


@contextmanager
def gate(
    say: Say, config_file: Path, socket: Path | None, config: "Config"
) -> Iterator[ServerGate | OwnGate]:
    """The way in. A server that was named by its socket must be there."""
    line = Server(say, config_file, socket).line()
    try:
        if socket is not None or _answers(line):
            yield ServerGate(line)
            return
    finally:
        line.close()
    from gateway.app.loading import own_intake

    click.echo(say.phrase("load-own"), err=True)
    with own_intake(config) as take:
        yield OwnGate(take)


def _answers(line: Line) -> bool:
    """Whether a server is there. One that is there and can't be asked is a failure of its own."""
    try:
        line.begin("GET", "/kiosks")
        line.end()
    except Failure as error:
        if error.code == "no-server":
            return False
        raise
    return True
