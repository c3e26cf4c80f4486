from datetime import date

from gateway.ill.absorbing import absorb, absorb_late, unshipped
from gateway.model.ill.parts import Amount, DateDue, ResponderMessages
from gateway.model.ill.services import (
    Cancel,
    CheckedIn,
    IllAnswer,
    Overdue,
    Received,
    RenewAnswer,
    Returned,
)
from gateway.model.ill.states import State
from gateway.model.ill.words import Reason, Results, ServiceType
from tests.ill_pair import CONDITION, DUE_DAY, NEITHER, SHIPPED, THIRD, TODAY, replace, requester

LATER = date(2027, 1, 23)


def test_shipped_tells_what_comes_until_when_and_at_what_cost() -> None:
    said = replace(
        SHIPPED,
        supplier=THIRD,
        date_shipped=TODAY,
        conditions=Reason.LIBRARY_USE_ONLY,
        due=DateDue(DUE_DAY, renewable=False),
    )
    told = absorb(requester(), said)
    assert (told.due, told.course.renewable) == (DUE_DAY, False)
    assert (told.course.shipped_service, told.course.shipped_day) == (ServiceType.LOAN, TODAY)
    assert (told.course.supplier, told.course.conditions) == (THIRD, Reason.LIBRARY_USE_ONLY)
    assert (told.charges.units, told.charges.cost) == (1, Amount("20.00", "CNY"))
    assert told.charges.payer == "CN-221116"


def test_an_answer_tells_why_and_until_when() -> None:
    course = absorb(requester(), replace(CONDITION, day=DUE_DAY)).course
    assert (course.results, course.reason) == (Results.CONDITIONAL, Reason.LIBRARY_USE_ONLY)
    assert (course.condition, course.answer_day) == (Reason.LIBRARY_USE_ONLY, DUE_DAY)
    later = absorb(requester(condition=Reason.CHARGES), IllAnswer(results=Results.WILL_SUPPLY)).course
    assert later.condition is None


def test_a_responder_states_its_messages() -> None:
    ours = ResponderMessages(received=NEITHER)
    assert absorb(requester(), replace(SHIPPED, optional_messages=ours)).course.responder_messages == ours


def test_a_due_date_moves() -> None:
    due = DateDue(LATER)
    assert absorb(requester(), RenewAnswer(answer=True, due=due)).due == LATER
    assert absorb(requester(), RenewAnswer(answer=False)).due is None
    assert absorb(requester(), Overdue(due=due)).due == LATER
    lent = replace(requester(), due=DUE_DAY)
    assert absorb(lent, Overdue(due=DateDue(None))).due == DUE_DAY


def test_where_the_item_is() -> None:
    received = absorb(requester(), Received(shipped_service=ServiceType.COPY)).course
    assert (received.arrived, received.shipped_service) == (True, ServiceType.COPY)
    assert absorb(requester(), Returned()).course.returned
    assert absorb(requester(), CheckedIn()).course.checked_in


def test_what_tells_nothing_changes_nothing() -> None:
    before = requester()
    assert absorb(before, Cancel()) == before
    assert absorb_late(before, CONDITION) == before


def test_a_late_shipped_fills_what_nobody_knew_and_moves_no_due_date() -> None:
    reminded = replace(requester(State.NOT_RECEIVED_OVERDUE), due=LATER)
    assert absorb_late(reminded, SHIPPED).due == LATER
    assert absorb_late(reminded, SHIPPED).charges.units == 1
    assert absorb_late(requester(), SHIPPED).due == DUE_DAY
    known = requester(shipped_service=ServiceType.LOAN)
    assert absorb_late(known, SHIPPED) == known


def test_a_repair_takes_back_what_shipped_said() -> None:
    shipped = absorb(requester(), SHIPPED)
    bare = unshipped(shipped)
    assert (bare.due, bare.course.shipped_service, bare.charges.units) == (None, None, None)
    assert bare.charges.payer == "CN-221116"
