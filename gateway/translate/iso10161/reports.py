"""STATUS-OR-ERROR-REPORT: how a transaction stands, or what was wrong with a message.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.3, §2.7, §2.9 (OVERDUE and
RENEW have no value in most-recent-service).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec import UNSET

from gateway.model.ill import reports as model
from gateway.model.ill.services import StatusOrErrorReport
from gateway.model.ill.states import State
from gateway.model.ill.words import (
    GeneralProblem,
    IntermediaryProblem,
    NoReport,
    Results,
    Service,
    TransactionIdProblem,
    UnableToPerform,
)
from gateway.translate.iso10161.forms import TOP, Leaf, Wire, Writing
from gateway.translate.iso10161.leaves import DAY, TEXT, today, word, words
from gateway.translate.iso10161.parts import ADDRESS, SERVICE_TYPE, SYSTEM, nobody
from gateway.translate.iso10161.tables import Always, Joint, Pair, Record
from protocols.iso10161 import answers, reports

# ------------------------------------------------------------------------------------- status

STATE: Final = word(words(reports.CurrentState, State, spelled=str.upper), State.UNKNOWN)
"""Current-State. IDLE, which no report can name, is said as uNKNOWN."""

APDU_TYPE: Final = word(words(reports.IllApduType, Service, spelled=str.upper))
"""ILL-APDU-Type."""

_LISTED: Final = word(words(reports.MostRecentService, Service, spelled=str.upper))

_UNLISTED: Final[Mapping[int, Service]] = {12: Service.OVERDUE, 13: Service.RENEW}
"""By their ILL-APDU-Type: peers send them all the same."""


def _most_recent(wire: Wire) -> Service | None:
    return _UNLISTED.get(wire) if isinstance(wire, int) else _LISTED.reads(wire)


MOST_RECENT: Final = Leaf(reads=_most_recent, writes=_LISTED.writes, odd="not in the list")
"""The service said last. The two without a value of their own are understood and not sent."""


def _message(_writing: Writing) -> Wire:
    return reports.MostRecentService.MESSAGE.spelling


HISTORY: Final = Record(
    model.HistoryReport,
    Pair("date-requested", "requested", DAY),
    Pair("author", "author", TEXT),
    Pair("title", "title", TEXT),
    Pair("author-of-article", "author_of_article", TEXT),
    Pair("title-of-article", "title_of_article", TEXT),
    Pair("date-of-last-transition", "last_transition", DAY, today),
    Pair("most-recent-service", "most_recent", MOST_RECENT, _message),
    Pair("date-of-most-recent-service", "most_recent_day", DAY, today),
    Pair("initiator-of-most-recent-service", "initiator", SYSTEM, nobody),
    Pair("shipped-service-type", "shipped_service", SERVICE_TYPE),
    Pair("transaction-results", "results", word(words(answers.TransactionResults, Results))),
    Pair("most-recent-service-note", "note", TEXT),
)
"""History-Report."""

STATUS: Final = Record(
    model.StatusReport,
    Pair("user-status-report", "history", Always(HISTORY)),
    Pair("provider-status-report", "state", STATE),
)
"""Status-Report."""

# ------------------------------------------------------------------------------------- errors


class _Kind(msgspec.Struct, frozen=True):
    """One kind of problem: who reports it, the arm of his report, the Struct that it becomes, both ways."""

    source: str
    arm: str
    of: type[Any]
    reads: Callable[[Wire], Any]
    writes: Callable[[Any], Wire]


def _saying_one(
    source: str, arm: str, of: type[Any], leaf: Leaf, field: str = "problem", instead: str = ""
) -> _Kind:
    """A problem that says one thing: nothing is understood where that is not."""

    def reads(wire: Wire) -> Any:  # noqa: ANN401 - `of`
        value = leaf.reads(wire)
        return of(**{field: value}) if value else None

    def writes(value: Any) -> Wire:  # noqa: ANN401 - `of`
        said = leaf.writes(getattr(value, field))
        return instead if said is UNSET else said

    return _Kind(source, arm, of, reads, writes)


def _forwarded(wire: Wire) -> model.AlreadyForwarded:
    read: model.AlreadyForwarded = _FORWARDED.read(wire, TOP, [])[0]
    return read


def _forwarded_said(value: model.AlreadyForwarded) -> Wire:
    return _FORWARDED.write(value, UNSET, TOP, Writing("", []))


_FORWARDED: Final = Record(
    model.AlreadyForwarded,
    Pair("responder-id", "responder", SYSTEM, nobody),
    Pair("responder-address", "address", ADDRESS),
)


def _prohibited(wire: Wire) -> model.Prohibited | None:
    service = APDU_TYPE.reads(wire.get("aPDU-type"))
    return service and model.Prohibited(service=service, state=STATE.reads(wire.get("current-state")))


def _prohibited_said(value: model.Prohibited) -> Wire:
    return {"aPDU-type": APDU_TYPE.writes(value.service), "current-state": STATE.writes(value.state)}


_UNABLE: Final = word(words(reports.UnableToPerform, UnableToPerform), UnableToPerform.OTHER)
_GENERAL: Final = word(words(reports.GeneralProblem, GeneralProblem), GeneralProblem.OTHER)
_CANNOT: Final = word(words(reports.IntermediaryProblem, IntermediaryProblem))
_ID: Final = word(words(reports.TransactionIdProblem, TransactionIdProblem))

_KINDS: Final = (
    _Kind("user", "already-forwarded", model.AlreadyForwarded, _forwarded, _forwarded_said),
    _saying_one("user", "intermediary-problem", model.CannotGoOn, _CANNOT),
    _saying_one("user", "security-problem", model.SecurityProblem, TEXT, "text", "-"),
    _saying_one("user", "unable-to-perform", model.Unable, _UNABLE),
    _saying_one("provider", "general-problem", model.General, _GENERAL),
    _saying_one("provider", "transaction-id-problem", model.IdProblem, _ID),
    _Kind("provider", "state-transition-prohibited", model.Prohibited, _prohibited, _prohibited_said),
)

_BY_ARM: Final = {kind.arm: kind for kind in _KINDS}
_BY_PROBLEM: Final = {kind.of: kind for kind in _KINDS}


def _problem(_source: Wire, user: Wire, provider: Wire) -> tuple[Any]:
    """What is reported, whoever says that he reports it; None for what is no problem of the standard's."""
    report = {**({} if user is UNSET else user), **({} if provider is UNSET else provider)}
    known = [_BY_ARM[arm].reads(wire) for arm, wire in report.items() if arm in _BY_ARM]
    return (known[0] if known else None,)


def _problem_said(problem: Any) -> tuple[Wire, Wire, Wire]:  # noqa: ANN401 - one of the problems, or None
    kind = _BY_PROBLEM.get(type(problem))
    if kind is None or getattr(problem, "service", None) is Service.FORWARD:
        return "provider", UNSET, {"general-problem": GeneralProblem.OTHER.value}
    report = {kind.arm: kind.writes(problem)}
    return ("user", report, UNSET) if kind.source == "user" else ("provider", UNSET, report)


ERROR: Final = Record(
    model.ErrorReport,
    Pair("correlation-information", "correlation", TEXT, lambda _writing: "-"),
    Joint(
        elements=("report-source", "user-error-report", "provider-error-report"),
        fields=("problem",),
        reads=_problem,
        writes=_problem_said,
    ),
)
"""Error-Report."""

# ------------------------------------------------------------------------------------- the service

STATUS_OR_ERROR_REPORT: Final = Record(
    StatusOrErrorReport,
    Pair("reason-no-report", "no_report", word(words(reports.ReasonNoReport, NoReport))),
    Pair("status-report", "status", STATUS),
    Pair("error-report", "error", ERROR),
    Pair("note", "note", TEXT),
)
"""STATUS-OR-ERROR-REPORT."""
