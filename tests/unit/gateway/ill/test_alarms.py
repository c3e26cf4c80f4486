from datetime import date, timedelta

from gateway.ill.alarms import between, wanted
from gateway.ill.decisions import Alarm
from gateway.ill.times import end_of
from gateway.model.ill.parts import SearchType
from gateway.model.ill.post import TimerKind
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import ExpiryFlag, ServiceType
from tests.ill_pair import ASKING, DUE_DAY, LENDING, NOW, ZONE, replace, requester, responder, with_terms

S = State
DAY = date(2026, 12, 1)
K = TimerKind


def expiring(transaction: IllTransaction) -> IllTransaction:
    search = SearchType(need_before=DAY, expiry_flag=ExpiryFlag.NEED_BEFORE_DATE)
    request = replace(transaction.wanted.request, search=search)
    return replace(transaction, wanted=replace(transaction.wanted, request=request))


def test_a_request_expires_at_the_end_of_its_day_with_the_responder_alone() -> None:
    for state in (S.IN_PROCESS, S.CONDITIONAL, S.CANCEL_PENDING):
        assert wanted(expiring(responder(state)), LENDING) == {K.EXPIRY: end_of(DAY, ZONE)}
    assert wanted(expiring(responder(S.SHIPPED)), LENDING) == {}
    assert K.EXPIRY not in wanted(expiring(requester()), ASKING)
    never = replace(responder().wanted.request, search=SearchType(need_before=DAY))
    kept = replace(responder(), wanted=replace(responder().wanted, request=never))
    assert wanted(kept, LENDING) == {}


def test_a_loan_falls_due_with_the_responder() -> None:
    lent = replace(responder(S.SHIPPED), due=DUE_DAY)
    assert wanted(lent, LENDING) == {K.DUE: end_of(DUE_DAY, ZONE)}
    copy = replace(responder(S.SHIPPED, shipped_service=ServiceType.COPY), due=DUE_DAY)
    assert wanted(copy, LENDING) == {}
    assert wanted(responder(S.SHIPPED), LENDING) == {}
    assert wanted(replace(responder(S.OVERDUE), due=DUE_DAY), LENDING) == {}


def test_a_condition_waits_for_its_reply() -> None:
    assert wanted(requester(S.CONDITIONAL, answer_day=DAY), ASKING) == {K.REPLY: end_of(DAY, ZONE)}
    assert wanted(responder(S.CONDITIONAL), LENDING) == {}


def test_staff_are_told_of_a_library_that_never_answers() -> None:
    assert wanted(requester(), ASKING) == {K.ANSWER: NOW + timedelta(days=11)}
    assert wanted(requester(), with_terms(ASKING, answer_days=0)) == {}
    assert wanted(requester(S.SHIPPED), ASKING) == {}


def test_only_what_differs_is_set_or_stopped() -> None:
    before, after = requester(), requester(S.SHIPPED)
    assert between(before, after, ASKING) == (Alarm(kind=K.ANSWER, due=None),)
    assert between(None, before, ASKING) == (Alarm(kind=K.ANSWER, due=NOW + timedelta(days=11)),)
    assert between(before, before, ASKING) == ()
    assert between(before, None, ASKING) == (Alarm(kind=K.ANSWER, due=None),)
