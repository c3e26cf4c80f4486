"""What is held about readers, asked for through the control socket: told, erased, let go of.

===========================================  =====================  ===========================
request                                      body                   answer
===========================================  =====================  ===========================
``GET /patrons/ID/dossier``                                         `DossierShown`
``POST /patrons/ID/erase``                   `Erase`                `Erasure`
``POST /retention``                          `LetGoOf`              `gateway.model.keeping.LetGo`
===========================================  =====================  ===========================
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from gateway.model.identity import AgencyId
from gateway.model.ill.wording import STATES, in_words
from gateway.model.keeping import Dossier, Erased, ErasedInPart, LetGo, Standing
from gateway.web.dossier import DossierShown, shown
from gateway.web.shapes import Request
from gateway.web.shown import Reader
from gateway.web.verbs import Asked

#: Hex digits of an erasure's digest that are shown, as its event has them.
SHOWN: Final = 16


class Keeper(Protocol):
    """Who takes care of what is held about readers."""

    async def dossier(self, agency: AgencyId, spellings: Sequence[str]) -> Dossier | None:
        """Everything held about a reader; None where nobody has that number."""
        ...

    async def erase(
        self, agency: AgencyId, spellings: Sequence[str], *, actor: str
    ) -> Erased | Standing | None:
        """Erase a reader, or say what of his is open; None where nobody has that number."""
        ...

    async def let_go(self) -> LetGo:
        """Let go of what is due, for as long as somebody waits."""
        ...

    async def due(self) -> LetGo:
        """How much is due."""
        ...


class Erase(Request, frozen=True, kw_only=True):
    """Erase a reader."""


class LetGoOf(Request, frozen=True, kw_only=True):
    """Let go of all whose time is up; with `dry_run`, only count it."""

    dry_run: bool = False


class OpenLoan(msgspec.Struct, frozen=True, kw_only=True):
    """A loan that stands against an erasure."""

    item: str
    due: datetime
    state: str


class OpenHold(msgspec.Struct, frozen=True, kw_only=True):
    """A hold that does."""

    title: str
    state: str


class OpenFee(msgspec.Struct, frozen=True, kw_only=True):
    """A fee that does; `owed` is in fen."""

    kind: str
    owed: int


class OpenLending(msgspec.Struct, frozen=True, kw_only=True):
    """An interlibrary loan that does; `state` is in words."""

    transaction: str
    partner: str
    title: str
    state: str


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an erasure. Where it is not `ok`, nobody was `found`, or what is open of his is told.

    `unlisted` and `uncleaned` say why something of it is still to be done
    (`gateway.model.keeping.ErasedInPart`).
    """

    ok: bool
    found: bool = True
    erasure: str = ""
    digest: str = ""
    unlisted: str = ""
    uncleaned: str = ""
    loans: tuple[OpenLoan, ...] = ()
    holds: tuple[OpenHold, ...] = ()
    fees: tuple[OpenFee, ...] = ()
    lending: tuple[OpenLending, ...] = ()


class About(NamedTuple):
    """What stands behind a request: who takes care, what is asked when, who reads, how an act is put down."""

    keeper: Keeper
    asked: Asked
    reader: Reader
    note: Callable[..., Awaitable[None]]


async def dossier(about: About, number: str) -> DossierShown:
    """Everything held about the patron with that number."""
    await about.note("patron export", subject=f"patron {number}")
    held = await about.keeper.dossier(about.asked.agency, about.asked.patron(number).spellings)
    return shown(held, about.reader) if held else DossierShown(found=False, at=about.reader.now)


async def erase(about: About, number: str, body: Erase) -> Erasure:
    """Erase the patron with that number, if nothing of his is open.

    That it was done is put down by his digest alone; that it was refused, by his number.
    """
    spellings = about.asked.patron(number).spellings
    came = _erasure(await about.keeper.erase(about.asked.agency, spellings, actor=body.actor), about.reader)
    subject, outcome = (f"patron #{came.digest}", "ok") if came.ok else (f"patron {number}", "refused")
    await about.note("patron erase", body.actor, subject=subject, outcome=outcome)
    return came


async def let_go(about: About, body: LetGoOf) -> LetGo:
    """Let go of what is due, or count it."""
    if body.dry_run:
        return await about.keeper.due()
    gone = await about.keeper.let_go()
    if any(gone.rows.values()):
        await about.note("retention run", body.actor, facts={**gone.rows})
    return gone


def _erasure(came: Erased | Standing | None, reader: Reader) -> Erasure:
    if came is None:
        return Erasure(ok=False, found=False)
    if isinstance(came, Erased):
        done = Erasure(ok=True, erasure=came.id, digest=came.digest.hex()[:SHOWN])
        if isinstance(came, ErasedInPart):
            return replace(done, unlisted=came.unlisted, uncleaned=came.uncleaned)
        return done
    return Erasure(
        ok=False,
        loans=tuple(
            OpenLoan(item=str(loan.item), due=reader.local(loan.due), state=loan.state) for loan in came.loans
        ),
        holds=tuple(OpenHold(title=hold.title, state=hold.state) for hold in came.holds),
        fees=tuple(OpenFee(kind=fee.kind, owed=fee.owed) for fee in came.fees),
        lending=tuple(
            OpenLending(
                transaction=one.id,
                partner=one.partner,
                title=one.title,
                state=in_words(STATES[one.state], reader.tongue),
            )
            for one in came.lending
        ),
    )
