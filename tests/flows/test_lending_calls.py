"""A partner that has no address: it is told things on the lines that it opens, and its lines break."""

from collections.abc import Iterator

import msgspec
import pytest

from gateway.dispatch.lending import Directory
from gateway.model.ill.post import CaseKind
from gateway.model.ill.services import Shipped
from gateway.model.ill.states import State
from tests.lending_libraries import Place, World

DAY = 86_400.0


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    for place in made.libraries.values():
        place.close()


def shipped(world: World, *, losing: bool) -> tuple[Place, Place, str, str]:
    """HHIT, which can't call CUMT, has shipped what CUMT asked for, on CUMT's line if one stands."""
    cumt = world.library("CUMT", "HHIT")
    hhit = world.library("HHIT", "CUMT", reachable=False)
    mine = cumt.asks("HHIT")
    world.settle()
    theirs = hhit.only().id
    if losing:
        hhit.called("CUMT")
        cumt.losing = True
    hhit.does(theirs, Shipped())
    world.settle()
    hhit.lines.clear()
    cumt.losing = False
    return cumt, hhit, mine, theirs


def test_what_is_said_while_it_does_not_call_waits_as_long_as_it_takes(world: World) -> None:
    cumt, hhit, mine, theirs = shipped(world, losing=False)
    for _ in range(20):
        world.reactor.advance(DAY / 4)
        world.settle(2)
    letters = hhit.read(lambda shelf: shelf.letters_of(theirs))
    assert [(one.attempts, one.state) for one in letters if one.what == "SHIPPED"] == [(0, "waiting")]
    assert hhit.cases() == ()
    hhit.called("CUMT")
    world.settle()
    assert cumt.state(mine) is State.SHIPPED


def test_what_was_on_a_line_that_broke_is_asked_about_when_it_calls_again(world: World) -> None:
    cumt, hhit, mine, theirs = shipped(world, losing=True)
    assert hhit.letters(theirs) == [("SHIPPED", "sent")]
    world.reactor.advance(DAY)
    world.settle()
    assert {("SHIPPED", "sent"), ("STATUS-QUERY", "waiting")} <= {*hhit.letters(theirs)}
    assert cumt.state(mine) is State.PENDING
    hhit.called("CUMT")
    world.settle()
    assert cumt.state(mine) is State.SHIPPED


def test_what_has_waited_for_too_long_is_told_of_until_it_has_arrived(world: World) -> None:
    cumt, hhit, mine, theirs = shipped(world, losing=False)
    world.reactor.advance(12 * DAY)
    world.settle()
    (case,) = hhit.cases()
    assert (case.transaction, case.kind, case.service) == (theirs, CaseKind.LETTER_WAITS, "SHIPPED")
    world.reactor.advance(30 * DAY)
    world.settle()
    assert hhit.cases() == (case,)
    hhit.called("CUMT")
    world.settle()
    assert hhit.cases() == (), "it has gone"
    world.reactor.advance(DAY)
    world.settle()
    hhit.called("CUMT")
    world.settle()
    world.reactor.advance(DAY)
    world.settle()
    assert cumt.state(mine) is State.SHIPPED
    assert hhit.cases() == ()


def can_be_called(place: Place, *, yes: bool) -> None:
    """Whether its partners have an address in its configuration, from now on."""
    place.reachable = yes
    known = [msgspec.structs.replace(one, reachable=yes) for one in place.lending.directory]
    place.lending.adopt(place.lending._library, Directory(known, ours=[place.us]))


def test_a_partner_whose_address_is_taken_away_is_told_of_as_well(world: World) -> None:
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")
    cumt.asks("HHIT")
    world.settle()
    hhit.reachable = False
    hhit.does(hhit.only().id, Shipped())
    world.settle()
    can_be_called(hhit, yes=False)
    world.reactor.advance(12 * DAY)
    world.settle()
    assert [case.kind for case in hhit.cases()] == [CaseKind.LETTER_WAITS]


def test_a_partner_that_is_given_an_address_has_called_as_it_were(world: World) -> None:
    cumt, hhit, mine, _ = shipped(world, losing=False)
    world.reactor.advance(12 * DAY)
    world.settle()
    assert [case.kind for case in hhit.cases()] == [CaseKind.LETTER_WAITS]
    can_be_called(hhit, yes=True)
    world.reactor.advance(DAY)
    world.settle()
    assert cumt.state(mine) is State.SHIPPED
    assert hhit.cases() == ()
