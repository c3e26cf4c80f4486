"""The JSON form of an APDU."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from protocols.ber import BitString, Edifact, Encoding, External, Null, Raw
from protocols.errors import LocalProtocolError
from protocols.iso10161 import json_form
from protocols.iso10161.answers import UnfilledResults
from protocols.iso10161.apdus import Damaged, IllApdu, Message
from protocols.iso10161.delivery import (
    DamagedDetails,
    DamagedPortion,
    DeliveryService,
    EDeliveryDetails,
    EDeliveryService,
    ElectronicDeliveryService,
)
from protocols.iso10161.items import ItemId
from protocols.iso10161.json_form import MASK, from_json, to_json
from protocols.iso10161.objects import PROMPT, item_of, make_extension, make_object
from protocols.iso10161.objects_oclc import (
    EnumeratedPrompt,
    PromptAnswer,
    PromptId,
    PromptObject,
    PromptResponse,
    PromptType,
)
from tests.caches import forgotten
from tests.unit.protocols.iso10161.samples import (
    CUMT,
    ENVELOPE,
    UNKNOWN_OBJECT,
    message,
    request,
)

FORWARDED = "1.0.10161.13.5"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    with forgotten(json_form):
        yield


HEAD = {
    "protocol-version-num": 2,
    "transaction-id": {
        "initial-requester-id": {"person-or-institution-symbol": {"institution-symbol": "CN-JS-CUMT"}},
        "transaction-group-qualifier": "CUMT-2026-000017",
        "transaction-qualifier": "1",
    },
    "service-date-time": {"date-time-of-this-service": {"date": "20261122", "time": "101530"}},
}


def test_an_apdu_by_the_standards_names() -> None:
    form = to_json(request(requester_note=Edifact("SOON"), place_on_hold=7))
    assert form == {
        "ILL-Request": {
            **HEAD,
            "transaction-type": "simple",
            "iLL-service-type": ["loan"],
            "requester-optional-messages": {
                "can-send-RECEIVED": True,
                "can-send-RETURNED": True,
                "requester-SHIPPED": "desires",
                "requester-CHECKED-IN": "neither",
            },
            "place-on-hold": 7,
            "item-id": {"title": "岩石力学"},
            "retry-flag": False,
            "forward-flag": False,
            "requester-note": {"EDIFACTString": "SOON"},
        }
    }
    assert list(form["ILL-Request"])[:3] == list(HEAD)
    assert from_json(json.loads(json.dumps(form))) == request(requester_note=Edifact("SOON"), place_on_hold=7)


FILE = ElectronicDeliveryService(
    e_delivery_service=EDeliveryService(e_delivery_mode="2.999.1", e_delivery_parameters=Raw(b"\x05\x00")),
    e_delivery_details=EDeliveryDetails(e_delivery_id=CUMT),
)


@pytest.mark.parametrize(
    ("apdu", "name", "element", "expected"),
    [
        (message("x\udcb1", unknown=(Raw(b"\x9f\x63\x01x"),)), "Message", "unknown", ["9f630178"]),
        (
            Damaged(
                **ENVELOPE,
                damaged_details=DamagedDetails(damaged_portion=DamagedPortion(complete_document=Null())),
            ),
            "Damaged",
            "damaged-details",
            {"damaged-portion": {"complete-document": None}},
        ),
        (
            request(item_id=ItemId(system_no=UNKNOWN_OBJECT)),
            "ILL-Request",
            "item-id",
            {
                "system-no": {
                    "direct-reference": "2.999.7",
                    "encoding": {"single-ASN1-type": "0403616263"},
                }
            },
        ),
        (
            request(supplemental_item_description=(External(encoding=Encoding(octet_aligned=b"\0x")),)),
            "ILL-Request",
            "supplemental-item-description",
            [{"encoding": {"octet-aligned": "0078"}}],
        ),
        (
            request(responder_specific_service=External(encoding=Encoding(arbitrary=BitString(b"\xa0", 4)))),
            "ILL-Request",
            "responder-specific-service",
            {"encoding": {"arbitrary": {"octets": "a0", "unused": 4}}},
        ),
        (
            request(
                ill_request_extensions=(
                    make_extension(make_object("1.0.10161.13.5", UnfilledResults(reason_unfilled=4))),
                )
            ),
            "ILL-Request",
            "iLL-request-extensions",
            [
                {
                    "identifier": 1,
                    "critical": False,
                    "item": {
                        "EXTERNAL": {
                            "direct-reference": "1.0.10161.13.5",
                            "encoding": {
                                "single-ASN1-type": {
                                    "Forwarded-Additional-Info": {"reason-unfilled": "non-circulating"}
                                }
                            },
                        }
                    },
                }
            ],
        ),
        (
            request(delivery_service=DeliveryService(electronic_delivery=(FILE,))),
            "ILL-Request",
            "delivery-service",
            {
                "electronic-delivery": [
                    {
                        "e-delivery-service": {
                            "e-delivery-mode": "2.999.1",
                            "e-delivery-parameters": "0500",
                        },
                        "e-delivery-details": {
                            "e-delivery-id": {
                                "person-or-institution-symbol": {"institution-symbol": "CN-JS-CUMT"}
                            }
                        },
                    }
                ]
            },
        ),
    ],
)
def test_every_kind_of_value_goes_and_comes_back(
    apdu: Any,  # noqa: ANN401 - any APDU
    name: str,
    element: str,
    expected: object,
) -> None:
    form = to_json(apdu)
    assert form[name][element] == expected
    assert from_json(json.loads(json.dumps(form))) == apdu


def test_an_object_that_overdoes_a_size_stays_octets() -> None:
    oversize = bytes.fromhex("3015a013b2111b0f") + b"978-0632057597x"
    external = External(direct_reference="1.0.10161.13.10", encoding=Encoding(single_asn1_type=Raw(oversize)))
    form = to_json(request(responder_specific_service=external))
    encoding = form["ILL-Request"]["responder-specific-service"]["encoding"]
    assert encoding == {"single-ASN1-type": oversize.hex()}
    assert from_json(form) == request(responder_specific_service=external)


def in_one_another(objects: int) -> Message:
    """A Message that holds another in an EXTERNAL, and so on; the innermost holds a prompt."""
    held = make_object(PROMPT, PromptObject(response=()))
    for _ in range(objects):
        extension = make_extension(held)
        held = make_object("1.0.10161.2.1", IllApdu(message=message(message_extensions=(extension,))))
    return message(message_extensions=(make_extension(held),))


@pytest.mark.parametrize("objects", [1, 2, 3, 50, 400])
def test_objects_in_one_another_are_not_opened_without_end(objects: int) -> None:
    apdu = in_one_another(objects)
    form = to_json(apdu, secrets=True)
    assert from_json(form) == apdu
    assert json.dumps(form).count("ISO-10161-ILL-1") == min(objects, 2)


def test_an_object_in_octets_stays_octets() -> None:
    content = make_object(FORWARDED, UnfilledResults(reason_unfilled=27)).encoding.single_asn1_type or Raw()
    external = External(direct_reference=FORWARDED, encoding=Encoding(octet_aligned=content))
    form = to_json(request(responder_specific_service=external))
    encoding = form["ILL-Request"]["responder-specific-service"]["encoding"]
    assert encoding == {"octet-aligned": content.hex()}


def test_externals_in_one_another_are_not_opened_without_end() -> None:
    held = UNKNOWN_OBJECT
    for _ in range(400):
        held = External(direct_reference="2.999.7", encoding=Encoding(single_asn1_type=item_of(held)))
    apdu = message(message_extensions=(make_extension(held),))
    form = to_json(apdu)
    assert from_json(form) == apdu
    assert json.dumps(form).count("EXTERNAL") == json_form._NESTED


def prompt(which: PromptId, answer: str) -> PromptResponse:
    return PromptResponse(prompt_id=which, answer=PromptAnswer(string=answer))


def test_passwords_are_masked() -> None:
    user = PromptId(enumerated_prompt=EnumeratedPrompt(type_=PromptType.USER_ID))
    password = PromptId(enumerated_prompt=EnumeratedPrompt(type_=PromptType.PASSWORD))
    other = PromptId(non_enumerated_prompt="PIN")
    external = make_object(
        PROMPT,
        PromptObject(response=(prompt(user, "100"), prompt(password, "secret"), prompt(other, "1234"))),
    )
    garbled = External(direct_reference=PROMPT, encoding=Encoding(octet_aligned=b"secret"))
    apdu = request(ill_request_extensions=(make_extension(external), make_extension(garbled, critical=True)))
    masked = json.dumps(to_json(apdu))
    assert "100" in masked
    assert MASK in masked
    assert not any(secret in masked for secret in ("secret", "1234", b"secret".hex()))
    assert from_json(to_json(apdu, secrets=True)) == apdu


def changed(**members: object) -> dict[str, Any]:
    return {"ILL-Request": {**to_json(request())["ILL-Request"], **members}}


OBJECT = {"direct-reference": "1.0.10161.13.5", "encoding": {"single-ASN1-type": {"Wrong": {}}}}


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({}, "expected an object with the APDU's name, found {}"),
        ([], r"expected an object with the APDU's name, found \[\]"),
        ({"Ship": {}}, "Ship: no APDU of ISO 10161"),
        ({"Message": []}, r"Message: expected an object, found \[\]"),
        ({"Message": {}}, "Message.protocol-version-num: is missing"),
        (changed(shelf=1), "ILL-Request.shelf: ILL-Request has no such element"),
        (changed(unknown=["zz"]), "ILL-Request.unknown: expected octets in hexadecimal, found 'zz'"),
        (changed(unknown=5), "ILL-Request: expected a list, found 5"),
        (changed(**{"item-id": {"title": 5}}), "ILL-Request.item-id.title: expected text, found 5"),
        (changed(**{"retry-flag": 1}), "ILL-Request.retry-flag: expected true or false, found 1"),
        (
            changed(**{"protocol-version-num": True}),
            "protocol-version-num: expected a whole number, found True",
        ),
        (
            changed(**{"transaction-type": "odd"}),
            "transaction-type: expected one of simple, chained, partitioned",
        ),
        (changed(**{"iLL-service-type": "loan"}), "iLL-service-type: expected a list, found 'loan'"),
        (changed(**{"iLL-service-type": ["loan", None]}), r"iLL-service-type\[2\]: expected one of loan"),
        (
            changed(**{"delivery-service": {}}),
            "delivery-service: expected one of physical-delivery, electronic",
        ),
        (
            changed(**{"iLL-request-extensions": [{"identifier": 1, "item": 5}]}),
            r"iLL-request-extensions\[1\].item: expected octets in hexadecimal or an EXTERNAL, found 5",
        ),
        (
            changed(**{"iLL-request-extensions": [{"identifier": 1, "item": {"INTERNAL": {}}}]}),
            r"item.INTERNAL: expected an EXTERNAL",
        ),
        (
            changed(**{"iLL-request-extensions": [{"identifier": 1, "item": {"EXTERNAL": OBJECT}}]}),
            "item.EXTERNAL.Wrong: is not the object 1.0.10161.13.5",
        ),
        (
            changed(**{"responder-specific-service": {"encoding": {"arbitrary": "a0"}}}),
            "encoding.arbitrary: expected octets and unused, found 'a0'",
        ),
        (
            changed(**{"responder-specific-service": 5}),
            "responder-specific-service: expected an object, found 5",
        ),
        (
            {"Damaged": {**HEAD, "damaged-details": {"damaged-portion": {"complete-document": 1}}}},
            "complete-document: expected null, found 1",
        ),
    ],
)
def test_a_wrong_form_is_named(form: Any, complaint: str) -> None:  # noqa: ANN401 - wrong in every way
    with pytest.raises(LocalProtocolError, match=complaint):
        from_json(form)


def test_defaults_need_not_be_said() -> None:
    form = changed()
    del form["ILL-Request"]["transaction-type"]
    assert from_json(form) == request()
