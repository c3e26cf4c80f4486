"""One rule for repeats of all twenty services (reference ill.md §2.9), and what is remembered for it.

A service is a repeat where the same kind was said first at the same date-time, and either says so itself (it
bears an original date-time) or has the same content. An ILL-REQUEST with the same content is one whatever its
date-time: a library that asks for the same thing under the same transaction-id asks again.
"""

from hashlib import blake2b

import msgspec

from gateway.model.ill.services import (
    AnyService,
    CancelReply,
    ConditionalReply,
    IllAnswer,
    IllMessage,
    RenewAnswer,
)
from gateway.model.ill.transactions import REMEMBERED, Course, Direction, Exchanged
from gateway.model.ill.words import Service

#: Enough that two contents of one transaction never meet by chance.
DIGEST_BYTES = 8

#: Nothing is answered by these, and they answer nothing but a question that is answered anew each time.
ASIDE = frozenset({Service.MESSAGE, Service.DAMAGED, Service.STATUS_QUERY, Service.STATUS_OR_ERROR_REPORT})

#: The length of a date without its time.
DAY_ONLY = 8

replace = msgspec.structs.replace


def exchanged(direction: Direction, message: IllMessage) -> Exchanged:
    """What is remembered of a message."""
    said = message.first_said
    return Exchanged(
        direction=direction,
        service=message.service,
        said=said,
        digest=_digest(message),
        answer=_answer(message.body),
    )


def remember(course: Course, one: Exchanged) -> Course:
    """The course with one more service exchanged.

    The first, the request, is never forgotten, and nothing that counts for a question: a partner that asks
    every hour how a loan fares must not make us forget that it was shipped.
    """
    all_ = (*course.exchanged, one)
    if len(all_) > REMEMBERED:
        aside = (place for place, each in enumerate(all_) if place and each.service in ASIDE)
        gone = next(aside, 1)
        all_ = (*all_[:gone], *all_[gone + 1 :])
    return replace(course, exchanged=all_)


def seen(course: Course, message: IllMessage) -> Exchanged | None:
    """The service that arrived before and that this message repeats; None where it repeats none."""
    one = exchanged(Direction.IN, message)
    for other in course.exchanged:
        if other.direction is Direction.IN and other.service is one.service and _same(other, one, message):
            return other
    return None


def answer_to(course: Course, repeated: Exchanged) -> Exchanged | None:
    """What we said last since that service arrived: what is said again. None where nothing answers it.

    Only what was said later is said again, so two libraries never answer each other's repeats for ever.
    """
    place = course.exchanged.index(repeated)
    for other in reversed(course.exchanged[place + 1 :]):
        if other.direction is Direction.OUT and other.service not in ASIDE:
            return other
    return None


def last_said(course: Course) -> str:
    """When we said something last, empty where we never did."""
    ours = (one.said for one in reversed(course.exchanged) if one.direction is Direction.OUT)
    return next(ours, "")


def _same(other: Exchanged, one: Exchanged, message: IllMessage) -> bool:
    alike = other.digest == one.digest
    if one.service is Service.ILL_REQUEST and alike:
        return True
    at_once = other.said == one.said
    exact = len(one.said) > DAY_ONLY
    return at_once and (alike or (exact and message.original != ""))


def _digest(message: IllMessage) -> str:
    content = msgspec.json.encode((message.body, message.rest), order="deterministic")
    return blake2b(content, digest_size=DIGEST_BYTES).hexdigest()


def _answer(body: AnyService) -> str:
    if isinstance(body, IllAnswer):
        return body.results
    if isinstance(body, ConditionalReply | CancelReply | RenewAnswer):
        return "yes" if body.answer else "no"
    return ""
