"""What libraries may do in a step of a scene about an interlibrary loan.

A step is about the loan that was begun last, by an ILL-REQUEST that its actor sent or heard.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

from gateway.model.ill.services import AnyService, IllRequest
from gateway.model.ill.states import State
from gateway.model.ill.words import Service

# --- staff of the gateway's own library -------------------------------------------------------------------


class Ask(msgspec.Struct, frozen=True):
    """Ask a partner for something: a new loan."""

    partner: str
    request: IllRequest


class Do(msgspec.Struct, frozen=True):
    """Wait until the loan stands at `at`, and do a service."""

    at: State
    body: AnyService


class See(msgspec.Struct, frozen=True):
    """Wait until the loan stands at `at`, and nothing more is expected of it if `over`; look at it."""

    at: State
    over: bool = False


class Find(msgspec.Struct, frozen=True):
    """Wait until a partner has asked for something new, and look at it."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What staff see of a loan, to compare with what a scene states.

    `heard` are the partner's services in the order in which they came, `results` and `reason` are of its last
    answer, `refused` is why what staff wanted was not done. `repeats` counts what came again, and `cases`
    are the kinds of what they must look at.
    """

    id: str
    state: State
    title: str = ""
    heard: tuple[str, ...] = ()
    closed: bool = False
    results: str = ""
    reason: str = ""
    refused: str = ""
    repeats: int = 0
    cases: tuple[str, ...] = ()


# --- a partner ----------------------------------------------------------------------------------------------


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How an APDU is put on the wire.

    `times`: so often, byte for byte the same. `dribbled`: in indefinite lengths at every level, one octet at
    a time. `cut`: half of it, and then the server dies.
    """

    times: int = 1
    dribbled: bool = False
    cut: bool = False


PLAINLY: Final = Manner()
TWICE: Final = Manner(times=2)
DRIBBLED: Final = Manner(dribbled=True)
CUT_OFF: Final = Manner(cut=True)


class Way(StrEnum):
    """By which line a partner answers."""

    DIALS_BACK = "dials-back"
    SAME_LINE = "same-line"


class Hear(msgspec.Struct, frozen=True):
    """Wait until a service has come."""

    service: Service


class Tell(msgspec.Struct, frozen=True, kw_only=True):
    """Say a service, or what is made of the day on which it is said; an ILL-REQUEST opens a loan.

    `after`: in a step, wait until that one has come.
    """

    body: AnyService | Callable[[date], AnyService]
    after: Service | None = None
    manner: Manner = PLAINLY


class Garble(msgspec.Struct, frozen=True):
    """Send bytes that are no APDU, and give the other end a moment to leave."""

    data: bytes


class Drop(msgspec.Struct, frozen=True):
    """Reset the line on which it came, as a server does that dies before it has written anything down."""


class Report(msgspec.Struct, frozen=True):
    """Say by a Status-Or-Error-Report how the loan stands."""


Deed: TypeAlias = Tell | Garble | Drop | Report


def crashes(deed: Deed) -> bool:
    """Whether a partner that does so knows afterwards nothing of what made it do it."""
    return isinstance(deed, Drop) or (isinstance(deed, Tell) and deed.manner.cut)


class Conduct(msgspec.Struct, frozen=True):
    """What a partner does by itself when it hears a service.

    For each service its turns: the first time it is heard in a loan the first turn is taken, and so on; the
    last one counts for all later times too. What is not there is not answered. A repeat of what was answered
    is answered with the same bytes again.
    """

    turns: Mapping[Service, tuple[tuple[Deed, ...], ...]] = {}

    def turn(self, service: Service, before: int) -> tuple[Deed, ...]:
        """What to do when it was heard so often before."""
        turns = self.turns.get(service, ())
        return turns[min(before, len(turns) - 1)] if turns else ()


class Behave(msgspec.Struct, frozen=True):
    """Go by a conduct from now on."""

    conduct: Conduct
