"""The external objects of OCLC, and the prompt by which a password travels.

Local objects have numbers under an implementor's (1.0.10161.z.1000.z.y, OCLC has 1000).
Source: reference file ill.md §1.5; data/asn1 (OCLCILLRequestExtension); for the prompt Z39.50-1995, PRO.1.
"""

from typing import Annotated

from protocols.ber import Choice, InternationalString, Null, Raw, Sequence, explicit, implicit, named
from protocols.iso10161.answers import ResultsExplanation, TransactionResults
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.strings import IllString
from protocols.iso10161.systems import SystemId


class PrismIllErrorCode(Enumeration):
    """What was wrong with a field."""

    MISSING_REQUIRED_FIELD = 1
    INVALID_FIELD_LENGTH = 2
    INVALID_FIELD_ID = 3
    INVALID_DATA_FORMAT = 4
    INVALID_INSTITUTION_SYMBOL = 5
    RESOURCE_LIMITATION = 6
    UNKNOWN_RESULT = 7


class PrismIllError(Sequence, frozen=True, kw_only=True):
    """An error in a field."""

    field_id: Annotated[int | None, implicit(0), named("prism-Ill-Field-Id")] = None
    error_code: Annotated[PrismIllErrorCode | int | None, implicit(1), named("prism-Ill-Error-Code")] = None
    error_text: Annotated[IllString | None, explicit(2), named("prism-Ill-Error-Text")] = None


class PrismIllErrors(Choice, frozen=True, kw_only=True):
    """OCLC-Prism-ILL-Error (1.0.10161.13.1)."""

    entries: tuple[PrismIllError, ...] | None = None


class OclcIllRequestExtension(Sequence, frozen=True, kw_only=True):
    """OCLCILLRequestExtension (1.0.10161.13.2), which IPIG's request extension replaces."""

    client_department: Annotated[IllString | None, explicit(0), named("clientDepartment")] = None
    payment_method: Annotated[IllString | None, explicit(1), named("paymentMethod")] = None
    uniform_title: Annotated[IllString | None, explicit(2), named("uniformTitle")] = None
    dissertation: Annotated[IllString | None, explicit(3)] = None
    issue_number: Annotated[IllString | None, explicit(4), named("issueNumber")] = None
    volume: Annotated[IllString | None, explicit(5)] = None
    affiliations: Annotated[IllString | None, explicit(6)] = None
    source: Annotated[IllString | None, explicit(7)] = None


class RequesterNotification(Sequence, frozen=True, kw_only=True):
    """Requester-Notification-Extension (1.0.10161.13.1000.2.3): a request made at OCLC. Sent as critical."""

    note: Annotated[IllString, explicit(0)]


class OclcShipped(Sequence, frozen=True, kw_only=True):
    """OCLC-Shipped-Extension (1.0.10161.13.1000.2.6): how the supplier is paid."""

    payment_method: Annotated[IllString, explicit(0), named("paymentMethod")]


class IntermediaryActions(Enumeration):
    """Who has the say in a sub-transaction."""

    STATUS_INFORMATION = 1, "statusInformation"
    CONTROL_REQUEST = 2, "controlRequest"
    CONTROL_RELEASE = 3, "controlRelease"
    CONTROL_DENIED = 4, "controlDenied"


class IntermediaryResponderControl(Sequence, frozen=True, kw_only=True):
    """What the last responder answered."""

    transaction_results: Annotated[TransactionResults | int, implicit(1), named("transactionResults")]
    results_explanation: Annotated[ResultsExplanation | None, explicit(2), named("resultsExplanation")] = None


class IntermediaryControl(Sequence, frozen=True, kw_only=True):
    """Intermediary-Control (1.0.10161.13.1000.2.7): how a chain of lenders goes on."""

    action_flag: Annotated[IntermediaryActions | int, implicit(0), named("actionFlag")]
    last_responder: Annotated[IntermediaryResponderControl | None, implicit(1), named("lastResponder")] = None
    current_responder_id: Annotated[SystemId | None, implicit(2), named("currentResponderId")] = None


class OclcIllServiceType(Enumeration):
    """What OCLC is to do with a request."""

    DIRECT_TO_PROFILE = 1, "directToProfile"
    DIRECT_TO_LENDER = 2, "directToLender"
    DIRECT_TO_REVIEW = 3, "directToReview"


class OclcIllService(Sequence, frozen=True, kw_only=True):
    """OCLCILLService (1.0.10161.4.1000.2.1), in responder-specific-service."""

    service_type: Annotated[OclcIllServiceType | int, implicit(0), named("oCLCILLServiceType")]


class OclcSpecificStatus(Enumeration):
    """Where OCLC put a request."""

    REVIEW = 1
    REVIEW_IN_PROCESS = 2, "reviewInProcess"
    SAVED = 3


class ReasonInReview(Sequence, frozen=True, kw_only=True):
    """Why a request waits for a person at OCLC: one of 31 reasons, by number, and in words."""

    reason: Annotated[int, implicit(0), named("reasonInReview")]
    text: Annotated[IllString | None, explicit(1), named("reasonInReviewText")] = None


class OclcSpecificResults(Sequence, frozen=True, kw_only=True):
    """OCLCSpecificResults (1.0.10161.8.1000.2.1), in responder-specific-results."""

    status: Annotated[OclcSpecificStatus | int, implicit(0), named("oclcSpecificStatus")]
    reasons: Annotated[tuple[ReasonInReview, ...] | None, implicit(1), named("reasonInReviewList")] = None


class PromptType(Enumeration):
    """What is asked for."""

    GROUP_ID = 0, "groupId"
    USER_ID = 1, "userId"
    PASSWORD = 2
    NEW_PASSWORD = 3, "newPassword"
    COPYRIGHT = 4


class EnumeratedPrompt(Sequence, frozen=True, kw_only=True):
    """A prompt that everybody knows, by the code of its `PromptType`."""

    type_: Annotated[int, implicit(1), named("type")]
    suggested_string: Annotated[InternationalString | None, implicit(2), named("suggestedString")] = None


class PromptId(Choice, frozen=True, kw_only=True):
    """Which prompt it is."""

    enumerated_prompt: Annotated[EnumeratedPrompt | None, implicit(1), named("enummeratedPrompt")] = None
    non_enumerated_prompt: Annotated[
        InternationalString | None, implicit(2), named("nonEnumeratedPrompt")
    ] = None


class PromptAnswer(Choice, frozen=True, kw_only=True):
    """What was answered."""

    string: Annotated[InternationalString | None, implicit(1)] = None
    accept: Annotated[bool | None, implicit(2)] = None
    acknowledge: Annotated[Null | None, implicit(3)] = None
    diagnostic: Annotated[Raw | None, explicit(4)] = None


class PromptResponse(Sequence, frozen=True, kw_only=True):
    """A prompt and its answer; a password among them is a secret."""

    prompt_id: Annotated[PromptId, explicit(1), named("promptId")]
    answer: Annotated[PromptAnswer, explicit(2), named("promptResponse")]


class PromptObject(Choice, frozen=True, kw_only=True):
    """Prompt-1 (1.2.840.10003.8.1): the user's number and password at OCLC, as YAZ sends them."""

    response: Annotated[tuple[PromptResponse, ...] | None, implicit(2)] = None
