from enum import StrEnum

import pytest

from gateway.machine.table import Guard, Row, Table, TableError


class Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    LOCKED = "locked"


class Act(StrEnum):
    PUSH = "push"
    TURN = "turn"
    KNOCK = "knock"


class Then(StrEnum):
    CREAK = "creak"


KEY = Guard[int]("key", lambda keys: keys > 0)
PUSH = Row[Door, Act, Then, int](
    states=(Door.SHUT,), event=Act.PUSH, to=Door.OPEN, actions=(Then.CREAK,), source="carpenter"
)
PULL = Row[Door, Act, Then, int](states=(Door.OPEN,), event=Act.PUSH, to=Door.SHUT, source="carpenter")
LOCK = Row[Door, Act, Then, int](
    states=(Door.SHUT,), event=Act.TURN, guard=KEY, to=Door.LOCKED, source="smith"
)
JAM = Row[Door, Act, Then, int](states=(Door.SHUT, Door.OPEN), event=Act.TURN, to=None, source="smith")
TABLE = Table("door", tuple(Door), (PUSH, PULL, LOCK, JAM))


def test_a_row_is_found_by_state_and_event() -> None:
    assert TABLE.fire(Door.SHUT, Act.PUSH, 0) is PUSH
    assert PUSH.reaches(Door.SHUT) is Door.OPEN
    assert TABLE.fire(Door.LOCKED, Act.PUSH, 1) is None


@pytest.mark.parametrize(("keys", "row"), [(1, LOCK), (0, JAM)])
def test_the_first_row_whose_guard_holds_is_taken(keys: int, row: Row[Door, Act, Then, int]) -> None:
    assert TABLE.fire(Door.SHUT, Act.TURN, keys) is row
    assert JAM.reaches(Door.OPEN) is Door.OPEN


def test_no_row_is_taken_where_no_guard_holds() -> None:
    table = Table("door", tuple(Door), (PUSH, LOCK))
    assert table.fire(Door.SHUT, Act.TURN, 0) is None


def test_it_begins_in_the_first_state_and_knows_its_events() -> None:
    assert TABLE.initial is Door.SHUT
    assert TABLE.events == (Act.PUSH, Act.TURN)
    assert TABLE.knows(Act.TURN)
    assert not TABLE.knows(Act.KNOCK)


def test_pairs_without_a_row_are_named() -> None:
    expected = {Door.SHUT: (Act.PUSH, Act.KNOCK), Door.LOCKED: (Act.TURN,)}
    assert list(TABLE.missing(expected)) == [(Door.SHUT, Act.KNOCK), (Door.LOCKED, Act.TURN)]


def test_a_row_that_would_never_be_taken_is_an_error() -> None:
    with pytest.raises(TableError, match="door: a second row for push in shut is never taken"):
        Table("door", tuple(Door), (PUSH, PULL, LOCK, PUSH))
    with pytest.raises(TableError, match="a second row for turn in shut"):
        Table("door", tuple(Door), (PUSH, LOCK, LOCK))


def test_a_state_that_is_not_of_the_table_is_an_error() -> None:
    with pytest.raises(TableError, match="door: turn names locked"):
        Table("door", (Door.SHUT, Door.OPEN), (PUSH, LOCK))


def test_a_state_that_nothing_leads_to_is_an_error() -> None:
    with pytest.raises(TableError, match="door: nothing leads to locked"):
        Table("door", tuple(Door), (PUSH, PULL))
