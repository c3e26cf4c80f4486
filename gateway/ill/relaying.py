"""What an intermediary asks of one of its two machines when the other has heard something: a table.

UPSTREAM is the machine in which we respond to the library that asked, DOWNSTREAM the one in which we ask a
lender. Nothing is relayed but what the hearing machine has taken.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

from gateway.ill.events import Event
from gateway.ill.requester import ASKING, ENDED, TRACKED
from gateway.ill.responder import ENDED as UP_ENDED
from gateway.ill.responder import TRACKED as UP_TRACKED
from gateway.ill.responder import WORKING
from gateway.model.ill.states import State

E, S = Event, State


class Side(StrEnum):
    """Which of an intermediary's machines."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


class Ask(StrEnum):
    """What is asked of a machine. The last two ask nothing of either: they want a library, or a person."""

    SAME = "the same"
    SHIPPED = "Shipped, with the supplier"
    FORWARDED = "Forward-Notification, with ourselves as the responder"
    UNFILLED = "ILL-Answer(UNFILLED)"
    CONDITION = "ILL-Answer(CONDITIONAL), as the lender said"
    CANCEL = "Cancel"
    ALLOW_CANCEL = "Cancel-Reply(TRUE)"
    REFUSE_CANCEL = "Cancel-Reply(FALSE)"
    REFUSE_CONDITION = "Conditional-Reply(FALSE)"
    REFUSE_RENEWAL = "Renew-Answer(FALSE)"
    NEXT = "the next library"
    CASE = "case: book-for-closed-request"
    WAIT = "case: relay-held"


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """One line: `heard` by that side, while upstream is in one of `up` and downstream in one of `down`.

    Both are the states after it was heard. An empty tuple of states is any, and `S.IDLE` in `down` is no
    downstream transaction at all. `more` holds where there is a library left to try.
    """

    heard: Side
    event: Event
    asks: tuple[tuple[Side, Ask], ...]
    up: tuple[State, ...] = ()
    down: tuple[State, ...] = ()
    more: bool | None = None
    source: str = "2.9, ours"

    def fits(self, up: State, down: State, *, more: bool) -> bool:
        """Whether the line is to be taken."""
        here = (not self.up or up in self.up) and (not self.down or down in self.down)
        return here and self.more in {None, more}


U, D = Side.UPSTREAM, Side.DOWNSTREAM
_NONE: Final = (S.IDLE, *ENDED)
_CLOSED: Final = UP_ENDED
_OPEN: Final = (S.IN_PROCESS,)
_HELD: Final = (S.CANCEL_PENDING,)
_ANSWERED_HERE: Final = (E.SHI_REQ, E.ANS_UN_REQ, E.ANS_RY_REQ, E.ANS_LP_REQ, E.ANS_ES_REQ)


def _from_lender(
    event: Event,
    *asks: tuple[Side, Ask],
    up: tuple[State, ...] = (),
    more: bool | None = None,
    down: tuple[State, ...] = (),
) -> Relay:
    return Relay(heard=D, event=event, asks=asks, up=up, down=down, more=more)


def _from_requester(
    event: Event, *asks: tuple[Side, Ask], up: tuple[State, ...] = (), down: tuple[State, ...] = ()
) -> Relay:
    return Relay(heard=U, event=event, asks=asks, up=up, down=down)


RELAYS: Final[Sequence[Relay]] = (
    # what the lender answers
    _from_lender(E.FWD, (U, Ask.FORWARDED), up=WORKING, down=ASKING),
    _from_lender(E.ANS_CO, (U, Ask.SAME), up=_OPEN, down=(S.CONDITIONAL,)),
    *(_from_lender(e, (U, Ask.SAME), up=_OPEN) for e in (E.ANS_WS, E.ANS_HP)),
    *(
        line
        for event, last in (
            (E.ANS_UN, Ask.SAME),
            (E.ANS_RY, Ask.SAME),
            (E.ANS_LP, Ask.SAME),
            (E.ANS_ES, Ask.SAME),
            (E.EXP, Ask.UNFILLED),
        )
        for line in (
            _from_lender(event, (U, Ask.ALLOW_CANCEL), up=_HELD, down=ENDED),
            _from_lender(event, (U, Ask.UNFILLED), up=(S.CONDITIONAL,), down=ENDED),
            _from_lender(event, (D, Ask.NEXT), up=_OPEN, more=True, down=ENDED),
            _from_lender(event, (U, last), up=_OPEN, more=False, down=ENDED),
        )
    ),
    _from_lender(E.SHI, (U, Ask.SHIPPED), up=_OPEN),
    _from_lender(E.SHI, (U, Ask.REFUSE_CANCEL), (U, Ask.SHIPPED), up=_HELD),
    _from_lender(E.SHI, (D, Ask.CASE), up=_CLOSED),
    # a condition that nobody has agreed to, or somebody else has supplied it: a second book is on its way
    _from_lender(E.SHI, (D, Ask.WAIT), up=(S.CONDITIONAL, *UP_TRACKED), down=(S.SHIPPED,)),
    _from_lender(E.CAR_YES, (U, Ask.ALLOW_CANCEL), up=_HELD),
    _from_lender(E.CAR_NO, (U, Ask.REFUSE_CANCEL), (U, Ask.CONDITION), up=_HELD, down=(S.CONDITIONAL,)),
    _from_lender(E.CAR_NO, (U, Ask.REFUSE_CANCEL), up=_HELD),
    _from_lender(E.CAR_NO, (D, Ask.REFUSE_CONDITION), up=_CLOSED, down=(S.CONDITIONAL,)),
    _from_lender(E.CAR_NO, (D, Ask.WAIT), up=_CLOSED, down=ASKING),
    # what the lender says of the item
    *(_from_lender(e, (U, Ask.SAME), up=UP_TRACKED) for e in (E.RCL, E.DUE, E.CHK, E.LST, E.DAM)),
    *(_from_lender(e, (U, Ask.SAME), up=(S.RENEW_PENDING, S.RENEW_OVERDUE)) for e in (E.REA_YES, E.REA_NO)),
    _from_lender(E.MSG, (U, Ask.SAME)),
    # what the requester says
    _from_requester(E.CAN, (U, Ask.ALLOW_CANCEL), up=_HELD, down=_NONE),
    _from_requester(E.CAN, (D, Ask.CANCEL), up=_HELD, down=(S.PENDING,)),
    _from_requester(E.CAN, (D, Ask.REFUSE_CONDITION), (U, Ask.ALLOW_CANCEL), up=_HELD, down=(S.CONDITIONAL,)),
    _from_requester(E.CAN, (U, Ask.REFUSE_CANCEL), up=_HELD, down=TRACKED),
    _from_requester(E.C_REP_YES, (D, Ask.SAME), up=_OPEN, down=(S.CONDITIONAL,)),
    _from_requester(E.C_REP_NO, (D, Ask.SAME), up=_CLOSED, down=(S.CONDITIONAL,)),
    *(_from_requester(e, (D, Ask.SAME), up=UP_TRACKED) for e in (E.RCV, E.RET, E.LST, E.DAM)),
    _from_requester(E.REN, (D, Ask.SAME), up=(S.RENEW_PENDING, S.RENEW_OVERDUE)),
    _from_requester(E.MSG, (D, Ask.SAME), down=(*ASKING, *TRACKED)),
    _from_requester(E.EXPIRY, (D, Ask.CANCEL), down=(S.PENDING,)),
    _from_requester(E.EXPIRY, (D, Ask.REFUSE_CONDITION), down=(S.CONDITIONAL,)),
    # what our own staff answer while a lender is asked: he need not look any longer
    *(
        line
        for event in _ANSWERED_HERE
        for line in (
            _from_requester(event, (D, Ask.CANCEL), down=(S.PENDING,)),
            _from_requester(event, (D, Ask.REFUSE_CONDITION), down=(S.CONDITIONAL,)),
        )
    ),
)
"""What is asked; the first line that fits is taken, and where none does nothing is."""

INSTEAD: Final[dict[Event, tuple[Side, Ask]]] = {E.REN: (U, Ask.REFUSE_RENEWAL)}
"""What is asked where the other machine can't do what it was asked; for the rest staff get a case."""


def relay(heard: Side, event: Event, up: State, down: State, *, more: bool) -> Relay | None:
    """The line of the table for what was heard."""
    for line in RELAYS:
        if line.heard is heard and line.event is event and line.fits(up, down, more=more):
            return line
    return None
