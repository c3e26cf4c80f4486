"""The requester's table against a second one, written by hand from reference ill.md §2."""

import pytest

from gateway.ill.events import Action, Event
from gateway.ill.guards import Context
from gateway.ill.requester import REQUESTER, row
from gateway.machine.drawing import cell
from gateway.model.ill.states import REQUESTER_STATES, State
from tests.ill_matrix import columns, parse
from tests.ill_pair import requester

#: A column for each state: I idle, P pending, N not-supplied, C conditional, X cancel-pending, Z cancelled,
#: S shipped, R received, r renew-pending, o renew-overdue, O overdue, n not-received-overdue, K recall,
#: T returned, L lost. A letter is the state that the event leads to, = the same, . no row. Small print below
#: the matrix: where a guard decides.
MATRIX = """
event     I P N C X Z S R r o O n K T L
ILLreq    P . . . . . . . . . . . . . .
C-REPreq+ . . . P . . . . . . . . . . .
C-REPreq- . . . N . . . . . . . . . . .
CANreq    . X . N . . . . . . . . . . .
RCVreq    . * . . = . R * * * * O * . .
RETreq    . * . . . . * * * * * * * . .
RENreq    . . . . . . * * . . * . . . .
LSTreq    . * . . . . * * * * * * * * .
DAMreq    . . . . . . = = = = = = = = =
FWD       . = = = = = = = = = = = = = =
ANS-CO    . C = = = = * * * * * * * * *
ANS-RY    . N = N N = * * * * * * * * *
ANS-UN    . N = N N = * * * * * * * * *
ANS-LP    . N = N N = * * * * * * * * *
ANS-ES    . N = N N = * * * * * * * * *
ANS-WS    . = = = = = = = = = = = = = =
ANS-HP    . = = = = = = = = = = = = = =
CAR+      . . = . Z = . . . . . . . . .
CAR-      . . = . * . = = = = = = = = =
EXP       . N = N N = . . . . . . . . .
SHI       . S = S S = = = = = = = = = =
DUE       . n = . n = n O o = = = = = =
RCL       . K = . K = K K K K K K = = =
REA+      . . . . . . . . R * . . = = =
REA-      . . . . . . . . R O . . = = =
CHK       . T = . T = T T T T T T T T T
LST       . L = . L = L L L L L L L * =
DAM       . = = = = = = = = = = = = = =
MSG       . = = = = = = = = = = = = = =
STQ       . = = = = = = = = = = = = = =
STR       . = = = = = = = = = = = = = =
MSGreq    . = = = = = = = = = = = = = =
STQreq    . = = = = = = = = = = = = = =
STRreq    . = = = = = = = = = = = = = =
"""

LETTERS = dict(zip("IPNCXZSRroOnKTL", REQUESTER_STATES, strict=True))

#: Cells that a guard decides.
GUARDED = {
    ("P", "RCVreq"): "[no Shipped to come] RECEIVED / [held already] RECEIVED / =",
    **{(s, "RCVreq"): "[not received yet] =" for s in "RroOK"},
    ("P", "RETreq"): "[loan, no Shipped to come] RETURNED",
    **{(s, "RETreq"): "[loan] RETURNED" for s in "SRroOnK"},
    **{(s, "RENreq"): "[loan, renewable] RENEW-PENDING" for s in "SR"},
    ("O", "RENreq"): "[loan, renewable] RENEW-OVERDUE",
    ("P", "LSTreq"): "[no Shipped to come] LOST",
    **{(s, "LSTreq"): "[loan, or not received yet] LOST" for s in "SRroOnK"},
    ("T", "LSTreq"): "[not checked in] LOST",
    ("X", "CAR-"): "[condition open] CONDITIONAL / PENDING",
    ("o", "REA+"): "[overtaken, no later date due] OVERDUE / RECEIVED",
    ("T", "LST"): "[checked in] = / LOST",
    **{(s, f"ANS-{a}"): "[overtaken] =" for s in "SRroOnKTL" for a in ("CO", "RY", "UN", "LP", "ES")},
}


def test_the_table_is_the_one_that_was_meant() -> None:
    meant = parse(MATRIX, LETTERS, GUARDED)
    there = {
        (state, event): cell(REQUESTER.candidates(state, event))
        for event in Event
        for state in REQUESTER_STATES
        if REQUESTER.candidates(state, event)
    }
    assert {k: (there.get(k), meant.get(k)) for k in {*there, *meant} if there.get(k) != meant.get(k)} == {}


def test_each_state_has_a_column_in_the_order_of_the_standard() -> None:
    assert columns(MATRIX) == list(LETTERS)


@pytest.mark.parametrize("line", REQUESTER.rows, ids=lambda line: f"{line.states[0]} {line.event}")
def test_each_row_says_where_it_is_from(line: object) -> None:
    assert line.source  # type: ignore[attr-defined]


def test_a_row_is_written_in_one_line() -> None:
    line = row((State.SHIPPED,), Event.CHK, State.RETURNED, "2.2", Action.LATE)
    assert (line.states, line.event, line.to, line.source) == (
        (State.SHIPPED,),
        Event.CHK,
        State.RETURNED,
        "2.2",
    )
    assert line.actions == (Action.LATE,)


def test_a_condition_is_not_dropped_when_the_cancellation_is_refused() -> None:
    crossed = requester(State.CANCEL_PENDING, conditional=True)
    plain = requester(State.CANCEL_PENDING)
    for transaction, state in ((crossed, State.CONDITIONAL), (plain, State.PENDING)):
        line = REQUESTER.fire(State.CANCEL_PENDING, Event.CAR_NO, Context(transaction=transaction))
        assert line is not None
        assert line.to is state
