from gateway.ill import errors
from gateway.model.ill.reports import General
from gateway.model.ill.services import Cancel, StatusOrErrorReport
from gateway.model.ill.words import GeneralProblem
from tests.ill_pair import CUMT, HHIT, ID, NOW, SAID, ZONE, message

BROKEN = General(problem=GeneralProblem.BADLY_STRUCTURED_APDU)


def test_a_report_names_what_it_is_about() -> None:
    came = message(Cancel())
    reply = errors.reply(came, BROKEN, NOW, ZONE, "无法理解")
    assert (reply.transaction, reply.requester, reply.responder) == (ID, CUMT, HHIT)
    assert (reply.said, reply.version) == (SAID, 2)
    assert reply.body == errors.report(f"CANCEL {SAID}", BROKEN, "无法理解")


def test_a_strange_version_is_answered_in_ours() -> None:
    assert errors.reply(message(Cancel(), version=1), BROKEN, NOW, ZONE).version == 1
    assert errors.reply(message(Cancel(), version=7), BROKEN, NOW, ZONE).version == 2


def test_errors_and_reports_are_known() -> None:
    error = message(errors.report("", BROKEN))
    assert errors.is_error(error)
    assert errors.is_report(error)
    assert not errors.is_error(message(StatusOrErrorReport()))
    assert not errors.is_report(message(Cancel()))
