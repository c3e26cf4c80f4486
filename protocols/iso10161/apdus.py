"""The twenty APDUs, each with its members in the order in which they are written.

The requester sends ILL-Request, Conditional-Reply, Cancel, Received, Returned and Renew; the responder
Forward-Notification (as an intermediary), Shipped, ILL-Answer, Cancel-Reply, Recall, Checked-In, Overdue,
Renew-Answer and Expired; both Lost, Damaged, Message, Status-Query and Status-Or-Error-Report. FORWARD is a
service without an APDU of its own: an ILL-Request with its forward-flag set, and a Forward-Notification.

Each is an explicitly tagged SEQUENCE: ``61 LL 30 LL …``.
Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.1, §1.2.
"""

from collections.abc import Mapping
from typing import Annotated

from protocols.ber import Choice, External, Sequence, application, explicit, implicit, named, size
from protocols.iso10161.answers import ResultsExplanation, TransactionResults
from protocols.iso10161.delivery import Amount, DamagedDetails, DateDue, DeliveryService, SupplyDetails
from protocols.iso10161.extension import Extension
from protocols.iso10161.items import ItemId, SupplementalItemDescription, SupplyMediumInfoType
from protocols.iso10161.reports import ErrorReport, ReasonNoReport, StatusReport
from protocols.iso10161.strings import IllString, IsoDate, TransportationMode
from protocols.iso10161.systems import (
    AlreadyTriedListType,
    DeliveryAddress,
    PostalAddress,
    SendToListType,
    ServiceDateTime,
    SystemAddress,
    SystemId,
    TransactionId,
)
from protocols.iso10161.wishes import (
    ClientId,
    CostInfoType,
    IllServiceType,
    PlaceOnHoldType,
    RequesterOptionalMessagesType,
    ResponderOptionalMessagesType,
    SearchType,
    ShippedServiceType,
    ThirdPartyInfoType,
    TransactionType,
)


class Apdu(Sequence, frozen=True, kw_only=True):
    """What every APDU begins with. Both parties must be named where an APDU travels by mail."""

    protocol_version_num: Annotated[int, implicit(0)]
    transaction_id: Annotated[TransactionId, implicit(1)]
    service_date_time: Annotated[ServiceDateTime, implicit(2)]
    requester_id: Annotated[SystemId | None, implicit(3)] = None
    responder_id: Annotated[SystemId | None, implicit(4)] = None


class IllRequest(Apdu, frozen=True, kw_only=True):
    """ILL-Request: please lend, copy, locate or estimate this."""

    asn1_name = "ILL-Request"
    asn1_tag = explicit(application(1))

    transaction_type: Annotated[TransactionType | int, implicit(5)] = TransactionType.SIMPLE
    delivery_address: Annotated[DeliveryAddress | None, implicit(6)] = None
    delivery_service: DeliveryService | None = None
    billing_address: Annotated[DeliveryAddress | None, implicit(8)] = None
    ill_service_type: Annotated[
        tuple[IllServiceType | int, ...], implicit(9), size(1, 5), named("iLL-service-type")
    ]
    responder_specific_service: Annotated[External | None, explicit(10)] = None
    requester_optional_messages: Annotated[RequesterOptionalMessagesType, implicit(11)]
    search_type: Annotated[SearchType | None, implicit(12)] = None
    supply_medium_info_type: Annotated[tuple[SupplyMediumInfoType, ...] | None, implicit(13), size(1, 7)] = (
        None
    )
    place_on_hold: Annotated[PlaceOnHoldType | int, implicit(14)] = (
        PlaceOnHoldType.ACCORDING_TO_RESPONDER_POLICY
    )
    client_id: Annotated[ClientId | None, implicit(15)] = None
    item_id: Annotated[ItemId, implicit(16)]
    supplemental_item_description: Annotated[SupplementalItemDescription | None, implicit(17)] = None
    cost_info_type: Annotated[CostInfoType | None, implicit(18)] = None
    copyright_compliance: Annotated[IllString | None, explicit(19)] = None
    third_party_info_type: Annotated[ThirdPartyInfoType | None, implicit(20)] = None
    retry_flag: Annotated[bool, implicit(21)] = False
    forward_flag: Annotated[bool, implicit(22)] = False
    requester_note: Annotated[IllString | None, explicit(46)] = None
    forward_note: Annotated[IllString | None, explicit(47)] = None
    ill_request_extensions: Annotated[
        tuple[Extension, ...] | None, implicit(49), named("iLL-request-extensions")
    ] = None


class ForwardNotification(Apdu, frozen=True, kw_only=True):
    """Forward-Notification: the request has gone on to another responder, who must be named."""

    asn1_name = "Forward-Notification"
    asn1_tag = explicit(application(2))

    responder_id: Annotated[SystemId, implicit(4)]
    responder_address: Annotated[SystemAddress | None, implicit(24)] = None
    intermediary_id: Annotated[SystemId, implicit(25)]
    notification_note: Annotated[IllString | None, explicit(48)] = None
    forward_notification_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Shipped(Apdu, frozen=True, kw_only=True):
    """Shipped: it is on its way."""

    asn1_name = "Shipped"
    asn1_tag = explicit(application(3))

    responder_address: Annotated[SystemAddress | None, implicit(24)] = None
    intermediary_id: Annotated[SystemId | None, implicit(25)] = None
    supplier_id: Annotated[SystemId | None, implicit(26)] = None
    client_id: Annotated[ClientId | None, implicit(15)] = None
    transaction_type: Annotated[TransactionType | int, implicit(5)] = TransactionType.SIMPLE
    supplemental_item_description: Annotated[SupplementalItemDescription | None, implicit(17)] = None
    shipped_service_type: Annotated[ShippedServiceType | int, implicit(27)]
    responder_optional_messages: Annotated[ResponderOptionalMessagesType | None, implicit(28)] = None
    supply_details: Annotated[SupplyDetails, implicit(29)]
    return_to_address: Annotated[PostalAddress | None, implicit(30)] = None
    responder_note: Annotated[IllString | None, explicit(46)] = None
    shipped_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class IllAnswer(Apdu, frozen=True, kw_only=True):
    """ILL-Answer: one of seven results, with its particulars."""

    asn1_name = "ILL-Answer"
    asn1_tag = explicit(application(4))

    transaction_results: Annotated[TransactionResults | int, implicit(31)]
    results_explanation: Annotated[ResultsExplanation | None, explicit(32)] = None
    responder_specific_results: Annotated[External | None, explicit(33)] = None
    supplemental_item_description: Annotated[SupplementalItemDescription | None, implicit(17)] = None
    send_to_list: Annotated[SendToListType | None, implicit(23)] = None
    already_tried_list: Annotated[AlreadyTriedListType | None, implicit(34)] = None
    responder_optional_messages: Annotated[ResponderOptionalMessagesType | None, implicit(28)] = None
    responder_note: Annotated[IllString | None, explicit(46)] = None
    ill_answer_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class ConditionalReply(Apdu, frozen=True, kw_only=True):
    """Conditional-Reply: whether the condition is accepted."""

    asn1_name = "Conditional-Reply"
    asn1_tag = explicit(application(5))

    answer: Annotated[bool, implicit(35)]
    requester_note: Annotated[IllString | None, explicit(46)] = None
    conditional_reply_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Cancel(Apdu, frozen=True, kw_only=True):
    """Cancel: please don't, if you still can."""

    asn1_name = "Cancel"
    asn1_tag = explicit(application(6))

    requester_note: Annotated[IllString | None, explicit(46)] = None
    cancel_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class CancelReply(Apdu, frozen=True, kw_only=True):
    """Cancel-Reply: whether it is cancelled."""

    asn1_name = "Cancel-Reply"
    asn1_tag = explicit(application(7))

    answer: Annotated[bool, implicit(35)]
    responder_note: Annotated[IllString | None, explicit(46)] = None
    cancel_reply_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Received(Apdu, frozen=True, kw_only=True):
    """Received: it has come."""

    asn1_name = "Received"
    asn1_tag = explicit(application(8))

    supplier_id: Annotated[SystemId | None, implicit(26)] = None
    supplemental_item_description: Annotated[SupplementalItemDescription | None, implicit(17)] = None
    date_received: Annotated[IsoDate, implicit(36)]
    shipped_service_type: Annotated[ShippedServiceType | int, implicit(27)]
    requester_note: Annotated[IllString | None, explicit(46)] = None
    received_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Recall(Apdu, frozen=True, kw_only=True):
    """Recall: please send it back now."""

    asn1_name = "Recall"
    asn1_tag = explicit(application(9))

    responder_note: Annotated[IllString | None, explicit(46)] = None
    recall_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Returned(Apdu, frozen=True, kw_only=True):
    """Returned: it is on its way back."""

    asn1_name = "Returned"
    asn1_tag = explicit(application(10))

    supplemental_item_description: Annotated[SupplementalItemDescription | None, implicit(17)] = None
    date_returned: Annotated[IsoDate, implicit(37)]
    returned_via: Annotated[TransportationMode | None, explicit(38)] = None
    insured_for: Annotated[Amount | None, implicit(39)] = None
    requester_note: Annotated[IllString | None, explicit(46)] = None
    returned_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class CheckedIn(Apdu, frozen=True, kw_only=True):
    """Checked-In: it is back."""

    asn1_name = "Checked-In"
    asn1_tag = explicit(application(11))

    date_checked_in: Annotated[IsoDate, implicit(40)]
    responder_note: Annotated[IllString | None, explicit(46)] = None
    checked_in_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Overdue(Apdu, frozen=True, kw_only=True):
    """Overdue: it should be back. Its extensions alone are explicit."""

    asn1_name = "Overdue"
    asn1_tag = explicit(application(12))

    date_due: Annotated[DateDue, implicit(41)]
    responder_note: Annotated[IllString | None, explicit(46)] = None
    overdue_extensions: Annotated[tuple[Extension, ...] | None, explicit(49)] = None


class Renew(Apdu, frozen=True, kw_only=True):
    """Renew: whether it may be kept longer."""

    asn1_name = "Renew"
    asn1_tag = explicit(application(13))

    desired_due_date: Annotated[IsoDate | None, implicit(42)] = None
    requester_note: Annotated[IllString | None, explicit(46)] = None
    renew_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class RenewAnswer(Apdu, frozen=True, kw_only=True):
    """Renew-Answer: whether, and until when."""

    asn1_name = "Renew-Answer"
    asn1_tag = explicit(application(14))

    answer: Annotated[bool, implicit(35)]
    date_due: Annotated[DateDue | None, implicit(41)] = None
    responder_note: Annotated[IllString | None, explicit(46)] = None
    renew_answer_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Lost(Apdu, frozen=True, kw_only=True):
    """Lost: it is lost."""

    asn1_name = "Lost"
    asn1_tag = explicit(application(15))

    note: Annotated[IllString | None, explicit(46)] = None
    lost_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Damaged(Apdu, frozen=True, kw_only=True):
    """Damaged: it came damaged. The details came with version 2."""

    asn1_name = "Damaged"
    asn1_tag = explicit(application(16))

    damaged_details: Annotated[DamagedDetails | None, implicit(5)] = None
    note: Annotated[IllString | None, explicit(46)] = None
    damaged_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Message(Apdu, frozen=True, kw_only=True):
    """Message: a word from people to people."""

    asn1_name = "Message"
    asn1_tag = explicit(application(17))

    note: Annotated[IllString, explicit(46)]
    message_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class StatusQuery(Apdu, frozen=True, kw_only=True):
    """Status-Query: how it stands."""

    asn1_name = "Status-Query"
    asn1_tag = explicit(application(18))

    note: Annotated[IllString | None, explicit(46)] = None
    status_query_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class StatusOrErrorReport(Apdu, frozen=True, kw_only=True):
    """Status-Or-Error-Report: so it stands, or this was wrong; or why neither can be said."""

    asn1_name = "Status-Or-Error-Report"
    asn1_tag = explicit(application(19))

    reason_no_report: Annotated[ReasonNoReport | int | None, implicit(43)] = None
    status_report: Annotated[StatusReport | None, implicit(44)] = None
    error_report: Annotated[ErrorReport | None, implicit(45)] = None
    note: Annotated[IllString | None, explicit(46)] = None
    status_or_error_report_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class Expired(Apdu, frozen=True, kw_only=True):
    """Expired: the request has run out of time."""

    asn1_name = "Expired"
    asn1_tag = explicit(application(20))

    expired_extensions: Annotated[tuple[Extension, ...] | None, implicit(49)] = None


class IllApdu(Choice, frozen=True, kw_only=True):
    """ILL-APDU: one of the twenty, told apart by their tags."""

    asn1_name = "ILL-APDU"

    ill_request: Annotated[IllRequest | None, named("ILL-Request")] = None
    forward_notification: Annotated[ForwardNotification | None, named("Forward-Notification")] = None
    shipped: Annotated[Shipped | None, named("Shipped")] = None
    ill_answer: Annotated[IllAnswer | None, named("ILL-Answer")] = None
    conditional_reply: Annotated[ConditionalReply | None, named("Conditional-Reply")] = None
    cancel: Annotated[Cancel | None, named("Cancel")] = None
    cancel_reply: Annotated[CancelReply | None, named("Cancel-Reply")] = None
    received: Annotated[Received | None, named("Received")] = None
    recall: Annotated[Recall | None, named("Recall")] = None
    returned: Annotated[Returned | None, named("Returned")] = None
    checked_in: Annotated[CheckedIn | None, named("Checked-In")] = None
    overdue: Annotated[Overdue | None, named("Overdue")] = None
    renew: Annotated[Renew | None, named("Renew")] = None
    renew_answer: Annotated[RenewAnswer | None, named("Renew-Answer")] = None
    lost: Annotated[Lost | None, named("Lost")] = None
    damaged: Annotated[Damaged | None, named("Damaged")] = None
    message: Annotated[Message | None, named("Message")] = None
    status_query: Annotated[StatusQuery | None, named("Status-Query")] = None
    status_or_error_report: Annotated[StatusOrErrorReport | None, named("Status-Or-Error-Report")] = None
    expired: Annotated[Expired | None, named("Expired")] = None


NUMBERS: Mapping[type[Apdu], int] = {
    IllRequest: 1,
    ForwardNotification: 2,
    Shipped: 3,
    IllAnswer: 4,
    ConditionalReply: 5,
    Cancel: 6,
    CancelReply: 7,
    Received: 8,
    Recall: 9,
    Returned: 10,
    CheckedIn: 11,
    Overdue: 12,
    Renew: 13,
    RenewAnswer: 14,
    Lost: 15,
    Damaged: 16,
    Message: 17,
    StatusQuery: 18,
    StatusOrErrorReport: 19,
    Expired: 20,
}
"""Each APDU's application tag, which is its ILL-APDU-Type as well."""
