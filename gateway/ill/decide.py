"""The one entrance: a transaction and an event come in, a decision goes out. Pure.

``decide(transaction, event, now, setting)``: `transaction` is the record as it is stored, None where there is
none; `now` an aware instant. The decision's own transaction is to be written, its letters, timers and cases
with it, in one commit.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from gateway.ill.arriving import received
from gateway.ill.asking import ask, ask_again, due, take_back
from gateway.ill.decisions import (
    AnyEvent,
    Asked,
    AskedAgain,
    Decision,
    Due,
    Received,
    Repair,
    Setting,
    TakeBack,
)
from gateway.ill.repair import repair
from gateway.model.ill.transactions import IllTransaction

Decider = Callable[[IllTransaction | None, Any, datetime, Setting], Decision]

_DECIDERS: Final[Mapping[type, Decider]] = {
    Received: received,
    Asked: ask,
    AskedAgain: ask_again,
    Due: due,
    Repair: repair,
    TakeBack: take_back,
}


def decide(transaction: IllTransaction | None, event: AnyEvent, now: datetime, setting: Setting) -> Decision:
    """What an event makes of a transaction, and what is to be done (see `Decision`)."""
    return _DECIDERS[type(event)](transaction, event, now, setting)
