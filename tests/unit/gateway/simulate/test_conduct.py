from datetime import date

import pytest

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import REASONS
from gateway.model.ill.services import IllAnswer, IllMessage
from gateway.model.ill.terms import Terms
from gateway.model.ill.words import Results, Service
from gateway.simulate import conduct
from gateway.simulate.loan import Conduct, Garble, Tell
from gateway.translate.iso10161.messages import to_apdu
from protocols.ber import BerError, Framer
from protocols.iso10161.codec import decode, encode

CONDUCTS = [value for value in vars(conduct).values() if isinstance(value, Conduct)]


@pytest.mark.parametrize("one", CONDUCTS)
def test_everything_that_is_said_can_be_written(one: Conduct) -> None:
    name = TransactionId(initial_requester=SystemId(symbol="CUMT"), group="1", qualifier="1")
    for turns in one.turns.values():
        for deed in (deed for turn in turns for deed in turn if isinstance(deed, Tell)):
            body = deed.body(date(2026, 11, 23)) if callable(deed.body) else deed.body
            message = IllMessage(transaction=name, said="20261123080000", body=body)
            translated = to_apdu(message, Terms())
            assert translated.losses == ()
            assert encode(translated.apdu)


def test_all_but_the_silent_one_report_where_a_loan_stands() -> None:
    assert len(CONDUCTS) == 10
    assert [one for one in CONDUCTS if not one.turn(Service.STATUS_QUERY, 0)] == [conduct.SILENT]


@pytest.mark.parametrize("reason", sorted(REASONS[Results.UNFILLED]))
def test_who_does_not_supply_says_why(reason: str) -> None:
    (deed,) = conduct.unfilled(reason).turn(Service.ILL_REQUEST, 0)  # type: ignore[arg-type]
    assert isinstance(deed, Tell)
    assert deed.body == IllAnswer(results=Results.UNFILLED, reason=reason)  # type: ignore[arg-type]


def test_garbage_is_garbage() -> None:
    with pytest.raises(BerError):
        Framer().feed(conduct.NONSENSE)
    assert Framer().feed(conduct.NO_APDU) == [conduct.NO_APDU]
    with pytest.raises(BerError):
        decode(conduct.NO_APDU)
    sent = [deed.data for deed in conduct.GARBLES.turn(Service.ILL_REQUEST, 0) if isinstance(deed, Garble)]
    assert sent == [conduct.NONSENSE, conduct.NO_APDU]
