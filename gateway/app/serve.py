"""``guanji run``: one configuration, served until it is asked to stop."""

import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import chdir
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from gateway.app.chores import Chore
from gateway.app.house import House
from gateway.app.logs import start_logging
from gateway.app.means import never_back
from gateway.app.memory import settle
from gateway.app.reload import Sources
from gateway.app.supervisor import Supervisor
from gateway.config.declare import Config
from gateway.config.load import load

T = TypeVar("T")

#: Seconds that a stopping server has beyond ``deadlines.drain_seconds``, for the last commit on a bad disk:
#: with ten of those, and what Python needs to end, it stays well within docs/operations' ``TimeoutStopSec``.
CLOSE_SECONDS: Final = 15.0

#: The exit code of a server that ended without having closed its database.
UNFINISHED: Final = 1


def serve(path: Path) -> int:
    """Load, open, serve; the answer is the exit code. Raises what kept it from starting."""
    file = path.absolute()
    config = load(file)
    sources = Sources(lambda: load(file), start_logging(config.log))
    supervisor = Supervisor(os.environ, time.monotonic)

    async def announce(house: House) -> None:
        doors = ", ".join(f"{door.name} {door.endpoint}" for door in house.doors.opened)
        tell(f"guanji ready: {doors}")

    # An endpoint names its certificate's files itself, and like all paths of the configuration they are
    # relative to it.
    with chdir(file.parent):
        return run_house(config, announce, sources=sources, supervisor=supervisor)


def tell(line: str) -> None:
    """A line for whoever started the server, or waits for it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run_house(
    config: Config,
    opened: Callable[[House], Awaitable[object]],
    *,
    then_stop: bool = False,
    sources: Sources | None = None,
    supervisor: Supervisor | None = None,
) -> int:
    """Run the reactor around a house: `opened` is called once every door is open.

    It stops on SIGTERM and SIGINT, or after `opened` where `then_stop`; what is in hand is answered first.
    Where the disk keeps that from ending, it ends without it once `CLOSE_SECONDS` are over, as `UNFINISHED`.
    On SIGHUP it asks `sources` again, on SIGUSR1 it opens its log's file again. What `opened` or the opening
    raised is raised here, after the reactor has ended.
    """
    from twisted.internet import reactor as installed  # noqa: PLC0415 - importing it chooses it

    reactor: Any = installed
    never_back(reactor)
    life = _Life(reactor, sources, supervisor or Supervisor({}, time.monotonic))
    failed: list[BaseException] = []

    def ended(result: object) -> None:
        error = getattr(result, "value", None)
        if isinstance(error, BaseException):
            failed.append(error)
        if failed or then_stop:
            reactor.stop()

    life.listen_to_signals()
    reactor.addSystemEventTrigger("before", "shutdown", lambda: Deferred.fromCoroutine(life.end()))
    reactor.callWhenRunning(lambda: Deferred.fromCoroutine(life.begin(config, opened)).addBoth(ended))
    reactor.run()
    if failed:
        raise failed[0]
    return 0 if life.finished else UNFINISHED


def in_time(
    work: Deferred[T],
    seconds: float,
    clock: Any,  # noqa: ANN401 - Twisted's timers are an interface without a type
) -> Deferred[bool]:
    """Whether work ends within so many seconds; where it doesn't it goes on. Fails where the work fails."""
    ended: Deferred[bool] = Deferred()
    timer = clock.callLater(seconds, ended.callback, False)  # noqa: FBT003 - the answer

    def settle_it(result: object) -> None:
        if not timer.active():
            return  # nobody waits for it any more
        timer.cancel()
        ended.callback(result if isinstance(result, Failure) else True)

    work.addBoth(settle_it)
    return ended


class _Life:
    """A house in its reactor, from the first turn to the last."""

    log = Logger()

    def __init__(
        self,
        reactor: Any,  # noqa: ANN401 - Twisted's reactor is many interfaces
        sources: Sources | None,
        supervisor: Supervisor,
    ) -> None:
        self._reactor = reactor
        self._sources = sources
        self._supervisor = supervisor
        self._signs: Chore | None = None
        self._house: House | None = None
        self._open = False
        #: Whether it was closed as it should be, or there was nothing to close.
        self.finished = True

    async def begin(self, config: Config, opened: Callable[[House], Awaitable[object]]) -> None:
        """Open the house, and say so to whoever waits for it."""
        house = self._house = House(config, self._reactor, self._sources)
        try:
            await house.open()
        except BaseException:
            self._house = None
            raise
        self._open = True
        settle()
        self._supervisor.ready(house.tidings)
        if self._supervisor.every:
            self._signs = Chore(
                "giving a sign of life", self._alive, seconds=self._supervisor.every, clock=self._reactor
            )
            self._signs.start()
        await opened(house)

    async def end(self) -> None:
        """Close it, if it was open; what does not end in time is left to the end of the process.

        Whoever waits for the disk then holds no answer back: his kiosk had its answer by the deadline.
        """
        house, self._house, self._open = self._house, None, False
        if house is None:
            return
        self._supervisor.stopping()
        if self._signs is not None:
            await self._signs.stop()
        seconds = house.config.deadlines.drain_seconds + CLOSE_SECONDS
        self.finished = await in_time(Deferred.fromCoroutine(house.close()), seconds, self._reactor)
        if not self.finished:
            self.log.error(
                "the database did not answer within {seconds:.0f} s of the request to stop: it is left as it "
                "is, and nothing that was answered is lost; see why its disk or its server hangs",
                seconds=seconds,
            )

    async def _alive(self) -> None:
        self._supervisor.alive()

    # --- signals -------------------------------------------------------------------------------------------

    def listen_to_signals(self) -> None:
        """Hear SIGHUP and SIGUSR1 from now on: before the house is open they do nothing, and end nothing."""
        for number, act in ((signal.SIGHUP, self._read_again), (signal.SIGUSR1, self._reopen_log)):
            signal.signal(number, partial(self._soon, act))

    def _soon(self, act: Callable[[], object], *_: object) -> None:
        """Act in the reactor's own turn, not in the middle of another's work."""
        self._reactor.callFromThread(act)

    def _read_again(self) -> None:
        house = self._house
        if house is not None and self._open:
            Deferred.fromCoroutine(self._reload(house))

    async def _reload(self, house: House) -> None:
        self._supervisor.reloading()
        await house.reloader.reload("SIGHUP")
        self._supervisor.ready(house.tidings)

    def _reopen_log(self) -> None:
        if self._sources is None:
            return
        try:
            self._sources.log.reopen()
        except OSError:
            self.log.failure("the log can't be opened anew and goes on where it is")
