from enum import StrEnum
from typing import Any

from gateway.machine.drawing import cell, listing, matrix, mermaid
from gateway.machine.table import Guard, Row, Table


class Loan(StrEnum):
    OUT = "ON-LOAN"
    BACK = "BACK"


class Event(StrEnum):
    RETURN = "RET"
    RENEW = "REN"


class Then(StrEnum):
    STAMP = "stamp"


EARLY = Guard[bool]("early", lambda early: early)
ROWS: tuple[Row[Any, Any, Any, Any], ...] = (
    Row(states=(Loan.OUT,), event=Event.RETURN, to=Loan.BACK, actions=(Then.STAMP,), source="desk"),
    Row(states=(Loan.OUT,), event=Event.RENEW, guard=EARLY, to=None, source="desk"),
    Row(states=(Loan.OUT,), event=Event.RENEW, to=Loan.BACK, source="desk"),
)
TABLE = Table("loan", tuple(Loan), ROWS)


def test_a_cell_says_each_guard_with_what_it_leads_to() -> None:
    assert cell(TABLE.candidates(Loan.OUT, Event.RENEW)) == "[early] = / BACK"
    assert cell(TABLE.candidates(Loan.BACK, Event.RENEW)) == ""


def test_the_matrix_has_a_line_for_each_event_and_a_column_for_each_state() -> None:
    assert matrix(TABLE).splitlines() == [
        "|  | ON-LOAN | BACK |",
        "| --- | --- | --- |",
        "| RET | BACK |  |",
        "| REN | [early] = / BACK |  |",
    ]


def test_the_listing_has_a_line_for_each_row() -> None:
    assert listing(TABLE).splitlines()[2:] == [
        "| ON-LOAN | RET |  | BACK | stamp | desk |",
        "| ON-LOAN | REN | early | = |  | desk |",
        "| ON-LOAN | REN |  | BACK |  | desk |",
    ]


def test_the_diagram_draws_what_changes_the_state() -> None:
    guarded = Row[Any, Any, Any, Any](
        states=(Loan.BACK,), event=Event.RENEW, guard=EARLY, to=Loan.OUT, source="desk"
    )
    assert mermaid(Table("loan", tuple(Loan), (*ROWS, guarded))).splitlines() == [
        "stateDiagram-v2",
        '    state "ON-LOAN" as ON_LOAN',
        '    state "BACK" as BACK',
        "    [*] --> ON_LOAN",
        "    ON_LOAN --> BACK: RET, REN",
        "    BACK --> ON_LOAN: REN [early]",
    ]
