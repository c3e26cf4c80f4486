"""What a simulated partner remembers of a loan: enough to answer a repeat, and to report where it stands."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.reports import ErrorReport, HistoryReport, IdProblem, StatusReport
from gateway.model.ill.services import IllMessage, StatusOrErrorReport
from gateway.model.ill.states import State
from gateway.model.ill.words import Service, TransactionIdProblem

#: Where the lender stands after a service; after any other it stands where it stood.
_LEADS_TO: Final = {
    Service.ILL_REQUEST: State.IN_PROCESS,
    Service.ILL_ANSWER: State.NOT_SUPPLIED,
    Service.SHIPPED: State.SHIPPED,
    Service.CHECKED_IN: State.CHECKED_IN,
}

#: Services that are no news of the loan.
_NO_NEWS: Final = frozenset({Service.STATUS_QUERY, Service.STATUS_OR_ERROR_REPORT, Service.RENEW})


class Heard(msgspec.Struct, frozen=True):
    """One APDU that came, and what it means; None where it means nothing."""

    raw: bytes
    message: IllMessage | None


class Said(msgspec.Struct, frozen=True):
    """One APDU that went."""

    raw: bytes
    message: IllMessage


class Loan:
    """One loan. `times` counts services heard, `answered` has what was said to each of them."""

    def __init__(self, name: TransactionId, requester: SystemId | None, responder: SystemId | None) -> None:
        self.name = name
        self.requester = requester
        self.responder = responder
        self.times: Counter[Service] = Counter()
        self.answered: dict[tuple[Service, str], Sequence[Said]] = {}
        self._state = State.UNKNOWN
        self._last: Service | None = None
        self._day: date | None = None
        self._who: SystemId | None = None

    def note(self, message: IllMessage, who: SystemId) -> None:
        """A service was said, by whichever side."""
        if message.service in _NO_NEWS:
            return
        self._state = _LEADS_TO.get(message.service, self._state)
        self._last, self._who = message.service, who
        self._day = datetime.strptime(message.said[:8], "%Y%m%d").date()  # noqa: DTZ007 - a local day

    def report(self) -> StatusOrErrorReport:
        """Where it stands; that there is no such loan, where nothing of it is known."""
        if self._last is None:
            unknown = IdProblem(problem=TransactionIdProblem.UNKNOWN)
            return StatusOrErrorReport(error=ErrorReport(correlation=Service.STATUS_QUERY, problem=unknown))
        history = HistoryReport(most_recent=self._last, most_recent_day=self._day, initiator=self._who)
        return StatusOrErrorReport(status=StatusReport(history=history, state=self._state))
