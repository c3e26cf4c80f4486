"""Whatever the tables let staff ask for can be said, and in the Struct of its service."""

from gateway.ill.by_hand import BY_HAND
from gateway.ill.decisions import Forward
from gateway.ill.reasons import SERVICES
from gateway.model.ill.services import IllAnswer, Shipped
from gateway.model.ill.words import Service


def test_every_service_that_can_be_asked_for_has_its_struct() -> None:
    assert {name.upper() for name in BY_HAND} == {*SERVICES.values()} - {Service.ILL_REQUEST}
    assert (BY_HAND["shipped"], BY_HAND["ill-answer"]) == (Shipped, IllAnswer)


def test_forward_has_no_apdu_and_a_struct_of_its_own() -> None:
    assert BY_HAND["forward"] is Forward
