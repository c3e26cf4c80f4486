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


def shipped(today: date) -> Shipped:
    """A book goes out today."""
    return Shipped(date_shipped=today, due=DUE)


def checked_in(today: date) -> CheckedIn:
    """It has come home today."""
    return CheckedIn(date_checked_in=today)


SHIP: Final = Tell(body=shipped)
CHECK_IN: Final = Tell(body=checked_in)

#: Begins as an ILL-Request does, with a length of 127 octets: nothing more can be found on that line.
NONSENSE: Final = bytes.fromhex("61ff") + b"\x00" * 64

#: A whole value, and no APDU.
NO_APDU: Final = bytes.fromhex("30 06 02 01 05 04 01 00")

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

BY_HAND: Final = Conduct({S.STATUS_QUERY: ((Report(),),)})
"""Says by itself where loans stand, and leaves everything else to its staff."""

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
"""Dies when a request comes, the next time in the middle of its own answer; then it ships."""

GARBLES: Final = _conduct(((Garble(NONSENSE), Garble(NO_APDU), SHIP),))
"""Sends garbage, then a value that is no APDU, and then what it meant to send."""
