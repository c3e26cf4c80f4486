import pytest

from gateway.ill.decide import decide
from gateway.ill.decisions import AnyEvent, Asked, AskedAgain, Due, Received, Repair, TakeBack
from gateway.model.ill.post import TimerKind
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.services import Cancel
from gateway.model.ill.states import State
from tests.ill_pair import ASKING, NOW, message


@pytest.mark.parametrize(
    "event",
    [
        Asked(body=Cancel()),
        AskedAgain(actor="li"),
        Due(kind=TimerKind.ANSWER),
        Repair(to=State.SHIPPED, note="x", actor="li"),
        TakeBack(actor="li"),
    ],
)
def test_every_event_has_one_who_decides(event: AnyEvent) -> None:
    decision = decide(None, event, NOW, ASKING)
    assert decision.refusal is not None
    assert decision.refusal.why is Refusal.NO_TRANSACTION


def test_what_arrives_is_decided_too() -> None:
    decision = decide(None, Received(message=message(Cancel())), NOW, ASKING)
    assert decision.refusal is not None
    assert decision.refusal.why is Refusal.UNKNOWN_TRANSACTION
