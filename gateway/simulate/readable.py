"""A message of interlibrary loan in one line, by the standard's names: what a transcript shows of an APDU."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

from gateway.model.ill.services import (
    CancelReply,
    CheckedIn,
    ConditionalReply,
    IllAnswer,
    IllMessage,
    IllRequest,
    Received,
    RenewAnswer,
    Returned,
    Shipped,
    StatusOrErrorReport,
)
from gateway.translate.iso10161.messages import Unintelligible, to_model
from protocols.ber import BerError
from protocols.iso10161.codec import AUTO, decode

#: What is shown of a service: the standard's element, and where the model has it.
_SHOWN: Final[Mapping[type, tuple[tuple[str, str], ...]]] = {
    IllRequest: (
        ("title", "item.title"),
        ("author", "item.author"),
        ("ISBN", "item.isbn"),
        ("iLL-service-type", "service_types"),
    ),
    IllAnswer: (("transaction-results", "results"), ("reason", "reason"), ("note", "note")),
    Shipped: (("shipped-service-type", "shipped_service"), ("date-due", "due.day"), ("note", "note")),
    ConditionalReply: (("answer", "answer"),),
    CancelReply: (("answer", "answer"),),
    RenewAnswer: (("answer", "answer"), ("date-due", "due.day")),
    Received: (("date-received", "date_received"),),
    Returned: (("date-returned", "date_returned"),),
    CheckedIn: (("date-checked-in", "date_checked_in"),),
    StatusOrErrorReport: (
        ("current-state", "status.state"),
        ("correlation-information", "error.correlation"),
        ("problem", "error.problem"),
    ),
}

_WORDS: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (bool, lambda value: "yes" if value else "no"),
    (StrEnum, str),
    (date, date.isoformat),
    (tuple, lambda value: ",".join(map(_word, value))),
)


def readable(message: IllMessage, raw: bytes) -> str:
    """The service, how many octets it took, and what matters in it."""
    elements = (
        f"{element}={_word(value)}"
        for element, field in _SHOWN.get(type(message.body), (("note", "note"),))
        if (value := _within(message.body, field)) not in (None, "")
    )
    return "  ".join((message.service, f"({len(raw)} B)", *elements))


def shown(raw: bytes) -> str:
    """The same of bytes; in hexadecimal where they mean nothing."""
    message = meaning(raw)
    return f"{raw[:32].hex(' ')} …" if message is None else readable(message, raw)


def meaning(raw: bytes) -> IllMessage | None:
    """The message that one whole APDU says; None where it says none."""
    try:
        read = decode(raw, AUTO)
        return to_model(read.apdu, read.charset)
    except (BerError, Unintelligible):
        return None


def _within(body: object, field: str) -> object:
    """What a body has there; None where it has nothing."""
    try:
        return attrgetter(field)(body)
    except AttributeError:
        return None


def _word(value: object) -> str:
    return next((says(value) for kind, says in _WORDS if isinstance(value, kind)), str(value))
