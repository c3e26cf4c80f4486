"""What is to be written: decisions hand these back, the store writes them in one commit.

A record is written whole; the store compares its `version` where it has one and refuses a write that another
node overtook.
"""

from datetime import datetime
from typing import TypeAlias

import msgspec

from gateway.model.items import Bibliographic, Item
from gateway.model.kiosks import KioskState
from gateway.model.loans import Fee, Hold, Loan, Payment
from gateway.model.patrons import Patron

Record: TypeAlias = Patron | Item | Bibliographic | Loan | Hold | Fee | Payment | KioskState
"""A noun to be inserted, or to take the place of the one with the same id."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, for the history of the item, patron, loan or terminal it is about.

    `subject` is the id of what it is about (``item CUMT.B000001``, ``patron CUMT.P0001``, ``terminal
    kiosk1``), `cause` the id of the inbound message that brought it about, `conflict` marks what staff must
    look at.
    """

    kind: str
    subject: str
    at: datetime
    cause: str = ""
    actor: str = ""
    conflict: bool = False
    data: dict[str, str | int | None] = {}


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What a pure rule wants written: records, and events to remember, in this order."""

    records: tuple[Record, ...] = ()
    events: tuple[Event, ...] = ()


NOTHING = Changes()
"""What a refusal changes."""
