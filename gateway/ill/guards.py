"""The conditions of the tables' rows, each with the name under which people meet it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from gateway.ill.negotiation import unmet, wanted, wants_loan
from gateway.ill.times import earlier
from gateway.machine.table import Guard
from gateway.model.ill.parts import ResponderMessages
from gateway.model.ill.transactions import Direction, Exchanged, IllTransaction
from gateway.model.ill.words import Service

#: How far clocks are put back at the end of summer time.
TURNED_BACK: Final = timedelta(hours=1)


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a guard looks at.

    `said` is when the arriving service was first said, empty for our own; `due` is the date due that a
    RENEW-ANSWER gives. `ours` is what we send as a responder.
    """

    transaction: IllTransaction
    said: str = ""
    due: date | None = None
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
    """Whether something that was said later has arrived already, or perhaps was.

    By the other side's own clock, which bears no zone and is put back by an hour in autumn: what was said up
    to an hour before may have been said after.
    """
    since = earlier(context.said, TURNED_BACK)
    return any(one.said > since for one in _heard(context))


def _overtaken_renewal(context: Context) -> bool:
    """Whether a reminder that has arrived already was said after this renewal.

    Only one that knew of the renewal was: a later date due than any that was told so far is news, whatever
    the other side's clock says.
    """
    known = context.transaction.due
    if context.due is not None and (known is None or context.due > known):
        return False
    return any(one.said > context.said for one in _heard(context))


def _heard(context: Context) -> Iterator[Exchanged]:
    return (one for one in context.transaction.course.exchanged if one.direction is Direction.IN)


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
OVERTAKEN_RENEWAL: Final = Guard[Context]("overtaken, no later date due", _overtaken_renewal)
CHECKED_IN: Final = Guard[Context]("checked in", lambda c: c.transaction.course.checked_in)
NOT_CHECKED_IN: Final = Guard[Context]("not checked in", lambda c: not c.transaction.course.checked_in)
