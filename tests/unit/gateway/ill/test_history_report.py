from datetime import date

from gateway.ill.history_report import most_recent, status
from gateway.ill.repeats import exchanged
from gateway.model.ill.reports import StatusReport
from gateway.model.ill.services import Overdue, Renew, StatusQuery
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Direction
from gateway.model.ill.words import Results, Service
from tests.ill_pair import CUMT, HHIT, TODAY, UNFILLED, message, requester, responder

IN, OUT = Direction.IN, Direction.OUT


def report(transaction: object) -> StatusReport:
    told = status(transaction, HHIT).status  # type: ignore[arg-type]
    assert told is not None
    return told


def test_it_says_the_state_and_what_happened_last_and_by_whom() -> None:
    told = report(responder())
    assert told.state is State.IN_PROCESS
    history = told.history
    assert (history.author, history.title) == ("钱学森", "工程控制论")
    assert (history.most_recent, history.most_recent_day) == (Service.ILL_REQUEST, TODAY)
    assert history.initiator == CUMT
    assert (history.requested, history.last_transition) == (TODAY, TODAY)
    assert history.results is None


def test_what_we_said_is_ours() -> None:
    transaction = responder()
    ours = exchanged(OUT, message(UNFILLED, "20261125080000"))
    said = responder(exchanged=(*transaction.course.exchanged, ours))
    history = report(said).history
    assert history.initiator == HHIT
    assert history.results is Results.UNFILLED
    assert history.most_recent_day == date(2026, 11, 25)


def test_a_requester_names_the_responder() -> None:
    theirs = exchanged(IN, message(UNFILLED))
    told = status(requester(exchanged=(theirs,)), CUMT).status
    assert told is not None
    assert told.history.initiator == HHIT


def test_questions_and_what_the_standard_has_no_word_for_are_left_out() -> None:
    asked = exchanged(IN, message(StatusQuery()))
    answer = exchanged(OUT, message(UNFILLED))
    others = [exchanged(OUT, message(body)) for body in (Overdue(), Renew())]
    assert most_recent((answer, *others, asked)) == answer
    assert most_recent((asked,)) is None


def test_without_a_past_it_says_that_there_was_a_request() -> None:
    history = report(responder(exchanged=(), last_transition="")).history
    assert history.most_recent is Service.ILL_REQUEST
    assert (history.requested, history.last_transition, history.most_recent_day) == (None, None, None)
