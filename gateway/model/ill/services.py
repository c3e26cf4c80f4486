"""The twenty services, and the message that carries one from a library to another.

Each service is one Struct with the elements that decisions, people and other languages need. What a wire
message holds beyond them lies in the message's `rest`, by the standard's element names, so that nothing is
dropped on the way through: a translator puts it back, or says that it was lost. In JSON a service names
itself in ``service``.
"""

from datetime import date
from typing import Any, ClassVar, TypeAlias

import msgspec

from gateway.model.ill.names import SystemAddress, SystemId, TransactionId
from gateway.model.ill.parts import (
    Amount,
    Client,
    CostInfo,
    DateDue,
    Delivery,
    IllItem,
    Location,
    PostalAddress,
    RequesterMessages,
    ResponderMessages,
    SearchType,
    SendTo,
    SupplyMedium,
    ThirdParty,
    Units,
)
from gateway.model.ill.reports import ErrorReport, StatusReport
from gateway.model.ill.words import (
    Medium,
    NoReport,
    PlaceOnHold,
    Reason,
    Results,
    Service,
    ServiceType,
    TransactionType,
)


class Said(msgspec.Struct, frozen=True, kw_only=True, tag_field="service"):
    """What every service has: the word for it. `note` is the one free text that nearly all may carry."""

    service: ClassVar[Service]
    note: str = ""


class IllRequest(Said, frozen=True, kw_only=True, tag="ILL-REQUEST"):
    """A library asks for an item. `note` is the requester's.

    `client` is personal and stays out of the transaction's own record.
    """

    service: ClassVar[Service] = Service.ILL_REQUEST
    transaction_type: TransactionType = TransactionType.SIMPLE
    delivery_address: Delivery | None = None
    delivery_service: str = ""
    billing_address: Delivery | None = None
    service_types: tuple[ServiceType, ...] = (ServiceType.LOAN,)
    optional_messages: RequesterMessages = RequesterMessages()
    search: SearchType | None = None
    supply_media: tuple[SupplyMedium, ...] = ()
    place_on_hold: PlaceOnHold = PlaceOnHold.RESPONDER_POLICY
    client: Client | None = None
    item: IllItem = IllItem()
    cost: CostInfo | None = None
    copyright_compliance: str = ""
    third_party: ThirdParty | None = None
    retry: bool = False
    forward: bool = False
    forward_note: str = ""


class ForwardNotification(Said, frozen=True, kw_only=True, tag="FORWARD-NOTIFICATION"):
    """An intermediary says that it passed the request on: to the message's `responder`, at `address`."""

    service: ClassVar[Service] = Service.FORWARD_NOTIFICATION
    address: SystemAddress | None = None
    intermediary: SystemId | None = None


class Shipped(Said, frozen=True, kw_only=True, tag="SHIPPED"):
    """The responder has sent the item, as a loan or a copy.

    `conditions` is how it may be used; `return_insurance` how it is to be insured on its way back.
    """

    service: ClassVar[Service] = Service.SHIPPED
    address: SystemAddress | None = None
    intermediary: SystemId | None = None
    supplier: SystemId | None = None
    client: Client | None = None
    transaction_type: TransactionType = TransactionType.SIMPLE
    shipped_service: ServiceType = ServiceType.LOAN
    optional_messages: ResponderMessages | None = None
    date_shipped: date | None = None
    due: DateDue | None = None
    chargeable_units: int | None = None
    cost: Amount | None = None
    conditions: Reason | None = None
    shipped_via: str = ""
    insured_for: Amount | None = None
    return_insurance: Amount | None = None
    units: tuple[Units, ...] = ()
    return_to: PostalAddress | None = None


class IllAnswer(Said, frozen=True, kw_only=True, tag="ILL-ANSWER"):
    """What the responder says to a request.

    `reason` is one of `parts.REASONS` for its `results` (for conditional, the condition). `day` is what that
    result needs a day for: by when to reply, when to try again, when it will be supplied or available.
    `estimate` is the cost of an estimate, as text. `explained` says that a results-explanation was there.
    """

    service: ClassVar[Service] = Service.ILL_ANSWER
    results: Results
    explained: bool = True
    reason: Reason | None = None
    day: date | None = None
    locations: tuple[Location, ...] = ()
    estimate: str = ""
    medium: Medium | None = None
    return_to: PostalAddress | None = None
    proposed_delivery: str = ""
    send_to: tuple[SendTo, ...] = ()
    already_tried: tuple[SystemId, ...] = ()
    optional_messages: ResponderMessages | None = None


class ConditionalReply(Said, frozen=True, kw_only=True, tag="CONDITIONAL-REPLY"):
    """Whether the requester accepts the condition."""

    service: ClassVar[Service] = Service.CONDITIONAL_REPLY
    answer: bool


class Cancel(Said, frozen=True, kw_only=True, tag="CANCEL"):
    """The requester no longer wants it."""

    service: ClassVar[Service] = Service.CANCEL


class CancelReply(Said, frozen=True, kw_only=True, tag="CANCEL-REPLY"):
    """Whether the responder lets the request be cancelled."""

    service: ClassVar[Service] = Service.CANCEL_REPLY
    answer: bool


class Received(Said, frozen=True, kw_only=True, tag="RECEIVED"):
    """The requester has the item."""

    service: ClassVar[Service] = Service.RECEIVED
    supplier: SystemId | None = None
    date_received: date | None = None
    shipped_service: ServiceType = ServiceType.LOAN


class Recall(Said, frozen=True, kw_only=True, tag="RECALL"):
    """The responder wants the item back at once."""

    service: ClassVar[Service] = Service.RECALL


class Returned(Said, frozen=True, kw_only=True, tag="RETURNED"):
    """The requester has sent the item back."""

    service: ClassVar[Service] = Service.RETURNED
    date_returned: date | None = None
    returned_via: str = ""
    insured_for: Amount | None = None


class CheckedIn(Said, frozen=True, kw_only=True, tag="CHECKED-IN"):
    """The responder has the item back."""

    service: ClassVar[Service] = Service.CHECKED_IN
    date_checked_in: date | None = None


class Overdue(Said, frozen=True, kw_only=True, tag="OVERDUE"):
    """The responder says that the loan is overdue."""

    service: ClassVar[Service] = Service.OVERDUE
    due: DateDue | None = None


class Renew(Said, frozen=True, kw_only=True, tag="RENEW"):
    """The requester asks for more time."""

    service: ClassVar[Service] = Service.RENEW
    desired_due: date | None = None


class RenewAnswer(Said, frozen=True, kw_only=True, tag="RENEW-ANSWER"):
    """Whether there is more time, and until when."""

    service: ClassVar[Service] = Service.RENEW_ANSWER
    answer: bool
    due: DateDue | None = None


class Lost(Said, frozen=True, kw_only=True, tag="LOST"):
    """Either side says that the item is lost."""

    service: ClassVar[Service] = Service.LOST


class Damaged(Said, frozen=True, kw_only=True, tag="DAMAGED"):
    """Either side says that the item is damaged: all of it, or the units that are listed."""

    service: ClassVar[Service] = Service.DAMAGED
    document_type: str = ""
    complete: bool = False
    units: tuple[int, ...] = ()


class Message(Said, frozen=True, kw_only=True, tag="MESSAGE"):
    """Free text to the other side."""

    service: ClassVar[Service] = Service.MESSAGE


class StatusQuery(Said, frozen=True, kw_only=True, tag="STATUS-QUERY"):
    """Either side asks how the transaction stands with the other."""

    service: ClassVar[Service] = Service.STATUS_QUERY


class StatusOrErrorReport(Said, frozen=True, kw_only=True, tag="STATUS-OR-ERROR-REPORT"):
    """How a transaction stands, or what is wrong, or why neither is said: exactly one of the three."""

    service: ClassVar[Service] = Service.STATUS_OR_ERROR_REPORT
    no_report: NoReport | None = None
    status: StatusReport | None = None
    error: ErrorReport | None = None


class Expired(Said, frozen=True, kw_only=True, tag="EXPIRED"):
    """The responder says that the request's time has run out. It carries no note."""

    service: ClassVar[Service] = Service.EXPIRED


AnyService: TypeAlias = (
    IllRequest
    | ForwardNotification
    | Shipped
    | IllAnswer
    | ConditionalReply
    | Cancel
    | CancelReply
    | Received
    | Recall
    | Returned
    | CheckedIn
    | Overdue
    | Renew
    | RenewAnswer
    | Lost
    | Damaged
    | Message
    | StatusQuery
    | StatusOrErrorReport
    | Expired
)


class IllMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One service between two libraries.

    `said` is the sender's own local date and time of it, ``YYYYMMDD`` or ``YYYYMMDDHHMMSS`` (no zone);
    `original` the same of the service that this one repeats, empty where it repeats none. `body` is the
    service. `rest` is what the wire message held and the model has no field for, by the standard's element
    names, as JSON. `critical` names extensions that the sender calls critical and nobody here understands.
    """

    version: int = 2
    transaction: TransactionId
    said: str
    original: str = ""
    requester: SystemId | None = None
    responder: SystemId | None = None
    body: AnyService
    rest: dict[str, Any] = {}
    critical: tuple[str, ...] = ()

    @property
    def service(self) -> Service:
        """Which service it is."""
        return self.body.service

    @property
    def first_said(self) -> str:
        """When the service was said for the first time: what repeats of it have in common."""
        return self.original or self.said
