"""What is said of lockouts that end: ``POST /kiosks/NAME/unlock`` and ``POST /lockouts/unlock``."""

import msgspec

from gateway.web.shapes import KioskShown, Pause


class Unlock(Pause, frozen=True, kw_only=True):
    """Let every login be tried again from an address, and why."""

    address: str


class KioskUnlocked(KioskShown, frozen=True, kw_only=True):
    """A kiosk that may log in again; `freed` lockouts ended, of its login and of addresses it came from."""

    freed: int = 0


class Unlocked(msgspec.Struct, frozen=True, kw_only=True):
    """How many lockouts of an address and of logins from there ended."""

    freed: int
