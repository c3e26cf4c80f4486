"""The hall in which the kiosks' lines meet: what a connection asks of the listener that made it."""

from collections.abc import Callable
from typing import Protocol

from gateway.dispatch.dispatcher import Dispatcher
from gateway.net.guessing import Guesses
from gateway.net.kiosks import KioskBoard
from gateway.net.lockout import Lockouts
from gateway.net.pace import Pace
from gateway.net.sip2.accounts import Account, Accounts
from gateway.net.sparing import Sparing
from gateway.net.tls import Identity
from gateway.ports import Clock, Meter, NewId
from gateway.translate.sip2.terminal import Terminal
from protocols.sip2 import Limits as WireLimits


class Line(Protocol):
    """A kiosk's connection, as the hall sees it.

    `opened`, `heard` and `closing` (None as long as nobody closes it) are instants of the monotonic clock;
    `busy` says whether a request is being served, `lost` that the connection is gone.
    """

    host: str
    opened: float
    heard: float
    closing: float | None
    busy: bool
    lost: bool

    @property
    def account(self) -> Account | None:
        """Who the kiosk is, once it has logged in."""
        ...

    @property
    def identity(self) -> Identity:
        """Whose certificate it showed."""
        ...

    def adopt(self, account: Account) -> None:
        """Go on as the same kiosk under new settings."""
        ...

    def close(self, why: str) -> None:
        """End the connection, once what was written has gone out."""
        ...

    def close_when_answered(self, why: str) -> None:
        """End the connection once the request that is being served, if any, is answered."""
        ...

    def abort(self) -> None:
        """End the connection at once."""
        ...


class Hall(Protocol):
    """What all connections share, and who is told of their coming and going.

    `stranger` is how a terminal is spoken to that has not logged in; `seconds` is a monotonic clock; `soon`
    calls something after all others have had their turn, `later` after so many seconds; `repeat_key` is the
    keyed hash of a terminal's name and a message's text.
    """

    dispatcher: Dispatcher
    accounts: Accounts
    board: KioskBoard
    guesses: Guesses
    lockouts: Lockouts
    sparing: Sparing
    stranger: Terminal
    wire_limits: WireLimits
    later: Callable[[float, Callable[[], None]], object]
    clock: Clock
    seconds: Callable[[], float]
    soon: Callable[[Callable[[], None]], object]
    new_id: NewId
    repeat_key: Callable[[str, str], bytes]
    meter: Meter

    def pace(self, host: str) -> Pace:
        """How fast a new connection from there may go."""
        ...

    def opened(self, line: Line) -> None:
        """A connection stands."""
        ...

    def closed(self, line: Line) -> None:
        """A connection is gone."""
        ...

    def entered(self, line: Line, account: Account) -> None:
        """A connection has logged in."""
        ...

    def left(self, line: Line) -> None:
        """A connection no longer speaks for its account."""
        ...
