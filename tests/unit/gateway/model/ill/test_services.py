from gateway.model.ill.names import TransactionId
from gateway.model.ill.services import Cancel, IllMessage
from gateway.model.ill.words import Service

MESSAGE = IllMessage(transaction=TransactionId(group="g", qualifier="q"), said="20261123", body=Cancel())


def test_a_message_is_of_the_service_it_carries() -> None:
    assert MESSAGE.service is Service.CANCEL


def test_a_message_that_repeats_none_was_said_first_when_it_was_said() -> None:
    assert MESSAGE.first_said == "20261123"
