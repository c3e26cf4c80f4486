"""What a request says besides the item: the services wanted, until when, for whom, at what cost.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.3, §2.6.
"""

from typing import Annotated, TypeAlias

from protocols.ber import Sequence, explicit, implicit, named, size
from protocols.iso10161.delivery import Amount
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.strings import AccountNumber, IllString, IsoDate
from protocols.iso10161.systems import AlreadyTriedListType, SendToListType, SystemAddress


class TransactionType(Enumeration):
    """Transaction-Type."""

    SIMPLE = 1
    CHAINED = 2
    PARTITIONED = 3


class IllServiceType(Enumeration):
    """ILL-Service-Type: a service wanted, the preferred one first in its list."""

    LOAN = 1
    COPY_NON_RETURNABLE = 2
    LOCATIONS = 3
    ESTIMATE = 4
    RESPONDER_SPECIFIC = 5


ShippedServiceType: TypeAlias = IllServiceType
"""Shipped-Service-Type: of the services only loan and copy-non-returnable."""


class PlaceOnHoldType(Enumeration):
    """Place-On-Hold-Type: whether to wait for an item that is not at hand."""

    YES = 1
    NO = 2
    ACCORDING_TO_RESPONDER_POLICY = 3


class Wish(Enumeration):
    """How much a message of the other side is wanted (a nameless type of both Optional-Messages-Types)."""

    REQUIRES = 1
    DESIRES = 2
    NEITHER = 3


class RequesterOptionalMessagesType(Sequence, frozen=True, kw_only=True):
    """Requester-Optional-Messages-Type: which of the optional messages it can send, and which it wants."""

    can_send_received: Annotated[bool, implicit(0), named("can-send-RECEIVED")]
    can_send_returned: Annotated[bool, implicit(1), named("can-send-RETURNED")]
    requester_shipped: Annotated[Wish | int, implicit(2), named("requester-SHIPPED")]
    requester_checked_in: Annotated[Wish | int, implicit(3), named("requester-CHECKED-IN")]


class ResponderOptionalMessagesType(Sequence, frozen=True, kw_only=True):
    """Responder-Optional-Messages-Type: the responder's side of the same."""

    can_send_shipped: Annotated[bool, implicit(0), named("can-send-SHIPPED")]
    can_send_checked_in: Annotated[bool, implicit(1), named("can-send-CHECKED-IN")]
    responder_received: Annotated[Wish | int, implicit(2), named("responder-RECEIVED")]
    responder_returned: Annotated[Wish | int, implicit(3), named("responder-RETURNED")]


class ExpiryFlag(Enumeration):
    """By which date the request expires (a nameless type of Search-Type)."""

    NEED_BEFORE_DATE = 1, "need-Before-Date"
    OTHER_DATE = 2, "other-Date"
    NO_EXPIRY = 3, "no-Expiry"


class SearchType(Sequence, frozen=True, kw_only=True):
    """Search-Type: how hard to search and until when; with its flag it is the only timer of the protocol."""

    level_of_service: Annotated[IllString | None, explicit(0), size(1, 1)] = None
    need_before_date: Annotated[IsoDate | None, implicit(1)] = None
    expiry_flag: Annotated[ExpiryFlag | int, implicit(2)] = ExpiryFlag.NO_EXPIRY
    expiry_date: Annotated[IsoDate | None, implicit(3)] = None


class ClientId(Sequence, frozen=True, kw_only=True):
    """Client-Id: the reader for whom it is. Personal data."""

    client_name: Annotated[IllString | None, explicit(0)] = None
    client_status: Annotated[IllString | None, explicit(1)] = None
    client_identifier: Annotated[IllString | None, explicit(2)] = None


class CostInfoType(Sequence, frozen=True, kw_only=True):
    """Cost-Info-Type: who pays, and how much at most."""

    account_number: Annotated[AccountNumber | None, explicit(0)] = None
    maximum_cost: Annotated[Amount | None, implicit(1)] = None
    reciprocal_agreement: Annotated[bool, implicit(2)] = False
    will_pay_fee: Annotated[bool, implicit(3)] = False
    payment_provided: Annotated[bool, implicit(4)] = False


class Preference(Enumeration):
    """Whether the order of the send-to-list counts (a nameless type of Third-Party-Info-Type)."""

    ORDERED = 1
    UNORDERED = 2


class ThirdPartyInfoType(Sequence, frozen=True, kw_only=True):
    """Third-Party-Info-Type: what an intermediary may do, whom to try, who has been tried.

    The already-tried-list grows at each hop and keeps a request from going round in circles.
    """

    permission_to_forward: Annotated[bool, implicit(0)] = False
    permission_to_chain: Annotated[bool, implicit(1)] = False
    permission_to_partition: Annotated[bool, implicit(2)] = False
    permission_to_change_send_to_list: Annotated[bool, implicit(3)] = False
    initial_requester_address: Annotated[SystemAddress | None, implicit(4)] = None
    preference: Annotated[Preference | int, implicit(5)] = Preference.UNORDERED
    send_to_list: Annotated[SendToListType | None, implicit(6)] = None
    already_tried_list: Annotated[AlreadyTriedListType | None, implicit(7)] = None
