"""The outbox: who carries letters, and what staff may ask of it."""

from collections.abc import Awaitable
from typing import Protocol

import msgspec

from gateway.model.ill.post import Letter
from gateway.model.partners import PartnerState
from gateway.ports import Also


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A letter was handed over: the partner's TCP has it, and the partner itself where it is `confirmed`."""

    confirmed: bool = False


class Undelivered(Exception):
    """A letter could not be handed over, or nobody knows whether it was.

    `permanent` means that trying again is no use: it is too long for the partner. `uncalled`: there is nobody
    to be called, and nothing was tried; it goes when the partner calls. Else the partner was not reached, and
    may be next time.
    """

    def __init__(self, reason: str, *, permanent: bool = False, uncalled: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.uncalled = uncalled


class Courier(Protocol):
    """Who carries letters."""

    def send(self, letter: Letter) -> Awaitable[Receipt]:
        """Hand a letter to its partner; may be given up by cancelling it. Raises `Undelivered`.

        For a partner who acknowledges on the same connection, and wants nothing else meanwhile, it comes
        back with the acknowledgement.
        """
        ...


class NotPossible(Exception):
    """What staff ask of a letter can't be done with it as it is; says why."""


class Outbox(Protocol):
    """The outbox, for those who watch and command it. `also` is written in the same commit."""

    async def resend(self, letter: str, *, also: Also | None = None) -> Letter:
        """Send a letter again, or a waiting one at once. Raises `KeyError` and `NotPossible`."""
        ...

    async def take_back(self, letter: str, *, also: Also | None = None) -> Letter:
        """Keep a letter that has certainly not gone from going. Raises `KeyError` and `NotPossible`."""
        ...

    async def pause(
        self, partner: str, *, actor: str, why: str = "", also: Also | None = None
    ) -> PartnerState:
        """Let letters to a partner wait until `resume`."""
        ...

    async def resume(self, partner: str, *, also: Also | None = None) -> PartnerState:
        """Let them go again, and at once: what was learned of failures before is forgotten."""
        ...
