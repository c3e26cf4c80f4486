from datetime import timedelta

import msgspec
import pytest

from gateway.config.declare import Replay
from gateway.config.retention import LEAST, Retention


def test_the_store_is_told_the_same() -> None:
    terms = Retention(finished_loans_days=60, messages_days=7).terms()
    assert (terms.finished, terms.messages) == (timedelta(days=60), timedelta(days=7))
    assert (terms.events, terms.terminals, terms.provided) == tuple(
        timedelta(days=days) for days in (400, 190, 1095)
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"messages_days": 91}, "messages_days must not exceed finished_loans_days"),
        ({"kiosk_days": 401}, "kiosk_days must not exceed events_days"),
        ({"provided_days": 89}, "provided_days must not be less"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(values: dict[str, int], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Retention(**values)


@pytest.mark.parametrize("field", Retention.__struct_fields__)
def test_nothing_can_be_let_go_of_at_once(field: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({field: 0}, Retention)


def test_what_may_be_repeated_is_always_remembered() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"window_seconds": LEAST * 86400}, Replay)
