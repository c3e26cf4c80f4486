"""The kernel: a table of rows, and what one event does in one state.

A row says: in one of these states, when this happens and the guard holds, the state becomes that, these
actions are taken, and this is where it is written. Of several rows for the same state and event the first
whose guard holds is taken. Firing changes nothing by itself: the caller carries out the actions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)
C = TypeVar("C")


class TableError(ValueError):
    """A table that contradicts itself; it names the table and the row."""


class Guard(msgspec.Struct, Generic[C], frozen=True):
    """A condition with a name that people read in the table."""

    name: str
    holds: Callable[[C], bool]


class Row(msgspec.Struct, Generic[S, E, A, C], frozen=True, kw_only=True):
    """One line of a table. `to` is None where the state stays; `source` is where the line is from."""

    states: tuple[S, ...]
    event: E
    to: S | None
    guard: Guard[C] | None = None
    actions: tuple[A, ...] = ()
    source: str

    def reaches(self, state: S) -> S:
        """The state after it."""
        return state if self.to is None else self.to


class Table(Generic[S, E, A, C]):
    """All rows of one machine. TableError: a row never taken, a state foreign or not reached."""

    def __init__(self, name: str, states: Sequence[S], rows: Iterable[Row[S, E, A, C]]) -> None:
        self.name = name
        self.states = tuple(states)
        self.initial = self.states[0]
        self.rows = tuple(rows)
        self._by_pair: dict[tuple[S, E], list[Row[S, E, A, C]]] = {}
        for row in self.rows:
            for state in row.states:
                self._enter(state, row)
        self._all_reached()

    @property
    def events(self) -> tuple[E, ...]:
        """Every event that some row knows, in the order of the table."""
        return tuple(dict.fromkeys(row.event for row in self.rows))

    def candidates(self, state: S, event: E) -> Sequence[Row[S, E, A, C]]:
        """The rows for an event in a state, in the order in which they are tried; empty where none is."""
        return self._by_pair.get((state, event), ())

    def fire(self, state: S, event: E, context: C) -> Row[S, E, A, C] | None:
        """The row that is taken; None where there is none, or no guard holds."""
        for row in self.candidates(state, event):
            if row.guard is None or row.guard.holds(context):
                return row
        return None

    def knows(self, event: E) -> bool:
        """Whether some state has a row for the event."""
        return event in self.events

    def missing(self, expected: Mapping[S, Iterable[E]]) -> Iterator[tuple[S, E]]:
        """Those of the expected pairs that have no row."""
        for state, events in expected.items():
            for event in events:
                if not self.candidates(state, event):
                    yield state, event

    def _enter(self, state: S, row: Row[S, E, A, C]) -> None:
        foreign = {state, row.reaches(state)} - set(self.states)
        if foreign:
            raise TableError(f"{self.name}: {row.event} names {', '.join(sorted(foreign))}")
        before = self._by_pair.setdefault((state, row.event), [])
        if any(other.guard is None or other.guard == row.guard for other in before):
            raise TableError(f"{self.name}: a second row for {row.event} in {state} is never taken")
        before.append(row)

    def _all_reached(self) -> None:
        reached = {self.initial}
        new = True
        while new:
            targets = {row.reaches(s) for row in self.rows for s in row.states if s in reached}
            new = not targets <= reached
            reached |= targets
        if lonely := [state for state in self.states if state not in reached]:
            raise TableError(f"{self.name}: nothing leads to {', '.join(lonely)}")
