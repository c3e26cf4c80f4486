import pytest
from twisted.internet.task import Clock

from gateway.net import guessing
from gateway.net.guessing import MOST_WRONG_PINS, Guesses


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guesses(clock: Clock) -> Guesses:
    return Guesses(clock.seconds)


def guess(guesses: Guesses, times: int, reader: str = "P1") -> list[bool]:
    return [guesses.wrong("kiosk1", reader) for _ in range(times)]


def test_ten_wrong_pins_are_enough(guesses: Guesses) -> None:
    assert guess(guesses, MOST_WRONG_PINS - 1) == [False] * 9
    assert guesses.minutes_left("kiosk1", "P1") == 0
    assert guess(guesses, 1) == [True]
    assert guesses.minutes_left("kiosk1", "P1") == 10
    assert guesses.minutes_left("kiosk1", "P2") == 0
    assert guesses.minutes_left("kiosk2", "P1") == 0


def test_they_are_forgotten_after_ten_minutes(guesses: Guesses, clock: Clock) -> None:
    guess(guesses, MOST_WRONG_PINS)
    clock.advance(541)
    assert guesses.minutes_left("kiosk1", "P1") == 1
    clock.advance(59)
    assert guesses.minutes_left("kiosk1", "P1") == 0
    assert guess(guesses, MOST_WRONG_PINS) == [False] * 9 + [True]


def test_who_mistypes_now_and_then_is_not_stopped(guesses: Guesses, clock: Clock) -> None:
    for _ in range(50):
        clock.advance(67)
        assert guess(guesses, 1) == [False]


def test_a_right_one_ends_the_count(guesses: Guesses) -> None:
    guess(guesses, MOST_WRONG_PINS - 1)
    guesses.right("kiosk1", "P1")
    guesses.right("kiosk1", "P2")
    assert guess(guesses, MOST_WRONG_PINS) == [False] * 9 + [True]


def test_those_that_were_counted_on_their_way_are_told_once(guesses: Guesses) -> None:
    assert guess(guesses, MOST_WRONG_PINS + 2)[-3:] == [True, False, False]


def test_memory_is_bounded(guesses: Guesses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "MOST_REMEMBERED", 2)
    guess(guesses, MOST_WRONG_PINS)
    guess(guesses, 1, "P2")
    assert guesses.minutes_left("kiosk1", "P1") == 10
    guess(guesses, 1, "P3")
    assert guesses.minutes_left("kiosk1", "P1") == 0
