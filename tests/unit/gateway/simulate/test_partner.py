"""A simulated partner and, at the other end of lines in memory, a gateway that is one too."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from gateway.model.ill.reports import IdProblem
from gateway.model.ill.services import (
    Cancel,
    CheckedIn,
    IllRequest,
    Returned,
    Shipped,
    StatusOrErrorReport,
    StatusQuery,
)
from gateway.model.ill.states import State
from gateway.model.ill.words import Service, TransactionIdProblem
from gateway.simulate import conduct
from gateway.simulate.acting import RECEIVED, SENT, Acted, Silence
from gateway.simulate.loan import (
    CUT_OFF,
    DRIBBLED,
    TWICE,
    Behave,
    Conduct,
    Garble,
    Hear,
    Manner,
    Report,
    Tell,
    Way,
)
from gateway.simulate.partner import PATIENCE_SECONDS, SimulatedPartner
from gateway.simulate.partners import Partners
from gateway.simulate.scenario import Step
from tests.loopback import join

START = datetime(2026, 11, 23, tzinfo=UTC)


class Pair:
    """CUMT and HHIT, which call each other. CUMT stands for the gateway."""

    def __init__(self, way: Way = Way.DIALS_BACK) -> None:
        self.clock = Clock()
        self.calls: list[str] = []
        self.cumt = self._partner("CUMT", "HHIT", Way.DIALS_BACK)
        self.hhit = self._partner("HHIT", "CUMT", way)
        self.actors = Partners({"CUMT": self.cumt, "HHIT": self.hhit})

    def _partner(self, name: str, other: str, way: Way) -> SimulatedPartner:
        async def connect(factory: Any) -> None:  # noqa: ANN401
            self.calls.append(name)
            there = {"CUMT": self.cumt, "HHIT": self.hhit}[other]
            join(factory.buildProtocol(None), there.door().buildProtocol(None))

        return SimulatedPartner(
            name,
            connect,
            gateway=other,
            way=way,
            clock=self.clock,
            now=lambda: START + timedelta(seconds=self.clock.seconds()),
            zone=ZoneInfo("Asia/Shanghai"),
        )

    def begin(self, who: str, says: object) -> list[Any]:
        done: list[Any] = []
        step = Step(who=who, says=says, meaning=("", ""))
        Deferred.fromCoroutine(self.actors.act(step, {})).addBoth(done.append)
        return done

    def do(self, who: str, says: object, seconds: float = 3.0) -> Acted:
        """A step that ends within so many seconds."""
        done = self.begin(who, says)
        for _ in range(int(seconds * 1000)):
            if done:
                break
            self.clock.advance(0.001)
        (acted,) = done
        if not isinstance(acted, Acted):
            acted.raiseException()
        found: Acted = acted
        return found

    def pass_seconds(self, seconds: float) -> None:
        for _ in range(int(seconds * 1000)):
            self.clock.advance(0.001)

    def heard(self, by: SimulatedPartner) -> list[Service | None]:
        return [None if one.message is None else one.message.service for one in by.heard]


REQUEST, SHIPPED, STATUS_REPORT = Service.ILL_REQUEST, Service.SHIPPED, Service.STATUS_OR_ERROR_REPORT


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_a_loan_by_hand(pair: Pair) -> None:
    asked = pair.do("CUMT", Tell(body=IllRequest(note="x")))
    assert (asked.answer, [line.way for line in asked.lines]) == (None, [SENT])
    shipped = pair.do("HHIT", Tell(body=conduct.shipped, after=REQUEST))
    assert [line.way for line in shipped.lines] == [RECEIVED, SENT]
    assert isinstance(shipped.answer, IllRequest)
    heard = pair.do("CUMT", Hear(SHIPPED))
    assert heard.outcome == ("寄出", "shipped")
    assert isinstance(heard.answer, Shipped)
    assert str(heard.answer.date_shipped) == "2026-11-23"
    one, other = pair.cumt.heard[0].message, pair.hhit.heard[0].message
    assert one is not None
    assert other is not None
    assert one.transaction == other.transaction
    assert (str(one.requester), str(one.responder)) == ("CUMT", "HHIT")


def test_what_is_said_within_a_second_has_times_of_its_own(pair: Pair) -> None:
    for body in (IllRequest(), Cancel(), Cancel()):
        pair.do("CUMT", Tell(body=body))
    said = [one.message.said for one in pair.hhit.heard if one.message]
    assert said == ["20261123080001", "20261123080002", "20261123080003"]  # ...00 names the loan


@pytest.mark.parametrize("way", Way)
def test_it_answers_by_its_way(way: Way) -> None:
    pair = Pair(way)
    pair.hhit.behave(conduct.SHIPS)
    pair.do("CUMT", Tell(body=IllRequest()))
    assert pair.heard(pair.cumt) == [SHIPPED]
    assert pair.calls == (["CUMT"] if way is Way.SAME_LINE else ["CUMT", "HHIT"])
    assert pair.hhit.lines == 1


def test_a_line_that_is_gone_is_opened_anew(pair: Pair) -> None:
    pair.do("CUMT", Tell(body=IllRequest()))
    pair.cumt.hang_up()
    pair.cumt.hang_up()
    pair.do("CUMT", Tell(body=Cancel()))
    assert pair.calls == ["CUMT", "CUMT"]
    assert pair.heard(pair.hhit) == [REQUEST, Service.CANCEL]


def test_a_repeat_is_answered_with_the_same_again(pair: Pair) -> None:
    pair.hhit.behave(conduct.SHIPS)
    pair.do("CUMT", Tell(body=IllRequest(), manner=TWICE))
    first, second = pair.cumt.heard
    assert first.raw == second.raw


@pytest.mark.parametrize("manner", [Manner(), DRIBBLED], ids=["plainly", "dribbled"])
def test_everything_arrives_in_whatever_manner(pair: Pair, manner: Manner) -> None:
    pair.do("CUMT", Tell(body=IllRequest(note="长" * 50), manner=manner))
    (heard,) = pair.hhit.heard
    assert heard.message is not None
    assert heard.message.body.note == "长" * 50
    assert (heard.raw[1] == 0x80) is manner.dribbled


def test_what_is_said_meanwhile_waits_for_the_last_octet(pair: Pair) -> None:
    pair.do("CUMT", Tell(body=IllRequest()))
    slow = pair.begin("CUMT", Tell(body=Cancel(), manner=DRIBBLED))
    pair.pass_seconds(0.01)
    quick = pair.begin("CUMT", Tell(body=Returned()))
    pair.pass_seconds(1)
    assert (len(slow), len(quick)) == (1, 1)
    assert pair.heard(pair.hhit) == [REQUEST, Service.CANCEL, Service.RETURNED]


def test_who_hangs_up_is_dribbled_nothing_more(pair: Pair) -> None:
    pair.do("CUMT", Tell(body=IllRequest()))
    slow = pair.begin("CUMT", Tell(body=Cancel(), manner=DRIBBLED))
    pair.pass_seconds(0.01)
    pair.hhit.hang_up()
    pair.pass_seconds(0.01)
    assert len(slow) == 1
    assert pair.heard(pair.hhit) == [REQUEST]


def test_half_an_apdu_is_heard_by_nobody(pair: Pair) -> None:
    pair.do("CUMT", Tell(body=IllRequest(), manner=CUT_OFF))
    pair.do("CUMT", Tell(body=IllRequest()))
    assert pair.heard(pair.hhit) == [REQUEST]
    assert pair.calls == ["CUMT", "CUMT"]


def test_who_dies_at_a_request_knows_nothing_of_it(pair: Pair) -> None:
    pair.hhit.behave(conduct.DROPS_THE_LINE)
    pair.do("CUMT", Tell(body=IllRequest()))
    pair.pass_seconds(0.1)
    pair.do("CUMT", Tell(body=StatusQuery()))
    answer = pair.do("CUMT", Hear(STATUS_REPORT)).answer
    assert isinstance(answer, StatusOrErrorReport)
    assert answer.error is not None
    assert answer.error.problem == IdProblem(problem=TransactionIdProblem.UNKNOWN)


def test_it_reports_where_a_loan_stands(pair: Pair) -> None:
    pair.hhit.behave(conduct.SHIPS)
    pair.do("CUMT", Tell(body=IllRequest()))
    pair.do("CUMT", Tell(body=StatusQuery()))
    answer = pair.do("CUMT", Hear(STATUS_REPORT)).answer
    assert isinstance(answer, StatusOrErrorReport)
    assert answer.status is not None
    assert answer.status.state is State.SHIPPED


def test_garbage_ends_a_line_and_what_is_no_apdu_does_not(pair: Pair) -> None:
    pair.do("CUMT", Garble(conduct.NO_APDU))
    assert pair.heard(pair.hhit) == [None]
    pair.do("CUMT", Garble(conduct.NONSENSE))
    assert pair.calls == ["CUMT"]
    pair.do("CUMT", Tell(body=IllRequest()))
    assert pair.calls == ["CUMT", "CUMT"]


def test_garbage_as_a_conduct(pair: Pair) -> None:
    pair.hhit.behave(conduct.GARBLES)
    pair.do("CUMT", Tell(body=IllRequest()))
    pair.pass_seconds(2)
    assert pair.heard(pair.cumt) == [None, SHIPPED]


def test_what_never_comes_is_not_waited_for_for_ever(pair: Pair) -> None:
    waiting = pair.begin("HHIT", Hear(SHIPPED))
    pair.clock.advance(PATIENCE_SECONDS + 1)
    with pytest.raises(Silence, match="no SHIPPED came to HHIT"):
        waiting[0].raiseException()
    assert pair.clock.getDelayedCalls() == []


def test_what_comes_later_is_waited_for(pair: Pair) -> None:
    waiting = pair.begin("HHIT", Hear(REQUEST))
    assert waiting == []
    pair.do("CUMT", Tell(body=IllRequest()))
    assert isinstance(waiting[0].answer, IllRequest)


def test_what_belongs_to_another_loan_is_not_what_is_waited_for(pair: Pair) -> None:
    pair.do("CUMT", Tell(body=IllRequest()))
    pair.hhit.begin_afresh()
    pair.do("CUMT", Tell(body=Cancel()))
    waiting = pair.begin("HHIT", Hear(Service.CANCEL))
    assert waiting == []
    with pytest.raises(Silence, match="knows of no loan"):
        pair.do("HHIT", Tell(body=CheckedIn()))


def test_a_conduct_from_now_on(pair: Pair) -> None:
    assert pair.do("HHIT", Behave(conduct.SILENT)).outcome[1] == "understood"
    pair.do("CUMT", Tell(body=IllRequest()))
    pair.do("HHIT", Behave(Conduct({Service.RETURNED: ((conduct.CHECK_IN, Report()),)})))
    pair.do("CUMT", Tell(body=Returned()))
    assert pair.heard(pair.cumt) == [Service.CHECKED_IN, STATUS_REPORT]


def test_a_gateway_that_can_not_be_called_is_said_in_the_log(pair: Pair) -> None:
    async def nobody(_factory: Any) -> None:  # noqa: ANN401
        raise ConnectionRefusedError("nobody")

    pair.hhit._connect = nobody
    pair.hhit.behave(conduct.SHIPS)
    pair.do("CUMT", Tell(body=IllRequest()))
    pair.do("CUMT", Tell(body=Cancel()))
    assert pair.heard(pair.hhit) == [REQUEST, Service.CANCEL]


def test_partners_do_not_do_everything(pair: Pair) -> None:
    with pytest.raises(TypeError, match="can't 'dance'"):
        pair.do("HHIT", "dance")


def test_all_leave_at_the_end(pair: Pair) -> None:
    pair.do("CUMT", Tell(body=IllRequest()))
    left: list[object] = []
    Deferred.fromCoroutine(pair.actors.leave()).addBoth(left.append)
    assert left == [None]
    pair.do("CUMT", Tell(body=Cancel()))
    assert pair.calls == ["CUMT", "CUMT"]
