"""Whole conversations of interlibrary loan: real bytes, real stores, a wire that loses what it is told to."""

from collections.abc import Iterator
from datetime import date, timedelta
from ipaddress import ip_network

import msgspec
import pytest

from gateway.dispatch.lending import Caller as AnyCaller
from gateway.dispatch.lending import Directory, Library, NoPartner, NotDone
from gateway.dispatch.lending.confirming import MOST_QUESTIONS
from gateway.model.identity import AgencyId
from gateway.model.ill.parts import SearchType
from gateway.model.ill.post import CaseKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    CheckedIn,
    IllAnswer,
    IllMessage,
    Message,
    Received,
    Returned,
    Shipped,
    StatusOrErrorReport,
)
from gateway.model.ill.states import State
from gateway.model.ill.terms import Terms
from gateway.model.ill.transactions import Direction
from gateway.model.ill.words import ExpiryFlag, Reason, Results, Service
from gateway.ports.ill_language import Understood
from tests.lending_libraries import ZONE, Caller, Place, Strangers, World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    for place in made.libraries.values():
        place.close()


@pytest.fixture
def pair(world: World) -> tuple[Place, Place]:
    return world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")


def lent(world: World, cumt: Place, hhit: Place, *bodies: AnyService) -> tuple[str, str]:
    """A request, and what is then done in turn by lender and borrower, as their roles allow."""
    mine = cumt.asks("HHIT")
    world.settle()
    theirs = hhit.only().id
    for body in bodies:
        place, one = (hhit, theirs) if isinstance(body, Shipped | CheckedIn | IllAnswer) else (cumt, mine)
        place.does(one, body)
        world.settle()
    return mine, theirs


def message_of(place: Place, raw: bytes) -> IllMessage:
    read = place.language.read(raw, "auto")
    assert isinstance(read, Understood)
    return read.message


def test_a_loan_from_request_to_checked_in(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Shipped(), Received(), Returned(), CheckedIn())
    assert (cumt.state(mine), hhit.state(theirs)) == (State.RETURNED, State.CHECKED_IN)
    story = [(str(entry.direction), str(entry.service)) for entry in cumt.entries(mine)]
    assert story == [
        ("out", "ILL-REQUEST"),
        ("in", "SHIPPED"),
        ("out", "RECEIVED"),
        ("out", "RETURNED"),
        ("in", "CHECKED-IN"),
    ]
    assert all(entry.raw and not entry.refused for entry in cumt.entries(mine))
    assert hhit.only().title == "人工智能导论"
    assert cumt.only().closed is not None


def test_a_copy_that_cannot_be_had(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    answer = IllAnswer(results=Results.UNFILLED, reason=Reason.NOT_OWNED)
    mine, theirs = lent(world, cumt, hhit, answer)
    assert (cumt.state(mine), hhit.state(theirs)) == (State.NOT_SUPPLIED, State.NOT_SUPPLIED)
    assert cumt.only().course.reason is Reason.NOT_OWNED


def test_bytes_that_come_twice_count_once(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Shipped())
    shipped = cumt.heard[-1]
    hhit.wait(hhit.hear(hhit.heard[0]))
    cumt.wait(cumt.hear(shipped))
    world.settle()
    assert (cumt.state(mine), hhit.state(theirs)) == (State.SHIPPED, State.SHIPPED)
    assert len(hhit.all()) == 1
    assert [entry.repeat for entry in cumt.entries(mine) if entry.direction is Direction.IN][1] is True


def test_what_the_receiver_never_wrote_down_is_found_out_and_said_again(
    world: World, pair: tuple[Place, Place]
) -> None:
    """A library is killed when its kernel has taken the bytes and it has written nothing."""
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Shipped())
    hhit.losing = True
    cumt.does(mine, Received())
    world.settle()
    assert ("RECEIVED", "sent") in cumt.letters(mine)
    hhit.losing = False
    world.settle(1000)
    assert [entry.service for entry in hhit.entries(theirs)].count(Service.RECEIVED) == 1
    world.settle(2000)
    assert {state for what, state in cumt.letters(mine) if what == "RECEIVED"} == {"confirmed"}
    assert not cumt.cases()


def test_a_request_that_was_lost_is_said_again(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    hhit.losing = True
    mine = cumt.asks("HHIT")
    world.settle()
    hhit.losing = False
    assert not hhit.all()
    world.settle(1000)
    assert hhit.only().state is State.IN_PROCESS
    assert cumt.state(mine) is State.PENDING


def test_a_partner_that_is_down_gets_it_when_it_is_back(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    hhit.deaf = True
    cumt.asks("HHIT")
    world.settle(120)
    hhit.deaf = False
    world.settle(300)
    assert hhit.only().state is State.IN_PROCESS


def test_nothing_is_asked_for_once_all_arrived(world: World, pair: tuple[Place, Place]) -> None:
    """A question still waits for its line when an answer to something else shows that all has arrived."""
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Shipped())
    cumt.deaf = True
    world.settle(1000)
    assert ("STATUS-QUERY", "waiting") in hhit.letters(theirs)
    cumt.does(mine, Received())
    world.settle(2000)
    assert ("SHIPPED", "confirmed") in hhit.letters(theirs)
    assert hhit.read(lambda shelf: shelf.ill_timers(theirs)) == ()


def test_who_cannot_be_asked_is_not_asked_again_and_again(world: World, pair: tuple[Place, Place]) -> None:
    """What is in doubt stays so for as long as the partner is down, and staff need not look."""
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Shipped())
    hhit.losing = True
    cumt.does(mine, Received())
    world.settle()
    hhit.losing, hhit.deaf = False, True
    for _ in range(30):
        world.reactor.advance(3600)
        world.settle()
    assert [what for what, _ in cumt.letters(mine)].count("STATUS-QUERY") == 1
    assert not cumt.cases()
    hhit.deaf = False
    world.reactor.advance(3600)
    world.settle(3600)
    assert [entry.service for entry in hhit.entries(theirs)].count(Service.RECEIVED) == 1
    assert not cumt.cases()


def test_staff_are_told_of_doubts_until_they_are_over(world: World, pair: tuple[Place, Place]) -> None:
    """A partner takes everything, and writes nothing down: its disk is full."""
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Shipped())
    hhit.losing = True
    cumt.does(mine, Received())
    for _ in range(16):
        world.reactor.advance(1800)
        world.settle()
    assert [case.kind for case in cumt.cases()] == [CaseKind.LETTER_UNCONFIRMED]
    hhit.losing = False
    for _ in range(60):
        world.reactor.advance(1800)
        world.settle()
    assert [entry.service for entry in hhit.entries(theirs)].count(Service.RECEIVED) == 1
    assert not cumt.cases()
    assert not cumt.read(lambda shelf: shelf.ill_timers(mine))


def test_who_has_lost_the_transaction_for_good_hears_of_it_a_few_times(
    world: World, pair: tuple[Place, Place]
) -> None:
    cumt, hhit = pair
    _, theirs = lent(world, cumt, hhit)
    cumt.close()
    world.library("CUMT", "HHIT")
    hhit.does(theirs, Shipped())
    for _ in range(100):
        world.reactor.advance(86400)
        world.settle(10)
    said = [what for what, _ in hhit.letters(theirs)]
    assert 2 < said.count("SHIPPED") < 10
    assert said.count("STATUS-QUERY") <= MOST_QUESTIONS
    assert CaseKind.LETTER_UNCONFIRMED in {case.kind for case in hhit.cases()}
    assert not hhit.read(lambda shelf: shelf.ill_timers(theirs))


def test_a_cancel_that_crosses_the_book(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit)
    cumt.deaf = hhit.deaf = True
    cumt.does(mine, Cancel())
    hhit.does(theirs, Shipped())
    world.settle()
    cumt.deaf = hhit.deaf = False
    world.settle(300)
    assert (cumt.state(mine), hhit.state(theirs)) == (State.SHIPPED, State.SHIPPED)
    assert CaseKind.SHIPPED_WHILE_CANCELLED in {case.kind for case in cumt.cases()}


def test_a_cancel_that_is_allowed(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Cancel())
    with pytest.raises(NotDone) as refused:
        hhit.does(theirs, Shipped())
    assert refused.value.why is Refusal.CANCEL_TO_ANSWER_FIRST
    hhit.does(theirs, CancelReply(answer=True))
    world.settle()
    assert (cumt.state(mine), hhit.state(theirs)) == (State.CANCELLED, State.CANCELLED)


def test_what_staff_are_refused_stands_in_the_history(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine, _ = lent(world, cumt, hhit)
    with pytest.raises(NotDone) as refused:
        cumt.does(mine, Returned())
    last = cumt.entries(mine)[-1]
    assert (last.refused, last.why, last.actor, last.service) == (
        True,
        refused.value.why,
        "李老师",
        "RETURNED",
    )
    assert last.before is last.after is State.PENDING


def test_what_staff_did_can_be_taken_back_while_it_waits(world: World) -> None:
    cumt = world.library("CUMT", "HHIT", terms={"grace": 60})
    hhit = world.library("HHIT", "CUMT", terms={"grace": 60})
    mine = cumt.asks("HHIT")
    world.settle(120)
    theirs = hhit.only().id
    hhit.does(theirs, Shipped())
    world.settle(10)
    hhit.wait(hhit.lending.take_back(theirs, actor="李老师"))
    world.settle(300)
    assert (cumt.state(mine), hhit.state(theirs)) == (State.PENDING, State.IN_PROCESS)
    assert ("SHIPPED", "taken-back") in hhit.letters(theirs)
    hhit.does(theirs, Shipped())
    world.settle(120)
    assert cumt.state(mine) is State.SHIPPED
    with pytest.raises(NotDone):
        hhit.wait(hhit.lending.take_back(theirs, actor="李老师"))


def test_what_was_settled_by_an_act_that_is_taken_back_is_open_again(world: World) -> None:
    cumt = world.library("CUMT", "HHIT")
    hhit = world.library("HHIT", "CUMT", terms={"grace": 60})
    mine = cumt.asks("HHIT")
    world.settle()
    theirs = hhit.only().id
    cumt.does(mine, Cancel())
    world.settle()
    (asked,) = hhit.cases()
    hhit.does(theirs, CancelReply(answer=False))
    assert hhit.cases() == ()
    world.settle(2)
    hhit.wait(hhit.lending.take_back(theirs, actor="李老师"))
    assert hhit.cases() == (asked,)
    assert asked.kind is CaseKind.CANCEL_TO_ANSWER


def test_a_book_that_was_lost_and_is_found(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Shipped())
    with pytest.raises(NotDone):
        hhit.wait(hhit.lending.repair(theirs, State.CANCELLED, "?", actor="王"))
    hhit.wait(hhit.lending.repair(theirs, State.IN_PROCESS, "误报发出", actor="王"))
    world.settle()
    assert hhit.state(theirs) is State.IN_PROCESS
    assert [entry.service for entry in cumt.entries(mine)][-1] == "MESSAGE"
    assert Remark.REPAIRED in {remark for entry in hhit.entries(theirs) for remark in entry.remarks} or any(
        entry.service == "MESSAGE" and entry.actor == "王" for entry in hhit.entries(theirs)
    )


def test_a_request_runs_out_of_time(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    last = (world.now() + timedelta(hours=8)).date()
    search = SearchType(need_before=last, expiry_flag=ExpiryFlag.NEED_BEFORE_DATE)
    mine = cumt.asks("HHIT", search=search)
    world.settle()
    world.reactor.advance(16 * 3600)
    world.settle(10)
    assert (cumt.state(mine), hhit.only().state) == (State.NOT_SUPPLIED, State.NOT_SUPPLIED)


def test_a_request_is_taken_up_again_later(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    answer = IllAnswer(results=Results.RETRY, reason=Reason.IN_USE_ON_LOAN, day=date(2026, 12, 1))
    mine, _ = lent(world, cumt, hhit, answer)
    again = cumt.wait(cumt.lending.retry(mine, actor="李老师")).transaction
    world.settle()
    assert (again.wanted.retry_of, again.group) == (mine, cumt.all()[-1].group)
    assert again.qualifier != cumt.all()[-1].qualifier
    assert len(hhit.all()) == 2
    with pytest.raises(NotDone):
        cumt.wait(cumt.lending.retry(again.id, actor="李老师"))


def test_our_last_word_can_be_said_again(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    mine, theirs = lent(world, cumt, hhit, Shipped())
    hhit.wait(hhit.lending.say_again(theirs, actor="王"))
    world.settle()
    repeated = message_of(cumt, cumt.heard[-1])
    assert repeated.original
    assert repeated.original != repeated.said
    assert cumt.state(mine) is State.SHIPPED


def test_strangers_are_refused_and_remembered(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    cumt.asks("HHIT")
    world.settle()
    other = world.library("NJU")
    (answer,) = other.wait(other.hear(hhit.heard[0], Caller(host="192.0.2.1")))
    body = message_of(other, answer).body
    assert isinstance(body, StatusOrErrorReport)
    assert body.error is not None
    assert not other.all()
    conflicts = other.read(lambda shelf: shelf.conflicts(10))
    assert [(event.kind, event.subject) for event in conflicts] == [("ill-stranger", "partner CN:CUMT")]
    assert other.wait(other.hear(answer, Caller(host="192.0.2.1"))) == (), "no report about a report"


def test_who_claims_to_be_a_partner_is_remembered_under_his_name(
    world: World, pair: tuple[Place, Place]
) -> None:
    cumt, hhit = pair
    cumt.asks("HHIT")
    world.settle()
    other = world.library("NJU")
    (known,) = hhit.lending.directory
    careful = msgspec.structs.replace(known, networks=(ip_network("10.1.0.0/16"),))
    other.lending.adopt(
        Library(agency=AgencyId("NJU"), us=other.us, zone=ZONE), Directory([careful], ours=[other.us])
    )
    other.wait(other.hear(hhit.heard[0], Caller(host="192.0.2.1")))
    unsigned = msgspec.structs.replace(message_of(hhit, hhit.heard[0]), body=Shipped(), responder=None)
    raw = hhit.language.write(unsigned, Terms()).payload
    other.wait(other.hear(raw, Caller(host="192.0.2.1")))
    subjects = [event.subject for event in other.read(lambda shelf: shelf.conflicts(10))]
    assert subjects == ["peer 192.0.2.1", "partner CUMT"]


@pytest.mark.parametrize("policy", [Strangers.ACCEPT, Strangers.QUARANTINE])
def test_strangers_that_are_served_hear_on_their_own_line(world: World, policy: Strangers) -> None:
    cumt = world.library("CUMT", "HHIT")
    hhit = world.library("HHIT", strangers=policy)
    mine = cumt.asks("HHIT")
    world.settle()
    theirs = hhit.only()
    assert (theirs.state, theirs.partner) == (State.IN_PROCESS, "?CN:CUMT")
    hhit.does(theirs.id, Shipped())
    assert [what for what, _ in hhit.letters(theirs.id)] == ["SHIPPED"]
    assert cumt.state(mine) is State.PENDING


def test_garbage_is_answered_and_remembered(pair: tuple[Place, Place]) -> None:
    cumt, _ = pair
    (answer,) = cumt.wait(cumt.hear(bytes.fromhex("6104300201ff")))
    body = message_of(cumt, answer).body
    assert isinstance(body, StatusOrErrorReport)
    assert body.error is not None
    assert not cumt.all()
    (event,) = cumt.read(lambda shelf: shelf.conflicts(10))
    assert (event.kind, event.subject) == ("ill-garbled", "peer 10.0.0.1")
    assert event.data["begins"] == "6104300201ff"
    cumt.wait(cumt.hear(bytes.fromhex("6104300201ff"), Caller(partner="HHIT")))
    assert cumt.read(lambda shelf: shelf.conflicts(10))[0].subject == "partner HHIT"


def test_a_message_of_no_transaction_is_refused_and_remembered(
    world: World, pair: tuple[Place, Place]
) -> None:
    cumt, hhit = pair
    lent(world, cumt, hhit, Shipped())
    fresh = world.library("HHIT", "CUMT")
    world.libraries["OLD"] = hhit
    fresh.wait(fresh.hear(cumt.told[0]))
    assert fresh.only().state is State.IN_PROCESS
    other = world.library("NJU", "HHIT")
    other.wait(other.hear(cumt.heard[-1]))
    assert not other.all()
    assert [event.data["why"] for event in other.read(lambda shelf: shelf.conflicts(10))] == [
        "unknown-transaction"
    ]


def test_there_is_no_such_partner_and_no_such_transaction(pair: tuple[Place, Place]) -> None:
    cumt, _ = pair
    with pytest.raises(NoPartner):
        cumt.asks("NOBODY")
    with pytest.raises(KeyError):
        cumt.does("none", Message(note="?"))


def test_a_request_says_what_may_be_done_with_it(world: World) -> None:
    cumt = world.library("CUMT", "HHIT", may_forward=True)
    hhit = world.library("HHIT", "CUMT")
    cumt.asks("HHIT")
    world.settle()
    third = hhit.only().wanted.request.third_party
    assert third is not None
    assert (third.permission_to_forward, third.permission_to_chain) == (True, False)


def test_a_line_is_a_caller() -> None:
    caller: AnyCaller = Caller()
    assert caller.host
