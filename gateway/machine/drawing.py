"""A table as people see it: a matrix of states and events, a list of rows, and a Mermaid diagram."""

from collections.abc import Iterable, Sequence
from typing import Any

from gateway.machine.table import Row, Table

AnyTable = Table[Any, Any, Any, Any]

#: How a state that stays is written in a matrix, as the standard's own tables do.
SAME = "="


def cell(rows: Sequence[Row[Any, Any, Any, Any]]) -> str:
    """What one event does in one state: each guard with the state it leads to, tried from left to right."""
    return " / ".join(_outcome(row) for row in rows)


def matrix(table: AnyTable) -> str:
    """The table as Markdown: a line for each event, a column for each state; an empty cell is no row."""
    head = ["", *table.states]
    lines = [[event, *(cell(table.candidates(s, event)) for s in table.states)] for event in table.events]
    return _markdown(head, lines)


def listing(table: AnyTable) -> str:
    """Every row as Markdown, with its guard, its actions and its source."""
    head = ["from", "event", "guard", "to", "actions", "source"]
    lines = [
        [
            ", ".join(row.states),
            row.event,
            row.guard.name if row.guard else "",
            SAME if row.to is None else row.to,
            ", ".join(row.actions),
            row.source,
        ]
        for row in table.rows
    ]
    return _markdown(head, lines)


def mermaid(table: AnyTable) -> str:
    """The table as a Mermaid state diagram: only what changes the state, events between two states joined."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in table.rows:
        for state in row.states:
            if row.reaches(state) != state:
                arrows.setdefault((state, row.reaches(state)), []).append(_label(row))
    names = [f'    state "{state}" as {_id(state)}' for state in table.states]
    lines = [f"    {_id(a)} --> {_id(b)}: {', '.join(labels)}" for (a, b), labels in arrows.items()]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {_id(table.initial)}", *lines])


def _label(row: Row[Any, Any, Any, Any]) -> str:
    return f"{row.event} [{row.guard.name}]" if row.guard else str(row.event)


def _outcome(row: Row[Any, Any, Any, Any]) -> str:
    target = SAME if row.to is None else str(row.to)
    return f"[{row.guard.name}] {target}" if row.guard else target


def _id(state: str) -> str:
    """A name without the hyphens that Mermaid would read as arrows."""
    return state.replace("-", "_")


def _markdown(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
