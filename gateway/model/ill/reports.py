"""What a STATUS-OR-ERROR-REPORT reports."""

from datetime import date
from typing import TypeAlias

import msgspec

from gateway.model.ill.names import SystemAddress, SystemId
from gateway.model.ill.states import State
from gateway.model.ill.words import (
    GeneralProblem,
    IntermediaryProblem,
    Results,
    Service,
    ServiceType,
    TransactionIdProblem,
    UnableToPerform,
)


class HistoryReport(msgspec.Struct, frozen=True, kw_only=True):
    """What happened last, as the reporting side sees it (History-Report); days only, no times.

    `most_recent` has no value for OVERDUE and RENEW in the standard; both are understood, neither is sent.
    """

    requested: date | None = None
    author: str = ""
    title: str = ""
    author_of_article: str = ""
    title_of_article: str = ""
    last_transition: date | None = None
    most_recent: Service | None = None
    most_recent_day: date | None = None
    initiator: SystemId | None = None
    shipped_service: ServiceType | None = None
    results: Results | None = None
    note: str = ""


class StatusReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a transaction stands (Status-Report): what users did, and the provider's state."""

    history: HistoryReport
    state: State = State.UNKNOWN


class AlreadyForwarded(msgspec.Struct, frozen=True, kw_only=True, tag="already-forwarded"):
    """The request is somebody else's by now: go to `responder`."""

    responder: SystemId
    address: SystemAddress | None = None


class CannotGoOn(msgspec.Struct, frozen=True, kw_only=True, tag="intermediary-problem"):
    """An intermediary can't pass it on."""

    problem: IntermediaryProblem = IntermediaryProblem.CANNOT_SEND_ONWARD


class SecurityProblem(msgspec.Struct, frozen=True, kw_only=True, tag="security-problem"):
    """Who sent it may not."""

    text: str


class Unable(msgspec.Struct, frozen=True, kw_only=True, tag="unable-to-perform"):
    """The user can't do what was asked."""

    problem: UnableToPerform


class General(msgspec.Struct, frozen=True, kw_only=True, tag="general-problem"):
    """Something is wrong with the APDU itself."""

    problem: GeneralProblem


class IdProblem(msgspec.Struct, frozen=True, kw_only=True, tag="transaction-id-problem"):
    """Something is wrong with the transaction-id."""

    problem: TransactionIdProblem


class Prohibited(msgspec.Struct, frozen=True, kw_only=True, tag="state-transition-prohibited"):
    """The service has no place in the state that the reporting side is in."""

    service: Service
    state: State


UserError: TypeAlias = AlreadyForwarded | CannotGoOn | SecurityProblem | Unable
ProviderError: TypeAlias = General | IdProblem | Prohibited

#: The errors that a user reports; every other one is the provider's (Report-Source).
USER_ERRORS = (AlreadyForwarded, CannotGoOn, SecurityProblem, Unable)


class ErrorReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was wrong with an APDU (Error-Report). Who reports it follows from the problem.

    `correlation` names the APDU by its service and date-time; the standard leaves its form open. `problem` is
    None only where a partner's report names none.
    """

    correlation: str
    problem: UserError | ProviderError | None
