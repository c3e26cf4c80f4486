"""What a Status-Or-Error-Report reports: how a transaction stands, or what was wrong with a message.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.3, §2.7.
"""

from typing import Annotated

from protocols.ber import Choice, Sequence, explicit, implicit, named
from protocols.iso10161.answers import TransactionResults
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.strings import IllString, IsoDate, SecurityProblem
from protocols.iso10161.systems import SystemAddress, SystemId
from protocols.iso10161.wishes import ShippedServiceType


class IllApduType(Enumeration):
    """ILL-APDU-Type: the number of an APDU."""

    ILL_REQUEST = 1, "iLL-REQUEST"
    FORWARD_NOTIFICATION = 2, "fORWARD-NOTIFICATION"
    SHIPPED = 3, "sHIPPED"
    ILL_ANSWER = 4, "iLL-ANSWER"
    CONDITIONAL_REPLY = 5, "cONDITIONAL-REPLY"
    CANCEL = 6, "cANCEL"
    CANCEL_REPLY = 7, "cANCEL-REPLY"
    RECEIVED = 8, "rECEIVED"
    RECALL = 9, "rECALL"
    RETURNED = 10, "rETURNED"
    CHECKED_IN = 11, "cHECKED-IN"
    OVERDUE = 12, "oVERDUE"
    RENEW = 13, "rENEW"
    RENEW_ANSWER = 14, "rENEW-ANSWER"
    LOST = 15, "lOST"
    DAMAGED = 16, "dAMAGED"
    MESSAGE = 17, "mESSAGE"
    STATUS_QUERY = 18, "sTATUS-QUERY"
    STATUS_OR_ERROR_REPORT = 19, "sTATUS-OR-ERROR-REPORT"
    EXPIRED = 20, "eXPIRED"


class MostRecentService(Enumeration):
    """The service last sent or received (a nameless type of History-Report).

    FORWARD is a service without an APDU of its own. The module has no value for OVERDUE and RENEW.
    """

    ILL_REQUEST = 1, "iLL-REQUEST"
    FORWARD = 21, "fORWARD"
    FORWARD_NOTIFICATION = 2, "fORWARD-NOTIFICATION"
    SHIPPED = 3, "sHIPPED"
    ILL_ANSWER = 4, "iLL-ANSWER"
    CONDITIONAL_REPLY = 5, "cONDITIONAL-REPLY"
    CANCEL = 6, "cANCEL"
    CANCEL_REPLY = 7, "cANCEL-REPLY"
    RECEIVED = 8, "rECEIVED"
    RECALL = 9, "rECALL"
    RETURNED = 10, "rETURNED"
    CHECKED_IN = 11, "cHECKED-IN"
    RENEW_ANSWER = 14, "rENEW-ANSWER"
    LOST = 15, "lOST"
    DAMAGED = 16, "dAMAGED"
    MESSAGE = 17, "mESSAGE"
    STATUS_QUERY = 18, "sTATUS-QUERY"
    STATUS_OR_ERROR_REPORT = 19, "sTATUS-OR-ERROR-REPORT"
    EXPIRED = 20, "eXPIRED"


class CurrentState(Enumeration):
    """Current-State: the state of a transaction, of either role."""

    NOT_SUPPLIED = 1, "nOT-SUPPLIED"
    PENDING = 2, "pENDING"
    IN_PROCESS = 3, "iN-PROCESS"
    FORWARD = 4, "fORWARD"
    CONDITIONAL = 5, "cONDITIONAL"
    CANCEL_PENDING = 6, "cANCEL-PENDING"
    CANCELLED = 7, "cANCELLED"
    SHIPPED = 8, "sHIPPED"
    RECEIVED = 9, "rECEIVED"
    RENEW_PENDING = 10, "rENEW-PENDING"
    NOT_RECEIVED_OVERDUE = 11, "nOT-RECEIVED-OVERDUE"
    RENEW_OVERDUE = 12, "rENEW-OVERDUE"
    OVERDUE = 13, "oVERDUE"
    RETURNED = 14, "rETURNED"
    CHECKED_IN = 15, "cHECKED-IN"
    RECALL = 16, "rECALL"
    LOST = 17, "lOST"
    UNKNOWN = 18, "uNKNOWN"


class HistoryReport(Sequence, frozen=True, kw_only=True):
    """History-Report: the item in brief, and what was said last, when and by whom."""

    date_requested: Annotated[IsoDate | None, implicit(0)] = None
    author: Annotated[IllString | None, explicit(1)] = None
    title: Annotated[IllString | None, explicit(2)] = None
    author_of_article: Annotated[IllString | None, explicit(3)] = None
    title_of_article: Annotated[IllString | None, explicit(4)] = None
    date_of_last_transition: Annotated[IsoDate, implicit(5)]
    most_recent_service: Annotated[MostRecentService | int, implicit(6)]
    date_of_most_recent_service: Annotated[IsoDate, implicit(7)]
    initiator_of_most_recent_service: Annotated[SystemId, implicit(8)]
    shipped_service_type: Annotated[ShippedServiceType | int | None, implicit(9)] = None
    transaction_results: Annotated[TransactionResults | int | None, implicit(10)] = None
    most_recent_service_note: Annotated[IllString | None, explicit(11)] = None


class StatusReport(Sequence, frozen=True, kw_only=True):
    """Status-Report: what the other side's people see, and the state of its machine."""

    user_status_report: Annotated[HistoryReport, implicit(0)]
    provider_status_report: Annotated[CurrentState | int, implicit(1)]


class ReasonNoReport(Enumeration):
    """Reason-No-Report: whether asking again later would help."""

    TEMPORARY = 1
    PERMANENT = 2


class ReportSource(Enumeration):
    """Report-Source: who found the error, the service user or the protocol machine."""

    USER = 1
    PROVIDER = 2


class AlreadyForwarded(Sequence, frozen=True, kw_only=True):
    """Already-Forwarded: to whom the request has gone on."""

    responder_id: Annotated[SystemId, implicit(0)]
    responder_address: Annotated[SystemAddress | None, implicit(1)] = None


class IntermediaryProblem(Enumeration):
    """Intermediary-Problem."""

    CANNOT_SEND_ONWARD = 1


class UnableToPerform(Enumeration):
    """Unable-To-Perform."""

    NOT_AVAILABLE = 1
    RESOURCE_LIMITATION = 2
    OTHER = 3


class UserErrorReport(Choice, frozen=True, kw_only=True):
    """User-Error-Report: the service user could not do what was asked."""

    already_forwarded: Annotated[AlreadyForwarded | None, implicit(0)] = None
    intermediary_problem: Annotated[IntermediaryProblem | int | None, implicit(1)] = None
    security_problem: Annotated[SecurityProblem | None, explicit(2)] = None
    unable_to_perform: Annotated[UnableToPerform | int | None, implicit(3)] = None


class GeneralProblem(Enumeration):
    """General-Problem: what was wrong with an APDU as such."""

    UNRECOGNIZED_APDU = 1, "unrecognized-APDU"
    MISTYPED_APDU = 2, "mistyped-APDU"
    BADLY_STRUCTURED_APDU = 3, "badly-structured-APDU"
    PROTOCOL_VERSION_NOT_SUPPORTED = 4
    OTHER = 5


class TransactionIdProblem(Enumeration):
    """Transaction-Id-Problem."""

    DUPLICATE_TRANSACTION_ID = 1
    INVALID_TRANSACTION_ID = 2
    UNKNOWN_TRANSACTION_ID = 3


class StateTransitionProhibited(Sequence, frozen=True, kw_only=True):
    """State-Transition-Prohibited: this APDU is not allowed in that state."""

    apdu_type: Annotated[IllApduType | int, implicit(0), named("aPDU-type")]
    current_state: Annotated[CurrentState | int, implicit(1)]


class ProviderErrorReport(Choice, frozen=True, kw_only=True):
    """Provider-Error-Report: the protocol machine could not take the APDU."""

    general_problem: Annotated[GeneralProblem | int | None, implicit(0)] = None
    transaction_id_problem: Annotated[TransactionIdProblem | int | None, implicit(1)] = None
    state_transition_prohibited: Annotated[StateTransitionProhibited | None, implicit(2)] = None


class ErrorReport(Sequence, frozen=True, kw_only=True):
    """Error-Report: correlation-information says in words to which APDU it belongs."""

    correlation_information: Annotated[IllString, explicit(0)]
    report_source: Annotated[ReportSource | int, implicit(1)]
    user_error_report: Annotated[UserErrorReport | None, explicit(2)] = None
    provider_error_report: Annotated[ProviderErrorReport | None, explicit(3)] = None
