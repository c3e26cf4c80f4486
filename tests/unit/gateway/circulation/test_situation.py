import pytest

from gateway.circulation.policy import Rule
from gateway.circulation.situation import live, live_holds
from gateway.model.loans import Hold, HoldState
from tests.library import DAY, NOW, hold, item, patron, ready, setting


@pytest.mark.parametrize(
    ("claim", "wanted"),
    [
        (hold(), True),
        (hold(expires=NOW), True),
        (hold(expires=NOW - DAY), False),
        (hold(state=HoldState.IN_TRANSIT, expires=NOW - DAY), False),
        (ready(), True),
        (ready(pickup_by=NOW - DAY), False),
        (ready(pickup_by=None), True),
        (ready(expires=NOW - DAY), True),
        (hold(state=HoldState.CANCELLED), False),
        (hold(state=HoldState.FULFILLED), False),
    ],
)
def test_a_hold_is_live_while_it_is_wanted(claim: Hold, wanted: bool) -> None:  # noqa: FBT001 - a column
    assert live(claim, NOW) is wanted
    assert live_holds((claim,), NOW) == ((claim,) if wanted else ())


def test_a_location_that_belongs_to_no_branch_is_one() -> None:
    assert setting().branch("stacks") == "south"
    assert setting().branch("elsewhere") == "elsewhere"


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (Rule(location="stacks", loan_days=1), 1),
        (Rule(location="south", loan_days=2), 2),
        (Rule(location="north", loan_days=3), 30),
        (Rule(category="本科生", loan_days=4), 4),
    ],
)
def test_terms_go_by_reader_and_place(rule: Rule, days: int) -> None:
    assert setting(rule).rule(patron(), item()).loan_days == days


def test_an_unknown_reader_gets_the_terms_for_anybody() -> None:
    assert setting(Rule(category="本科生", loan_days=4)).rule(None, item()).loan_days == 30


def test_limits_go_by_category() -> None:
    assert setting().limits(patron()).loans == 3
