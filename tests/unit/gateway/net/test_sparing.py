import pytest
from twisted.internet.task import Clock

from gateway.net import sparing
from gateway.net.sparing import Sparing


def test_one_in_ten_seconds_is_told_with_how_many_were_not() -> None:
    clock = Clock()
    spares = Sparing(clock.seconds)
    assert [spares.tell("10.0.0.1") for _ in range(4)] == [0, None, None, None]
    assert spares.tell("10.0.0.2") == 0
    clock.advance(10)
    assert [spares.tell("10.0.0.1") for _ in range(2)] == [3, None]


def test_another_fault_is_told_by_itself() -> None:
    spares = Sparing(Clock().seconds)
    assert [spares.tell("10.0.0.1", what) for what in ("none", "expired", "none")] == [0, 0, None]


def test_one_customer_is_one_address() -> None:
    spares = Sparing(Clock().seconds)
    assert [spares.tell(f"2001:db8::{number}") for number in range(1, 4)] == [0, None, None]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparing, "MOST_REMEMBERED", 2)
    spares = Sparing(Clock().seconds)
    assert [spares.tell(f"10.0.0.{number}") for number in range(4)] == [0] * 4
    assert list(spares._told) == [("10.0.0.2", ""), ("10.0.0.3", "")]
