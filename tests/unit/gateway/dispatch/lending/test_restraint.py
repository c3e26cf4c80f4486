"""What is written of somebody who sends garbage, or too much, stays bounded."""

from datetime import timedelta

import pytest

from gateway.dispatch.lending import restraint
from gateway.dispatch.lending.restraint import (
    DAY,
    FIRST,
    FIRST_OF_ALL,
    MESSAGES_A_REQUEST,
    MOST_UNREADABLE,
    Guests,
    Patience,
    Restraint,
)
from tests.library import NOW

HERE, THERE = "10.0.0.1", "10.0.0.2"


# --- what is told -----------------------------------------------------------------------------------------


def told(restraint: Restraint, many: int, key: str = HERE) -> list[tuple[int, int]]:
    """Which of so many are told, and how many before them were not."""
    found = ((number, restraint.tell(key, NOW)) for number in range(1, many + 1))
    return [(number, untold) for number, untold in found if untold is not None]


def test_a_flood_is_its_beginning_and_how_large_it_became() -> None:
    first = [(number, 0) for number in range(1, FIRST + 1)]
    assert told(Restraint(), 5000) == [*first, (10, 4), (100, 89), (1000, 899)]


def test_one_address_takes_nothing_from_another() -> None:
    restraint = Restraint()
    told(restraint, 1000)
    assert told(restraint, 1, THERE) == [(1, 0)]


def test_the_next_day_begins_anew_and_says_what_was_left() -> None:
    restraint = Restraint()
    told(restraint, 17)
    assert restraint.tell(HERE, NOW + DAY - timedelta(seconds=1)) is None
    assert restraint.tell(HERE, NOW + DAY) == 8


def test_a_clock_that_is_set_back_silences_nobody_for_ever() -> None:
    restraint = Restraint()
    told(restraint, 17)
    assert restraint.tell(HERE, NOW - DAY) == 7


def test_addresses_without_number_write_no_more_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restraint, "MOST_REMEMBERED", 10)
    spared = Restraint()
    written = [spared.tell(number, NOW) for number in range(FIRST_OF_ALL + 100)]
    assert sum(untold is not None for untold in written) == FIRST_OF_ALL
    assert spared.tell("a partner", NOW, known=True) == 0, "whom strangers can't silence"
    assert spared.tell("tomorrow", NOW + DAY) == 0


# --- who is heard -----------------------------------------------------------------------------------------


def test_a_line_that_can_not_be_read_time_after_time_is_to_be_closed() -> None:
    patience = Patience()
    for _ in range(MOST_UNREADABLE - 1):
        patience.unreadable("l1", HERE)
        assert patience.over("l1") == ""
    patience.unreadable("l1", HERE)
    assert patience.over("l1") == "5 in a row from this address could not be read"
    assert patience.over("l1") == "", "it is said once"


def test_calling_again_is_no_escape() -> None:
    patience = Patience()
    for number in range(MOST_UNREADABLE):
        patience.unreadable(f"l{number}", HERE)
    patience.unreadable("new", HERE)
    assert patience.over("new") == "6 in a row from this address could not be read"
    assert patience.over("l0") == ""


def test_one_that_can_be_read_forgives() -> None:
    patience = Patience()
    for _ in range(3):
        for _ in range(MOST_UNREADABLE - 1):
            patience.unreadable("l1", HERE)
        patience.readable("l1", HERE)
    assert patience.over("l1") == ""


def test_another_line_of_the_address_forgives_the_address_only() -> None:
    patience = Patience()
    for _ in range(MOST_UNREADABLE):
        patience.unreadable("l1", HERE)
        patience.readable("l2", HERE)
    assert patience.over("l1") == "5 in a row on this line could not be read"
    assert patience.over("l2") == ""


# --- what strangers ask for -------------------------------------------------------------------------------


def test_a_stranger_asks_so_often_in_a_day() -> None:
    guests = Guests()
    for _ in range(3):
        assert guests.may_ask(HERE, NOW, 3)
        guests.came(HERE, NOW, request=True)
    assert not guests.may_ask(HERE, NOW, 3)
    assert guests.may_ask(HERE, NOW, 4), "the configuration may have been changed"
    assert guests.may_ask(THERE, NOW, 3)
    assert guests.may_ask(HERE, NOW + DAY, 3)


def test_and_speaks_so_often() -> None:
    guests = Guests()
    for _ in range(MESSAGES_A_REQUEST):
        assert guests.may_speak(HERE, NOW, 1)
        guests.came(HERE, NOW, request=False)
    assert not guests.may_speak(HERE, NOW, 1)
    assert guests.may_ask(HERE, NOW, 1)
    assert guests.may_speak(THERE, NOW, 1)
