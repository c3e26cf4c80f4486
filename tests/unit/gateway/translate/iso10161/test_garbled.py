"""What is answered to bytes that are no APDU."""

from typing import Any

import pytest

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.reports import ErrorReport, General
from gateway.model.ill.services import StatusOrErrorReport
from gateway.model.ill.words import GeneralProblem
from gateway.translate.iso10161.garbled import answer, fragment
from protocols.ber import BerError, TooMuch
from protocols.iso10161.codec import AUTO, decode, encode
from protocols.iso10161.json_form import from_json
from tests.ill.twins import indefinite

CUMT = {"person-or-institution-symbol": {"institution-symbol": "CN-JS-CUMT"}}
HHIT = {"person-or-institution-symbol": {"institution-symbol": "CN-HHIT"}}


def octets(version: int = 2, name: str = "Renew", **members: object) -> bytes:
    body: dict[str, Any] = {
        "protocol-version-num": version,
        "transaction-id": {"transaction-group-qualifier": "组", "transaction-qualifier": " q1 "},
        "service-date-time": {"date-time-of-this-service": {"date": "20261122", "time": "101530"}},
        "requester-id": CUMT,
        "responder-id": HHIT,
        **{field.replace("_", "-"): value for field, value in members.items()},
    }
    return encode(from_json({name: body}))


RENEW = octets(desired_due_date="20261231")
#: The note, an INTEGER: BER, and not what it should be.
MISTYPED = octets(requester_note="abc").replace(b"\x1b\x03abc", b"\x02\x03abc")
TRANSACTION = TransactionId(group="组", qualifier=" q1 ")
NONE = TransactionId(group="", qualifier="")


def why(raw: bytes) -> BerError:
    """What the codec says of the bytes."""
    with pytest.raises(BerError) as caught:
        decode(raw, AUTO)
    return caught.value


def problem_of(report: object) -> GeneralProblem:
    assert isinstance(report, StatusOrErrorReport)
    assert report.error is not None
    assert isinstance(report.error.problem, General)
    return report.error.problem.problem


P = GeneralProblem


@pytest.mark.parametrize(
    ("raw", "problem", "transaction"),
    [
        (MISTYPED, P.MISTYPED_APDU, TRANSACTION),
        (indefinite(MISTYPED), P.MISTYPED_APDU, TRANSACTION),
        (RENEW[:-4], P.BADLY_STRUCTURED_APDU, TRANSACTION),
        (indefinite(RENEW)[:-9], P.BADLY_STRUCTURED_APDU, TRANSACTION),
        (RENEW[:12], P.BADLY_STRUCTURED_APDU, NONE),
        (b"\x7f\x30" + RENEW[1:], P.UNRECOGNIZED_APDU, TRANSACTION),
        (b"\x76" + RENEW[1:], P.UNRECOGNIZED_APDU, TRANSACTION),  # [APPLICATION 22]
        (octets(3, desired_due_date="20261231")[:-1], P.PROTOCOL_VERSION_NOT_SUPPORTED, TRANSACTION),
        (b"\x30\x03\x02\x01\x05", P.UNRECOGNIZED_APDU, NONE),
        (b"GET / HTTP/1.0\r\n", P.BADLY_STRUCTURED_APDU, NONE),
        (b"\x6d", P.BADLY_STRUCTURED_APDU, NONE),
        (b"", P.BADLY_STRUCTURED_APDU, NONE),
    ],
)
def test_the_answer_names_problem_and_transaction(
    raw: bytes, problem: GeneralProblem, transaction: TransactionId
) -> None:
    report = answer(raw, why(raw), "utf-8")
    assert report is not None
    assert (problem_of(report.body), report.transaction) == (problem, transaction)
    assert (report.said, report.original, report.rest, report.version) == ("", "", {}, 2)


def test_an_answer_in_full() -> None:
    report = answer(MISTYPED, why(MISTYPED), "utf-8")
    assert report is not None
    assert (report.requester, report.responder) == (SystemId(symbol="CN-JS-CUMT"), SystemId(symbol="CN-HHIT"))
    assert report.body == StatusOrErrorReport(
        error=ErrorReport(
            correlation="RENEW 20261122101530", problem=General(problem=GeneralProblem.MISTYPED_APDU)
        ),
        note=str(why(MISTYPED)),
    )


def test_a_broken_report_is_not_answered() -> None:
    report = octets(name="Status-Or-Error-Report", reason_no_report="temporary")[:-1]
    assert answer(report, why(report)) is None


def test_too_much_is_no_fault_of_the_form() -> None:
    error = TooMuch(expected="at most 10 octets", found="11 octets")
    report = answer(RENEW, error)
    assert report is not None
    assert problem_of(report.body) is GeneralProblem.OTHER


def test_one_bad_member_does_not_cost_the_others() -> None:
    at = RENEW.index("组".encode()) - 2
    broken = RENEW[:at] + b"\x02" + RENEW[at + 1 :]  # the group qualifier as an INTEGER
    found = fragment(broken, "utf-8")
    assert found.opening.requester_id is not None
    assert (found.opening.transaction_id.transaction_qualifier, found.version, found.number) == ("", 2, 13)


def test_few_members_are_looked_at() -> None:
    many = b"\x85\x01\x00" * 60 + b"\x80\x01\x02"
    raw = b"\x6d\x81" + bytes((len(many) + 3,)) + b"\x30\x81" + bytes((len(many),)) + many
    assert fragment(raw, "utf-8").version is None
