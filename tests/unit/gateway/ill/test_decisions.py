import pytest

from gateway.ill import decisions
from gateway.ill.decisions import Decision, Forward, Setting
from gateway.model.ill.states import State
from tests.ill_pair import ASKING, THIRD

STRUCTS = [
    thing
    for thing in vars(decisions).values()
    if getattr(thing, "__module__", "") == decisions.__name__ and hasattr(thing, "__struct_config__")
]


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_what_goes_in_and_out_does_not_change(struct: type[Decision]) -> None:
    assert struct.__struct_config__.frozen


def test_a_decision_that_decides_nothing_does_nothing() -> None:
    nothing = Decision(transaction=None)
    assert nothing.before is State.IDLE
    assert (nothing.sends, nothing.again, nothing.alarms, nothing.cases) == ((), (), (), ())


def test_a_setting_says_whose_and_with_whom() -> None:
    assert isinstance(ASKING, Setting)
    assert Forward(to=THIRD).note == ""
