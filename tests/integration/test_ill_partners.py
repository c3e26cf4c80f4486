"""Partners that behave well or badly, over real TCP: no loan is ever stuck, and none is ever made twice."""

from collections.abc import Iterator

import pytest

from gateway.model.ill.parts import REASONS, IllItem
from gateway.model.ill.post import CaseKind
from gateway.model.ill.services import (
    Cancel,
    ConditionalReply,
    IllRequest,
    Received,
    Renew,
    Returned,
    Shipped,
)
from gateway.model.ill.states import State
from gateway.model.ill.words import Reason, Results, Service
from gateway.simulate import conduct
from gateway.simulate.loan import (
    CUT_OFF,
    DRIBBLED,
    TWICE,
    Ask,
    Behave,
    Conduct,
    Do,
    Find,
    Garble,
    Hear,
    Manner,
    See,
    Tell,
    Way,
)
from gateway.simulate.scenario import Where
from tests.ill_partners import Circle, step
from tests.own_reactor import OwnReactor

CUMT, HHIT, XZNU, JSSW = "CUMT", "HHIT", "XZNU", "JSSW"

S = State

ASKED = step(CUMT, Ask(HHIT, IllRequest(item=IllItem(title="海州湾渔业史"))), state=S.PENDING)

#: From the moment at which the book is on its way.
TO_ITS_END = (
    step(CUMT, See(S.SHIPPED), results=""),
    step(CUMT, Do(S.SHIPPED, Received()), state=S.RECEIVED, refused=""),
    step(CUMT, Do(S.RECEIVED, Returned()), state=S.RETURNED, refused=""),
    step(CUMT, See(S.RETURNED, over=True), closed=True),
)


@pytest.fixture(scope="module")
def circle(own: OwnReactor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Circle]:
    made = Circle(own, tmp_path_factory.mktemp("circle"))
    try:
        yield made
    finally:
        made.close()


def lent_once(circle: Circle, before: int) -> None:
    """One loan more than before, over, in which everything had its effect once and nothing waits."""
    first, *rest = circle.loans()
    assert len(rest) == before
    assert first.closed is not None
    assert circle.took(first.id) == {"SHIPPED": 1, "CHECKED-IN": 1}
    assert circle.waiting(first.id) == []


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("behaves", "repeats"),
    [
        (conduct.SHIPS, 0),
        (conduct.ANSWERS_TWICE, 2),
        (conduct.DRIBBLES, 0),
        (conduct.DROPS_THE_LINE, 0),
        (conduct.GARBLES, 0),
    ],
    ids=["ships", "answers-twice", "dribbles", "drops-the-line", "garbles"],
)
def test_a_loan_goes_to_its_end(circle: Circle, way: Way, behaves: Conduct, repeats: int) -> None:
    circle.behave(behaves, way)
    before = len(circle.loans())
    assert circle.wrong(ASKED, *TO_ITS_END, step(CUMT, See(S.RETURNED), cases=())) == []
    lent_once(circle, before)
    (loan, *_) = circle.loans()
    circle.until(lambda: circle.repeats(loan.id) == repeats)


def test_every_reason_not_to_supply_is_understood(circle: Circle) -> None:
    reasons = sorted(REASONS[Results.UNFILLED])
    before = len(circle.loans())
    circle.hhit.way = Way.SAME_LINE
    assert (
        circle.wrong(
            *(
                one
                for reason in reasons
                for one in (
                    step(HHIT, Behave(conduct.unfilled(reason))),
                    ASKED,
                    step(
                        CUMT,
                        See(S.NOT_SUPPLIED, over=True),
                        results=Results.UNFILLED,
                        # That one refers to a list of the partner's own, and the translator has none to send.
                        reason=Reason.OTHER if reason is Reason.RESPONDER_SPECIFIC else reason,
                        repeats=0,
                        cases=(),
                    ),
                )
            )
        )
        == []
    )
    assert len(circle.loans()) == before + len(reasons)


@pytest.mark.parametrize("way", Way)
def test_a_condition_that_is_accepted(circle: Circle, way: Way) -> None:
    circle.behave(conduct.CONDITIONAL, way)
    before = len(circle.loans())
    assert (
        circle.wrong(
            ASKED,
            step(
                CUMT,
                See(S.CONDITIONAL),
                reason=Reason.LIBRARY_USE_ONLY,
                cases=(CaseKind.CONDITION_TO_ANSWER,),
            ),
            step(CUMT, Do(S.CONDITIONAL, ConditionalReply(answer=True)), refused=""),
            step(CUMT, See(S.SHIPPED), cases=()),
            *TO_ITS_END[1:],
        )
        == []
    )
    assert len(circle.loans()) == before + 1
    (loan, *_) = circle.loans()
    assert circle.took(loan.id) == {"ILL-ANSWER": 1, "SHIPPED": 1, "CHECKED-IN": 1}


def test_a_book_that_comes_although_its_condition_was_not_accepted(circle: Circle) -> None:
    circle.behave(conduct.CONDITIONAL)
    assert (
        circle.wrong(
            ASKED,
            step(CUMT, Do(S.CONDITIONAL, ConditionalReply(answer=False)), state=S.NOT_SUPPLIED, refused=""),
            step(CUMT, Do(S.NOT_SUPPLIED, Renew()), state=S.NOT_SUPPLIED, refused=Where("a reason", bool)),
        )
        == []
    )
    (loan, *_) = circle.loans()
    circle.until(lambda: circle.cases(loan.id) == [CaseKind.BOOK_FOR_CLOSED_REQUEST])


@pytest.mark.slow
def test_staff_are_told_of_who_never_answers(circle: Circle) -> None:
    circle.behave(conduct.SILENT)
    assert circle.wrong(ASKED) == []
    (loan, *_) = circle.loans()
    circle.until(lambda: circle.cases(loan.id) == [CaseKind.LETTER_UNCONFIRMED], 60)
    assert circle.wrong(step(CUMT, Do(S.PENDING, Cancel()), state=S.CANCEL_PENDING, refused="")) == []


def test_who_never_answers_is_asked_until_he_does(circle: Circle) -> None:
    circle.behave(conduct.SILENT)
    before = len(circle.loans())
    assert (
        circle.wrong(
            ASKED,
            step(HHIT, Hear(Service.ILL_REQUEST), service=Service.ILL_REQUEST),
            step(HHIT, Hear(Service.STATUS_QUERY), service=Service.STATUS_QUERY),
            # He is awake again: it turns out that he has the request.
            step(HHIT, Behave(conduct.WAITS)),
            step(HHIT, Hear(Service.STATUS_QUERY), service=Service.STATUS_QUERY),
            step(HHIT, Tell(body=Shipped(due=conduct.DUE))),
            *TO_ITS_END,
        )
        == []
    )
    lent_once(circle, before)


def test_who_is_silent_holds_up_nobody_else(circle: Circle) -> None:
    circle.behave(conduct.SILENT)
    silent = ASKED
    assert (
        circle.wrong(
            silent,
            step(XZNU, Behave(conduct.SHIPS)),
            step(CUMT, Ask(XZNU, IllRequest(item=IllItem(title="连岛灯塔考"))), state=S.PENDING),
            *TO_ITS_END,
        )
        == []
    )
    quick, slow, *_ = circle.loans()
    assert (quick.partner, slow.partner) == (XZNU, HHIT)
    assert (quick.closed is not None, slow.state) == (True, S.PENDING)


@pytest.mark.parametrize("way", Way)
def test_a_book_that_crosses_with_its_cancel(circle: Circle, way: Way) -> None:
    circle.behave(conduct.CROSSES, way)
    before = len(circle.loans())
    assert (
        circle.wrong(
            ASKED,
            step(CUMT, Do(S.PENDING, Cancel()), state=S.CANCEL_PENDING, refused=""),
            step(CUMT, See(S.SHIPPED), cases=(CaseKind.SHIPPED_WHILE_CANCELLED,)),
            *TO_ITS_END[1:],
        )
        == []
    )
    (loan, *rest) = circle.loans()
    assert len(rest) == before
    assert circle.took(loan.id)["SHIPPED"] == 1
    assert circle.waiting(loan.id) == []


# --- partners that borrow of us ----------------------------------------------------------------------------

WISH = IllRequest(item=IllItem(title="矿井通风与除尘"))

MANNERS = pytest.mark.parametrize("manner", [Manner(), TWICE, DRIBBLED], ids=["plainly", "twice", "dribbled"])


@MANNERS
@pytest.mark.parametrize(("who", "way"), [(HHIT, Way.DIALS_BACK), (JSSW, Way.SAME_LINE)], ids=str)
def test_we_lend_to_whoever_calls(circle: Circle, manner: Manner, who: str, way: Way) -> None:
    """HHIT is called back; JSSW has no address, and hears on its own line."""
    circle.behave(conduct.WAITS)
    circle.partners[who].way = way
    before = len(circle.loans())
    assert (
        circle.wrong(
            step(who, Tell(body=WISH, manner=manner)),
            step(CUMT, Find(), title="矿井通风与除尘", state=S.IN_PROCESS),
            step(CUMT, Do(S.IN_PROCESS, Shipped(due=conduct.DUE)), state=S.SHIPPED, refused=""),
            step(who, Tell(body=Received(), after=Service.SHIPPED, manner=manner), service=Service.SHIPPED),
            step(who, Tell(body=Returned(), manner=manner)),
            step(CUMT, See(S.SHIPPED)),
        )
        == []
    )
    first, *rest = circle.loans()
    assert len(rest) == before
    circle.until(lambda: circle.took(first.id) == {"ILL-REQUEST": 1, "RECEIVED": 1, "RETURNED": 1})


def test_a_cancel_that_crosses_with_our_book(circle: Circle) -> None:
    circle.behave(conduct.WAITS)
    assert (
        circle.wrong(
            step(HHIT, Tell(body=WISH)),
            step(CUMT, Find(), state=S.IN_PROCESS),
            step(CUMT, Do(S.IN_PROCESS, Shipped(due=conduct.DUE)), state=S.SHIPPED, refused=""),
            step(HHIT, Tell(body=Cancel())),
            step(HHIT, Hear(Service.CANCEL_REPLY), answer=False),
            step(CUMT, See(S.SHIPPED), closed=False),
        )
        == []
    )


def test_half_a_request_is_none(circle: Circle) -> None:
    circle.behave(conduct.WAITS)
    before = len(circle.loans())
    assert (
        circle.wrong(
            step(HHIT, Tell(body=WISH, manner=CUT_OFF)),
            step(HHIT, Tell(body=WISH)),
            step(CUMT, Find(), state=S.IN_PROCESS),
        )
        == []
    )
    assert len(circle.loans()) == before + 1


@pytest.mark.parametrize(
    "garbage",
    [conduct.NONSENSE, conduct.NO_APDU, b"GET / HTTP/1.0\r\n\r\n"],
    ids=["no-BER", "no-APDU", "HTTP"],
)
def test_garbage_gets_a_report_on_its_line(circle: Circle, garbage: bytes) -> None:
    before = len(circle.loans())
    circle.own.do(circle.partners[JSSW].hang_up)
    assert (
        circle.wrong(
            step(JSSW, Garble(garbage)),
            step(
                JSSW,
                Hear(Service.STATUS_OR_ERROR_REPORT),
                error=Where("an error", lambda error: error is not None),
            ),
        )
        == []
    )
    assert len(circle.loans()) == before
