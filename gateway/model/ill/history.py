"""A transaction's history: every APDU raw and decoded, every act, and everything that was refused."""

from datetime import datetime
from typing import Any

import msgspec

from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Direction
from gateway.model.ill.words import Service


class IllEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a transaction's history.

    `seq` counts within the transaction. `service` is None where none was recognised. `actor` is who did it
    (staff, or empty for a partner or a timer), `cause` the id of what brought it about (an inbound message,
    a command, a timer). `before` and `after` are states. `refused` says that nothing was changed because of
    `why`. `remarks` are what the decision wants remembered. `said` is the message's own date-time. `raw` are
    the bytes as they came or went, `decoded` the same by the standard's element names, `losses` the elements
    that a translation left out. `repeat` says that it repeats an earlier one. `letter` is the outbox's id.
    """

    transaction: str
    seq: int
    at: datetime
    direction: Direction
    service: Service | None = None
    actor: str = ""
    cause: str = ""
    before: State
    after: State
    refused: bool = False
    why: Refusal | None = None
    remarks: tuple[Remark, ...] = ()
    said: str = ""
    raw: bytes = b""
    decoded: dict[str, Any] = {}
    losses: tuple[str, ...] = ()
    repeat: bool = False
    letter: str = ""
