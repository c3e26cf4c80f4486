import pytest

from gateway.ill.endings import over
from gateway.model.ill.parts import RequesterMessages
from gateway.model.ill.states import State
from gateway.model.ill.words import ServiceType
from tests.ill_pair import NEITHER, requester, responder

S = State
COPY = ServiceType.COPY


@pytest.mark.parametrize("state", [S.NOT_SUPPLIED, S.CANCELLED, S.LOST])
def test_states_that_end_either_side(state: State) -> None:
    assert over(requester(state))
    assert over(responder(state))


@pytest.mark.parametrize("state", [S.PENDING, S.SHIPPED, S.RECEIVED, S.OVERDUE])
def test_states_in_which_more_is_to_come(state: State) -> None:
    assert not over(requester(state))


def test_a_responder_is_done_with_what_is_back_or_passed_on() -> None:
    assert over(responder(S.CHECKED_IN))
    assert over(responder(S.FORWARD))
    assert not over(responder(S.SHIPPED))


def test_a_copy_ends_where_a_loan_goes_on() -> None:
    assert over(requester(S.RECEIVED, shipped_service=COPY))
    assert over(responder(S.SHIPPED, shipped_service=COPY))
    assert not over(requester(S.SHIPPED, shipped_service=COPY))


def test_posted_back_is_not_checked_in_unless_nobody_will_say_so() -> None:
    assert not over(requester(S.RETURNED))
    assert over(requester(S.RETURNED, checked_in=True))
    assert over(requester(S.RETURNED, requester_messages=RequesterMessages(checked_in=NEITHER)))
