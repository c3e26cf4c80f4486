"""An identity-card number is neither told nor kept."""

from gateway.translate.iso10161.forms import Notes
from gateway.translate.iso10161.identities import NOT_KEPT, NOT_SAID, without_identities

NUMBER = "11010519491231002X"


def test_it_is_hidden_wherever_it_stands_and_noted() -> None:
    notes: Notes = []
    form = {"ILL-Request": {"client-id": {"client-identifier": NUMBER}, "requester-note": f"证{NUMBER}"}}
    assert without_identities(form, NOT_KEPT, notes) == {
        "ILL-Request": {"client-id": {"client-identifier": "***"}, "requester-note": "证***"}
    }
    assert notes == [
        "ILL-Request.client-id.client-identifier: an identity-card number, not kept",
        "ILL-Request.requester-note: an identity-card number, not kept",
    ]


def test_what_names_a_transaction_or_a_library_stays() -> None:
    notes: Notes = []
    symbol = {"person-or-institution-symbol": {"institution-symbol": NUMBER}}
    form = {"Cancel": {"transaction-id": {"transaction-qualifier": NUMBER}, "responder-id": symbol}}
    assert without_identities(form, NOT_SAID, notes) == form
    assert notes == []


def test_a_form_without_any_is_given_back_as_it_is() -> None:
    notes: Notes = []
    form = {"Cancel": {"requester-note": "不需要了"}}
    assert without_identities(form, NOT_SAID, notes) is form
    assert notes == []


def test_octets_that_are_no_text_are_no_hindrance() -> None:
    notes: Notes = []
    form = {"Cancel": {"requester-note": f"\udcff{NUMBER}"}}
    assert without_identities(form, NOT_SAID, notes) == {"Cancel": {"requester-note": "\udcff***"}}
    assert notes == ["Cancel.requester-note: an identity-card number, not said"]
