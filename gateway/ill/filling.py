"""What our own side may leave open in a service, and what it must not.

Dates that the wire wants and a librarian need not type are today's; what nobody can guess is asked for.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from gateway.ill.decisions import Refused
from gateway.model.ill.parts import REASONS, SHIPPED_CONDITIONS, DateDue
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.services import (
    AnyService,
    CheckedIn,
    IllAnswer,
    IllRequest,
    Message,
    Overdue,
    Received,
    Returned,
    Shipped,
)
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Results, ServiceType

replace = msgspec.structs.replace

#: ILL-Service-Type is a SEQUENCE SIZE (1..5).
MOST_SERVICE_TYPES: Final = 5


def filled(transaction: IllTransaction, body: AnyService, today: date) -> AnyService:
    """The service with what can be known put in."""
    fill = _FILL.get(type(body))
    return body if fill is None else fill(transaction, body, today)


def problem(body: AnyService) -> Refused | None:
    """What a service lacks, or says that does not fit; the element is named as the standard names it."""
    look = _LOOK.get(type(body))
    return None if look is None else look(body)


def _received(transaction: IllTransaction, body: Received, today: date) -> Received:
    shipped = transaction.course.shipped_service or body.shipped_service
    if not transaction.returnable:
        shipped = ServiceType.COPY
    return replace(body, date_received=body.date_received or today, shipped_service=shipped)


def _overdue(transaction: IllTransaction, body: Overdue, _: date) -> Overdue:
    if body.due is not None or transaction.due is None:
        return body
    return replace(body, due=DateDue(transaction.due, transaction.course.renewable))


def _answer(transaction: IllTransaction, body: IllAnswer, _: date) -> IllAnswer:
    ours = body.optional_messages or transaction.course.responder_messages
    return replace(body, optional_messages=ours)


def _shipped(transaction: IllTransaction, body: Shipped, today: date) -> Shipped:
    ours = body.optional_messages or transaction.course.responder_messages
    return replace(body, optional_messages=ours, date_shipped=body.date_shipped or today)


_FILL: Final[Mapping[type, Callable[[IllTransaction, Any, date], Any]]] = {
    Received: _received,
    Returned: lambda _, body, today: replace(body, date_returned=body.date_returned or today),
    CheckedIn: lambda _, body, today: replace(body, date_checked_in=body.date_checked_in or today),
    Overdue: _overdue,
    IllAnswer: _answer,
    Shipped: _shipped,
}


def _missing(element: str) -> Refused:
    return Refused(why=Refusal.VALUE_MISSING, detail=element)


def _unfit(element: str) -> Refused:
    return Refused(why=Refusal.REASON_DOES_NOT_FIT, detail=element)


#: What an answer can't do without (results-explanation, reference ill.md §1.2 and §1.3).
_NEEDED: Final[Mapping[Results, tuple[str, Callable[[IllAnswer], bool]]]] = {
    Results.CONDITIONAL: ("conditions", lambda answer: answer.reason is not None),
    Results.UNFILLED: ("reason-unfilled", lambda answer: answer.reason is not None),
    Results.WILL_SUPPLY: ("reason-will-supply", lambda answer: answer.reason is not None),
    Results.HOLD_PLACED: ("estimated-date-available", lambda answer: answer.day is not None),
    Results.LOCATIONS_PROVIDED: ("locations", lambda answer: bool(answer.locations)),
    Results.ESTIMATE: ("cost-estimate", lambda answer: answer.estimate != ""),
}


def _look_at_answer(body: IllAnswer) -> Refused | None:
    if body.reason is not None and body.reason not in REASONS[body.results]:
        return _unfit(body.reason)
    element, there = _NEEDED.get(body.results, ("", lambda _: True))
    return None if there(body) or not body.explained else _missing(element)


def _look_at_shipped(body: Shipped) -> Refused | None:
    if body.conditions is not None and body.conditions not in SHIPPED_CONDITIONS:
        return _unfit(body.conditions)
    if body.shipped_service not in {ServiceType.LOAN, ServiceType.COPY}:
        return _unfit(body.shipped_service)
    return None


def _look_at_request(body: IllRequest) -> Refused | None:
    if not 0 < len(body.service_types) <= MOST_SERVICE_TYPES:
        return _missing("iLL-service-type")
    return None


_LOOK: Final[Mapping[type, Callable[[Any], Refused | None]]] = {
    IllRequest: _look_at_request,
    IllAnswer: _look_at_answer,
    Shipped: _look_at_shipped,
    Overdue: lambda body: None if body.due is not None else _missing("date-due"),
    Message: lambda body: None if body.note.strip() else _missing("note"),
}
