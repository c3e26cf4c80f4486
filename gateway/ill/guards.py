"""The conditions of the tables' rows, each with the name under which people meet it."""

from typing import Final

import msgspec

from gateway.ill.negotiation import unmet, wanted, wants_loan
from gateway.machine.table import Guard
from gateway.model.ill.parts import ResponderMessages
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.words import Service


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a guard looks at.

    `said` is when the arriving service was first said, empty for our own. `ours` is what we send as a
    responder.
    """

    transaction: IllTransaction
    said: str = ""
    ours: ResponderMessages = ResponderMessages()


def shipped_comes(transaction: IllTransaction) -> bool:
    """Whether a SHIPPED is to be expected."""
    return wanted(transaction, Service.SHIPPED)


def _permitted(context: Context) -> bool:
    third = context.transaction.wanted.request.third_party
    return third is not None and third.permission_to_forward


def _unmet(context: Context) -> bool:
    request = context.transaction.wanted.request
    loan = wants_loan(request.service_types)
    return bool(unmet(request.optional_messages, context.ours, loan=loan))


def _overtaken(context: Context) -> bool:
    """Whether something that was said later has arrived already (by the other side's own clock)."""
    exchanged = context.transaction.course.exchanged
    return any(one.direction is Direction.IN and one.said > context.said for one in exchanged)


IS_LOAN: Final = Guard[Context]("loan", lambda c: c.transaction.returnable)
RENEWABLE: Final = Guard[Context](
    "loan, renewable", lambda c: c.transaction.returnable and c.transaction.course.renewable
)
NO_SHIPPED: Final = Guard[Context]("no Shipped to come", lambda c: not shipped_comes(c.transaction))
LOAN_NO_SHIPPED: Final = Guard[Context](
    "loan, no Shipped to come", lambda c: c.transaction.returnable and not shipped_comes(c.transaction)
)
NOT_ARRIVED: Final = Guard[Context]("not received yet", lambda c: not c.transaction.course.arrived)
LOAN_OR_NOT_ARRIVED: Final = Guard[Context](
    "loan, or not received yet", lambda c: c.transaction.returnable or not c.transaction.course.arrived
)
HELD: Final = Guard[Context]("held already", lambda c: c.transaction.course.held is not None)
CONDITIONAL: Final = Guard[Context]("condition open", lambda c: c.transaction.course.conditional)
PERMITTED: Final = Guard[Context]("permission-to-forward", _permitted)
UNMET: Final = Guard[Context]("requires what we do not send", _unmet)
OVERTAKEN: Final = Guard[Context]("overtaken", _overtaken)
CHECKED_IN: Final = Guard[Context]("checked in", lambda c: c.transaction.course.checked_in)
NOT_CHECKED_IN: Final = Guard[Context]("not checked in", lambda c: not c.transaction.course.checked_in)
