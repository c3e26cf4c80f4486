from datetime import date

import pytest

from gateway.store.figures import next_month


@pytest.mark.parametrize(
    ("month", "after"),
    [(date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 12, 1), date(2027, 1, 1))],
)
def test_the_month_after(month: date, after: date) -> None:
    assert next_month(month) == after
