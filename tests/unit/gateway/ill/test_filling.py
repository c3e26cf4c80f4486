import pytest

from gateway.ill.decisions import Refused
from gateway.ill.filling import filled, problem
from gateway.model.ill.names import SystemId
from gateway.model.ill.parts import DateDue, Location
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CheckedIn,
    IllAnswer,
    IllRequest,
    Message,
    Overdue,
    Received,
    Returned,
)
from gateway.model.ill.words import Reason, Results, ServiceType
from tests.ill_pair import (
    CONDITION,
    DUE_DAY,
    ESTIMATE,
    HOLD_PLACED,
    RETRY,
    SHIPPED,
    TODAY,
    UNFILLED,
    WILL_SUPPLY,
    replace,
    requester,
    responder,
)

COPY = ServiceType.COPY


def test_what_happens_today_happens_today() -> None:
    q, p = requester(), responder()
    assert filled(q, Received(), TODAY) == Received(date_received=TODAY)
    assert filled(q, Received(date_received=DUE_DAY), TODAY) == Received(date_received=DUE_DAY)
    assert filled(q, Returned(), TODAY) == Returned(date_returned=TODAY)
    assert filled(p, CheckedIn(), TODAY) == CheckedIn(date_checked_in=TODAY)
    assert filled(q, Cancel(), TODAY) == Cancel()


def test_what_arrived_is_what_was_shipped_or_at_least_what_was_wanted() -> None:
    copy = requester(shipped_service=COPY)
    assert filled(copy, Received(), TODAY) == Received(date_received=TODAY, shipped_service=COPY)


def test_a_responder_states_its_messages_and_the_due_date_it_set() -> None:
    p = responder()
    ours = p.course.responder_messages
    assert filled(p, SHIPPED, TODAY) == replace(SHIPPED, optional_messages=ours, date_shipped=TODAY)
    assert filled(p, CONDITION, TODAY) == replace(CONDITION, optional_messages=ours)
    lent = replace(p, due=DUE_DAY)
    assert filled(lent, Overdue(), TODAY) == Overdue(due=DateDue(DUE_DAY))
    assert filled(p, Overdue(), TODAY) == Overdue()
    assert filled(lent, Overdue(due=DateDue(TODAY)), TODAY) == Overdue(due=DateDue(TODAY))


LOCATIONS = IllAnswer(results=Results.LOCATIONS_PROVIDED, locations=(Location(system=SystemId("X")),))


@pytest.mark.parametrize(
    "body",
    [
        *(CONDITION, UNFILLED, RETRY, WILL_SUPPLY, HOLD_PLACED, ESTIMATE, LOCATIONS, SHIPPED),
        *(IllRequest(), Message(note="x"), Overdue(due=DateDue(DUE_DAY)), Cancel()),
        IllAnswer(results=Results.WILL_SUPPLY, explained=False),
        replace(SHIPPED, conditions=Reason.NO_REPRODUCTION),
    ],
)
def test_nothing_is_wrong_with_these(body: AnyService) -> None:
    assert problem(body) is None


@pytest.mark.parametrize(
    ("body", "why", "element"),
    [
        (replace(CONDITION, reason=None), Refusal.VALUE_MISSING, "conditions"),
        (replace(UNFILLED, reason=None), Refusal.VALUE_MISSING, "reason-unfilled"),
        (replace(WILL_SUPPLY, reason=None), Refusal.VALUE_MISSING, "reason-will-supply"),
        (replace(HOLD_PLACED, day=None), Refusal.VALUE_MISSING, "estimated-date-available"),
        (replace(LOCATIONS, locations=()), Refusal.VALUE_MISSING, "locations"),
        (replace(ESTIMATE, estimate=""), Refusal.VALUE_MISSING, "cost-estimate"),
        (
            replace(UNFILLED, reason=Reason.ELECTRONIC_DELIVERY),
            Refusal.REASON_DOES_NOT_FIT,
            "electronic-delivery",
        ),
        (replace(SHIPPED, conditions=Reason.LOST), Refusal.REASON_DOES_NOT_FIT, "lost"),
        (replace(SHIPPED, shipped_service=ServiceType.ESTIMATE), Refusal.REASON_DOES_NOT_FIT, "estimate"),
        (IllRequest(service_types=()), Refusal.VALUE_MISSING, "iLL-service-type"),
        (Message(note=" "), Refusal.VALUE_MISSING, "note"),
        (Overdue(), Refusal.VALUE_MISSING, "date-due"),
    ],
)
def test_what_is_missing_or_does_not_fit_is_named(body: AnyService, why: Refusal, element: str) -> None:
    assert problem(body) == Refused(why=why, detail=element)
