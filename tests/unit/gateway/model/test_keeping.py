import pytest

from gateway.model.keeping import Standing
from tests.ill_samples import transaction
from tests.store_samples import FEE, HOLD, LOAN


def test_nothing_stands_against_erasing_who_has_and_owes_nothing() -> None:
    assert not Standing()


@pytest.mark.parametrize(
    "standing",
    [
        Standing(loans=(LOAN,)),
        Standing(holds=(HOLD,)),
        Standing(fees=(FEE,)),
        Standing(lending=(transaction(),)),
    ],
)
def test_each_kind_of_open_matter_does(standing: Standing) -> None:
    assert standing
