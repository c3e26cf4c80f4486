import pytest

from gateway.ports.outbox import NotPossible, Receipt, Undelivered


@pytest.mark.parametrize("permanent", [False, True])
def test_why_a_letter_could_not_be_handed_over(permanent: bool) -> None:  # noqa: FBT001 - a parameter
    error = Undelivered("nobody is there", permanent=permanent)
    assert (str(error), error.reason, error.permanent) == ("nobody is there", "nobody is there", permanent)


def test_nobody_to_be_called_is_no_failure() -> None:
    assert Undelivered("it has no line open to us", uncalled=True).uncalled
    assert not Undelivered("nobody is there").uncalled


def test_a_letter_may_be_tried_again_unless_it_is_said_not_to() -> None:
    assert not Undelivered("nobody is there").permanent
    assert not Receipt().confirmed
    assert str(NotPossible("gone")) == "gone"
