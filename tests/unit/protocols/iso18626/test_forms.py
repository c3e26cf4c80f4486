import json

import pytest

from protocols.errors import LocalProtocolError
from protocols.iso18626.forms import from_json, lines, name, to_json
from tests.unit.protocols.iso18626.samples import both, newer, older, request, requesting, retry


@pytest.mark.parametrize(
    "message", [*both(), newer(), older(), retry()], ids=lambda each: type(each).__name__
)
def test_json_and_back(message: object) -> None:
    form = to_json(message, secrets=True)  # type: ignore[arg-type] # one of the six
    assert from_json(json.loads(json.dumps(form))) == message


def test_what_a_message_looks_like() -> None:
    assert name(requesting()) == "requestingAgencyMessage"
    assert to_json(requesting()) == {
        "requestingAgencyMessage": {
            "header": {
                "supplyingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "CN-JS-XZNU"},
                "requestingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "CN-JS-CUMT"},
                "timestamp": "2026-11-23T02:30:00Z",
                "requestingAgencyRequestId": "CUMT-17",
                "supplyingAgencyRequestId": "XZNU-4",
            },
            "action": "Received",
            "note": "好",
        }
    }
    assert lines(requesting())[0] == "requestingAgencyMessage"
    assert lines(requesting())[-2:] == ["  action: Received", "  note: 好"]


def test_a_security_code_is_not_shown() -> None:
    assert "geheim" not in json.dumps(to_json(request())) + "".join(lines(request()))
    assert "      securityCode: ***" in lines(request())


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "expected one of request, requestConfirmation"),
        ({"request": {}}, "request/header: is missing"),
        ({"query": {}}, "query: expected one of request"),
    ],
)
def test_what_is_no_message(form: object, said: str) -> None:
    with pytest.raises(LocalProtocolError, match=said):
        from_json(form)
