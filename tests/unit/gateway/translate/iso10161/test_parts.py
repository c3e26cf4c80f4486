"""The parts of the services, both ways."""

from datetime import date
from typing import Any

import pytest
from msgspec import UNSET

from gateway.model.ill import parts as model
from gateway.model.ill.names import SystemAddress, SystemId, TransactionId
from gateway.model.ill.words import ExpiryFlag, Medium, Preference, ServiceType, Wish
from gateway.translate.iso10161 import parts
from gateway.translate.iso10161.forms import TOP, Form, Writing

AT = (TOP, "x")
CUMT = SystemId(symbol="CN-JS-CUMT")
CUMT_SAID = {"person-or-institution-symbol": {"institution-symbol": "CN-JS-CUMT"}}

BOTH_WAYS: list[tuple[Form, Any, Any]] = [
    (parts.SYSTEM, CUMT_SAID, CUMT),
    (
        parts.SYSTEM,
        {
            "person-or-institution-symbol": {"person-symbol": "R-7"},
            "name-of-person-or-institution": {"name-of-person": "王芳"},
        },
        SystemId(symbol="R-7", person=True, name="王芳", named_person=True),
    ),
    (
        parts.ADDRESS,
        {"telecom-service-identifier": "TCP", "telecom-service-address": "192.0.2.1:1611"},
        SystemAddress(service="TCP", address="192.0.2.1:1611"),
    ),
    (
        parts.TRANSACTION,
        {
            "initial-requester-id": CUMT_SAID,
            "transaction-group-qualifier": "",
            "transaction-qualifier": " 1 ",
            "sub-transaction-qualifier": "a",
        },
        TransactionId(initial_requester=CUMT, group="", qualifier=" 1 ", sub="a"),
    ),
    (
        parts.DELIVERY,
        {
            "postal-address": {
                "name-of-person-or-institution": {"name-of-institution": "中国矿业大学图书馆"},
                "city": "徐州",
            },
            "electronic-address": {},
        },
        model.Delivery(
            postal=model.PostalAddress(name="中国矿业大学图书馆", city="徐州"), electronic=SystemAddress()
        ),
    ),
    (parts.PHYSICAL, {"physical-delivery": "SF Express"}, "SF Express"),
    (parts.SERVICE_TYPE, "locations", ServiceType.LOCATIONS),
    (parts.SHIPPED_SERVICE, "copy-non-returnable", ServiceType.COPY),
    (
        parts.REQUESTER_MESSAGES,
        {
            "can-send-RECEIVED": True,
            "can-send-RETURNED": False,
            "requester-SHIPPED": "requires",
            "requester-CHECKED-IN": "neither",
        },
        model.RequesterMessages(can_send_returned=False, shipped=Wish.REQUIRES, checked_in=Wish.NEITHER),
    ),
    (
        parts.RESPONDER_MESSAGES,
        {
            "can-send-SHIPPED": False,
            "can-send-CHECKED-IN": True,
            "responder-RECEIVED": "desires",
            "responder-RETURNED": "requires",
        },
        model.ResponderMessages(can_send_shipped=False, returned=Wish.REQUIRES),
    ),
    (
        parts.SEARCH,
        {"level-of-service": "A", "expiry-flag": "other-Date", "expiry-date": "20261231"},
        model.SearchType(
            level_of_service="A", expiry_flag=ExpiryFlag.OTHER_DATE, expiry_date=date(2026, 12, 31)
        ),
    ),
    (parts.CLIENT, {"client-identifier": "R-7"}, model.Client(identifier="R-7")),
    (
        parts.COST_INFO,
        {
            "account-number": "A-1",
            "maximum-cost": {"currency-code": "CNY", "monetary-value": "50.00"},
            "reciprocal-agreement": True,
            "will-pay-fee": False,
            "payment-provided": False,
        },
        model.CostInfo(account="A-1", maximum=model.Amount("50.00", "CNY"), reciprocal_agreement=True),
    ),
    (
        parts.SUPPLY_MEDIA,
        [{"supply-medium-type": "photocopy", "medium-characteristics": "A4"}],
        (model.SupplyMedium(Medium.PHOTOCOPY, "A4"),),
    ),
    (parts.UNITS, [{"medium": "printed", "no-of-units": 2}], (model.Units(Medium.PRINTED, 2),)),
    (
        parts.THIRD_PARTY,
        {
            "permission-to-forward": True,
            "permission-to-chain": False,
            "permission-to-partition": False,
            "permission-to-change-send-to-list": False,
            "initial-requester-address": {"telecom-service-address": "ill@lib.example.cn"},
            "preference": "ordered",
            "send-to-list": [{"system-id": CUMT_SAID, "account-number": "A-1", "system-address": {}}],
            "already-tried-list": [CUMT_SAID],
        },
        model.ThirdParty(
            permission_to_forward=True,
            initial_requester_address=SystemAddress(address="ill@lib.example.cn"),
            preference=Preference.ORDERED,
            send_to=(model.SendTo(system=CUMT, account="A-1", address=SystemAddress()),),
            already_tried=(CUMT,),
        ),
    ),
    (
        parts.LOCATIONS,
        [{"location-id": CUMT_SAID, "location-note": "三楼"}],
        (model.Location(system=CUMT, note="三楼"),),
    ),
    (
        parts.DATE_DUE,
        {"date-due-field": "20261231", "renewable": False},
        model.DateDue(date(2026, 12, 31), renewable=False),
    ),
]


@pytest.mark.parametrize(("form", "wire", "value"), BOTH_WAYS)
def test_a_part_goes_both_ways(form: Form, wire: object, value: object) -> None:
    writing = Writing("20261122", [])
    assert form.read(wire, AT, []) == (value, UNSET)
    assert form.write(value, UNSET, AT, writing) == wire
    assert writing.losses == []


@pytest.mark.parametrize(
    ("form", "wire", "value", "again"),
    [
        (parts.PHYSICAL, {"electronic-delivery": []}, "", {"electronic-delivery": []}),
        (parts.PHYSICAL, {"physical-delivery": " "}, "", UNSET),
        (parts.SHIPPED_SERVICE, 9, ServiceType.LOAN, 9),
        (parts.SHIPPED_SERVICE, "estimate", ServiceType.LOAN, "estimate"),
        (
            parts.SYSTEM,
            {"person-or-institution-symbol": {"institution-symbol": " "}},
            SystemId(),
            UNSET,
        ),
        (
            parts.SYSTEM,
            {"person-or-institution-symbol": {"institution-symbol": {"EDIFACTString": "CUMT"}}},
            SystemId(symbol="CUMT"),
            {"person-or-institution-symbol": {"institution-symbol": {"EDIFACTString": "CUMT"}}},
        ),
        (
            parts.DATE_DUE,
            {"date-due-field": "soon", "renewable": True},
            model.DateDue(None),
            {"date-due-field": "soon", "renewable": True},
        ),
    ],
)
def test_what_means_less_is_kept_if_it_may_be_said(
    form: Form, wire: object, value: object, again: object
) -> None:
    read, kept = form.read(wire, AT, [])
    assert read == value
    assert form.write(read, kept, AT, Writing("20261122", [])) == again


def test_who_has_neither_symbol_nor_name_is_left_out() -> None:
    writing = Writing("20261122", [])
    assert parts.SYSTEM.write(SystemId(), UNSET, AT, writing) is UNSET
    assert parts.TRIED.write((SystemId(), CUMT), UNSET, AT, writing) == [CUMT_SAID]
    assert parts.SYSTEM.write(None, UNSET, AT, writing) is UNSET
    assert writing.losses == ["x: names nobody", "x[1]: names nobody"]


def test_more_media_than_there_is_room_for() -> None:
    writing = Writing("20261122", [])
    media = (model.SupplyMedium(Medium.PRINTED),) * 8
    assert len(parts.SUPPLY_MEDIA.write(media, UNSET, AT, writing)) == 7
    assert writing.losses == ["x: has room for 7 of 8"]


def test_units_without_a_number_are_not_said() -> None:
    losses: list[str] = []
    units = (model.Units(Medium.PRINTED, 2), model.Units(Medium.MICROFORM, 10_000))
    said = parts.UNITS.write(units, UNSET, AT, Writing("", losses))
    assert said == [{"medium": "printed", "no-of-units": 2}]
    (loss,) = losses
    assert loss.endswith("[2].no-of-units: can't be said: 10000")


def test_a_due_date_that_nobody_gave() -> None:
    writing = Writing("20261122", [])
    said = parts.DATE_DUE.write(model.DateDue(None), UNSET, AT, writing)
    assert said == {"date-due-field": "20261122", "renewable": True}
    assert writing.losses == ["x.date-due-field: not known; 20261122 stands for it"]


def test_nobody_is_named_as_unknown() -> None:
    assert parts.nobody(Writing("", [])) == parts.NOBODY
