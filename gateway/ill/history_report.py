"""The answer to a STATUS-QUERY: what happened last, and the state (History-Report, Current-State)."""

from collections.abc import Sequence

from gateway.ill.times import day_in
from gateway.model.ill.names import SystemId
from gateway.model.ill.reports import HistoryReport, StatusReport
from gateway.model.ill.services import StatusOrErrorReport
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import Direction, Exchanged, IllTransaction
from gateway.model.ill.words import Results, Service

#: What most-recent-service leaves out: OVERDUE and RENEW have no value in the standard's list, and questions
#: and reports would hide what they ask for.
UNREPORTED = frozenset({Service.OVERDUE, Service.RENEW, Service.STATUS_QUERY, Service.STATUS_OR_ERROR_REPORT})


def status(transaction: IllTransaction, us: SystemId) -> StatusOrErrorReport:
    """How the transaction stands with us."""
    return StatusOrErrorReport(
        status=StatusReport(history=_history(transaction, us), state=transaction.state)
    )


def _history(transaction: IllTransaction, us: SystemId) -> HistoryReport:
    course = transaction.course
    item = transaction.wanted.request.item
    last = most_recent(course.exchanged)
    other = course.responder if transaction.role is Role.REQUESTER else course.requester
    initiator = us if last is None or last.direction is Direction.OUT else other
    return HistoryReport(
        requested=day_in(course.exchanged[0].said if course.exchanged else ""),
        author=item.author,
        title=item.title,
        author_of_article=item.author_of_article,
        title_of_article=item.title_of_article,
        last_transition=day_in(course.last_transition),
        most_recent=Service.ILL_REQUEST if last is None else last.service,
        most_recent_day=day_in("" if last is None else last.said),
        initiator=initiator,
        shipped_service=course.shipped_service,
        results=_results(course.exchanged),
    )


def most_recent(exchanged: Sequence[Exchanged]) -> Exchanged | None:
    """The last service that a report can name."""
    return next((one for one in reversed(exchanged) if one.service not in UNREPORTED), None)


def _results(exchanged: Sequence[Exchanged]) -> Results | None:
    answers = (one.answer for one in reversed(exchanged) if one.service is Service.ILL_ANSWER)
    return next((Results(answer) for answer in answers), None)
