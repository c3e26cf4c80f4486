"""An intermediary between a library that asks and those that lend: two machines, one commit."""

from collections.abc import Iterator

import pytest

from gateway.dispatch.lending import NoPartner, NotDone
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.services import (
    Cancel,
    CancelReply,
    CheckedIn,
    ConditionalReply,
    IllAnswer,
    Received,
    Returned,
    Shipped,
)
from gateway.model.ill.states import Role, State
from gateway.model.ill.words import Reason, Results
from tests.lending_libraries import Place, World

UNFILLED = IllAnswer(results=Results.UNFILLED, reason=Reason.IN_USE_ON_LOAN)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    made.library("CUMT", "HHIT")
    made.library("HHIT", "CUMT", "NJU", "JNU")
    made.library("NJU", "HHIT")
    made.library("JNU", "HHIT")
    yield made
    for place in made.libraries.values():
        place.close()


def places(world: World) -> tuple[Place, Place, Place, Place]:
    cumt, hhit, nju, jnu = world.libraries.values()
    return cumt, hhit, nju, jnu


def passed_on(world: World) -> tuple[str, str]:
    """CUMT asks HHIT, which asks NJU and, if that has nothing, JNU."""
    cumt, hhit, *_ = places(world)
    mine = cumt.asks("HHIT")
    world.settle()
    between = hhit.only().id
    hhit.wait(hhit.lending.pass_on(between, ["NJU", "JNU"], actor="王"))
    world.settle()
    return mine, between


def test_the_next_library_is_asked_where_one_has_nothing(world: World) -> None:
    cumt, hhit, nju, jnu = places(world)
    mine, between = passed_on(world)
    assert not jnu.all()
    nju.does(nju.only().id, UNFILLED)
    world.settle()
    assert cumt.state(mine) is State.PENDING
    jnu.does(jnu.only().id, Shipped())
    world.settle()
    assert (cumt.state(mine), hhit.state(between)) == (State.SHIPPED, State.SHIPPED)
    shipped = cumt.entries(mine)[-1].decoded["Shipped"]
    assert "JNU" in str(shipped["supplier-id"])
    cumt.does(mine, Received())
    cumt.does(mine, Returned())
    world.settle()
    jnu.does(jnu.only().id, CheckedIn())
    world.settle()
    assert (hhit.state(between), jnu.only().state) == (State.CHECKED_IN, State.CHECKED_IN)
    roles = [(one.role, one.partner) for one in hhit.all()]
    assert sorted(roles) == [
        (Role.REQUESTER, "JNU"),
        (Role.REQUESTER, "NJU"),
        (Role.RESPONDER, "CUMT"),
    ]


def test_nobody_has_it(world: World) -> None:
    cumt, hhit, nju, jnu = places(world)
    mine, between = passed_on(world)
    for place in (nju, jnu):
        place.does(place.only().id, UNFILLED)
        world.settle()
    assert (cumt.state(mine), hhit.state(between)) == (State.NOT_SUPPLIED, State.NOT_SUPPLIED)


def test_a_cancel_waits_for_the_lender_s_word(world: World) -> None:
    cumt, hhit, nju, _ = places(world)
    mine, between = passed_on(world)
    cumt.does(mine, Cancel())
    world.settle()
    assert (cumt.state(mine), hhit.state(between)) == (State.CANCEL_PENDING, State.CANCEL_PENDING)
    nju.does(nju.only().id, CancelReply(answer=True))
    world.settle()
    assert (cumt.state(mine), nju.only().state) == (State.CANCELLED, State.CANCELLED)


def test_a_condition_goes_up_and_its_answer_down(world: World) -> None:
    cumt, hhit, nju, _ = places(world)
    mine, between = passed_on(world)
    nju.does(nju.only().id, IllAnswer(results=Results.CONDITIONAL, reason=Reason.LIBRARY_USE_ONLY))
    world.settle()
    assert (cumt.state(mine), hhit.state(between)) == (State.CONDITIONAL, State.CONDITIONAL)
    cumt.does(mine, ConditionalReply(answer=True))
    world.settle()
    assert (nju.only().state, cumt.state(mine)) == (State.IN_PROCESS, State.PENDING)


def test_what_cannot_be_passed_on(world: World) -> None:
    cumt, hhit, *_ = places(world)
    mine, between = passed_on(world)
    with pytest.raises(NotDone) as twice:
        hhit.wait(hhit.lending.pass_on(between, ["JNU"], actor="王"))
    assert twice.value.why is Refusal.RELAYED
    with pytest.raises(NoPartner):
        hhit.wait(hhit.lending.pass_on(between, ["NOBODY"], actor="王"))
    with pytest.raises(NotDone) as not_ours:
        cumt.wait(cumt.lending.pass_on(mine, ["HHIT"], actor="李"))
    assert not_ours.value.why is Refusal.NOT_IN_THIS_STATE


def test_nobody_is_asked_for_his_own_wish(world: World) -> None:
    cumt, hhit, *_ = places(world)
    cumt.asks("HHIT")
    world.settle()
    with pytest.raises(NotDone) as back:
        hhit.wait(hhit.lending.pass_on(hhit.only().id, ["CUMT"], actor="王"))
    assert back.value.why is Refusal.ALREADY_TRIED
