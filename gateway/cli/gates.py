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

_NOUNS = {kind: noun for noun, kind in BATCHES.items()}
_PATHS = {kind: f"/load/{noun}" for kind, noun in _NOUNS.items()}


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

    def __init__(self, take: Callable[[Batch], Taken], config: "Config") -> None:
        self._take = take
        self._config = config
        self._taken: list[Taken] = []
        self._begun = False

    def leave(self, noun: str, ended: Ended) -> None:
        """Put down what came of the file, as a server does."""
        from gateway.app.acting import note
        from gateway.web.loading import facts

        note(self._config, f"load {noun}", actor=ended.actor, facts=facts(ended))

    def begin(self, batch: Batch) -> None:
        """Take a batch in; that a load began is put down before any of it is."""
        from gateway.app.acting import note

        if not self._begun and not batch.trial:
            note(self._config, f"load {_NOUNS[type(batch)]}", actor=batch.actor, outcome="begun")
        self._begun = True
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
        yield OwnGate(take, config)


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
