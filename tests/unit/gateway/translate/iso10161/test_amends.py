"""What an APDU must have, and may not have."""

from copy import deepcopy
from typing import Any

import pytest

from gateway.translate.iso10161.amends import amend
from gateway.translate.iso10161.forms import Notes
from gateway.translate.iso10161.parts import NOBODY

CUMT = {"person-or-institution-symbol": {"institution-symbol": "CN-JS-CUMT"}}
PLAIN = {"transaction-group-qualifier": "g", "transaction-qualifier": "q"}
SUB = {**PLAIN, "sub-transaction-qualifier": "s"}


def amended(name: str, **members: object) -> tuple[dict[str, Any], Notes]:
    apdu = {
        "protocol-version-num": 2,
        "transaction-id": dict(PLAIN),
        **({"transaction-type": "simple", "forward-flag": False} if name == "ILL-Request" else {}),
        **{field.replace("_", "-"): value for field, value in members.items()},
    }
    losses: Notes = []
    amend(name, apdu, losses)
    return apdu, losses


def test_what_meets_the_demands_stays_as_it_is() -> None:
    search = {"expiry-flag": "other-Date", "expiry-date": "20261231"}
    apdu, losses = amended(
        "ILL-Request", search_type=search, transaction_id={**SUB, "initial-requester-id": CUMT}
    )
    assert apdu["search-type"] == {"expiry-flag": "other-Date", "expiry-date": "20261231"}
    assert losses == []


@pytest.mark.parametrize(("members", "initial"), [({"requester_id": CUMT}, CUMT), ({}, NOBODY)])
def test_a_sub_transaction_has_an_initial_requester(members: dict[str, Any], initial: object) -> None:
    apdu, losses = amended("Recall", transaction_id=dict(SUB), **members)
    assert apdu["transaction-id"]["initial-requester-id"] == initial
    assert len(losses) == 1


def test_a_notification_names_who_has_the_request() -> None:
    apdu, losses = amended("Forward-Notification")
    assert (apdu["responder-id"], len(losses)) == (NOBODY, 1)
    apdu, losses = amended("Forward-Notification", responder_id=CUMT)
    assert (apdu["responder-id"], losses) == (CUMT, [])


@pytest.mark.parametrize(
    ("search", "valid"),
    [
        ({"expiry-flag": "need-Before-Date"}, {"expiry-flag": "no-Expiry"}),
        ({"expiry-flag": "other-Date"}, {"expiry-flag": "no-Expiry"}),
        ({"expiry-flag": "no-Expiry", "expiry-date": "20261231"}, {"expiry-flag": "no-Expiry"}),
        (
            {"expiry-flag": "need-Before-Date", "need-before-date": "20261231", "expiry-date": "20261231"},
            {"expiry-flag": "need-Before-Date", "need-before-date": "20261231"},
        ),
    ],
)
def test_flag_and_dates_of_expiry_agree(search: dict[str, str], valid: dict[str, str]) -> None:
    apdu, losses = amended("ILL-Request", search_type=search)
    assert apdu["search-type"] == valid
    assert len(losses) == 1


@pytest.mark.parametrize(
    "members",
    [
        {"forward_flag": True},
        {"transaction_type": "partitioned", "transaction_id": {**SUB, "initial-requester-id": CUMT}},
    ],
)
def test_who_passes_a_request_on_says_from_where(members: dict[str, Any]) -> None:
    apdu, losses = amended("ILL-Request", **members)
    assert apdu["third-party-info-type"] == {"initial-requester-address": {}, "already-tried-list": []}
    assert len(losses) == 2
    told = {"initial-requester-address": {"telecom-service-address": "a"}, "already-tried-list": [CUMT]}
    apdu, losses = amended("ILL-Request", third_party_info_type=dict(told), **members)
    assert (apdu["third-party-info-type"], losses) == (told, [])


def test_a_specific_reason_needs_specific_results() -> None:
    explanation = {"unfilled-results": {"reason-unfilled": "responder-specific", "locations": []}}
    before = deepcopy(explanation)
    apdu, losses = amended("ILL-Answer", results_explanation=explanation)
    assert apdu["results-explanation"] == {"unfilled-results": {"reason-unfilled": "other", "locations": []}}
    assert losses == [
        "ILL-Answer.results-explanation.unfilled-results.reason-unfilled: has no responder-specific-results"
    ]
    assert explanation == before  # it may be what was kept of another message
    apdu, losses = amended("ILL-Answer", results_explanation=explanation, responder_specific_results={})
    assert (apdu["results-explanation"], losses) == (before, [])
    plain = {"unfilled-results": {"reason-unfilled": "lost"}}
    assert amended("ILL-Answer", results_explanation=plain)[1] == []


@pytest.mark.parametrize(
    ("members", "left"),
    [
        ({}, {"reason-no-report": "temporary"}),
        ({"status_report": {}, "error_report": {}}, {"error-report": {}}),
        ({"status_report": {}, "reason_no_report": "permanent"}, {"status-report": {}}),
    ],
)
def test_there_is_one_report(members: dict[str, Any], left: dict[str, Any]) -> None:
    apdu, losses = amended("Status-Or-Error-Report", **members)
    assert {each: apdu[each] for each in apdu if "report" in each} == left
    assert len(losses) == 1


@pytest.mark.parametrize(
    ("name", "members", "left", "lost"),
    [
        (
            "ILL-Request",
            {"delivery_service": {"electronic-delivery": []}},
            {},
            "ILL-Request.delivery-service.electronic-delivery",
        ),
        (
            "Shipped",
            {"supply_details": {"shipped-via": {"electronic-delivery": {}}}},
            {"supply-details": {}},
            "Shipped.supply-details.shipped-via.electronic-delivery",
        ),
        (
            "ILL-Answer",
            {
                "results_explanation": {
                    "conditional-results": {
                        "conditions": "charges",
                        "proposed-delivery-service": {"physical-delivery": "post"},
                    }
                }
            },
            {"results-explanation": {"conditional-results": {"conditions": "charges"}}},
            "ILL-Answer.results-explanation.conditional-results.proposed-delivery-service",
        ),
        (
            "Damaged",
            {"damaged_details": {"damaged-portion": {"complete-document": None}}},
            {},
            "Damaged.damaged-details",
        ),
    ],
)
def test_version_1_is_sent_nothing_that_only_2_has(
    name: str, members: dict[str, Any], left: dict[str, Any], lost: str
) -> None:
    before = deepcopy(members)
    apdu, losses = amended(name, protocol_version_num=1, **members)
    fields = [field.replace("_", "-") for field in members]
    assert {each: apdu[each] for each in apdu if each in fields} == left
    assert losses == [f"{lost}: can't be said to this partner"]
    assert members == before
    assert amended(name, **members)[1] == []


def test_version_1_is_sent_everything_else() -> None:
    members = {"delivery_service": {"physical-delivery": "post"}}
    assert amended("ILL-Request", protocol_version_num=1, **members)[1] == []
    assert amended("Recall", protocol_version_num=1)[1] == []
