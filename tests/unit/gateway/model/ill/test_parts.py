from datetime import date

import pytest

from gateway.model.ill.parts import SearchType
from gateway.model.ill.words import ExpiryFlag

NEED = date(2026, 12, 1)
OTHER = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("flag", "day"),
    [
        (ExpiryFlag.NEED_BEFORE_DATE, NEED),
        (ExpiryFlag.OTHER_DATE, OTHER),
        (ExpiryFlag.NO_EXPIRY, None),
    ],
)
def test_the_flag_says_which_day_a_request_expires(flag: ExpiryFlag, day: date | None) -> None:
    assert SearchType(need_before=NEED, expiry_date=OTHER, expiry_flag=flag).expires == day
