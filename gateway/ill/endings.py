"""When a transaction is over: nothing more is expected, though something may still arrive."""

from gateway.ill.negotiation import wanted
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service

S = State

OVER = {
    Role.REQUESTER: frozenset({S.NOT_SUPPLIED, S.CANCELLED, S.LOST}),
    Role.RESPONDER: frozenset({S.NOT_SUPPLIED, S.CANCELLED, S.FORWARD, S.CHECKED_IN, S.LOST}),
}
"""States that end a transaction by themselves."""

COPY_OVER = {Role.REQUESTER: S.RECEIVED, Role.RESPONDER: S.SHIPPED}
"""The state that ends a copy, which nobody sends back."""


def over(transaction: IllTransaction) -> bool:
    """Whether a transaction is over.

    A requester's RETURNED alone does not tell "posted back" from "checked in": it is over once the responder
    has said so, or where it never will.
    """
    role, state = transaction.role, transaction.state
    if state is S.RETURNED:
        return transaction.course.checked_in or not wanted(transaction, Service.CHECKED_IN)
    if state is COPY_OVER[role]:
        return not transaction.returnable
    return state in OVER[role]
