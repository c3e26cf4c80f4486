"""Both tables against the reconstruction in the reference data; what its ill.md §2.9 changed is named."""

import json
from collections.abc import Iterator

from gateway.ill.events import Event
from gateway.ill.tables import TABLES
from gateway.model.ill.states import Role, State
from tests.shared_data import shared

LOCAL = {
    "CANreq", "RCVreq", "RETreq", "RENreq", "LSTreq", "DAMreq", "MSGreq", "STQreq", "STRreq", "C-REPreq+",
    "C-REPreq-",
}  # fmt: skip

#: Rows of the reconstruction that do not stand in our tables.
CHANGED = {
    # repeats are one rule outside the tables
    ("requester", "PENDING", "ILLreq", "="),
    ("requester", "PENDING", "C-REPreq+", "="),
    ("requester", "NOT-SUPPLIED", "C-REPreq-", "="),
    ("requester", "CANCEL-PENDING", "CANreq", "="),
    *(("responder", s, "ILL", "=") for s in ("IN-PROCESS", "NOT-SUPPLIED", "CONDITIONAL", "FORWARD", "any")),
    # who no longer wants what was offered under a condition says so
    ("requester", "CONDITIONAL", "CANreq", "CANCEL-PENDING"),
    # a Cancel is answered before anything else
    *(("responder", "CANCEL-PENDING", f"ANSreq-{a}", "NOT-SUPPLIED") for a in ("RY", "UN", "LP", "ES")),
    *(("responder", "CANCEL-PENDING", f"ANSreq-{a}", "=") for a in ("WS", "HP")),
    ("responder", "CANCEL-PENDING", "SHIreq", "SHIPPED"),
}


def rows(role: str) -> Iterator[tuple[str, str, str, str]]:
    path = shared("data/statemachine/iso10161-tables.json")
    for states, events, to, *_ in json.loads(path.read_text(encoding="utf-8"))[role]:
        for event in names(role, events):
            every = ["any"] if states == ["any"] else begun(role) if states == ["*-IDLE"] else states
            for state in every:
                yield role, state, event, to


def begun(role: str) -> list[str]:
    table = TABLES[Role(role)]
    return [state for state in table.states if state not in {State.IDLE, State.FORWARD}]


def names(role: str, events: str) -> Iterator[str]:
    """``ANS-RY|ANS-UN``, ``ANSreq-RY|UN``, ``DAM|MSG + req``: the file joins what shares a row."""
    plain, plus, _ = events.partition(" + ")
    parts = plain.split("|")
    stem = parts[0].rpartition("-")[0] if "-" in parts[0] and role == "responder" else ""
    for part in parts:
        known = part if part in set(Event) else f"{stem}-{part}"
        yield {"FORWARDreq": "FWDreq", "EXPIRY-TIMEOUT": "EXPIRY"}.get(part, known)
        if plus and part != "DAM":
            yield f"{part}req"


def stands(role: str, state: str, event: str, to: str) -> bool:
    if state == "any":
        return False
    reached = State(state) if to == "=" else State(to)
    lines = TABLES[Role(role)].candidates(State(state), Event(event))
    return any(line.reaches(State(state)) is reached for line in lines)


def test_every_published_row_stands_or_was_changed_for_a_reason() -> None:
    published = {line for role in ("requester", "responder") for line in rows(role)}
    assert len(published) > 200
    assert {line for line in published if not stands(*line)} == CHANGED


def test_each_role_has_a_table_that_begins_idle() -> None:
    assert {role: table.initial for role, table in TABLES.items()} == dict.fromkeys(Role, State.IDLE)
    assert all(Event(name) in TABLES[Role.REQUESTER].events for name in LOCAL)
