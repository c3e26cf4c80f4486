"""A partner that gets another name in the configuration keeps its symbol, and all that is between us."""

from collections.abc import Iterator

import msgspec
import pytest

from gateway.dispatch.lending import Directory
from gateway.model.ill.post import CaseKind, LetterState
from gateway.model.ill.services import Cancel, IllAnswer, Message, Received, Shipped
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Direction
from gateway.model.ill.words import Reason, Results
from gateway.ports.ill import LettersSought
from tests.lending_libraries import Place, World

replace = msgspec.structs.replace

UNFILLED = IllAnswer(results=Results.UNFILLED, reason=Reason.IN_USE_ON_LOAN)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    for place in made.libraries.values():
        place.close()


def renamed(world: World, place: Place, was: str, now: str) -> None:
    """What `place` calls one of its partners from now on, on the wire as well."""
    known = [
        replace(one, terms=replace(one.terms, name=now)) if one.name == was else one
        for one in place.lending.directory
    ]
    place.lending.adopt(place.lending._library, Directory(known, ours=[place.us]))
    world.libraries[now] = world.libraries[was]


def removed(place: Place, *names: str) -> None:
    """These are configured no more."""
    known = [one for one in place.lending.directory if one.name not in names]
    place.lending.adopt(place.lending._library, Directory(known, ours=[place.us]))


@pytest.fixture
def pair(world: World) -> tuple[Place, Place]:
    return world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")


def notes(place: Place, transaction: str) -> list[str]:
    return [one.cause for one in place.entries(transaction) if one.direction is Direction.NOTE]


def test_what_a_requester_says_finds_its_transaction(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine = cumt.asks("HHIT")
    world.settle()
    theirs = hhit.only().id
    hhit.does(theirs, Shipped())
    world.settle()
    renamed(world, hhit, "CUMT", "Mining")
    cumt.does(mine, Received())
    world.settle()
    kept = hhit.only()
    assert (kept.id, kept.partner, kept.course.arrived) == (theirs, "Mining", True)
    assert notes(hhit, theirs) == ["partner CUMT is Mining"]
    assert State.RECEIVED is cumt.state(mine)


def test_what_a_lender_says_finds_its_transaction(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine = cumt.asks("HHIT")
    world.settle()
    renamed(world, cumt, "HHIT", "Technology")
    hhit.does(hhit.only().id, Shipped())
    world.settle()
    assert (cumt.only().partner, cumt.state(mine)) == ("Technology", State.SHIPPED)


def test_staff_go_on_with_it(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine = cumt.asks("HHIT")
    world.settle()
    theirs = hhit.only().id
    renamed(world, hhit, "CUMT", "Mining")
    hhit.does(theirs, Shipped())
    world.settle()
    assert (hhit.only().partner, cumt.state(mine)) == ("Mining", State.SHIPPED)


@pytest.mark.parametrize("state", [LetterState.WAITING, LetterState.DEAD])
def test_letters_that_had_not_gone_go_to_the_new_name(
    world: World, pair: tuple[Place, Place], state: LetterState
) -> None:
    cumt, hhit = pair
    mine = cumt.asks("HHIT")
    world.settle()
    theirs = hhit.only().id
    cumt.deaf = True
    hhit.does(theirs, Shipped())
    world.settle()
    (letter,) = hhit.read(lambda shelf: shelf.letters(LettersSought(state=LetterState.WAITING), 9))[0]
    if state is LetterState.DEAD:
        dead = replace(letter, state=state, finished=world.now())
        hhit.wait(hhit.store.commit(lambda ledger: ledger.mark(dead, LetterState.WAITING)))
    renamed(world, hhit, "CUMT", "Mining")
    cumt.deaf = False
    world.settle(10)
    assert cumt.state(mine) is State.SHIPPED
    assert [one for one in hhit.letters(theirs) if one[0] == "SHIPPED"][-1] == ("SHIPPED", "sent")
    went = hhit.read(lambda shelf: shelf.letters(LettersSought(partner="Mining"), 9))[0][0]
    assert (went.resend_of, went.payload) == (letter.id, letter.payload)


def test_letters_of_a_partner_that_is_gone_stay_its_own(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine = cumt.asks("HHIT")
    world.settle()
    cumt.deaf = True
    hhit.does(hhit.only().id, Shipped())
    removed(hhit, "CUMT")
    world.settle()
    assert (hhit.only().partner, cumt.state(mine)) == ("CUMT", State.PENDING)
    assert hhit.letters(hhit.only().id)[-1] == ("SHIPPED", "waiting")


@pytest.fixture
def between(world: World) -> tuple[Place, Place, Place, str]:
    """CUMT has asked HHIT, which has asked NJU."""
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT", "NJU")
    nju = world.library("NJU", "HHIT")
    mine = cumt.asks("HHIT")
    world.settle()
    hhit.wait(hhit.lending.pass_on(hhit.only().id, ["NJU"], actor="王"))
    world.settle()
    return cumt, hhit, nju, mine


def test_an_intermediary_goes_on_with_a_lender_under_its_new_name(
    world: World, between: tuple[Place, Place, Place, str]
) -> None:
    cumt, hhit, nju, mine = between
    renamed(world, hhit, "NJU", "Nanjing")
    cumt.does(mine, Cancel())
    world.settle()
    assert nju.only().state is State.CANCEL_PENDING
    assert {one.partner for one in hhit.all()} == {"CUMT", "Nanjing"}


def test_what_cannot_reach_a_lender_who_is_configured_no_more_is_for_staff(
    world: World, between: tuple[Place, Place, Place, str]
) -> None:
    cumt, hhit, _, mine = between
    removed(hhit, "NJU")
    cumt.does(mine, Cancel())
    world.settle()
    (held,) = [one for one in hhit.cases() if one.kind is CaseKind.RELAY_HELD]
    assert held.detail == "CAN: NJU"


def test_what_cannot_reach_a_requester_who_is_configured_no_more_is_for_staff(
    world: World, between: tuple[Place, Place, Place, str]
) -> None:
    _, hhit, nju, _ = between
    removed(hhit, "CUMT")
    nju.does(nju.only().id, UNFILLED)
    world.settle()
    (held,) = [one for one in hhit.cases() if one.kind is CaseKind.RELAY_HELD]
    assert held.detail == "ANS-UN: CUMT"


def test_what_is_passed_on_to_nobody_holds_up_nothing(
    world: World, between: tuple[Place, Place, Place, str]
) -> None:
    cumt, hhit, _, mine = between
    removed(hhit, "NJU")
    cumt.does(mine, Message(note="?"))
    cumt.does(mine, Cancel())
    world.settle()
    assert CaseKind.CANCEL_TO_ANSWER in {one.kind for one in hhit.cases()}
