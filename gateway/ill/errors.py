"""Status-Or-Error-Reports that say what is wrong (reference ill.md §2.7)."""

from datetime import datetime, tzinfo

from gateway.ill.times import said_at
from gateway.model.ill.reports import ErrorReport, ProviderError, UserError
from gateway.model.ill.services import IllMessage, StatusOrErrorReport
from gateway.model.ill.words import Service

#: The version in which an error is reported to a library whose own version we do not speak.
VERSION = 2


def correlation(message: IllMessage) -> str:
    """How a report names the APDU that it is about: its service and when it was said."""
    return f"{message.service} {message.said}".strip()


def report(about: str, problem: UserError | ProviderError, note: str = "") -> StatusOrErrorReport:
    """The report that something is wrong; `about` is the APDU's correlation."""
    return StatusOrErrorReport(error=ErrorReport(correlation=about, problem=problem), note=note)


def is_error(message: IllMessage) -> bool:
    """Whether a message is itself an error report: those are never answered with one."""
    return isinstance(message.body, StatusOrErrorReport) and message.body.error is not None


def is_report(message: IllMessage) -> bool:
    """Whether a message is a report of any kind."""
    return message.service is Service.STATUS_OR_ERROR_REPORT


def reply(
    message: IllMessage, problem: UserError | ProviderError, now: datetime, zone: tzinfo, note: str = ""
) -> IllMessage:
    """The error report that answers a message outside any transaction of ours."""
    return IllMessage(
        version=message.version if message.version in (1, 2) else VERSION,
        transaction=message.transaction,
        said=said_at(now, zone),
        requester=message.requester,
        responder=message.responder,
        body=report(correlation(message), problem, note),
    )
