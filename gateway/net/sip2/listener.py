"""The kiosks' listener: who is connected, limits, and what every connection needs."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory
from twisted.logger import Logger

from gateway.dispatch.dispatcher import Dispatcher
from gateway.net.entrance import Entrance, EntranceLimits
from gateway.net.guessing import Guesses
from gateway.net.kiosks import KioskBoard
from gateway.net.lockout import LockoutRules, Lockouts
from gateway.net.pace import Pace, PaceLimits
from gateway.net.sip2.accounts import Account, Accounts
from gateway.net.sip2.connection import KioskConnection
from gateway.net.sip2.hall import Line
from gateway.net.sparing import Sparing
from gateway.ports import Clock, Meter, NewId
from gateway.translate.sip2.terminal import Terminal
from protocols.sip2 import Limits as WireLimits


class ListenerLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What one listener bears.

    `connections`: sockets in all, each with its buffers; a consortium's kiosks and sorters are hundreds.
    `per_address`: the kiosks of a floor behind one address are dozens. `login_seconds`: a kiosk logs in at
    once, a port scanner never. `idle_seconds`: kiosks send their status every 30 to 300 seconds, so ten
    silent minutes are a dead line. `parting_seconds`: how long a line that is closed may take the last
    answer; a network that is there needs no second, one that is gone never ends it. `lockout`: when wrong
    logins are no longer looked at. `pace`: how fast lines may go. `arrivals`: new lines of one address in a
    minute, all of which may come at once.
    """

    connections: int = 4000
    per_address: int = 1000
    login_seconds: float = 60.0
    idle_seconds: float = 600.0
    parting_seconds: float = 30.0
    lockout: LockoutRules = LockoutRules()
    pace: PaceLimits = PaceLimits()
    arrivals: float = 6000.0


class Means(NamedTuple):
    """What every connection needs from around it.

    `seconds` is a monotonic clock; `soon` calls something in the reactor's next turn, `later` after so many
    seconds; `repeat_key` is the
    keyed hash of a terminal's name and a message's text.
    """

    clock: Clock
    seconds: Callable[[], float]
    soon: Callable[[Callable[[], None]], object]
    later: Callable[[float, Callable[[], None]], object]
    new_id: NewId
    repeat_key: Callable[[str, str], bytes]
    meter: Meter


class KioskListener(Factory):
    """Makes a connection for each kiosk that calls, and closes those that fell silent."""

    noisy = False
    log = Logger()

    def __init__(
        self,
        *,
        dispatcher: Dispatcher,
        accounts: Accounts,
        board: KioskBoard,
        stranger: Terminal,
        means: Means,
        limits: ListenerLimits | None = None,
        wire_limits: WireLimits | None = None,
    ) -> None:
        self.dispatcher = dispatcher
        self.accounts = accounts
        self.board = board
        self.guesses = Guesses(means.seconds)
        self.stranger = stranger
        self.wire_limits = wire_limits or WireLimits()
        self.clock = means.clock
        self.seconds = means.seconds
        self.soon = means.soon
        self.later = means.later
        self.new_id = means.new_id
        self.repeat_key = means.repeat_key
        self.meter = means.meter
        self._limits = limits or ListenerLimits()
        self.lockouts = Lockouts(self._limits.lockout, means.seconds)
        self.sparing = Sparing(means.seconds)
        self._lines: set[Line] = set()
        self._entrance = Entrance(
            "sip2", "kiosk line", limits=_admitting(self._limits), seconds=means.seconds, meter=means.meter
        )

    def buildProtocol(self, addr: IAddress | None) -> KioskConnection | None:
        """A new connection, or None, which closes it, where there are too many."""
        host = getattr(addr, "host", "")
        return KioskConnection(self, host, self.new_id()) if self._entrance.admits(host) else None

    def pace(self, host: str) -> Pace:
        """How fast a new connection from there may go."""
        return self._entrance.pace(host)

    def adopt(
        self, *, accounts: Accounts, stranger: Terminal, limits: ListenerLimits, wire_limits: WireLimits
    ) -> None:
        """Go by other accounts and limits from now on.

        A kiosk on the line stays there under its new settings. One that is configured no more, or not for
        where it calls from, is let go once what it asked is answered. How much one message may hold is a
        line's own from its beginning.
        """
        self.accounts, self.stranger = accounts, stranger
        self._limits, self.wire_limits = limits, wire_limits
        self.lockouts.rules = limits.lockout
        self._entrance.adopt(_admitting(limits))
        for line in tuple(self._lines):
            if line.account is None:
                continue
            account = accounts.named(line.account.name)
            if account is None or not account.may_come_from(line.host):
                line.close_when_answered("removed")
            else:
                line.adopt(account)

    @property
    def busy(self) -> bool:
        """Whether any connection is serving a request."""
        return any(line.busy for line in self._lines)

    def opened(self, line: Line) -> None:
        """A connection stands."""
        self._lines.add(line)
        self._entrance.opened(line.host)

    def closed(self, line: Line) -> None:
        """A connection is gone."""
        self._lines.discard(line)
        self._entrance.closed(line.host)
        if line.account is not None:
            self.left(line)

    def entered(self, line: Line, account: Account) -> None:
        """A connection has logged in. The kiosk's longest silent one makes room if there are too many.

        The newcomer wins because the silent one is most likely the half-open socket of the same kiosk from
        before its line broke; refusing the newcomer would lock the kiosk out until that one times out.
        """
        self.board.connected(account.name, line.host)
        own = [
            other
            for other in self._lines
            if other.account is not None
            and other.account.name == account.name
            and other is not line
            and other.closing is None
        ]
        if len(own) >= account.max_connections:
            min(own, key=lambda other: other.heard).close("replaced")

    def left(self, line: Line) -> None:
        """A connection no longer speaks for its account."""
        if line.account is not None:
            self.board.disconnected(line.account.name)

    def sweep(self) -> None:
        """Close lines that fell silent or never logged in; to be called every few seconds."""
        now, limits = self.seconds(), self._limits
        for line in tuple(self._lines):
            if line.closing is not None:
                if now - line.closing > limits.parting_seconds:
                    line.abort()
            elif line.busy:
                continue
            elif now - line.heard > limits.idle_seconds:
                line.close("idle")
            elif line.account is None and now - line.opened > limits.login_seconds:
                line.close("no-login")

    def drain(self) -> None:
        """Take no more requests: end each connection as soon as what is in hand is answered."""
        for line in tuple(self._lines):
            line.close_when_answered("stopping")

    def close_all(self) -> None:
        """End every connection."""
        for line in tuple(self._lines):
            line.close("stopping")


def _admitting(limits: ListenerLimits) -> EntranceLimits:
    return EntranceLimits(
        connections=limits.connections,
        per_address=limits.per_address,
        arrivals=limits.arrivals,
        pace=limits.pace,
    )
