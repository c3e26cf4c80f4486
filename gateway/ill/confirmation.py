"""Has it arrived? ISO 10161 over TCP acknowledges nothing, so arrival is concluded from what comes later.

A later APDU of the partner may presuppose ours. Where none does, a STATUS-QUERY is sent, and the report that
answers it either shows ours (as the most recent service, or by the state it must have led to) or does not;
then ours is said again, with its original date-time, which a library that has it absorbs. So a doubt always
ends in a repeat, never in silence.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from gateway.ill.agreeing import fit
from gateway.ill.times import DAY
from gateway.model.ill.names import SystemId
from gateway.model.ill.partners import Confirm, PartnerTerms
from gateway.model.ill.reports import IdProblem, Prohibited, StatusReport
from gateway.model.ill.services import IllMessage, StatusOrErrorReport
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Course, Direction, Exchanged, IllTransaction
from gateway.model.ill.words import Results, Service, TransactionIdProblem

S = State
V = Service

#: How often a service has been said that need not be proven any more.
SAID_TWICE = 2

UNCONFIRMED: Final = frozenset({V.STATUS_QUERY, V.STATUS_OR_ERROR_REPORT})
"""Services whose arrival nobody makes sure of: who misses an answer asks again."""

#: What a responder's service shows to have reached him, in all cases, is the request. These show more.
_SHOWS: Final[Mapping[Service, tuple[Service, ...]]] = {
    V.CANCEL_REPLY: (V.CANCEL,),
    V.RENEW_ANSWER: (V.RENEW,),
    V.SHIPPED: (V.CONDITIONAL_REPLY,),
    V.CONDITIONAL_REPLY: (V.ILL_ANSWER,),
    V.RECEIVED: (V.SHIPPED,),
    V.RENEW: (V.SHIPPED,),
    V.RETURNED: (V.SHIPPED,),
    V.LOST: (V.SHIPPED,),
    V.DAMAGED: (V.SHIPPED,),
}

#: Which answer of ours it must have been.
_ANSWERED_BY: Final[Mapping[Service, str]] = {V.CONDITIONAL_REPLY: Results.CONDITIONAL}

#: Other ways by which a requester comes to know that something was shipped.
_ALSO_TELL_OF_SHIPPING: Final = frozenset({V.OVERDUE, V.RECALL, V.LOST})

TRACKED: Final = frozenset(
    {
        S.SHIPPED,
        S.RECEIVED,
        S.RENEW_PENDING,
        S.RENEW_OVERDUE,
        S.OVERDUE,
        S.NOT_RECEIVED_OVERDUE,
        S.RECALL,
        S.RETURNED,
        S.LOST,
        S.CHECKED_IN,
    }
)
_KNOWN: Final = frozenset(State) - {S.IDLE, S.UNKNOWN}
_RENEWING: Final = frozenset({S.RENEW_PENDING, S.RENEW_OVERDUE})
_ENDED: Final = frozenset({S.NOT_SUPPLIED, S.CANCELLED})
#: The responder is done with it: what the requester said before makes no difference any more.
_OVER: Final = _ENDED | {S.CHECKED_IN}

PROVEN_BY: Final[Mapping[tuple[Service, str], frozenset[State]]] = {
    (V.ILL_REQUEST, ""): _KNOWN,
    (V.CANCEL, ""): _OVER | {S.CANCEL_PENDING},
    (V.CONDITIONAL_REPLY, "yes"): _OVER | TRACKED | {S.IN_PROCESS, S.FORWARD},
    (V.CONDITIONAL_REPLY, "no"): _OVER,
    (V.RECEIVED, ""): _OVER,
    (V.RETURNED, ""): _OVER,
    (V.RENEW, ""): _OVER | _RENEWING,
    (V.LOST, ""): _OVER | {S.LOST},
    (V.SHIPPED, ""): TRACKED,
    (V.ILL_ANSWER, Results.CONDITIONAL): frozenset({S.CONDITIONAL}),
    **{
        (V.ILL_ANSWER, results): frozenset({S.NOT_SUPPLIED})
        for results in (Results.RETRY, Results.UNFILLED, Results.LOCATIONS_PROVIDED, Results.ESTIMATE)
    },
    (V.CANCEL_REPLY, "yes"): frozenset({S.CANCELLED}),
    (V.CANCEL_REPLY, "no"): _KNOWN - {S.CANCEL_PENDING},
    (V.OVERDUE, ""): frozenset({S.OVERDUE, S.RENEW_OVERDUE, S.NOT_RECEIVED_OVERDUE, S.RETURNED, S.LOST}),
    (V.RECALL, ""): frozenset({S.RECALL, S.RETURNED, S.LOST}),
    (V.RENEW_ANSWER, "yes"): TRACKED - _RENEWING,
    (V.RENEW_ANSWER, "no"): TRACKED - _RENEWING,
    (V.EXPIRED, ""): _ENDED,
}
"""The states of the other side that prove that a service (with its answer) arrived, or no longer matters."""

#: Services that leave no trace in the state of the other side.
_TRACELESS: Final = frozenset({V.MESSAGE, V.DAMAGED, V.FORWARD_NOTIFICATION, V.RECEIVED, V.RETURNED})


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that was handed to the partner's line and is not confirmed.

    `said` is when its service was said first, `times` how often it has been sent. `asked`: the partner was
    asked since it was sent last; else what it reports may be older than that.
    """

    service: Service
    said: str
    times: int = 1
    asked: bool = True


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a report makes of our doubts: these arrived, these are said again, on these we give up."""

    confirmed: tuple[Exchanged, ...] = ()
    again: tuple[Exchanged, ...] = ()
    given_up: tuple[Exchanged, ...] = ()


def needed(service: Service, terms: PartnerTerms) -> bool:
    """Whether the arrival of a service is to be made sure of with that partner."""
    return terms.confirm is not Confirm.NONE and service not in UNCONFIRMED


def next_query(since: datetime, queries: int, terms: PartnerTerms) -> datetime:
    """When to look again after a letter or a question that went then, the last of so many questions.

    Each time the wait doubles: a library that is shut over the holidays is not asked a hundred times.
    """
    return since + timedelta(seconds=terms.confirm_after * 2**queries)


def presupposed(course: Course, message: IllMessage) -> tuple[Exchanged, ...]:
    """Services of ours that an arriving message shows to have reached the partner."""
    if isinstance(message.body, StatusOrErrorReport):
        return _by_report(course, message.body)
    shown = [*_last(course, V.ILL_REQUEST)]
    for service in _SHOWS.get(message.service, ()):
        if service is V.SHIPPED and _told_otherwise(course):
            continue
        shown += _last(course, service, _ANSWERED_BY.get(message.service))
    return tuple(shown)


def reported(
    transaction: IllTransaction, status: StatusReport, doubts: Sequence[Doubt], us: SystemId, tries: int
) -> Verdict:
    """What a status report says of the letters we are in doubt about.

    What it does not prove is said again. If it is not proven then either, it has still done its work where
    the two states fit, and where it leaves no trace; else it is said again, up to `tries` times, as it is
    where the report names something older as the most recent. A report that may be older than what was said
    last proves things, and disproves nothing.
    """
    course = transaction.course
    fits = fit(transaction.role, transaction.state, status.state)
    confirmed, again, given_up = [], [], []
    for one, doubt in _doubted(course, doubts):
        enough = tries if _disproven(course, one, status, us) else SAID_TWICE
        settled = doubt.asked and doubt.times >= enough and (fits or one.service in _TRACELESS)
        if settled or _proven(course, one, status, us):
            confirmed.append(one)
        elif not doubt.asked:
            continue
        elif doubt.times > tries:
            given_up.append(one)
        else:
            again.append(one)
    return Verdict(confirmed=tuple(confirmed), again=tuple(again), given_up=tuple(given_up))


def unknown(course: Course, doubts: Sequence[Doubt], tries: int) -> Verdict:
    """The partner knows no such transaction: all that is in doubt is said again, in order, `tries` times.

    It may have lost the transaction for good, and answers each time that it does not know it.
    """
    doubted = _doubted(course, doubts)
    return Verdict(
        again=tuple(one for one, doubt in doubted if doubt.times <= tries),
        given_up=tuple(one for one, doubt in doubted if doubt.times > tries),
    )


def _doubted(course: Course, doubts: Sequence[Doubt]) -> list[tuple[Exchanged, Doubt]]:
    by_key = {(doubt.service, doubt.said): doubt for doubt in doubts}
    ours = [one for one in course.exchanged if one.direction is Direction.OUT]
    return [(one, by_key[one.service, one.said]) for one in ours if (one.service, one.said) in by_key]


def _last(course: Course, service: Service, answer: str | None = None) -> tuple[Exchanged, ...]:
    for one in reversed(course.exchanged):
        ours = one.direction is Direction.OUT and one.service is service
        if ours and answer in {None, one.answer}:
            return (one,)
    return ()


def _told_otherwise(course: Course) -> bool:
    """Whether the requester may know of the shipping by something else than our SHIPPED."""
    return any(
        one.direction is Direction.OUT and one.service in _ALSO_TELL_OF_SHIPPING for one in course.exchanged
    )


def _by_report(course: Course, body: StatusOrErrorReport) -> tuple[Exchanged, ...]:
    asked = _last(course, V.STATUS_QUERY) if body.error is None else ()
    problem = None if body.error is None else body.error.problem
    if isinstance(problem, Prohibited):
        return _last(course, problem.service)
    if isinstance(problem, IdProblem) and problem.problem is TransactionIdProblem.DUPLICATE:
        return _last(course, V.ILL_REQUEST)
    return asked


def _proven(course: Course, one: Exchanged, status: StatusReport, us: SystemId) -> bool:
    if status.state in PROVEN_BY.get((one.service, one.answer), frozenset()):
        return True
    newest = _last(course, one.service) == (one,)
    return newest and _by_us(status, us) and _is_most_recent(one, status)


def _disproven(course: Course, one: Exchanged, status: StatusReport, us: SystemId) -> bool:
    """Whether what was exchanged before it is the most recent that the partner knows of."""
    direction = Direction.OUT if _by_us(status, us) else Direction.IN
    before = course.exchanged[: course.exchanged.index(one)]
    return any(each.direction is direction and _is_most_recent(each, status) for each in before)


def _by_us(status: StatusReport, us: SystemId) -> bool:
    """Whether the most recent service was ours, as far as the report says whose it was."""
    initiator = status.history.initiator
    return initiator is None or str(initiator) == str(us)


def _is_most_recent(one: Exchanged, status: StatusReport) -> bool:
    history = status.history
    day = None if history.most_recent_day is None else history.most_recent_day.strftime(DAY)
    return history.most_recent is one.service and day == one.said[: len("YYYYMMDD")]
