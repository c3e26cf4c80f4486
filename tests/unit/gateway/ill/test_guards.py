from datetime import date

import pytest

from gateway.ill import guards
from gateway.ill.guards import Context
from gateway.ill.repeats import exchanged
from gateway.machine.table import Guard
from gateway.model.ill.parts import RequesterMessages, ResponderMessages, ThirdParty
from gateway.model.ill.services import Overdue
from gateway.model.ill.services import Received as ReceivedService
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.words import ServiceType, Wish
from tests.ill_pair import NEITHER, message, replace, requester, responder

COPY = ServiceType.COPY
MUTE = RequesterMessages(shipped=NEITHER)


def asking(**request: object) -> IllTransaction:
    transaction = responder()
    changed = replace(transaction.wanted.request, **request)
    return replace(transaction, wanted=replace(transaction.wanted, request=changed))


@pytest.mark.parametrize(
    ("guard", "yes", "no"),
    [
        (guards.IS_LOAN, requester(), requester(shipped_service=COPY)),
        (guards.RENEWABLE, requester(), requester(renewable=False)),
        (guards.NO_SHIPPED, requester(requester_messages=MUTE), requester()),
        (guards.LOAN_NO_SHIPPED, requester(requester_messages=MUTE), requester()),
        (guards.NOT_ARRIVED, requester(), requester(arrived=True)),
        (guards.LOAN_OR_NOT_ARRIVED, requester(), requester(arrived=True, shipped_service=COPY)),
        (guards.HELD, requester(held=ReceivedService()), requester()),
        (guards.CONDITIONAL, requester(conditional=True), requester()),
        (guards.CHECKED_IN, requester(checked_in=True), requester()),
        (guards.NOT_CHECKED_IN, requester(), requester(checked_in=True)),
        (guards.PERMITTED, asking(third_party=ThirdParty(permission_to_forward=True)), asking()),
    ],
    ids=lambda value: value.name if isinstance(value, Guard) else "",
)
def test_a_guard_holds_or_not(guard: Guard[Context], yes: IllTransaction, no: IllTransaction) -> None:
    assert guard.holds(Context(transaction=yes))
    assert not guard.holds(Context(transaction=no))


def test_a_requirement_is_held_against_what_we_send() -> None:
    strict = asking(optional_messages=RequesterMessages(shipped=Wish.REQUIRES))
    mute = ResponderMessages(can_send_shipped=False)
    assert guards.UNMET.holds(Context(transaction=strict, ours=mute))
    assert not guards.UNMET.holds(Context(transaction=strict))


LATER = requester(exchanged=(exchanged(Direction.IN, message(Overdue(), "20261025024500")),))


@pytest.mark.parametrize("said", ["20261024024500", "20261025024459", "20261025034400"])
def test_a_service_is_overtaken_by_one_that_was_said_later_or_perhaps_was(said: str) -> None:
    """Clocks abroad are put back by an hour on the last Sunday of October."""
    assert guards.OVERTAKEN.holds(Context(transaction=LATER, said=said))


@pytest.mark.parametrize("said", ["20261025034500", "20261026080000", "", "20261025"])
def test_a_service_is_not_overtaken(said: str) -> None:
    late = guards.OVERTAKEN.holds(Context(transaction=LATER, said=said))
    assert late is (said in {"", "20261025"}), "without its time nobody knows, and it counts as overtaken"


@pytest.mark.parametrize(
    ("due", "overtaken"),
    [(None, True), (date(2026, 11, 1), True), (date(2026, 11, 2), False)],
)
def test_a_renewal_with_a_later_date_due_is_news_whatever_the_clock_says(
    due: date | None, *, overtaken: bool
) -> None:
    """A reminder that was said after it would have told that date due."""
    transaction = replace(LATER, due=date(2026, 11, 1))
    context = Context(transaction=transaction, said="20261025020000", due=due)
    assert guards.OVERTAKEN_RENEWAL.holds(context) is overtaken
    assert not guards.OVERTAKEN_RENEWAL.holds(replace(context, said="20261025030000"))


def test_the_first_date_due_is_news() -> None:
    context = Context(transaction=LATER, said="20261025020000", due=date(2026, 11, 1))
    assert not guards.OVERTAKEN_RENEWAL.holds(context)
