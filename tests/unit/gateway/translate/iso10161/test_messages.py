"""APDUs and messages: the envelope, what is kept, what is lost, what means nothing."""

from typing import Any

import msgspec
import pytest

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.services import Cancel, Expired, IllAnswer, IllMessage, Message, Returned
from gateway.model.ill.terms import Terms
from gateway.model.ill.words import Reason, Results
from gateway.translate.iso10161.messages import Unintelligible, describe, to_apdu, to_model, understand
from protocols.iso10161.json_form import from_json

CUMT = {"person-or-institution-symbol": {"institution-symbol": "CN-JS-CUMT"}}
ENVELOPE: dict[str, Any] = {
    "protocol-version-num": 2,
    "transaction-id": {
        "initial-requester-id": CUMT,
        "transaction-group-qualifier": "g",
        "transaction-qualifier": "q",
    },
    "service-date-time": {
        "date-time-of-this-service": {"date": "20261122", "time": "101530"},
        "date-time-of-original-service": {"date": "20261121"},
    },
    "requester-id": CUMT,
}
HEADER: dict[str, Any] = {
    "transaction": TransactionId(initial_requester=SystemId(symbol="CN-JS-CUMT"), group="g", qualifier="q"),
    "said": "20261122101530",
    "original": "20261121",
    "requester": SystemId(symbol="CN-JS-CUMT"),
}


def form(name: str, **members: object) -> dict[str, Any]:
    return {name: {**ENVELOPE, **{field.replace("_", "-"): value for field, value in members.items()}}}


def test_a_message_goes_both_ways() -> None:
    apdu = from_json(form("Cancel", requester_note="不需要了"))
    message = IllMessage(**HEADER, body=Cancel(note="不需要了"))
    assert to_model(apdu) == message
    translated = to_apdu(message, Terms())
    assert (translated.apdu, translated.losses) == (apdu, ())
    assert translated.described == describe(apdu) == form("Cancel", requester_note="不需要了")


def test_a_message_in_the_standards_order() -> None:
    told = to_apdu(IllMessage(**HEADER, body=Cancel(note="n")), Terms())
    assert list(told.described["Cancel"]) == [
        "protocol-version-num",
        "transaction-id",
        "service-date-time",
        "requester-id",
        "requester-note",
    ]


def test_what_the_model_has_no_field_for_is_kept() -> None:
    external = {"direct-reference": "2.999.7", "encoding": {"octet-aligned": "00"}}
    apdu = from_json(
        {
            "ILL-Answer": {
                **ENVELOPE,
                "transaction-results": "unfilled",
                "results-explanation": {"unfilled-results": {"reason-unfilled": 99}},
                "supplemental-item-description": [external],
                "unknown": ["9f3201ff"],
            }
        }
    )
    understood = understand(apdu)
    assert understood.message.body == IllAnswer(results=Results.UNFILLED, reason=Reason.OTHER)
    assert understood.message.rest == {
        "results-explanation": {"unfilled-results": {"reason-unfilled": 99}},
        "supplemental-item-description": [external],
        "unknown": ["9f3201ff"],
    }
    assert understood.remarks == (
        "ILL-Answer.results-explanation.unfilled-results.reason-unfilled: not in the list: 99",
    )
    assert to_apdu(understood.message, Terms()).apdu == apdu


def test_an_answer_that_is_none_is_unintelligible() -> None:
    apdu = from_json(form("ILL-Answer", transaction_results=9))
    with pytest.raises(Unintelligible, match=r"transaction-results: 9 is not in the list") as caught:
        to_model(apdu)
    assert (caught.value.element, caught.value.value) == ("ILL-Answer.transaction-results", 9)


def test_critical_extensions_that_nobody_knows_are_named() -> None:
    known = {
        "identifier": 1,
        "critical": True,
        "item": {
            "EXTERNAL": {
                "direct-reference": "1.0.10161.13.1000.2.3",
                "encoding": {"single-ASN1-type": {"Requester-Notification-Extension": {"note": "n"}}},
            }
        },
    }
    unknown = {
        "identifier": 1,
        "critical": True,
        "item": {"EXTERNAL": {"direct-reference": "2.999.7", "encoding": {"octet-aligned": "00"}}},
    }
    nameless = {"identifier": 1, "critical": True, "item": "0500"}
    extensions = [known, unknown, nameless, {**unknown, "critical": False}]
    message = to_model(from_json(form("Cancel", cancel_extensions=extensions)))
    assert message.critical == ("2.999.7", "Cancel.cancel-extensions[3]")
    assert message.rest == {"cancel-extensions": extensions}


def test_octets_that_are_no_text_are_remarked() -> None:
    understood = understand(from_json(form("Message", note="a\udcb9")))
    assert understood.message.body == Message(note="a\ufffd")
    assert understood.remarks == ("Message.note: octets that are no text: 1",)
    assert describe(from_json(form("Message", note="a\udcb9"))) == understood.described
    assert msgspec.json.encode(understood.message)


@pytest.mark.parametrize(
    ("said", "partner", "version"), [(2, 2, 2), (1, 2, 1), (2, 1, 1), (0, 2, 2), (7, 1, 1)]
)
def test_the_version_is_the_partners(said: int, partner: int, version: int) -> None:
    message = IllMessage(**HEADER, version=said, body=Cancel())
    assert to_apdu(message, Terms(version=partner)).apdu.protocol_version_num == version


def test_what_a_character_set_does_not_have_is_lost() -> None:
    translated = to_apdu(IllMessage(**HEADER, body=Cancel(note="不 no")), Terms(charset="ascii"))
    assert translated.described["Cancel"]["requester-note"] == "? no"
    assert translated.losses == ("Cancel.requester-note: characters that ascii does not have: 1",)


def test_what_has_no_place_is_lost() -> None:
    message = IllMessage(**HEADER, body=Expired(note="n"), rest={"cancel-extensions": []})
    assert to_apdu(message, Terms()).losses == (
        "Expired: note has no place here",
        "Expired.cancel-extensions: has no place here",
    )


def test_what_was_kept_and_does_not_fit_is_lost() -> None:
    message = IllMessage(**HEADER, body=Cancel(note="n"), rest={"cancel-extensions": [{"item": 7}]})
    translated = to_apdu(message, Terms())
    assert translated.apdu == from_json(form("Cancel", requester_note="n"))
    (loss,) = translated.losses
    assert loss.startswith("Cancel: what was kept beside it does not fit: Cancel.cancel-extensions[1].item: ")


def test_a_date_time_that_is_no_text_can_not_be_said() -> None:
    times = {"date-time-of-this-service": {"date": "2026\ufffd122"}}
    message = to_model(from_json({"Cancel": {**ENVELOPE, "service-date-time": times}}))
    assert message.said == "2026\ufffd122"
    translated = to_apdu(message, Terms())
    assert translated.apdu.service_date_time.date_time_of_this_service.date == "2026?122"
    assert len(translated.losses) == 1
    returned = to_apdu(msgspec.structs.replace(message, body=Returned()), Terms())
    assert returned.described["Returned"]["date-returned"] == "2026?122"


def test_a_date_time_that_is_none_stays_as_it_came() -> None:
    times = {"date-time-of-this-service": {"date": "", "time": ""}}
    apdu = from_json({"Cancel": {**ENVELOPE, "service-date-time": times}})
    message = to_model(apdu)
    assert (message.said, message.original) == ("", "")
    assert to_apdu(message, Terms()).apdu == apdu
