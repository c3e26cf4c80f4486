"""Transactions, entries and letters, for tests of whatever keeps or sends them."""

from datetime import date, timedelta

import msgspec

from gateway.model.ill.history import IllEntry
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import Amount, IllItem
from gateway.model.ill.post import Letter
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.services import IllRequest
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Charges, Course, Direction, Exchanged, IllTransaction, Wanted
from gateway.model.ill.words import Service
from tests.store_samples import CUMT, NOW

replace = msgspec.structs.replace

#: The transaction's name by its parts, with another qualifier for another transaction.
PARTS = ("CN-211010", "2026", "q1", "")


def transaction(number: int = 1, **changes: object) -> IllTransaction:
    """A request of ours to HHIT for a book, with a history in its course."""
    values = {
        "id": f"T{number:03}",
        "agency": CUMT,
        "role": Role.REQUESTER,
        "partner": "HHIT",
        "initial_requester": "CN-211010",
        "group": "2026",
        "qualifier": f"q{number}",
        "state": State.PENDING,
        "title": "人工智能导论",
        "author": "马月坤",
        "due": date(2026, 12, 31),
        "opened": NOW + timedelta(minutes=number),
        "changed": NOW + timedelta(minutes=number),
        "wanted": Wanted(request=IllRequest(item=IllItem(title="人工智能导论")), client="R-7"),
        "course": Course(
            id=TransactionId(group="2026", qualifier=f"q{number}"),
            requester=SystemId(symbol="CN-211010"),
            exchanged=(
                Exchanged(
                    direction=Direction.OUT, service=Service.ILL_REQUEST, said="20261122160000", digest="d"
                ),
            ),
        ),
        "charges": Charges(units=1, cost=Amount("10.00", "CNY"), payer="CUMT"),
        **changes,
    }
    return IllTransaction(**values)  # type: ignore[arg-type]


def entry(transaction: str = "T001", seq: int = 0, **changes: object) -> IllEntry:
    """An answer that came in, as it is remembered."""
    values = {
        "at": NOW,
        "direction": Direction.IN,
        "service": Service.ILL_ANSWER,
        "before": State.PENDING,
        "after": State.PENDING,
        "refused": True,
        "why": Refusal.NOT_IN_THIS_STATE,
        "raw": b"\x64\x80\x00\xff",
        "decoded": {"transaction-results": "will-supply", "client-id": {"client-name": "张三"}},
        "losses": ("responder-note",),
        "said": "20261122160000",
        **changes,
    }
    return IllEntry(transaction=transaction, seq=seq, **values)  # type: ignore[arg-type]


def letter(number: int = 1, **changes: object) -> Letter:
    """A letter to HHIT that waits, posted some minutes after `NOW`, in a transaction of its own."""
    posted = NOW + timedelta(minutes=number)
    values = {
        "id": f"L{number:03}",
        "partner": "HHIT",
        "transaction": f"T{number:03}",
        "what": "SHIPPED",
        "payload": b"\x63\x00\xff",
        "posted": posted,
        "not_before": posted,
        "next_at": posted,
        "said": "20261122160000",
        **changes,
    }
    return Letter(**values)  # type: ignore[arg-type]
