"""What is asked about the server itself: its configuration read again, and how it stands."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Protocol

import msgspec

from gateway.model.identity import AgencyId
from gateway.model.wording import Sentence, Tongue
from gateway.ports import Intake
from gateway.web.health import Health
from gateway.web.interlending import Interlending
from gateway.web.keeping import Keeper


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What came of reading the configuration again.

    `applied` are the keys that hold from now on, `restart` those that differ but hold from the next start.
    A file with `faults` (Chinese and English) is refused as a whole: nothing of it holds.
    """

    applied: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()
    faults: tuple[Sentence, ...] = ()


class Reloaded(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to ``POST /config/reload``: a `Reading` in one language."""

    ok: bool
    applied: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    at: datetime | None = None


class Lock(Protocol):
    """A lockout: of which login (empty: of all), from which address, for how many more seconds."""

    @property
    def login(self) -> str:
        """The user id."""
        ...

    @property
    def address(self) -> str:
        """Where its wrong logins came from."""
        ...

    @property
    def seconds(self) -> float:
        """How long it still holds."""
        ...


class Lockouts(Protocol):
    """Who is locked out after wrong logins."""

    def locked(self) -> Iterable[Lock]:
        """Every lockout that holds now."""
        ...

    def unlock(self, login: str) -> int:
        """Let this login be tried again; how many lockouts ended."""
        ...

    def unlock_address(self, host: str) -> int:
        """Let every login be tried again from there; how many lockouts ended."""
        ...


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Whose desk it is.

    The library, its time zone, the language where none is asked for; by each kiosk's name where it stands and
    the user id of its login.
    """

    agency: AgencyId
    zone: tzinfo = UTC
    tongue: Tongue = Tongue.ZH
    locations: Mapping[str, str] = {}
    logins: Mapping[str, str] = {}


class Service(Protocol):
    """The running server, as far as it can be asked about itself."""

    @property
    def intake(self) -> Intake:
        """Where records that a file brings are taken in."""
        ...

    @property
    def lockouts(self) -> Lockouts:
        """Who is locked out."""
        ...

    @property
    def keeper(self) -> Keeper:
        """Who takes care of what is held about readers."""
        ...

    @property
    def interlending(self) -> Interlending | None:
        """Interlibrary loan, where there is any."""
        ...

    async def reload(self, actor: str) -> Reading:
        """Read the configuration again, for `actor`."""
        ...

    async def health(self) -> Health:
        """How things stand."""
        ...


def told(reading: Reading, tongue: Tongue, at: datetime) -> Reloaded:
    """What came of it, in that language; `at` is in the library's time."""
    chinese = tongue is Tongue.ZH
    return Reloaded(
        ok=not reading.faults,
        applied=reading.applied,
        restart=reading.restart,
        faults=tuple(zh if chinese else en for zh, en in reading.faults),
        at=at,
    )
