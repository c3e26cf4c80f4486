"""The services, each both ways, and what stands for what nobody knows."""

from datetime import date
from typing import Any

import pytest
from msgspec import UNSET

from gateway.model.ill import services as model
from gateway.model.ill.names import SystemAddress, SystemId
from gateway.model.ill.parts import REASONS, Amount, DateDue, IllItem, Location, PostalAddress, Units
from gateway.model.ill.words import Medium, Reason, Results, Service, ServiceType
from gateway.translate.iso10161 import services
from gateway.translate.iso10161.forms import TOP, Notes, Writing
from gateway.translate.iso10161.parts import NOBODY
from gateway.translate.iso10161.tables import Record

AT = (TOP, "x")
HHIT = SystemId(symbol="CN-HHIT")
HHIT_SAID = {"person-or-institution-symbol": {"institution-symbol": "CN-HHIT"}}
DAY = date(2026, 12, 31)
DUE = {"date-due-field": "20261231", "renewable": True}
TODAY = "20261122"

REQUEST_SAID = {
    "transaction-type": "simple",
    "iLL-service-type": ["loan", "copy-non-returnable"],
    "requester-optional-messages": {
        "can-send-RECEIVED": True,
        "can-send-RETURNED": True,
        "requester-SHIPPED": "desires",
        "requester-CHECKED-IN": "desires",
    },
    "place-on-hold": "according-to-responder-policy",
    "item-id": {"title": "人工智能导论"},
    "retry-flag": False,
    "forward-flag": False,
    "requester-note": "急",
}

BOTH_WAYS: list[tuple[Record, dict[str, Any], model.AnyService]] = [
    (
        services.ILL_REQUEST,
        REQUEST_SAID,
        model.IllRequest(
            service_types=(ServiceType.LOAN, ServiceType.COPY), item=IllItem(title="人工智能导论"), note="急"
        ),
    ),
    (
        services.FORWARD_NOTIFICATION,
        {"responder-address": {}, "intermediary-id": HHIT_SAID, "notification-note": "n"},
        model.ForwardNotification(address=SystemAddress(), intermediary=HHIT, note="n"),
    ),
    (
        services.SHIPPED,
        {
            "supplier-id": HHIT_SAID,
            "transaction-type": "simple",
            "shipped-service-type": "loan",
            "supply-details": {
                "date-shipped": "20261231",
                "date-due": DUE,
                "chargeable-units": 1,
                "cost": {"currency-code": "CNY", "monetary-value": "10.00"},
                "shipped-conditions": "library-use-only",
                "shipped-via": {"physical-delivery": "EMS"},
                "no-of-units-per-medium": [{"medium": "printed", "no-of-units": 1}],
            },
            "return-to-address": {"city": "徐州"},
        },
        model.Shipped(
            supplier=HHIT,
            date_shipped=DAY,
            due=DateDue(DAY),
            chargeable_units=1,
            cost=Amount("10.00", "CNY"),
            conditions=Reason.LIBRARY_USE_ONLY,
            shipped_via="EMS",
            units=(Units(Medium.PRINTED, 1),),
            return_to=PostalAddress(city="徐州"),
        ),
    ),
    (services.CONDITIONAL_REPLY, {"answer": True}, model.ConditionalReply(answer=True)),
    (services.CANCEL, {"requester-note": "n"}, model.Cancel(note="n")),
    (services.CANCEL_REPLY, {"answer": False}, model.CancelReply(answer=False)),
    (
        services.RECEIVED,
        {"date-received": "20261231", "shipped-service-type": "copy-non-returnable"},
        model.Received(date_received=DAY, shipped_service=ServiceType.COPY),
    ),
    (services.RECALL, {"responder-note": "n"}, model.Recall(note="n")),
    (
        services.RETURNED,
        {"date-returned": "20261231", "returned-via": "EMS", "insured-for": {"monetary-value": "100"}},
        model.Returned(date_returned=DAY, returned_via="EMS", insured_for=Amount("100")),
    ),
    (services.CHECKED_IN, {"date-checked-in": "20261231"}, model.CheckedIn(date_checked_in=DAY)),
    (services.OVERDUE, {"date-due": DUE}, model.Overdue(due=DateDue(DAY))),
    (services.RENEW, {"desired-due-date": "20261231"}, model.Renew(desired_due=DAY)),
    (
        services.RENEW_ANSWER,
        {"answer": True, "date-due": DUE},
        model.RenewAnswer(answer=True, due=DateDue(DAY)),
    ),
    (services.LOST, {"note": "n"}, model.Lost(note="n")),
    (
        services.DAMAGED,
        {"damaged-details": {"document-type-id": "1.2.3", "damaged-portion": {"specific-units": [2, 3]}}},
        model.Damaged(document_type="1.2.3", units=(2, 3)),
    ),
    (
        services.DAMAGED,
        {"damaged-details": {"damaged-portion": {"complete-document": None}}, "note": "n"},
        model.Damaged(complete=True, note="n"),
    ),
    (services.DAMAGED, {}, model.Damaged()),
    (services.MESSAGE, {"note": "n"}, model.Message(note="n")),
    (services.STATUS_QUERY, {}, model.StatusQuery()),
    (services.EXPIRED, {}, model.Expired()),
]


def write(record: Record, body: object, kept: object = UNSET) -> tuple[Any, Notes]:
    writing = Writing(TODAY, [])
    return record.write(body, kept, AT, writing), writing.losses


@pytest.mark.parametrize(("record", "wire", "body"), BOTH_WAYS)
def test_a_service_goes_both_ways(record: Record, wire: dict[str, Any], body: model.AnyService) -> None:
    assert record.read(wire, AT, []) == (body, UNSET)
    assert write(record, body) == (wire, [])


LOCATION = ({"location-id": HHIT_SAID},)

ANSWERS: list[tuple[dict[str, Any], model.IllAnswer]] = [
    (
        {
            "conditional-results": {
                "conditions": "charges",
                "date-for-reply": "20261231",
                "proposed-delivery-service": {"physical-delivery": "EMS"},
            }
        },
        model.IllAnswer(results=Results.CONDITIONAL, reason=Reason.CHARGES, day=DAY, proposed_delivery="EMS"),
    ),
    (
        {"retry-results": {"reason-not-available": "on-order", "retry-date": "20261231"}},
        model.IllAnswer(results=Results.RETRY, reason=Reason.ON_ORDER, day=DAY),
    ),
    ({"retry-results": {}}, model.IllAnswer(results=Results.RETRY)),
    (
        {"unfilled-results": {"reason-unfilled": "lost"}},
        model.IllAnswer(results=Results.UNFILLED, reason=Reason.LOST),
    ),
    (
        {"locations-results": {"locations": [{"location-id": HHIT_SAID}]}},
        model.IllAnswer(results=Results.LOCATIONS_PROVIDED, locations=(Location(system=HHIT),)),
    ),
    (
        {
            "will-supply-results": {
                "reason-will-supply": "being-processed-for-supply",
                "supply-date": "20261231",
                "return-to-address": {"city": "徐州"},
            }
        },
        model.IllAnswer(
            results=Results.WILL_SUPPLY,
            reason=Reason.BEING_PROCESSED_FOR_SUPPLY,
            day=DAY,
            return_to=PostalAddress(city="徐州"),
        ),
    ),
    (
        {
            "hold-placed-results": {
                "estimated-date-available": "20261231",
                "hold-placed-medium-type": "printed",
            }
        },
        model.IllAnswer(results=Results.HOLD_PLACED, day=DAY, medium=Medium.PRINTED),
    ),
    (
        {"estimate-results": {"cost-estimate": "约 50 元"}},
        model.IllAnswer(results=Results.ESTIMATE, estimate="约 50 元"),
    ),
]


@pytest.mark.parametrize(("explanation", "body"), ANSWERS)
def test_an_answer_goes_both_ways(explanation: dict[str, Any], body: model.IllAnswer) -> None:
    record = services.ILL_ANSWER[body.results]
    wire = {"transaction-results": body.results.value, "results-explanation": explanation}
    assert record.read(wire, AT, []) == (body, UNSET)
    assert write(record, body) == (wire, [])


@pytest.mark.parametrize("results", Results)
def test_an_answer_without_explanation(results: Results) -> None:
    body = model.IllAnswer(results=results, explained=False)
    wire = {"transaction-results": results.value}
    assert services.ILL_ANSWER[results].read(wire, AT, []) == (body, UNSET)
    assert write(services.ILL_ANSWER[results], body) == (wire, [])


@pytest.mark.parametrize(
    ("results", "explanation"),
    [
        (Results.CONDITIONAL, {"conditional-results": {"conditions": "other"}}),
        (Results.LOCATIONS_PROVIDED, {"locations-results": {"locations": []}}),
        (Results.ESTIMATE, {"estimate-results": {"cost-estimate": "-"}}),
    ],
)
def test_what_an_answer_must_explain(results: Results, explanation: dict[str, Any]) -> None:
    wire, losses = write(services.ILL_ANSWER[results], model.IllAnswer(results=results))
    assert wire["results-explanation"] == explanation
    assert len(losses) == 1


@pytest.mark.parametrize("results", [Results.UNFILLED, Results.WILL_SUPPLY, Results.HOLD_PLACED])
def test_an_explanation_of_nothing_is_not_written(results: Results) -> None:
    wire = {"transaction-results": results.value}
    assert write(services.ILL_ANSWER[results], model.IllAnswer(results=results)) == (wire, [])


def test_an_explanation_of_another_kind_is_kept() -> None:
    wire = {
        "transaction-results": "retry",
        "results-explanation": {"unfilled-results": {"reason-unfilled": "lost"}},
    }
    body, kept = services.ILL_ANSWER[Results.RETRY].read(wire, AT, [])
    assert body == model.IllAnswer(results=Results.RETRY, explained=False)
    assert write(services.ILL_ANSWER[Results.RETRY], body, kept) == (wire, [])


@pytest.mark.parametrize("results", Results)
def test_every_reason_of_an_answer_can_be_said(results: Results) -> None:
    for reason in REASONS[results]:
        _, losses = write(services.ILL_ANSWER[results], model.IllAnswer(results=results, reason=reason))
        assert [each for each in losses if "reason" in each or "conditions" in each] == []


def test_a_reason_of_another_answer_is_other() -> None:
    body = model.IllAnswer(results=Results.UNFILLED, reason=Reason.LIBRARY_USE_ONLY)
    wire, losses = write(services.ILL_ANSWER[Results.UNFILLED], body)
    assert wire["results-explanation"] == {"unfilled-results": {"reason-unfilled": "other"}}
    assert len(losses) == 1


@pytest.mark.parametrize(
    ("record", "body", "wire"),
    [
        (
            services.ILL_REQUEST,
            model.IllRequest(service_types=(), item=IllItem(title="人工智能导论"), note="急"),
            {**REQUEST_SAID, "iLL-service-type": ["loan"]},
        ),
        (services.FORWARD_NOTIFICATION, model.ForwardNotification(), {"intermediary-id": NOBODY}),
        (services.RECEIVED, model.Received(), {"date-received": TODAY, "shipped-service-type": "loan"}),
        (services.RETURNED, model.Returned(), {"date-returned": TODAY}),
        (services.CHECKED_IN, model.CheckedIn(), {"date-checked-in": TODAY}),
        (services.OVERDUE, model.Overdue(), {"date-due": {"date-due-field": TODAY, "renewable": True}}),
        (services.MESSAGE, model.Message(), {"note": "-"}),
    ],
)
def test_what_a_service_must_have_and_nobody_knows(
    record: Record, body: model.AnyService, wire: dict[str, Any]
) -> None:
    said, losses = write(record, body)
    assert said == wire
    assert len(losses) == 1


def test_all_services_are_here() -> None:
    assert {name.upper() for name in services.BODIES} == set(Service) - {Service.FORWARD}


def test_no_field_is_forgotten() -> None:
    unsaid = {name: table.unsaid for name, table in services.BODIES.items() if name != "ILL-Answer"}
    assert {name: fields for name, fields in unsaid.items() if fields} == {"Expired": (("note", ""),)}
    of_answers = [dict(table.unsaid).keys() for table in services.ILL_ANSWER.values()]
    assert set.intersection(*map(set, of_answers)) == set()
    assert all({"results", "explained", "send_to"}.isdisjoint(fields) for fields in of_answers)
