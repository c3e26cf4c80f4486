"""The nouns of interlibrary loan that only declare, and what they promise to stores and translators."""

from datetime import UTC, date, datetime
from typing import Any, get_args

import msgspec
import pytest

from gateway.model.identity import AgencyId
from gateway.model.ill import (
    history,
    names,
    partners,
    parts,
    post,
    reports,
    services,
    transactions,
)
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.services import AnyService, IllAnswer, IllMessage, Overdue
from gateway.model.ill.states import REQUESTER_STATES, RESPONDER_STATES, State
from gateway.model.ill.words import Reason, Results, Service

MODULES = (history, names, parts, partners, post, reports, services, transactions)
STRUCTS = sorted(
    {
        thing
        for module in MODULES
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, msgspec.Struct) and thing is not msgspec.Struct
    },
    key=lambda struct: struct.__name__,
)
KINDS: tuple[type[services.Said], ...] = get_args(AnyService)
ID = names.TransactionId(group="2026", qualifier="7")
MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_nouns_do_not_change_and_have_a_json_form(struct: type[Any]) -> None:
    assert struct.__struct_config__.frozen
    assert msgspec.json.Decoder(struct).type is struct


def test_each_apdu_has_a_service_and_names_itself_in_json() -> None:
    assert {kind.service for kind in KINDS} == set(Service) - {Service.FORWARD}
    for kind in KINDS:
        assert kind.__struct_config__.tag == kind.service.value
        assert kind.__struct_config__.tag_field == "service"


def test_a_message_survives_json() -> None:
    body = IllAnswer(results=Results.UNFILLED, reason=Reason.NOT_OWNED)
    message = IllMessage(transaction=ID, said="20261123090000", body=body, rest={"responder-specific": [1]})
    assert msgspec.json.decode(msgspec.json.encode(message), type=IllMessage) == message


def test_a_message_knows_its_service_and_when_it_was_said_first() -> None:
    due = parts.DateDue(date(2026, 12, 1))
    message = IllMessage(transaction=ID, said="20261123", body=Overdue(due=due))
    assert message.service is Service.OVERDUE
    assert message.first_said == "20261123"
    assert msgspec.structs.replace(message, original="20261122").first_said == "20261122"


def test_the_states_of_both_roles_are_the_standards() -> None:
    assert set(REQUESTER_STATES) | set(RESPONDER_STATES) == set(State) - {State.UNKNOWN}
    assert len(REQUESTER_STATES) == 15
    assert len(RESPONDER_STATES) == 14


def test_every_result_says_which_reasons_go_with_it() -> None:
    counts = {results: len(reasons) for results, reasons in parts.REASONS.items()}
    assert counts == {
        Results.CONDITIONAL: 11,
        Results.RETRY: 13,
        Results.UNFILLED: 26,
        Results.LOCATIONS_PROVIDED: 16,
        Results.WILL_SUPPLY: 9,
        Results.HOLD_PLACED: 0,
        Results.ESTIMATE: 0,
    }


def test_why_and_remarks_are_words() -> None:
    for words in (Refusal, Remark):
        assert all(word.value == word.name.lower().replace("_", "-") for word in words)


def test_an_agency_stands_in_a_transaction() -> None:
    assert transactions.IllTransaction.__struct_fields__[:3] == ("id", "agency", "role")
    assert AgencyId("CUMT").scheme == "ISIL"
    assert MORNING.tzinfo is UTC
