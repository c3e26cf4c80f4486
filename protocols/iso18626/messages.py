"""The requesting agency's message, the three confirmations, and what they all travel in.

A confirmation says that a message was understood, not that anybody agrees: that is said in a message of its
own.
Source: ISO 18626:2021 clauses 6 and 7.
"""

from datetime import datetime
from typing import Annotated, Final, TypeAlias

from protocols.iso18626.codes import Action, ErrorType, MessageStatus, ReasonForMessage
from protocols.iso18626.parts import AgencyId, RequestingAgencyMessageHeader
from protocols.iso18626.request import Request
from protocols.iso18626.supplying import SupplyingAgencyMessage
from protocols.iso18626.versions import V1_2
from protocols.xml import Choice, Complex, most, only, required


class RequestingAgencyMessage(Complex, frozen=True, kw_only=True):
    """What the requesting agency does, or asks for."""

    header: RequestingAgencyMessageHeader
    action: Action | str
    note: str | None = None


class ConfirmationHeader(Complex, frozen=True, kw_only=True):
    """Which message is confirmed: its agencies, time and number as it gave them."""

    supplying_agency_id: AgencyId | None = None
    requesting_agency_id: AgencyId | None = None
    timestamp: Annotated[datetime | None, required()] = None
    requesting_agency_request_id: str | None = None
    multiple_item_request_id: Annotated[str | None, only(V1_2)] = None
    timestamp_received: Annotated[datetime | None, required()] = None
    message_status: MessageStatus


class ErrorData(Complex, frozen=True, kw_only=True):
    """What was not understood."""

    error_type: ErrorType | str
    error_value: str | None = None


class RequestConfirmation(Complex, frozen=True, kw_only=True):
    """The answer to a request."""

    confirmation_header: ConfirmationHeader
    error_data: Annotated[tuple[ErrorData, ...], most(1, V1_2)] = ()


class SupplyingAgencyMessageConfirmation(Complex, frozen=True, kw_only=True):
    """The answer to a supplying agency's message."""

    confirmation_header: ConfirmationHeader
    reason_for_message: ReasonForMessage | str | None = None
    error_data: Annotated[tuple[ErrorData, ...], most(1, V1_2)] = ()


class RequestingAgencyMessageConfirmation(Complex, frozen=True, kw_only=True):
    """The answer to a requesting agency's message."""

    confirmation_header: ConfirmationHeader
    action: Action | str | None = None
    error_data: Annotated[tuple[ErrorData, ...], most(1, V1_2)] = ()


class Iso18626Message(Choice, frozen=True, kw_only=True):
    """The root of every document."""

    xml_name = "ISO18626Message"

    request: Request | None = None
    request_confirmation: RequestConfirmation | None = None
    supplying_agency_message: SupplyingAgencyMessage | None = None
    supplying_agency_message_confirmation: SupplyingAgencyMessageConfirmation | None = None
    requesting_agency_message: RequestingAgencyMessage | None = None
    requesting_agency_message_confirmation: RequestingAgencyMessageConfirmation | None = None


Message: TypeAlias = (
    Request
    | RequestConfirmation
    | SupplyingAgencyMessage
    | SupplyingAgencyMessageConfirmation
    | RequestingAgencyMessage
    | RequestingAgencyMessageConfirmation
)
"""What a document is about."""

ARMS: Final[dict[type, str]] = {
    Request: "request",
    RequestConfirmation: "request_confirmation",
    SupplyingAgencyMessage: "supplying_agency_message",
    SupplyingAgencyMessageConfirmation: "supplying_agency_message_confirmation",
    RequestingAgencyMessage: "requesting_agency_message",
    RequestingAgencyMessageConfirmation: "requesting_agency_message_confirmation",
}
"""In which field of the root each message stands."""
