"""What the services are made of: each part of the model and its members on the wire.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.3.
"""

from typing import Final

from msgspec import UNSET

from gateway.model.ill import parts as model
from gateway.model.ill.names import SystemAddress, SystemId, TransactionId
from gateway.model.ill.words import (
    ExpiryFlag,
    Medium,
    PlaceOnHold,
    Preference,
    ServiceType,
    TransactionType,
    Wish,
)
from gateway.translate.iso10161.forms import Leaf, Many, Notes, Value, Where, Wire, Writing, path
from gateway.translate.iso10161.leaves import (
    AMOUNT,
    COUNT,
    DAY,
    EXACT,
    EXACT_OR_NONE,
    TEXT,
    flag,
    short_text,
    text_of,
    today,
    word,
    words,
)
from gateway.translate.iso10161.tables import Always, Joint, Pair, Record, Whole
from protocols.iso10161 import items, wishes

# ------------------------------------------------------------------------------------- who, and where


def either(person: str, institution: str, element: str, fields: tuple[str, str], text: Leaf) -> Joint:
    """A CHOICE of a person's and an institution's text, as a text and whether it is a person's."""

    def reads(wire: Wire) -> tuple[str, bool]:
        arms = {} if wire is UNSET else wire
        arm = person if person in arms else institution
        return text.reads(arms.get(arm, "")), person in arms

    def writes(value: str, is_person: bool) -> tuple[Wire]:  # noqa: FBT001 - a field of the model
        said = text.writes(value)
        return (UNSET,) if said is UNSET else ({person if is_person else institution: said},)

    return Joint(
        elements=(element,),
        fields=fields,
        reads=reads,
        writes=writes,
        sayable=lambda wire: all(text.sayable(each) for each in wire.values()),
        means=lambda value, is_person: (text.means(value), is_person and bool(text.means(value))),
    )


class _System:
    """System-Id, whose symbol and name are texts of a kind. One that has neither can't be said."""

    __slots__ = ("_record",)

    def __init__(self, text: Leaf) -> None:
        self._record = _record(text)

    def read(self, wire: Wire, at: Where, remarks: Notes) -> tuple[Value, Wire]:
        """As its record reads it."""
        return self._record.read(wire, at, remarks)

    def write(self, value: SystemId | None, kept: Wire, at: Where, writing: Writing) -> Wire:
        """The System-Id; None for none, and nothing for one that names nobody."""
        if value is not None and not str(value):
            writing.losses.append(f"{path(at)}: names nobody")
            return UNSET
        return self._record.write(value, kept, at, writing)


def _record(text: Leaf) -> Record:
    return Record(
        SystemId,
        either(
            "person-symbol",
            "institution-symbol",
            "person-or-institution-symbol",
            ("symbol", "person"),
            text,
        ),
        either(
            "name-of-person",
            "name-of-institution",
            "name-of-person-or-institution",
            ("name", "named_person"),
            text,
        ),
    )


SYSTEM: Final = _System(TEXT)
"""System-Id."""

NOBODY: Final = {"name-of-person-or-institution": {"name-of-institution": "unknown"}}


def nobody(_writing: Writing) -> Wire:
    """What stands for a party that must be named and is not known."""
    return dict(NOBODY)


ADDRESS: Final = Record(
    SystemAddress,
    Pair("telecom-service-identifier", "service", TEXT),
    Pair("telecom-service-address", "address", TEXT),
)
"""System-Address."""

TRANSACTION: Final = Record(
    TransactionId,
    Pair("initial-requester-id", "initial_requester", _System(EXACT_OR_NONE)),
    Pair("transaction-group-qualifier", "group", EXACT),
    Pair("transaction-qualifier", "qualifier", EXACT),
    Pair("sub-transaction-qualifier", "sub", EXACT_OR_NONE),
)
"""Transaction-Id. Its texts are the peer's, blanks and all: it compares them with its own."""

POSTAL: Final = Record(
    model.PostalAddress,
    either(
        "name-of-person",
        "name-of-institution",
        "name-of-person-or-institution",
        ("name", "name_of_person"),
        TEXT,
    ),
    Pair("extended-postal-delivery-address", "extended", TEXT),
    Pair("street-and-number", "street", TEXT),
    Pair("post-office-box", "post_office_box", TEXT),
    Pair("city", "city", TEXT),
    Pair("region", "region", TEXT),
    Pair("country", "country", TEXT),
    Pair("postal-code", "postal_code", TEXT),
)
"""Postal-Address."""

DELIVERY: Final = Record(
    model.Delivery,
    Pair("postal-address", "postal", POSTAL),
    Pair("electronic-address", "electronic", ADDRESS),
)
"""Delivery-Address."""

LOCATIONS: Final = Many(
    form=Record(
        model.Location,
        Pair("location-id", "system", SYSTEM, nobody),
        Pair("location-address", "address", ADDRESS),
        Pair("location-note", "note", TEXT),
    )
)
"""SEQUENCE OF Location-Info."""

SEND_TO: Final = Many(
    form=Record(
        model.SendTo,
        Pair("system-id", "system", SYSTEM, nobody),
        Pair("account-number", "account", TEXT),
        Pair("system-address", "address", ADDRESS),
    )
)
"""Send-To-List-Type."""

TRIED: Final = Many(form=SYSTEM)
"""Already-Tried-List-Type."""


def _by_post(wire: Wire) -> str:
    return text_of(wire.get("physical-delivery", "")).strip()


PHYSICAL: Final = Leaf(
    reads=_by_post,
    writes=lambda value: {"physical-delivery": value.strip()} if value.strip() else UNSET,
    empty="",
    sayable=lambda wire: TEXT.sayable(wire.get("physical-delivery", ".")),
    means=str.strip,
)
"""Delivery-Service and shipped-via: how it travels, in words. The other arm is kept beside it."""

# ------------------------------------------------------------------------------------- lists of words

_SERVICES: Final = words(wishes.IllServiceType, ServiceType)
SERVICE_TYPE: Final = word(_SERVICES)
"""ILL-Service-Type in a list: a number that it does not have is no service."""

SHIPPED_SERVICE: Final = word(
    {spelling: each for spelling, each in _SERVICES.items() if each in (ServiceType.LOAN, ServiceType.COPY)},
    ServiceType.LOAN,
    empty=ServiceType.LOAN,
)
"""Shipped-Service-Type. What is neither a loan nor a copy is expected back, like a loan."""

TRANSACTION_TYPE: Final = word(
    words(wishes.TransactionType, TransactionType), TransactionType.SIMPLE, empty=TransactionType.SIMPLE
)
PLACE_ON_HOLD: Final = word(
    words(wishes.PlaceOnHoldType, PlaceOnHold),
    PlaceOnHold.RESPONDER_POLICY,
    empty=PlaceOnHold.RESPONDER_POLICY,
)
MEDIUM: Final = word(words(items.MediumType, Medium), Medium.OTHER)
SUPPLY_MEDIUM: Final = word(words(items.SupplyMediumType, Medium), Medium.OTHER)
_WISH: Final = word(words(wishes.Wish, Wish), Wish.DESIRES, empty=Wish.DESIRES)

# ------------------------------------------------------------------------------------- how it is wanted

REQUESTER_MESSAGES: Final = Always(
    Record(
        model.RequesterMessages,
        Pair("can-send-RECEIVED", "can_send_received", flag(empty=True)),
        Pair("can-send-RETURNED", "can_send_returned", flag(empty=True)),
        Pair("requester-SHIPPED", "shipped", _WISH),
        Pair("requester-CHECKED-IN", "checked_in", _WISH),
    )
)
"""Requester-Optional-Messages-Type."""

RESPONDER_MESSAGES: Final = Record(
    model.ResponderMessages,
    Pair("can-send-SHIPPED", "can_send_shipped", flag(empty=True)),
    Pair("can-send-CHECKED-IN", "can_send_checked_in", flag(empty=True)),
    Pair("responder-RECEIVED", "received", _WISH),
    Pair("responder-RETURNED", "returned", _WISH),
)
"""Responder-Optional-Messages-Type."""

SEARCH: Final = Record(
    model.SearchType,
    Pair("level-of-service", "level_of_service", short_text(1)),
    Pair("need-before-date", "need_before", DAY),
    Pair(
        "expiry-flag",
        "expiry_flag",
        word(words(wishes.ExpiryFlag, ExpiryFlag), ExpiryFlag.NO_EXPIRY, empty=ExpiryFlag.NO_EXPIRY),
    ),
    Pair("expiry-date", "expiry_date", DAY),
)
"""Search-Type."""

CLIENT: Final = Record(
    model.Client,
    Pair("client-name", "name", TEXT),
    Pair("client-status", "status", TEXT),
    Pair("client-identifier", "identifier", TEXT),
)
"""Client-Id."""

COST_INFO: Final = Record(
    model.CostInfo,
    Pair("account-number", "account", TEXT),
    Pair("maximum-cost", "maximum", AMOUNT),
    Pair("reciprocal-agreement", "reciprocal_agreement", flag(empty=False)),
    Pair("will-pay-fee", "will_pay_fee", flag(empty=False)),
    Pair("payment-provided", "payment_provided", flag(empty=False)),
)
"""Cost-Info-Type."""

SUPPLY_MEDIA: Final = Many(
    form=Record(
        model.SupplyMedium,
        Pair("supply-medium-type", "medium", SUPPLY_MEDIUM),
        Pair("medium-characteristics", "characteristics", TEXT),
    ),
    most=7,
)
"""SEQUENCE SIZE (1..7) OF Supply-Medium-Info-Type."""

UNITS: Final = Many(
    form=Whole(
        Record(model.Units, Pair("medium", "medium", SUPPLY_MEDIUM), Pair("no-of-units", "number", COUNT))
    )
)
"""SEQUENCE OF Units-Per-Medium-Type."""

THIRD_PARTY: Final = Record(
    model.ThirdParty,
    Pair("permission-to-forward", "permission_to_forward", flag(empty=False)),
    Pair("permission-to-chain", "permission_to_chain", flag(empty=False)),
    Pair("permission-to-partition", "permission_to_partition", flag(empty=False)),
    Pair("permission-to-change-send-to-list", "permission_to_change_send_to_list", flag(empty=False)),
    Pair("initial-requester-address", "initial_requester_address", ADDRESS),
    Pair(
        "preference",
        "preference",
        word(words(wishes.Preference, Preference), Preference.UNORDERED, empty=Preference.UNORDERED),
    ),
    Pair("send-to-list", "send_to", SEND_TO),
    Pair("already-tried-list", "already_tried", TRIED),
)
"""Third-Party-Info-Type."""

DATE_DUE: Final = Record(
    model.DateDue, Pair("date-due-field", "day", DAY, today), Pair("renewable", "renewable", flag(empty=True))
)
"""Date-Due."""
