"""The messages of SIP2: one frozen struct for each two-digit code."""

from protocols.sip2.messages.cards import CardIssue, CardIssueResponse
from protocols.sip2.messages.fees import FeePaid, FeePaidResponse
from protocols.sip2.messages.items import (
    Hold,
    HoldResponse,
    ItemInformation,
    ItemInformationResponse,
    ItemStatusUpdate,
    ItemStatusUpdateResponse,
)
from protocols.sip2.messages.link import (
    AcsStatus,
    Login,
    LoginResponse,
    RequestAcsResend,
    RequestScResend,
    ScStatus,
)
from protocols.sip2.messages.loans import (
    Checkin,
    CheckinResponse,
    Checkout,
    CheckoutResponse,
    Renew,
    RenewAll,
    RenewAllResponse,
    RenewResponse,
)
from protocols.sip2.messages.message import Message
from protocols.sip2.messages.patrons import (
    BlockPatron,
    EndPatronSession,
    EndSessionResponse,
    PatronEnable,
    PatronEnableResponse,
    PatronInformation,
    PatronInformationResponse,
    PatronStatusRequest,
    PatronStatusResponse,
)

__all__ = [
    "ANSWERS",
    "MESSAGES",
    "AcsStatus",
    "BlockPatron",
    "CardIssue",
    "CardIssueResponse",
    "Checkin",
    "CheckinResponse",
    "Checkout",
    "CheckoutResponse",
    "EndPatronSession",
    "EndSessionResponse",
    "FeePaid",
    "FeePaidResponse",
    "Hold",
    "HoldResponse",
    "ItemInformation",
    "ItemInformationResponse",
    "ItemStatusUpdate",
    "ItemStatusUpdateResponse",
    "Login",
    "LoginResponse",
    "Message",
    "PatronEnable",
    "PatronEnableResponse",
    "PatronInformation",
    "PatronInformationResponse",
    "PatronStatusRequest",
    "PatronStatusResponse",
    "Renew",
    "RenewAll",
    "RenewAllResponse",
    "RenewResponse",
    "RequestAcsResend",
    "RequestScResend",
    "ScStatus",
]

ANSWERS: dict[type[Message], type[Message]] = {
    PatronStatusRequest: PatronStatusResponse,
    Checkout: CheckoutResponse,
    Checkin: CheckinResponse,
    BlockPatron: PatronStatusResponse,
    ScStatus: AcsStatus,
    Login: LoginResponse,
    PatronInformation: PatronInformationResponse,
    EndPatronSession: EndSessionResponse,
    FeePaid: FeePaidResponse,
    ItemInformation: ItemInformationResponse,
    ItemStatusUpdate: ItemStatusUpdateResponse,
    PatronEnable: PatronEnableResponse,
    Hold: HoldResponse,
    Renew: RenewResponse,
    RenewAll: RenewAllResponse,
    CardIssue: CardIssueResponse,
}
"""Which response answers which request. 97 and 96 stand outside: each asks for a message again."""

_EVERY_MESSAGE: tuple[type[Message], ...] = (*ANSWERS, *ANSWERS.values(), RequestAcsResend, RequestScResend)

MESSAGES: dict[str, type[Message]] = {message.CODE: message for message in _EVERY_MESSAGE}
"""Every message by its two-digit code."""
