"""How the tests write a table of states: a line for each event, a letter for each state."""

from collections.abc import Mapping

from gateway.ill.events import Event
from gateway.model.ill.states import State


def columns(matrix: str) -> list[str]:
    """The letters at the head of a matrix."""
    return matrix.strip().splitlines()[0].split()[1:]


def parse(
    matrix: str, letters: Mapping[str, State], guarded: Mapping[tuple[str, str], str]
) -> dict[tuple[State, Event], str]:
    """Each cell that is not empty, in the words of `gateway.machine.drawing.cell`."""
    head = columns(matrix)
    cells: dict[tuple[State, Event], str] = {}
    for line in matrix.strip().splitlines()[1:]:
        event, *marks = line.split()
        assert len(marks) == len(head), line
        for letter, mark in zip(head, marks, strict=True):
            if mark != ".":
                cells[letters[letter], Event(event)] = _meaning(mark, letters, guarded, (letter, event))
    return cells


def _meaning(
    mark: str,
    letters: Mapping[str, State],
    guarded: Mapping[tuple[str, str], str],
    place: tuple[str, str],
) -> str:
    if mark == "*":
        return guarded[place]
    return mark if mark == "=" else str(letters[mark])
