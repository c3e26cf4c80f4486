from gateway.model.outcomes import Outcome
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode


def test_done_is_what_has_no_problem() -> None:
    assert Outcome(notices=(Notice(NoticeCode.PAID),)).ok
    assert not Outcome(problems=(Problem(ProblemCode.BUSY),)).ok
