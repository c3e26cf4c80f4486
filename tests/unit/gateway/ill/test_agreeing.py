import pytest

from gateway.ill.agreeing import FITTING, fit
from gateway.model.ill.states import REQUESTER_STATES, RESPONDER_STATES, Role, State

S = State


def test_every_state_after_the_first_has_one_that_fits() -> None:
    assert set(FITTING) == set(REQUESTER_STATES) - {S.IDLE}
    told = frozenset[State]().union(*FITTING.values())
    assert told == set(RESPONDER_STATES) - {S.IDLE, S.FORWARD}


@pytest.mark.parametrize(
    ("role", "ours", "theirs", "fits"),
    [
        (Role.REQUESTER, S.PENDING, S.IN_PROCESS, True),
        (Role.RESPONDER, S.IN_PROCESS, S.PENDING, True),
        (Role.REQUESTER, S.IN_PROCESS, S.PENDING, False),
        (Role.RESPONDER, S.CONDITIONAL, S.PENDING, False),
        (Role.RESPONDER, S.CHECKED_IN, S.RETURNED, True),
        (Role.REQUESTER, S.PENDING, S.UNKNOWN, False),
    ],
)
def test_states_fit_or_not(role: Role, ours: State, theirs: State, *, fits: bool) -> None:
    assert fit(role, ours, theirs) is fits
