"""The services, each with the fields of its body and what they are on the wire.

A service has one table, for both directions; of ILL-ANSWER there is one for each of its seven results, and
STATUS-OR-ERROR-REPORT stands in `gateway.translate.iso10161.reports`.
Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.2, §1.4.
"""

from typing import Any, Final

from msgspec import UNSET

from gateway.model.ill import services as model
from gateway.model.ill.parts import REASONS
from gateway.model.ill.words import Reason, Results, ServiceType
from gateway.translate.iso10161.forms import Leaf, Many, Wire, Writing
from gateway.translate.iso10161.item import ITEM
from gateway.translate.iso10161.leaves import AMOUNT, COUNT, DAY, OID, TEXT, flag, today, word, words
from gateway.translate.iso10161.parts import (
    ADDRESS,
    CLIENT,
    COST_INFO,
    DATE_DUE,
    DELIVERY,
    LOCATIONS,
    MEDIUM,
    PHYSICAL,
    PLACE_ON_HOLD,
    POSTAL,
    REQUESTER_MESSAGES,
    RESPONDER_MESSAGES,
    SEARCH,
    SEND_TO,
    SERVICE_TYPE,
    SHIPPED_SERVICE,
    SUPPLY_MEDIA,
    SYSTEM,
    THIRD_PARTY,
    TRANSACTION_TYPE,
    TRIED,
    UNITS,
    nobody,
)
from gateway.translate.iso10161.reports import STATUS_OR_ERROR_REPORT
from gateway.translate.iso10161.tables import Entries, Entry, Group, Joint, Pair, Record
from protocols.iso10161 import answers, delivery
from protocols.iso10161.enumeration import Enumeration


def _loan(_writing: Writing) -> Wire:
    return [ServiceType.LOAN.value]


def _no_text(_writing: Writing) -> Wire:
    return "-"


REQUESTER_NOTE: Final = Pair("requester-note", "note", TEXT)
RESPONDER_NOTE: Final = Pair("responder-note", "note", TEXT)
NOTE: Final = Pair("note", "note", TEXT)
ANSWER: Final = Pair("answer", "answer", flag(empty=False))

ILL_REQUEST: Final = Record(
    model.IllRequest,
    Pair("transaction-type", "transaction_type", TRANSACTION_TYPE),
    Pair("delivery-address", "delivery_address", DELIVERY),
    Pair("delivery-service", "delivery_service", PHYSICAL),
    Pair("billing-address", "billing_address", DELIVERY),
    Pair("iLL-service-type", "service_types", Many(form=SERVICE_TYPE, most=5), _loan),
    Pair("requester-optional-messages", "optional_messages", REQUESTER_MESSAGES),
    Pair("search-type", "search", SEARCH),
    Pair("supply-medium-info-type", "supply_media", SUPPLY_MEDIA),
    Pair("place-on-hold", "place_on_hold", PLACE_ON_HOLD),
    Pair("client-id", "client", CLIENT),
    Pair("item-id", "item", ITEM),
    Pair("cost-info-type", "cost", COST_INFO),
    Pair("copyright-compliance", "copyright_compliance", TEXT),
    Pair("third-party-info-type", "third_party", THIRD_PARTY),
    Pair("retry-flag", "retry", flag(empty=False)),
    Pair("forward-flag", "forward", flag(empty=False)),
    REQUESTER_NOTE,
    Pair("forward-note", "forward_note", TEXT),
)

FORWARD_NOTIFICATION: Final = Record(
    model.ForwardNotification,
    Pair("responder-address", "address", ADDRESS),
    Pair("intermediary-id", "intermediary", SYSTEM, nobody),
    Pair("notification-note", "note", TEXT),
)

SHIPPED: Final = Record(
    model.Shipped,
    Pair("responder-address", "address", ADDRESS),
    Pair("intermediary-id", "intermediary", SYSTEM),
    Pair("supplier-id", "supplier", SYSTEM),
    Pair("client-id", "client", CLIENT),
    Pair("transaction-type", "transaction_type", TRANSACTION_TYPE),
    Pair("shipped-service-type", "shipped_service", SHIPPED_SERVICE),
    Pair("responder-optional-messages", "optional_messages", RESPONDER_MESSAGES),
    Group(
        element="supply-details",
        entries=Entries(
            Pair("date-shipped", "date_shipped", DAY),
            Pair("date-due", "due", DATE_DUE),
            Pair("chargeable-units", "chargeable_units", COUNT),
            Pair("cost", "cost", AMOUNT),
            Pair(
                "shipped-conditions",
                "conditions",
                word(words(delivery.ShippedConditions, Reason), Reason.OTHER),
            ),
            Pair("shipped-via", "shipped_via", PHYSICAL),
            Pair("insured-for", "insured_for", AMOUNT),
            Pair("return-insurance-require", "return_insurance", AMOUNT),
            Pair("no-of-units-per-medium", "units", UNITS),
        ),
    ),
    Pair("return-to-address", "return_to", POSTAL),
    RESPONDER_NOTE,
)

# ------------------------------------------------------------------------------------- the seven answers


def _reason(listed: type[Enumeration], results: Results) -> Leaf:
    """The reasons of one kind of answer, which are the model's for it."""
    table = words(listed, Reason)
    return word({each: reason for each, reason in table.items() if reason in REASONS[results]}, Reason.OTHER)


def _other(_writing: Writing) -> Wire:
    return Reason.OTHER.value


def _none(_writing: Writing) -> Wire:
    return []


_LOCATIONS: Final = Pair("locations", "locations", LOCATIONS)

_RESULTS: Final = word(words(answers.TransactionResults, Results))


def _answer(arm: str, *particulars: Entry, always: bool = False) -> Record:
    """ILL-ANSWER with one of its results: the particulars are those of its arm of results-explanation.

    They are written where the model says that they are there and has any of them, or `always`: where the
    arm has no mandatory member, or the standard demands it.
    """
    fields = tuple(field for entry in particulars for field in entry.fields)

    def explained(body: Any) -> bool:  # noqa: ANN401 - an IllAnswer
        return body.explained and (always or any(getattr(body, field) for field in fields))

    explanation = Group(element=arm, entries=Entries(*particulars), when=explained, there="explained")
    return Record(
        model.IllAnswer,
        Pair("transaction-results", "results", _RESULTS),
        Group(element="results-explanation", entries=Entries(explanation), when=explained),
        Pair("send-to-list", "send_to", SEND_TO),
        Pair("already-tried-list", "already_tried", TRIED),
        Pair("responder-optional-messages", "optional_messages", RESPONDER_MESSAGES),
        RESPONDER_NOTE,
    )


ILL_ANSWER: Final[dict[Results, Record]] = {
    Results.CONDITIONAL: _answer(
        "conditional-results",
        Pair("conditions", "reason", _reason(answers.Conditions, Results.CONDITIONAL), _other),
        Pair("date-for-reply", "day", DAY),
        _LOCATIONS,
        Pair("proposed-delivery-service", "proposed_delivery", PHYSICAL),
        always=True,
    ),
    Results.RETRY: _answer(
        "retry-results",
        Pair("reason-not-available", "reason", _reason(answers.ReasonNotAvailable, Results.RETRY)),
        Pair("retry-date", "day", DAY),
        _LOCATIONS,
        always=True,
    ),
    Results.UNFILLED: _answer(
        "unfilled-results",
        Pair("reason-unfilled", "reason", _reason(answers.ReasonUnfilled, Results.UNFILLED), _other),
        _LOCATIONS,
    ),
    Results.LOCATIONS_PROVIDED: _answer(
        "locations-results",
        Pair(
            "reason-locs-provided",
            "reason",
            _reason(answers.ReasonLocsProvided, Results.LOCATIONS_PROVIDED),
        ),
        Pair("locations", "locations", LOCATIONS, _none),
        always=True,
    ),
    Results.WILL_SUPPLY: _answer(
        "will-supply-results",
        Pair("reason-will-supply", "reason", _reason(answers.ReasonWillSupply, Results.WILL_SUPPLY), _other),
        Pair("supply-date", "day", DAY),
        Pair("return-to-address", "return_to", POSTAL),
        _LOCATIONS,
    ),
    Results.HOLD_PLACED: _answer(
        "hold-placed-results",
        Pair("estimated-date-available", "day", DAY, today),
        Pair("hold-placed-medium-type", "medium", MEDIUM),
        _LOCATIONS,
    ),
    Results.ESTIMATE: _answer(
        "estimate-results",
        Pair("cost-estimate", "estimate", TEXT, _no_text),
        _LOCATIONS,
        always=True,
    ),
}

# ------------------------------------------------------------------------------------- the others

CONDITIONAL_REPLY: Final = Record(model.ConditionalReply, ANSWER, REQUESTER_NOTE)
CANCEL: Final = Record(model.Cancel, REQUESTER_NOTE)
CANCEL_REPLY: Final = Record(model.CancelReply, ANSWER, RESPONDER_NOTE)

RECEIVED: Final = Record(
    model.Received,
    Pair("supplier-id", "supplier", SYSTEM),
    Pair("date-received", "date_received", DAY, today),
    Pair("shipped-service-type", "shipped_service", SHIPPED_SERVICE),
    REQUESTER_NOTE,
)

RECALL: Final = Record(model.Recall, RESPONDER_NOTE)

RETURNED: Final = Record(
    model.Returned,
    Pair("date-returned", "date_returned", DAY, today),
    Pair("returned-via", "returned_via", TEXT),
    Pair("insured-for", "insured_for", AMOUNT),
    REQUESTER_NOTE,
)

CHECKED_IN: Final = Record(
    model.CheckedIn, Pair("date-checked-in", "date_checked_in", DAY, today), RESPONDER_NOTE
)


def _due_today(writing: Writing) -> Wire:
    return {"date-due-field": writing.day, "renewable": True}


OVERDUE: Final = Record(model.Overdue, Pair("date-due", "due", DATE_DUE, _due_today), RESPONDER_NOTE)
RENEW: Final = Record(model.Renew, Pair("desired-due-date", "desired_due", DAY), REQUESTER_NOTE)
RENEW_ANSWER: Final = Record(model.RenewAnswer, ANSWER, Pair("date-due", "due", DATE_DUE), RESPONDER_NOTE)
LOST: Final = Record(model.Lost, NOTE)


def _portion(wire: Wire) -> tuple[bool, tuple[int, ...]]:
    arms = {} if wire is UNSET else wire
    return "complete-document" in arms, tuple(arms.get("specific-units", ()))


def _portion_said(complete: bool, units: tuple[int, ...]) -> tuple[Wire]:  # noqa: FBT001 - fields of the model
    return ({"specific-units": list(units)} if units and not complete else {"complete-document": None},)


DAMAGED: Final = Record(
    model.Damaged,
    Group(
        element="damaged-details",
        entries=Entries(
            Pair("document-type-id", "document_type", OID),
            Joint(
                elements=("damaged-portion",),
                fields=("complete", "units"),
                reads=_portion,
                writes=_portion_said,
            ),
        ),
        when=lambda body: body.complete or body.units or body.document_type,
    ),
    NOTE,
)

MESSAGE: Final = Record(model.Message, Pair("note", "note", TEXT, _no_text))
STATUS_QUERY: Final = Record(model.StatusQuery, NOTE)
EXPIRED: Final = Record(model.Expired)

BODIES: Final[dict[str, Record]] = {
    "ILL-Request": ILL_REQUEST,
    "Forward-Notification": FORWARD_NOTIFICATION,
    "Shipped": SHIPPED,
    "ILL-Answer": ILL_ANSWER[Results.CONDITIONAL],
    "Conditional-Reply": CONDITIONAL_REPLY,
    "Cancel": CANCEL,
    "Cancel-Reply": CANCEL_REPLY,
    "Received": RECEIVED,
    "Recall": RECALL,
    "Returned": RETURNED,
    "Checked-In": CHECKED_IN,
    "Overdue": OVERDUE,
    "Renew": RENEW,
    "Renew-Answer": RENEW_ANSWER,
    "Lost": LOST,
    "Damaged": DAMAGED,
    "Message": MESSAGE,
    "Status-Query": STATUS_QUERY,
    "Status-Or-Error-Report": STATUS_OR_ERROR_REPORT,
    "Expired": EXPIRED,
}
"""The table of each APDU; of ILL-Answer one of seven, which begin alike."""
