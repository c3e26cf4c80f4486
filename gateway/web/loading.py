"""Batches of a load, taken in through the control socket: ``POST /load/items``, ``…/patrons``, ``…/loans``.

The body is a batch of `gateway.model.arrivals` as JSON, the answer a `Taken`. All batches of a file come over
one connection; who loads says at its end what came of it (``POST /load/items/end`` with an `Ended`).
"""

from typing import Final
from weakref import WeakSet

import msgspec

from gateway.model.arrivals import BATCHES, Batch, Ended
from gateway.ports import Intake
from gateway.web import exchange
from gateway.web.exchange import Request
from gateway.web.refusals import Unaskable, Why

#: The longest batch, in bytes: a unit's worth of catalogue records in base64 with their copies, or a single
#: title with as many copies as a newspaper has volumes.
MOST_BATCH: Final = 4 << 20


class Loads:
    """The connections over which files are being loaded, for as long as they stand."""

    def __init__(self) -> None:
        self._connections: WeakSet[object] = WeakSet()

    def begins(self, request: Request) -> bool:
        """Whether a batch is the first of its connection."""
        connection = getattr(request, "channel", None)
        if connection is None or connection in self._connections:
            return False
        self._connections.add(connection)
        return True


def batch(request: Request, noun: str) -> Batch:
    """The batch that a request brings. Raises `Unaskable`."""
    _check(noun)
    return exchange.body(request, BATCHES[noun], most=MOST_BATCH)


def ended(request: Request, noun: str) -> Ended:
    """What a request says came of a file. Raises `Unaskable`."""
    _check(noun)
    return exchange.body(request, Ended)


def _check(noun: str) -> None:
    if noun not in BATCHES:
        raise Unaskable(Why.VERB, verb=noun, verbs=", ".join(BATCHES))


def facts(ended: Ended) -> dict[str, str | int | None]:
    """What is put down of a file: ``items new`` and so on."""
    counts = {
        f"{noun} {verdict}": n for noun, verdicts in ended.tally.items() for verdict, n in verdicts.items()
    }
    return {"file": ended.file, **counts}


async def take(intake: Intake, brought: Batch) -> bytes:
    """What became of a batch, as JSON."""
    return msgspec.json.encode(await intake.take(brought))
