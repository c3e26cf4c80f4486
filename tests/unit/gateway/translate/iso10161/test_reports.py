"""Status and error reports, both ways."""

from datetime import date
from typing import Any

import pytest
from msgspec import UNSET

from gateway.model.ill import reports as model
from gateway.model.ill.names import SystemAddress, SystemId
from gateway.model.ill.services import StatusOrErrorReport
from gateway.model.ill.states import State
from gateway.model.ill.words import (
    GeneralProblem,
    NoReport,
    Results,
    Service,
    ServiceType,
    TransactionIdProblem,
    UnableToPerform,
)
from gateway.translate.iso10161 import reports
from gateway.translate.iso10161.forms import TOP, Notes, Writing

AT = (TOP, "x")
HHIT = SystemId(symbol="CN-HHIT")
HHIT_SAID = {"person-or-institution-symbol": {"institution-symbol": "CN-HHIT"}}

HISTORY = {
    "date-requested": "20261101",
    "title": "人工智能导论",
    "date-of-last-transition": "20261102",
    "most-recent-service": "sHIPPED",
    "date-of-most-recent-service": "20261103",
    "initiator-of-most-recent-service": HHIT_SAID,
    "shipped-service-type": "loan",
    "transaction-results": "will-supply",
}
STATUS = {"status-report": {"user-status-report": HISTORY, "provider-status-report": "sHIPPED"}}
MEANT = StatusOrErrorReport(
    status=model.StatusReport(
        history=model.HistoryReport(
            requested=date(2026, 11, 1),
            title="人工智能导论",
            last_transition=date(2026, 11, 2),
            most_recent=Service.SHIPPED,
            most_recent_day=date(2026, 11, 3),
            initiator=HHIT,
            shipped_service=ServiceType.LOAN,
            results=Results.WILL_SUPPLY,
        ),
        state=State.SHIPPED,
    )
)


def read(wire: dict[str, Any]) -> tuple[StatusOrErrorReport, Any]:
    return reports.STATUS_OR_ERROR_REPORT.read(wire, AT, [])


def write(report: StatusOrErrorReport, kept: object = UNSET) -> tuple[Any, Notes]:
    writing = Writing("20261122", [])
    return reports.STATUS_OR_ERROR_REPORT.write(report, kept, AT, writing), writing.losses


def test_a_status_goes_both_ways() -> None:
    assert read(STATUS) == (MEANT, UNSET)
    assert write(MEANT) == (STATUS, [])


def test_no_report_goes_both_ways() -> None:
    report = StatusOrErrorReport(no_report=NoReport.PERMANENT, note="搬迁中")
    wire = {"reason-no-report": "permanent", "note": "搬迁中"}
    assert read(wire) == (report, UNSET)
    assert write(report) == (wire, [])


@pytest.mark.parametrize(("number", "service"), [(12, Service.OVERDUE), (13, Service.RENEW), (99, None)])
def test_a_service_without_a_value_is_understood_and_not_sent(number: int, service: Service | None) -> None:
    assert reports.MOST_RECENT.reads(number) is service
    report = StatusOrErrorReport(
        status=model.StatusReport(
            history=model.HistoryReport(
                last_transition=date(2026, 11, 2),
                most_recent=service,
                most_recent_day=date(2026, 11, 3),
                initiator=HHIT,
            )
        )
    )
    wire, losses = write(report)
    assert wire["status-report"]["user-status-report"]["most-recent-service"] == "mESSAGE"
    assert losses[-1].endswith("not known; mESSAGE stands for it")


def test_what_a_history_must_have_and_nobody_knows() -> None:
    wire, losses = write(StatusOrErrorReport(status=model.StatusReport(history=model.HistoryReport())))
    assert wire["status-report"] == {
        "user-status-report": {
            "date-of-last-transition": "20261122",
            "most-recent-service": "mESSAGE",
            "date-of-most-recent-service": "20261122",
            "initiator-of-most-recent-service": {
                "name-of-person-or-institution": {"name-of-institution": "unknown"}
            },
        },
        "provider-status-report": "uNKNOWN",
    }
    assert len(losses) == 4


def test_a_state_before_all_states_is_unknown() -> None:
    writing = Writing("", [])
    assert reports.STATE.write(State.IDLE, UNSET, AT, writing) == "uNKNOWN"
    assert len(writing.losses) == 1


def error(source: str, report: dict[str, Any]) -> dict[str, Any]:
    return {
        "error-report": {
            "correlation-information": "SHIPPED 20261122",
            "report-source": source,
            f"{source}-error-report": report,
        }
    }


PROBLEMS = [
    ("user", {"already-forwarded": {"responder-id": HHIT_SAID}}, model.AlreadyForwarded(responder=HHIT)),
    (
        "user",
        {"already-forwarded": {"responder-id": HHIT_SAID, "responder-address": {}}},
        model.AlreadyForwarded(responder=HHIT, address=SystemAddress()),
    ),
    ("user", {"intermediary-problem": "cannot-send-onward"}, model.CannotGoOn()),
    ("user", {"security-problem": "无权"}, model.SecurityProblem(text="无权")),
    (
        "user",
        {"unable-to-perform": "resource-limitation"},
        model.Unable(problem=UnableToPerform.RESOURCE_LIMITATION),
    ),
    (
        "provider",
        {"general-problem": "badly-structured-APDU"},
        model.General(problem=GeneralProblem.BADLY_STRUCTURED_APDU),
    ),
    (
        "provider",
        {"transaction-id-problem": "unknown-transaction-id"},
        model.IdProblem(problem=TransactionIdProblem.UNKNOWN),
    ),
    (
        "provider",
        {"state-transition-prohibited": {"aPDU-type": "rECEIVED", "current-state": "cANCELLED"}},
        model.Prohibited(service=Service.RECEIVED, state=State.CANCELLED),
    ),
]


@pytest.mark.parametrize(("source", "said", "problem"), PROBLEMS)
def test_an_error_goes_both_ways(source: str, said: dict[str, Any], problem: Any) -> None:  # noqa: ANN401
    report = StatusOrErrorReport(error=model.ErrorReport(correlation="SHIPPED 20261122", problem=problem))
    assert read(error(source, said)) == (report, UNSET)
    assert write(report) == (error(source, said), [])


@pytest.mark.parametrize(
    "wire",
    [
        error("provider", {"transaction-id-problem": 9}),
        error("provider", {"state-transition-prohibited": {"aPDU-type": 77, "current-state": 99}}),
        error("user", {"security-problem": " "}),
        error("user", {"unable-to-perform": 9}),
        {"error-report": {"correlation-information": "x", "report-source": "user"}},
        {
            "error-report": {
                "correlation-information": "x",
                "report-source": 3,
                "user-error-report": {"intermediary-problem": "cannot-send-onward"},
                "provider-error-report": {"general-problem": "other"},
            }
        },
    ],
)
def test_an_odd_error_goes_on_as_it_came(wire: dict[str, Any]) -> None:
    report, kept = read(wire)
    assert write(report, kept) == (wire, [])


def test_a_prohibition_keeps_a_state_that_is_none() -> None:
    report, _ = read(
        error("provider", {"state-transition-prohibited": {"aPDU-type": "rECALL", "current-state": 99}})
    )
    assert report.error is not None
    assert report.error.problem == model.Prohibited(service=Service.RECALL, state=State.UNKNOWN)


@pytest.mark.parametrize("problem", [None, model.Prohibited(service=Service.FORWARD, state=State.FORWARD)])
def test_a_problem_that_the_standard_has_no_word_for(problem: model.Prohibited | None) -> None:
    wire, losses = write(StatusOrErrorReport(error=model.ErrorReport(correlation="x", problem=problem)))
    assert wire["error-report"] == {
        "correlation-information": "x",
        "report-source": "provider",
        "provider-error-report": {"general-problem": "other"},
    }
    assert len(losses) == 1


def test_a_problem_in_words_needs_some() -> None:
    problem = model.SecurityProblem(text=" ")
    wire, _ = write(StatusOrErrorReport(error=model.ErrorReport(correlation="", problem=problem)))
    assert wire["error-report"] == {
        "correlation-information": "-",
        "report-source": "user",
        "user-error-report": {"security-problem": "-"},
    }
