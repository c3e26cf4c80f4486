"""Batches of a load, taken in through the control socket: ``POST /load/items``, ``…/patrons``, ``…/loans``.

The body is a batch of `gateway.model.arrivals` as JSON, the answer a `Taken`.
"""

from typing import Final

import msgspec

from gateway.model.arrivals import BATCHES, Batch
from gateway.ports import Intake
from gateway.web import exchange
from gateway.web.exchange import Request
from gateway.web.refusals import Unaskable, Why

#: The longest batch, in bytes: a unit's worth of catalogue records in base64 with their copies, or a single
#: title with as many copies as a newspaper has volumes.
MOST_BATCH: Final = 4 << 20


def batch(request: Request, noun: str) -> Batch:
    """The batch that a request brings. Raises `Unaskable`."""
    if noun not in BATCHES:
        raise Unaskable(Why.VERB, verb=noun, verbs=", ".join(BATCHES))
    return exchange.body(request, BATCHES[noun], most=MOST_BATCH)


async def take(intake: Intake, brought: Batch) -> bytes:
    """What became of it, as JSON."""
    return msgspec.json.encode(await intake.take(brought))
