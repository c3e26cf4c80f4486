"""``guanji run``: one configuration, served until it is asked to stop."""

import sys
from collections.abc import Awaitable, Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from gateway.app.house import House
from gateway.app.logs import start_logging
from gateway.config.declare import Config
from gateway.config.load import load

log = Logger()


def serve(path: Path) -> int:
    """Load, open, serve; the answer is the exit code. Raises what kept it from starting."""
    config = load(path)
    start_logging(config.log)

    async def announce(house: House) -> None:
        doors = ", ".join(f"{door.name} {door.endpoint}" for door in house.doors.opened)
        tell(f"guanji ready: {doors}")

    # An endpoint names its certificate's files itself, and like all paths of the configuration they are
    # relative to it.
    with chdir(path.absolute().parent):
        return run_house(config, announce)


def tell(line: str) -> None:
    """A line for whoever started the server, or waits for it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run_house(
    config: Config, opened: Callable[[House], Awaitable[object]], *, then_stop: bool = False
) -> int:
    """Run the reactor around a house: `opened` is called once every door is open.

    It stops on SIGTERM and SIGINT, or after `opened` where `then_stop`; what is in hand is answered first.
    What `opened` or the opening raised is raised here, after the reactor has ended.
    """
    from twisted.internet import reactor as installed  # noqa: PLC0415 - importing it chooses it

    reactor: Any = installed
    failed: list[BaseException] = []
    house: House | None = None

    async def life() -> None:
        nonlocal house
        house = House(config, reactor)
        try:
            await house.open()
        except BaseException:
            house = None
            raise
        await opened(house)

    def ended(result: object) -> None:
        error = getattr(result, "value", None)
        if isinstance(error, BaseException):
            failed.append(error)
        if failed or then_stop:
            reactor.stop()

    def close() -> "Deferred[None] | None":
        return Deferred.fromCoroutine(house.close()) if house is not None else None

    reactor.addSystemEventTrigger("before", "shutdown", close)
    reactor.callWhenRunning(lambda: Deferred.fromCoroutine(life()).addBoth(ended))
    reactor.run()
    if failed:
        raise failed[0]
    return 0
