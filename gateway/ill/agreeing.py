"""Which states of the two sides fit together once nothing is on its way between them.

What the search over all common states finds at rest (tests/property/test_ill_search.py), where every
optional message is sent.
"""

from collections.abc import Mapping
from typing import Final

from gateway.model.ill.states import Role, State

S = State

OUT: Final = frozenset({S.SHIPPED, S.RENEW_PENDING, S.RENEW_OVERDUE, S.OVERDUE, S.RECALL, S.CHECKED_IN})

FITTING: Final[Mapping[State, frozenset[State]]] = {
    S.PENDING: frozenset({S.IN_PROCESS}),
    S.CONDITIONAL: frozenset({S.CONDITIONAL}),
    S.CANCEL_PENDING: frozenset({S.CANCEL_PENDING}),
    S.CANCELLED: frozenset({S.CANCELLED}),
    S.NOT_SUPPLIED: frozenset({S.NOT_SUPPLIED}),
    S.SHIPPED: frozenset({S.SHIPPED}),
    S.RECEIVED: frozenset({S.SHIPPED}),
    S.NOT_RECEIVED_OVERDUE: frozenset({S.OVERDUE}),
    S.OVERDUE: frozenset({S.OVERDUE}),
    S.RENEW_PENDING: frozenset({S.RENEW_PENDING}),
    S.RENEW_OVERDUE: frozenset({S.RENEW_OVERDUE}),
    S.RECALL: frozenset({S.RECALL}),
    S.RETURNED: OUT,
    S.LOST: frozenset({S.LOST}),
}
"""The requester's state, and the responder's that go with it."""


def fit(role: Role, ours: State, theirs: State) -> bool:
    """Whether the state that the other side reports goes with ours."""
    requester, responder = (ours, theirs) if role is Role.REQUESTER else (theirs, ours)
    return responder in FITTING.get(requester, frozenset())
