import pytest

from gateway.ill.decisions import Repair
from gateway.ill.repair import REPAIRS, repair, repairs
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.services import Message
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import IllTransaction
from tests.ill_pair import ASKING, LENDING, NOW, SHIPPED, after, did, requester, responder, sent, with_terms

S = State
NOTE = "误发 SHIPPED，请忽略"


def repaired(transaction: IllTransaction, to: State) -> IllTransaction:
    setting = ASKING if transaction.role is Role.REQUESTER else LENDING
    decision = repair(transaction, Repair(to=to, note=NOTE, actor="li"), NOW, setting)
    assert sent(decision) == [Message(note=NOTE)]
    assert decision.remarks == (Remark.REPAIRED,)
    assert not decision.graced
    return after(decision)


def test_a_wrong_shipped_is_undone_and_can_be_said_anew() -> None:
    back = repaired(after(did(responder(), SHIPPED)), S.IN_PROCESS)
    assert (back.state, back.due, back.course.shipped_service) == (S.IN_PROCESS, None, None)
    assert after(did(back, SHIPPED)).state is S.SHIPPED


def test_a_lost_item_is_found_by_either_side() -> None:
    found = repaired(requester(S.LOST), S.RECEIVED)
    assert (found.state, found.closed, found.course.arrived) == (S.RECEIVED, None, True)
    assert repaired(requester(S.RECEIVED, arrived=True), S.SHIPPED).course.arrived is False
    assert repaired(responder(S.LOST), S.SHIPPED).state is S.SHIPPED
    assert repaired(responder(S.CHECKED_IN, checked_in=True), S.OVERDUE).course.checked_in is False


@pytest.mark.parametrize(
    ("to", "note", "why"),
    [
        (S.CHECKED_IN, NOTE, Refusal.NOTHING_TO_REPAIR),
        (S.IN_PROCESS, " ", Refusal.VALUE_MISSING),
    ],
)
def test_a_repair_leads_where_it_may_and_says_why(to: State, note: str, why: Refusal) -> None:
    decision = repair(responder(S.SHIPPED), Repair(to=to, note=note, actor="li"), NOW, LENDING)
    assert decision.refusal is not None
    assert decision.refusal.why is why
    assert repair(None, Repair(to=to, note=note, actor="li"), NOW, LENDING).refusal is not None


def test_a_repair_too_can_be_taken_back_in_time() -> None:
    graced = with_terms(LENDING, grace=600)
    event = Repair(to=S.IN_PROCESS, note=NOTE, actor="li")
    assert repair(responder(S.SHIPPED), event, NOW, graced).graced


def test_every_repair_leads_back_to_a_state_of_the_same_role() -> None:
    assert repairs(responder()) == ()
    assert all(to and state not in to for (_, state), to in REPAIRS.items())
