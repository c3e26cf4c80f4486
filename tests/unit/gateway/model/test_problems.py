import pytest

from gateway.model.problems import Problem, ProblemCode

GO_AWAY_BY_THEMSELVES = {
    ProblemCode.BUSY,
    ProblemCode.ENGINE_SLOW,
    ProblemCode.ENGINE_DOWN,
    ProblemCode.STORE_DOWN,
}


@pytest.mark.parametrize("code", ProblemCode)
def test_only_what_goes_away_by_itself_may_be_tried_again(code: ProblemCode) -> None:
    assert Problem(code).retryable == (code in GO_AWAY_BY_THEMSELVES)
