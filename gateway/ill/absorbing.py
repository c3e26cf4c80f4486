"""What a service tells, taken into the transaction: the same whether it was said by us or to us."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from gateway.ill.negotiation import stated
from gateway.model.ill.parts import DateDue
from gateway.model.ill.services import (
    AnyService,
    CheckedIn,
    IllAnswer,
    Overdue,
    Received,
    RenewAnswer,
    Returned,
    Shipped,
)
from gateway.model.ill.transactions import Charges, IllTransaction
from gateway.model.ill.words import Results

replace = msgspec.structs.replace


def absorb(transaction: IllTransaction, body: AnyService) -> IllTransaction:
    """The transaction with what a service says taken in."""
    messages = stated(body)
    if messages is not None:
        transaction = _course(transaction, responder_messages=messages)
    into = _INTO.get(type(body))
    return transaction if into is None else into(transaction, body)


def absorb_late(transaction: IllTransaction, body: AnyService) -> IllTransaction:
    """The same for a service that was overtaken: a SHIPPED still tells what nobody knew."""
    if isinstance(body, Shipped) and transaction.course.shipped_service is None:
        due = transaction.due
        shipped = absorb(transaction, body)
        return shipped if due is None else replace(shipped, due=due)
    return transaction


def unshipped(transaction: IllTransaction) -> IllTransaction:
    """The transaction as if nothing had been shipped: what a repair needs."""
    bare = _course(
        transaction,
        shipped_service=None,
        shipped_day=None,
        conditions=None,
        supplier=None,
        renewable=True,
        arrived=False,
        returned=False,
    )
    charges = replace(transaction.charges, units=None, cost=None)
    return replace(bare, due=None, charges=charges)


def _course(transaction: IllTransaction, **changed: Any) -> IllTransaction:  # noqa: ANN401 - any field of it
    return replace(transaction, course=replace(transaction.course, **changed))


def _due(transaction: IllTransaction, due: DateDue | None) -> IllTransaction:
    if due is None:
        return transaction
    return replace(_course(transaction, renewable=due.renewable), due=due.day or transaction.due)


def _shipped(transaction: IllTransaction, body: Shipped) -> IllTransaction:
    told = _course(
        transaction,
        shipped_service=body.shipped_service,
        shipped_day=body.date_shipped,
        conditions=body.conditions,
        supplier=body.supplier,
    )
    charges = Charges(
        units=body.chargeable_units,
        cost=body.cost,
        payer=transaction.charges.payer,
        account=transaction.charges.account,
    )
    return _due(replace(told, charges=charges), body.due)


def _answer(transaction: IllTransaction, body: IllAnswer) -> IllTransaction:
    condition = body.reason if body.results is Results.CONDITIONAL else None
    return _course(
        transaction, results=body.results, reason=body.reason, answer_day=body.day, condition=condition
    )


def _renewed(transaction: IllTransaction, body: RenewAnswer) -> IllTransaction:
    return _due(transaction, body.due)


def _overdue(transaction: IllTransaction, body: Overdue) -> IllTransaction:
    return _due(transaction, body.due)


def _received(transaction: IllTransaction, body: Received) -> IllTransaction:
    service = transaction.course.shipped_service or body.shipped_service
    return _course(transaction, arrived=True, shipped_service=service)


def _returned(transaction: IllTransaction, _: Returned) -> IllTransaction:
    return _course(transaction, arrived=True, returned=True)


def _checked_in(transaction: IllTransaction, _: CheckedIn) -> IllTransaction:
    return _course(transaction, checked_in=True)


_INTO: Final[Mapping[type, Callable[[IllTransaction, Any], IllTransaction]]] = {
    Shipped: _shipped,
    IllAnswer: _answer,
    RenewAnswer: _renewed,
    Overdue: _overdue,
    Received: _received,
    Returned: _returned,
    CheckedIn: _checked_in,
}
