"""How partners behave: well, badly, and not at all. Everything here is a value; `partner` lives by it."""

from datetime import date
from typing import Final

from gateway.model.ill.parts import DateDue
from gateway.model.ill.services import CancelReply, CheckedIn, IllAnswer, RenewAnswer, Shipped
from gateway.model.ill.words import Reason, Results, Service
from gateway.simulate.loan import CUT_OFF, DRIBBLED, TWICE, Conduct, Deed, Drop, Garble, Manner, Report, Tell

S = Service

#: Long after any test.
DUE: Final = DateDue(date(2099, 12, 31))

SHIP: Final = Tell(body=Shipped(due=DUE))
CHECK_IN: Final = Tell(body=CheckedIn())

#: What begins like an APDU (61 is ILL-Request's tag) and has a length of 127 octets of length.
NONSENSE: Final = bytes.fromhex("61ff") + b"\x00" * 64

WITH_A_CONDITION: Final = IllAnswer(
    results=Results.CONDITIONAL, reason=Reason.LIBRARY_USE_ONLY, day=date(2099, 12, 31)
)


def _conduct(to_request: tuple[tuple[Deed, ...], ...], **more: tuple[Deed, ...]) -> Conduct:
    """Answers to requests in these turns, and what every decent library does later."""
    decent: dict[Service, tuple[tuple[Deed, ...], ...]] = {
        S.ILL_REQUEST: to_request,
        S.CONDITIONAL_REPLY: ((SHIP,),),
        S.CANCEL: ((Tell(body=CancelReply(answer=True)),),),
        S.RENEW: ((Tell(body=RenewAnswer(answer=True, due=DUE)),),),
        S.RETURNED: ((CHECK_IN,),),
        S.STATUS_QUERY: ((Report(),),),
    }
    return Conduct(decent | {Service[name]: (turn,) for name, turn in more.items()})


def in_manner(manner: Manner) -> Conduct:
    """Ships, and says everything in that manner."""
    ships, checks_in = (Tell(body=deed.body, manner=manner) for deed in (SHIP, CHECK_IN))
    return _conduct(((ships,),), RETURNED=(checks_in,))


def unfilled(reason: Reason) -> Conduct:
    """Does not supply, and says why."""
    return _conduct(((Tell(body=IllAnswer(results=Results.UNFILLED, reason=reason)),),))


SILENT: Final = Conduct()
"""Takes everything and never answers, not even a Status-Query."""

WAITS: Final = _conduct(((),))
"""Leaves requests to its staff, and answers everything else."""

SHIPS: Final = _conduct(((SHIP,),))
"""Ships what it is asked for, and checks in what comes back."""

CONDITIONAL: Final = _conduct(((Tell(body=WITH_A_CONDITION),),))
"""Ships once its condition is accepted."""

ANSWERS_TWICE: Final = in_manner(TWICE)
"""Says everything twice, byte for byte the same."""

DRIBBLES: Final = in_manner(DRIBBLED)
"""Says everything in indefinite lengths, one octet at a time."""

CROSSES: Final = _conduct(((),), CANCEL=(SHIP, Tell(body=CancelReply(answer=False))))
"""Ships at the moment at which a CANCEL is on its way to it, and finds the CANCEL then."""

DROPS_THE_LINE: Final = _conduct(((Drop(),), (Tell(body=SHIP.body, manner=CUT_OFF),), (SHIP,)))
"""Resets the line on which a request came, the next time in the middle of its own answer; then ships."""

GARBLES: Final = _conduct(((Garble(NONSENSE), SHIP),))
"""Sends garbage, and then what it meant to send."""
