from datetime import date

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.reports import ErrorReport, HistoryReport, IdProblem, StatusReport
from gateway.model.ill.services import (
    AnyService,
    IllMessage,
    IllRequest,
    Received,
    Shipped,
    StatusOrErrorReport,
    StatusQuery,
)
from gateway.model.ill.states import State
from gateway.model.ill.words import Service, TransactionIdProblem
from gateway.simulate.remembered import Loan

CUMT, HHIT = SystemId(symbol="CUMT"), SystemId(symbol="HHIT")
NAME = TransactionId(initial_requester=CUMT, group="1", qualifier="1")


def message(body: AnyService, said: str = "20261123080000") -> IllMessage:
    return IllMessage(transaction=NAME, said=said, body=body)


def report(most_recent: Service, day: date, who: SystemId, state: State) -> StatusOrErrorReport:
    history = HistoryReport(most_recent=most_recent, most_recent_day=day, initiator=who)
    return StatusOrErrorReport(status=StatusReport(history=history, state=state))


def test_a_loan_of_which_nothing_is_known() -> None:
    problem = IdProblem(problem=TransactionIdProblem.UNKNOWN)
    assert Loan(NAME, CUMT, HHIT).report() == StatusOrErrorReport(
        error=ErrorReport(correlation="STATUS-QUERY", problem=problem)
    )


def test_what_was_said_last_and_where_it_led() -> None:
    loan = Loan(NAME, CUMT, HHIT)
    loan.note(message(IllRequest()), CUMT)
    day = date(2026, 11, 23)
    assert loan.report() == report(Service.ILL_REQUEST, day, CUMT, State.IN_PROCESS)
    loan.note(message(Shipped(), "20261124"), HHIT)
    assert loan.report() == report(Service.SHIPPED, date(2026, 11, 24), HHIT, State.SHIPPED)
    loan.note(message(Received(), "20261125"), CUMT)
    assert loan.report() == report(Service.RECEIVED, date(2026, 11, 25), CUMT, State.SHIPPED)


def test_a_question_is_no_news() -> None:
    loan = Loan(NAME, CUMT, HHIT)
    loan.note(message(IllRequest()), CUMT)
    before = loan.report()
    loan.note(message(StatusQuery(), "20261129"), CUMT)
    assert loan.report() == before
