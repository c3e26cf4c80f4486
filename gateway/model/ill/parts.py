"""What the services are made of. An empty text means that the element is not there; dates are days."""

from datetime import date
from typing import Final

import msgspec

from gateway.model.ill.names import SystemAddress, SystemId
from gateway.model.ill.words import (
    ExpiryFlag,
    ItemType,
    Medium,
    Preference,
    Reason,
    Results,
    Wish,
)


class Amount(msgspec.Struct, frozen=True):
    """Money as a partner says it (Amount): the text of the number, and ISO 4217's currency or nothing.

    The number is kept as text: the standard allows commas and blanks in it, and nobody here reckons with it.
    """

    value: str
    currency: str = ""


class PostalAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Postal-Address."""

    name: str = ""
    name_of_person: bool = False
    extended: str = ""
    street: str = ""
    post_office_box: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    postal_code: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is to go (Delivery-Address), by post, electronically, or either."""

    postal: PostalAddress | None = None
    electronic: SystemAddress | None = None


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A library that may have the item (Location-Info)."""

    system: SystemId
    address: SystemAddress | None = None
    note: str = ""


class SendTo(msgspec.Struct, frozen=True, kw_only=True):
    """A library that a request may be sent on to (an entry of Send-To-List-Type)."""

    system: SystemId
    account: str = ""
    address: SystemAddress | None = None


class DateDue(msgspec.Struct, frozen=True):
    """Until when a loan runs (Date-Due). `day` is None only where a partner's text is no date."""

    day: date | None
    renewable: bool = True


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to read it (Client-Id). Personal: partners need no more than a reference."""

    name: str = ""
    status: str = ""
    identifier: str = ""


class IllItem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted (Item-Id). `isbn` has ten digits or thirteen; the translator knows where they go."""

    item_type: ItemType | None = None
    held_medium: Medium | None = None
    call_number: str = ""
    author: str = ""
    title: str = ""
    sub_title: str = ""
    sponsoring_body: str = ""
    place_of_publication: str = ""
    publisher: str = ""
    series_title_number: str = ""
    volume_issue: str = ""
    edition: str = ""
    publication_date: str = ""
    publication_date_of_component: str = ""
    author_of_article: str = ""
    title_of_article: str = ""
    pagination: str = ""
    isbn: str = ""
    issn: str = ""
    additional_no_letters: str = ""
    verification_reference_source: str = ""


class SupplyMedium(msgspec.Struct, frozen=True):
    """A medium that would do (Supply-Medium-Info-Type)."""

    medium: Medium
    characteristics: str = ""


class Units(msgspec.Struct, frozen=True):
    """How many units of a medium were sent (Units-Per-Medium-Type)."""

    medium: Medium
    number: int


class CostInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What the requester will pay (Cost-Info-Type)."""

    account: str = ""
    maximum: Amount | None = None
    reciprocal_agreement: bool = False
    will_pay_fee: bool = False
    payment_provided: bool = False


class SearchType(msgspec.Struct, frozen=True, kw_only=True):
    """How urgently, and until when (Search-Type)."""

    level_of_service: str = ""
    need_before: date | None = None
    expiry_flag: ExpiryFlag = ExpiryFlag.NO_EXPIRY
    expiry_date: date | None = None

    @property
    def expires(self) -> date | None:
        """The last day on which the request is still wanted; None where it does not expire."""
        days = {ExpiryFlag.NEED_BEFORE_DATE: self.need_before, ExpiryFlag.OTHER_DATE: self.expiry_date}
        return days.get(self.expiry_flag)


class RequesterMessages(msgspec.Struct, frozen=True, kw_only=True):
    """Which optional messages a requester can send, and which it wants (Requester-Optional-Messages-Type)."""

    can_send_received: bool = True
    can_send_returned: bool = True
    shipped: Wish = Wish.DESIRES
    checked_in: Wish = Wish.DESIRES


class ResponderMessages(msgspec.Struct, frozen=True, kw_only=True):
    """The same of a responder (Responder-Optional-Messages-Type)."""

    can_send_shipped: bool = True
    can_send_checked_in: bool = True
    received: Wish = Wish.DESIRES
    returned: Wish = Wish.DESIRES


class ThirdParty(msgspec.Struct, frozen=True, kw_only=True):
    """How far a request may be passed on, and by whom it was tried (Third-Party-Info-Type)."""

    permission_to_forward: bool = False
    permission_to_chain: bool = False
    permission_to_partition: bool = False
    permission_to_change_send_to_list: bool = False
    initial_requester_address: SystemAddress | None = None
    preference: Preference = Preference.UNORDERED
    send_to: tuple[SendTo, ...] = ()
    already_tried: tuple[SystemId, ...] = ()


_R = Reason

#: Reasons that several kinds of answer share.
_NOT_NOW: Final = (_R.IN_USE_ON_LOAN, _R.IN_PROCESS, _R.ON_ORDER, _R.AT_BINDERY, _R.ON_HOLD)
_ELSE: Final = (_R.OTHER, _R.RESPONDER_SPECIFIC)
_NOT_HERE: Final = (
    _R.LOST,
    _R.NON_CIRCULATING,
    _R.NOT_OWNED,
    _R.VOLUME_ISSUE_NOT_YET_AVAILABLE,
    _R.LACKING,
    _R.NOT_ON_SHELF,
    _R.ON_RESERVE,
    _R.POOR_CONDITION,
    _R.COST_EXCEEDS_LIMIT,
)
_TERMS: Final = (_R.CHARGES, _R.PREPAYMENT_REQUIRED, _R.LACKS_COPYRIGHT_COMPLIANCE)
_USE: Final = (
    _R.LIBRARY_USE_ONLY,
    _R.NO_REPRODUCTION,
    _R.CLIENT_SIGNATURE_REQUIRED,
    _R.SPECIAL_COLLECTIONS_SUPERVISION_REQUIRED,
)

REASONS: Final[dict[Results, frozenset[Reason]]] = {
    Results.CONDITIONAL: frozenset(
        {_R.COST_EXCEEDS_LIMIT, *_TERMS, *_USE, *_ELSE, _R.PROPOSED_DELIVERY_SERVICE}
    ),
    Results.RETRY: frozenset(
        {
            *_NOT_NOW,
            _R.VOLUME_ISSUE_NOT_YET_AVAILABLE,
            _R.COST_EXCEEDS_LIMIT,
            *_TERMS,
            _R.NOT_FOUND_AS_CITED,
            *_ELSE,
        }
    ),
    Results.UNFILLED: frozenset(
        {
            *_NOT_NOW,
            *_NOT_HERE,
            *_TERMS,
            _R.NOT_FOUND_AS_CITED,
            _R.LOCATIONS_NOT_FOUND,
            _R.POLICY_PROBLEM,
            _R.MANDATORY_MESSAGING_NOT_SUPPORTED,
            _R.EXPIRY_NOT_SUPPORTED,
            _R.REQUESTED_DELIVERY_SERVICES_NOT_SUPPORTED,
            _R.PREFERRED_DELIVERY_TIME_NOT_POSSIBLE,
            *_ELSE,
        }
    ),
    Results.LOCATIONS_PROVIDED: frozenset({*_NOT_NOW, *_NOT_HERE, *_ELSE}),
    Results.WILL_SUPPLY: frozenset(
        {*_NOT_NOW, _R.BEING_PROCESSED_FOR_SUPPLY, *_ELSE, _R.ELECTRONIC_DELIVERY}
    ),
    Results.HOLD_PLACED: frozenset(),
    Results.ESTIMATE: frozenset(),
}
"""Which reasons an answer may give (the enumerations of reference ill.md §1.3)."""

SHIPPED_CONDITIONS: Final = frozenset({*_USE, _R.OTHER})
"""Under which conditions something may be shipped (Supply-Details.shipped-conditions)."""
