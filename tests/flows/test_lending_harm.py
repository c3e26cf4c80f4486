"""What partners, crashes and configurations could do to a loan, and must not: a test for each."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from twisted.internet.defer import Deferred

from gateway.dispatch.lending import Directory, NoPartner, NotDone
from gateway.ill.decisions import Forward
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import DateDue, IllItem, SearchType, ThirdParty
from gateway.model.ill.post import CaseKind, Letter
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    ConditionalReply,
    ForwardNotification,
    IllAnswer,
    IllMessage,
    IllRequest,
    Received,
    Returned,
    Shipped,
    StatusQuery,
)
from gateway.model.ill.states import State
from gateway.model.ill.terms import Terms
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import ExpiryFlag, Reason, Results, Service, ServiceType
from gateway.ports.ill_language import Understood, Written
from gateway.ports.outbox import Receipt
from tests.lending_libraries import Caller, Place, World

UNFILLED = IllAnswer(results=Results.UNFILLED, reason=Reason.IN_USE_ON_LOAN)
CONDITION = IllAnswer(results=Results.CONDITIONAL, reason=Reason.LIBRARY_USE_ONLY)
TERMS = Terms(version=2, charset="utf-8")


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    for place in made.libraries.values():
        place.close()


def asked(world: World, cumt: Place, hhit: Place) -> tuple[str, str]:
    """CUMT has asked HHIT: the transaction on both sides."""
    mine = cumt.asks("HHIT")
    world.settle()
    return mine, hhit.only().id


def said(place: Place, transaction: IllTransaction, body: AnyService, **other: object) -> bytes:
    """A service in a transaction as that library has it, or with something else in it."""
    course = transaction.course
    message = IllMessage(
        version=2,
        transaction=course.id,
        said="20261123120000",
        requester=course.requester,
        responder=course.responder,
        body=body,
    )
    return place.language.write(msgspec.structs.replace(message, **other), TERMS).payload


@pytest.mark.parametrize("day", [date.max, date.min])
def test_days_at_the_end_of_the_calendar(world: World, day: date) -> None:
    """99991231 is what many systems write for no limit."""
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")
    search = SearchType(need_before=day, expiry_flag=ExpiryFlag.NEED_BEFORE_DATE)
    mine = cumt.asks("HHIT", search=search)
    world.settle()
    over = State.NOT_SUPPLIED if day is date.min else State.IN_PROCESS
    assert hhit.only().state is over
    if over is State.IN_PROCESS:
        hhit.does(hhit.only().id, Shipped(due=DateDue(day=day, renewable=True)))
        world.settle()
        assert cumt.state(mine) is State.SHIPPED


def test_a_request_is_forwarded_to_nobody_unknown(world: World) -> None:
    cumt, hhit = world.library("CUMT", "HHIT", may_forward=True), world.library("HHIT", "CUMT")
    _, theirs = asked(world, cumt, hhit)
    with pytest.raises(NoPartner):
        hhit.wait(hhit.lending.do(theirs, Forward(to=SystemId(symbol="CN:NOBODY")), actor="王"))
    assert hhit.state(theirs) is State.IN_PROCESS


@pytest.mark.parametrize("body", [StatusQuery(), Shipped(shipped_service=ServiceType.LOAN)])
@pytest.mark.parametrize("may_forward", [True, False])
def test_nobody_takes_over_a_transaction_by_asking(
    world: World, body: AnyService, *, may_forward: bool
) -> None:
    """Only where our request may be forwarded, and only by what a responder says."""
    cumt = world.library("CUMT", "HHIT", "NJU", may_forward=may_forward)
    hhit = world.library("HHIT", "CUMT")
    mine, _ = asked(world, cumt, hhit)
    raw = said(cumt, cumt.only(), body, responder=SystemId(symbol="CN:NJU"))
    cumt.wait(cumt.hear(raw))
    forwarded = may_forward and isinstance(body, Shipped)
    assert cumt.only().partner == ("NJU" if forwarded else "HHIT")
    assert cumt.state(mine) is (State.SHIPPED if forwarded else State.PENDING)


def forwarding(world: World) -> tuple[Place, Place, Place, str]:
    """CUMT has asked HHIT, which may pass the request on to NJU."""
    cumt = world.library("CUMT", "HHIT", "NJU", may_forward=True)
    hhit, nju = world.library("HHIT", "CUMT", "NJU"), world.library("NJU", "CUMT", "HHIT")
    _, theirs = asked(world, cumt, hhit)
    return cumt, hhit, nju, theirs


def forward(hhit: Place, theirs: str) -> None:
    hhit.wait(hhit.lending.do(theirs, Forward(to=SystemId(symbol="CN:NJU")), actor="王"))


def test_who_passed_a_request_on_does_not_get_it_back_by_saying_so_twice(world: World) -> None:
    cumt, hhit, _, theirs = forwarding(world)
    forward(hhit, theirs)
    world.settle()
    assert cumt.only().partner == "NJU"
    cumt.wait(cumt.hear(hhit.told[0]))
    assert cumt.only().partner == "NJU"


def answers_for(cumt: Place, name: str, body: AnyService) -> None:
    """A library that knows of CUMT's only transaction speaks as the one that has it."""
    raw = said(cumt, cumt.only(), body, responder=SystemId(symbol=f"CN:{name}"))
    cumt.wait(cumt.hear(raw))


def test_a_request_to_cancel_goes_on_to_whoever_has_it_now(world: World) -> None:
    cumt, hhit, nju, theirs = forwarding(world)
    mine = cumt.only().id
    cumt.deaf = True
    forward(hhit, theirs)
    world.settle(3)
    cumt.does(mine, Cancel())
    world.settle(3)
    cumt.deaf = False
    world.settle(200)
    assert nju.only().state is State.CANCEL_PENDING
    nju.does(nju.only().id, CancelReply(answer=True))
    world.settle()
    assert cumt.state(mine) is State.CANCELLED


def test_who_answers_first_without_having_been_asked_is_shown_to_staff(world: World) -> None:
    cumt, hhit, _, theirs = forwarding(world)
    answers_for(cumt, "NJU", Shipped(shipped_service=ServiceType.LOAN))
    (case,) = [one for one in cumt.cases() if one.kind is CaseKind.ANSWERED_BY_ANOTHER]
    assert (case.service, case.detail) == (Service.SHIPPED, "HHIT: NJU")
    assert cumt.only().course.responder == SystemId(symbol="CN:NJU")
    forward(hhit, theirs)  # its notice comes late, and names who has it
    world.settle()
    assert (cumt.only().partner, cumt.only().state) == ("NJU", State.SHIPPED)
    reports = [one for one in cumt.entries(cumt.only().id) if one.service is Service.STATUS_OR_ERROR_REPORT]
    assert reports == []


def test_nobody_takes_over_what_was_answered(world: World) -> None:
    cumt, hhit, _, theirs = forwarding(world)
    hhit.does(theirs, IllAnswer(results=Results.WILL_SUPPLY, reason=Reason.IN_PROCESS))
    world.settle()
    answers_for(cumt, "NJU", Shipped(shipped_service=ServiceType.LOAN))
    assert (cumt.only().partner, cumt.only().state) == ("HHIT", State.PENDING)
    (event,) = cumt.read(lambda shelf: shelf.history("partner NJU", 9))
    assert (event.kind, event.data["why"]) == ("ill-refused", "unknown-transaction")


def test_nobody_takes_over_what_was_taken_over(world: World) -> None:
    cumt = world.library("CUMT", "HHIT", "NJU", "JNU", may_forward=True)
    asked(world, cumt, world.library("HHIT", "CUMT"))
    answers_for(cumt, "NJU", Shipped(shipped_service=ServiceType.LOAN))
    answers_for(cumt, "JNU", CONDITION)
    assert (cumt.only().partner, cumt.only().state) == ("NJU", State.SHIPPED)


def test_after_a_notice_only_who_was_named_answers(world: World) -> None:
    cumt = world.library("CUMT", "HHIT", "NJU", "JNU", may_forward=True)
    asked(world, cumt, world.library("HHIT", "CUMT"))
    raw = said(cumt, cumt.only(), ForwardNotification(), responder=SystemId(symbol="CN:ELSEWHERE"))
    cumt.wait(cumt.hear(raw, Caller(partner="HHIT")))
    answers_for(cumt, "JNU", Shipped(shipped_service=ServiceType.LOAN))
    assert cumt.only().state is State.PENDING
    answers_for(cumt, "JNU", ForwardNotification())
    assert cumt.only().course.responder == SystemId(symbol="CN:ELSEWHERE")


def test_a_request_that_was_lost_when_it_was_passed_on_is_said_again_once(world: World) -> None:
    _, hhit, nju, theirs = forwarding(world)
    nju.losing = True
    forward(hhit, theirs)
    world.settle()
    assert hhit.letters(theirs)[-1] == ("ILL-REQUEST", "sent")
    nju.losing = False
    for _ in range(600):
        world.settle(1)
        world.reactor.advance(60)
    assert nju.only().state is State.IN_PROCESS
    assert len(hhit.told) == 4, "each of the two letters twice"


def test_who_asked_is_down_when_his_request_is_passed_on(world: World) -> None:
    cumt, hhit, nju, theirs = forwarding(world)
    cumt.deaf = True
    forward(hhit, theirs)
    world.settle()
    assert nju.only().state is State.IN_PROCESS


def test_a_server_of_many_libraries_counts_for_each(world: World) -> None:
    hhit = world.library("HHIT", "CUMT")
    for symbol in ("CN:LIB1", "CN:LIB2", "CN:lib2"):
        message = IllMessage(
            version=2,
            transaction=TransactionId(initial_requester=SystemId(symbol=symbol), group="2026", qualifier="1"),
            said="20261123090100",
            requester=SystemId(symbol="CN:CUMT"),
            responder=SystemId(symbol="CN:HHIT"),
            body=IllRequest(item=IllItem(title="岩石力学"), service_types=(ServiceType.LOAN,)),
        )
        hhit.wait(hhit.hear(hhit.language.write(message, TERMS).payload))
    assert [one.initial_requester for one in hhit.all()] == ["CN:LIB2", "CN:LIB1"]


def test_what_may_be_on_its_way_is_not_taken_back(world: World) -> None:
    cumt = world.library("CUMT", "HHIT")
    hhit = world.library("HHIT", "CUMT", terms={"grace": 60})
    mine, theirs = asked(world, cumt, hhit)
    hhit.does(theirs, Shipped())
    line: Deferred[None] = Deferred()
    carry = hhit.send

    async def slow(letter: Letter) -> Receipt:
        receipt = await carry(letter)
        await line  # the partner has it, and we do not know yet
        return receipt

    hhit.send = slow  # type: ignore[method-assign]
    world.settle(65)
    assert (cumt.state(mine), hhit.letters(theirs)) == (State.SHIPPED, [("SHIPPED", "waiting")])
    with pytest.raises(NotDone):
        hhit.wait(hhit.lending.take_back(theirs, actor="王"))
    assert hhit.state(theirs) is State.SHIPPED
    line.callback(None)


def test_a_time_out_outlives_a_partner_missing_from_the_configuration(world: World) -> None:
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")
    last = (world.now() + timedelta(hours=8)).date()
    cumt.asks("HHIT", search=SearchType(need_before=last, expiry_flag=ExpiryFlag.NEED_BEFORE_DATE))
    world.settle()
    everybody, nobody = hhit.lending.directory, Directory((), ours=[hhit.us])
    library = hhit.lending._library
    hhit.lending.adopt(library, nobody)
    world.reactor.advance(16 * 3600)
    world.settle()
    hhit.lending.adopt(library, everybody)
    world.reactor.advance(3600)
    world.settle()
    assert hhit.only().state is State.NOT_SUPPLIED


def test_a_timer_that_cannot_be_seen_to_keeps_no_other_from_being(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cumt = world.library("CUMT", "HHIT", "NJU")
    cumt.asks("NJU")
    world.library("NJU", "CUMT").losing = True
    world.settle()
    world.library("HHIT", "CUMT").losing = True
    cumt.asks("HHIT")
    write = cumt.language.write

    def failing(message: IllMessage, terms: Terms) -> Written:
        if message.responder == SystemId(symbol="CN:NJU"):
            raise ValueError(message)
        return write(message, terms)

    monkeypatch.setattr(cumt.language, "write", failing)
    world.settle(950)
    said_to = {one.partner: [str(entry.service) for entry in cumt.entries(one.id)] for one in cumt.all()}
    assert said_to == {"NJU": ["ILL-REQUEST"], "HHIT": ["ILL-REQUEST", "STATUS-QUERY"]}


def test_the_outbox_looks_again_after_whatever_went_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")
    read, broken = cumt.store.read, [ValueError("a row that can't be read")] * 2

    async def failing(work: object) -> object:
        if broken:
            raise broken.pop()
        return await read(work)

    monkeypatch.setattr(cumt.store, "read", failing)
    cumt.asks("HHIT")
    for _ in range(130):
        world.reactor.advance(1)
    assert hhit.only().state is State.IN_PROCESS


def test_who_asks_every_hour_makes_nobody_forget(world: World) -> None:
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")
    mine, theirs = asked(world, cumt, hhit)
    hhit.does(theirs, Shipped())
    world.settle()
    for _ in range(110):
        cumt.does(mine, StatusQuery())
        world.settle(1)
    for place in (cumt, hhit):
        assert Service.SHIPPED in {one.service for one in place.only().course.exchanged}


def test_a_question_that_died_holds_up_nothing(world: World) -> None:
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")
    mine, theirs = asked(world, cumt, hhit)
    hhit.does(theirs, Shipped())
    world.settle()
    cumt.does(mine, Received())
    world.settle()
    hhit.deaf = True
    cumt.does(mine, StatusQuery())
    for _ in range(100):
        world.reactor.advance(3600)
    assert ("STATUS-QUERY", "dead") in cumt.letters(mine)
    hhit.deaf = False
    cumt.does(mine, Returned())
    for _ in range(60):
        world.reactor.advance(120)
    assert "waiting" not in dict(cumt.letters(mine))["RETURNED"]


# --- between two libraries -------------------------------------------------------------------------------


class Between:
    """CUMT has asked HHIT, which asks NJU and would ask JNU."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cumt = world.library("CUMT", "HHIT")
        self.hhit = world.library("HHIT", "CUMT", "NJU", "JNU")
        self.nju, self.jnu = world.library("NJU", "HHIT"), world.library("JNU", "HHIT")
        self.mine, self.up = asked(world, self.cumt, self.hhit)
        self.hhit.wait(self.hhit.lending.pass_on(self.up, ["NJU", "JNU"], actor="王"))
        world.settle()

    def lends(self, body: AnyService) -> None:
        """NJU does something."""
        self.nju.does(self.nju.only().id, body)
        self.world.settle()

    def cases(self) -> set[CaseKind]:
        """What HHIT's staff must look at."""
        return {case.kind for case in self.hhit.cases()}


def test_a_lender_who_does_not_wait_for_his_condition(world: World) -> None:
    between = Between(world)
    between.lends(CONDITION)
    raw = said(between.nju, between.nju.only(), Shipped(shipped_service=ServiceType.LOAN))
    between.hhit.wait(between.hhit.hear(raw))
    assert between.hhit.state(between.up) is State.CONDITIONAL
    assert CaseKind.RELAY_HELD in between.cases()


@pytest.mark.parametrize("ours", [Shipped(), UNFILLED])
def test_what_is_answered_here_is_cancelled_there(world: World, ours: AnyService) -> None:
    between = Between(world)
    between.nju.deaf = True
    between.hhit.does(between.up, ours)
    world.settle()
    asked_there = next(one for one in between.hhit.all() if one.partner == "NJU")
    assert asked_there.state is State.CANCEL_PENDING
    between.nju.does(between.nju.only().id, Shipped())
    world.settle()
    assert between.cases() & {CaseKind.RELAY_HELD, CaseKind.BOOK_FOR_CLOSED_REQUEST}, "two books are out"


def test_a_condition_is_declined_when_it_is_answered_here(world: World) -> None:
    between = Between(world)
    between.lends(CONDITION)
    between.hhit.does(between.up, UNFILLED)
    world.settle()
    assert between.nju.only().state is State.NOT_SUPPLIED
    read = between.nju.language.read(between.nju.heard[-1], "auto")
    assert isinstance(read, Understood)
    assert read.message.body == ConditionalReply(answer=False)


def test_the_next_library_is_not_configured_any_more(world: World) -> None:
    between = Between(world)
    hhit = between.hhit
    known = [one for one in hhit.lending.directory if one.name != "JNU"]
    hhit.lending.adopt(hhit.lending._library, Directory(known, ours=[hhit.us]))
    between.lends(UNFILLED)
    assert between.cumt.state(between.mine) is State.NOT_SUPPLIED


def test_what_a_lender_has_passed_on_is_told_to_who_asked(world: World) -> None:
    """CUMT asks HHIT, that asks NJU, which passes it on to JNU: CUMT goes on with HHIT, and gets the book."""
    cumt = world.library("CUMT", "HHIT")
    hhit = world.library("HHIT", "CUMT", "NJU", "JNU")
    nju = world.library("NJU", "HHIT", "JNU")
    jnu = world.library("JNU", "HHIT", "NJU", "CUMT")
    mine = cumt.asks("HHIT", third_party=ThirdParty(permission_to_forward=True, permission_to_chain=True))
    world.settle()
    between = hhit.only().id
    hhit.wait(hhit.lending.pass_on(between, ["NJU"], actor="王"))
    world.settle()
    nju.wait(nju.lending.do(nju.only().id, Forward(to=SystemId(symbol="CN:JNU")), actor="王"))
    world.settle()
    told = [one for one in cumt.entries(mine) if one.service is Service.FORWARD_NOTIFICATION]
    assert [one.refused for one in told] == [False]
    assert (cumt.only().partner, cumt.only().course.responder) == ("HHIT", SystemId(symbol="CN:HHIT"))
    jnu.does(jnu.only().id, Shipped(shipped_service=ServiceType.LOAN))
    world.settle()
    assert cumt.state(mine) is State.SHIPPED
