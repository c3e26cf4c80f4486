import json
from collections.abc import Iterator
from typing import Any

import pytest

from protocols.errors import LocalProtocolError
from protocols.sip2.codes import CirculationStatus
from protocols.sip2.decoder import decode
from protocols.sip2.json_form import _readers, from_json, to_json
from protocols.sip2.messages import ItemInformationResponse

DAY = "20260301    143005"


@pytest.fixture(autouse=True)
def _made_afresh() -> Iterator[None]:
    _readers.cache_clear()
    yield
    _readers.cache_clear()


def test_a_message_as_plain_values() -> None:
    message = decode(
        f"64Y             019{DAY}0001    0003000400050006AOC|AAP1|AE张三|BLY|ASB1|ASB2|CG1|FA2.00|ZZx|"
    )
    form = to_json(message)
    assert form == {
        "code": "64",
        "message": "PatronInformationResponse",
        "patron_status": ["charge_privileges_denied"],
        "language": "019",
        "transaction_date": DAY,
        "hold_items_count": 1,
        "charged_items_count": 3,
        "fine_items_count": 4,
        "recall_items_count": 5,
        "unavailable_holds_count": 6,
        "institution_id": "C",
        "patron_identifier": "P1",
        "personal_name": "张三",
        "valid_patron": True,
        "hold_items": ["B1", "B2"],
        "fee_lines": [{"fee_identifier": "1", "fee_remaining": "2.00"}],
        "extras": [["ZZ", "x"]],
    }
    assert from_json(json.loads(json.dumps(form))) == message


def test_an_unknown_truth_is_null() -> None:
    message = decode(f"121NUU{DAY}AOC|AAP1|ABB1|AJ|AH|")
    form = to_json(message)
    assert "magnetic_media" not in form, "its default"
    assert form["desensitize"] is None
    assert from_json(form) == message


def test_secrets_are_masked_unless_wanted() -> None:
    message = decode("9300CNuser|COpass|XO3203|ZZ1|")
    assert to_json(message)["login_password"] == "***"
    assert to_json(message)["extras"] == [["XO", "***"], ["ZZ", "1"]]
    assert to_json(message, secrets=True)["login_password"] == "pass"
    assert from_json(to_json(message, secrets=True)) == message


def test_known_codes_become_members_again() -> None:
    message = from_json(to_json(decode(f"18037701{DAY}ABB1|AJ |CK00 |")))
    assert isinstance(message, ItemInformationResponse)
    assert message.circulation_status is CirculationStatus.AVAILABLE
    assert message.security_marker == "77"
    assert message.title_identifier == " "


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({}, "code: None"),
        ({"code": "85"}, "code: '85'"),
        ({"code": "94", "message": "Login", "ok": True}, "message: 94 is LoginResponse"),
        ({"code": "94", "okay": True}, "okay: LoginResponse has no such element"),
        ({"code": "94", "ok": "yes"}, "ok: 'yes' has the wrong shape"),
        ({"code": "94", "ok": 1}, "ok: 1 has the wrong shape"),
        ({"code": "94"}, "ok"),
        ({"code": "94", "ok": True, "screen_message": [1]}, "screen_message"),
        ({"code": "94", "ok": True, "extras": [["a"]]}, "extras"),
        ({"code": "99", "status_code": 0}, "status_code"),
        ({"code": "99", "status_code": "0", "max_print_width": True}, "max_print_width"),
        ({"code": "63", "summary": ["nothing"]}, "summary"),
        ({"code": "38", "fee_lines": [{"fee_item": "B1"}]}, "fee_lines"),
    ],
)
def test_wrong_forms_are_named(form: dict[str, Any], complaint: str) -> None:
    with pytest.raises(LocalProtocolError, match=complaint):
        from_json(form)
