"""The responder's table against a second one, written by hand from reference ill.md §2."""

import pytest

from gateway.ill.events import Event
from gateway.ill.responder import RESPONDER
from gateway.machine.drawing import cell
from gateway.model.ill.states import RESPONDER_STATES
from tests.ill_matrix import columns, parse

#: I idle, P in-process, F forward, N not-supplied, C conditional, X cancel-pending, Z cancelled, S shipped,
#: r renew-pending, o renew-overdue, O overdue, K recall, Q checked-in, L lost; else as for the requester.
MATRIX = """
event     I P F N C X Z S r o O K Q L
ILL       * . . . . . . . . . . . . .
ANSreq-CO . C . . . . . . . . . . . .
ANSreq-RY . N . . N . . . . . . . . .
ANSreq-UN . N . . N . . . . . . . . .
ANSreq-LP . N . . . . . . . . . . . .
ANSreq-ES . N . . . . . . . . . . . .
ANSreq-WS . = . . . . . . . . . . . .
ANSreq-HP . = . . . . . . . . . . . .
SHIreq    . S . . . . . . . . . . . .
FWDreq    . * . . . . . . . . . . . .
FWNreq    . * . . * * . . . . . . . .
C-REP+    . . = = P = = . . . . . . .
C-REP-    . . = = N N = . . . . . . .
EXPIRY    . N . . N N . . . . . . . .
CAN       . X = = X = = = = = = = = =
CARreq+   . . . . . Z . . . . . . . .
CARreq-   . . . . . * . . . . . . . .
RCV       . = = = = = = = = = = = = =
RET       . = = = = = = = = = = = = =
REN       . = = = = = = r = = o = = =
REAreq+   . . . . . . . . S S . . . .
REAreq-   . . . . . . . . S O . . . .
DUEreq    . . . . . . . * o = = = . .
RCLreq    . . . . . . . * * * * . . .
CHKreq    . . . . . . . * * * * * . *
LSTreq    . . . . . . . L L L L L . .
LST       . = = = = = = L L L L L = =
DAMreq    . . . . . . . = = = = = = =
DAM       . = = = = = = = = = = = = =
MSG       . = = = = = = = = = = = = =
STQ       . = = = = = = = = = = = = =
STR       . = = = = = = = = = = = = =
MSGreq    . = . = = = = = = = = = = =
STQreq    . = . = = = = = = = = = = =
STRreq    . = . = = = = = = = = = = =
"""

LETTERS = dict(zip("IPFNCXZSroOKQL", RESPONDER_STATES, strict=True))

GUARDED = {
    ("I", "ILL"): "[requires what we do not send] NOT-SUPPLIED / IN-PROCESS",
    ("P", "FWDreq"): "[permission-to-forward] FORWARD",
    **{(s, "FWNreq"): "[permission-to-forward] =" for s in "PCX"},
    ("X", "CARreq-"): "[condition open] CONDITIONAL / IN-PROCESS",
    ("S", "DUEreq"): "[loan] OVERDUE",
    **{(s, "RCLreq"): "[loan] RECALL" for s in "SroO"},
    **{(s, "CHKreq"): "[loan] CHECKED-IN" for s in "SroOKL"},
}


def test_the_table_is_the_one_that_was_meant() -> None:
    meant = parse(MATRIX, LETTERS, GUARDED)
    there = {
        (state, event): cell(RESPONDER.candidates(state, event))
        for event in Event
        for state in RESPONDER_STATES
        if RESPONDER.candidates(state, event)
    }
    assert {k: (there.get(k), meant.get(k)) for k in {*there, *meant} if there.get(k) != meant.get(k)} == {}


def test_each_state_has_a_column() -> None:
    assert columns(MATRIX) == list(LETTERS)


@pytest.mark.parametrize("line", RESPONDER.rows, ids=lambda line: f"{line.states[0]} {line.event}")
def test_each_row_says_where_it_is_from(line: object) -> None:
    assert line.source  # type: ignore[attr-defined]
