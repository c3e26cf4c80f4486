"""The partners' listener: one for all ports on which ISO 10161 is spoken, each with its name.

A line that is turned away is reset rather than closed: who called has perhaps written his APDU already, and a
reset tells him that nobody read it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from twisted.internet.protocol import Factory, Protocol

from gateway.net.entrance import Entrance, EntranceLimits
from gateway.net.ill.keeper import Bounds, Means
from gateway.net.ill.line import WIRE, IllLine
from gateway.net.ill.peer import Peer
from gateway.net.lockout import one_address
from gateway.net.pace import PaceLimits

if TYPE_CHECKING:
    from collections.abc import Callable

    from twisted.internet.interfaces import IAddress
    from twisted.python.failure import Failure


#: What partners may send on one line and from one address in a second, and for how long they may want to send
#: more: one that catches up after a week without network is no enemy, it is only read at this pace.
PACE: Final = PaceLimits(messages=2000.0, bytes=float(2 << 20), address_messages=8000.0, flood_seconds=600.0)


#: Names whose lines are remembered. A consortium has some hundred partners; a stranger may give himself as
#: many names on one line as he likes.
MOST_NAMES: Final = 10_000


#: Bytes of APDUs that are not whole, of one address: some of the largest that there may be at once. Who
#: begins an APDU on each of his lines and ends none gets no further.
MOST_HALF_OF_ADDRESS: Final = 8 << 20

#: The same of all: what a server can spare for those who have addresses without number.
MOST_HALF: Final = 64 << 20


class ListenerLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What the listener bears; see `gateway.config.ill.IllLimits`.

    `connections`: lines in all, some hundred partners with the lines that each forgot to close.
    `per_address`: a consortium's server may open a line for each member. `arrivals`: new lines of one address
    in a minute; partners that close after each APDU bring a night's work in the morning. `first_seconds`: a
    partner calls since it has something to say, a port scanner never says it. `idle_seconds`: longer than
    partners keep idle lines, so that it is they who close. `parting_seconds`: how long a line that is closed
    may take the last answer. `bounds`: what one line may pile up.
    """

    connections: int = 2000
    per_address: int = 64
    arrivals: float = 1200.0
    first_seconds: float = 120.0
    idle_seconds: float = 900.0
    parting_seconds: float = 30.0
    pace: PaceLimits = PACE
    bounds: Bounds = Bounds()


#: Under this the half APDUs of every address are counted together.
_ALL: Final = "*"


class IllListener:
    """Takes partners' lines. `door` makes the factory of each port; `sweep` ends lines that fell silent."""

    def __init__(self, means: Means, limits: ListenerLimits | None = None) -> None:
        self.means = means
        self.deaf = False
        self._limits = limits or ListenerLimits()
        self._lines: dict[str, IllLine] = {}
        self._own: dict[str, IllLine] = {}
        self._newly: dict[str, list[str]] = {}
        #: Told of a partner that is heard on another line than before, once it was answered there.
        self.called: Callable[[str], object] = lambda _partner: None
        self._half: Counter[str] = Counter()
        self._entrance = Entrance(
            WIRE,
            "partner line",
            limits=_admitting(self._limits),
            seconds=means.timers.seconds,
            meter=means.meter,
        )

    @property
    def bounds(self) -> Bounds:
        """What one line may pile up."""
        return self._limits.bounds

    @property
    def busy(self) -> bool:
        """Whether anything that came in is still at work or waits."""
        return any(line.busy for line in self._lines.values())

    @property
    def lines(self) -> tuple[Peer, ...]:
        """Who is connected."""
        return tuple(line.peer for line in self._lines.values() if not line.lost)

    def belongs(self, link: str, partner: str) -> None:
        """Whose a line is has been found out: what is to be told to that partner may go on it."""
        line = self._lines.get(link)
        if line is None:
            return
        # The latest stand last, so that the first is the one that has rested longest.
        if self._own.pop(partner, None) is not line:
            self._newly.setdefault(link, []).append(partner)
        self._own[partner] = line
        if len(self._own) > MOST_NAMES:
            del self._own[next(iter(self._own))]

    def line_of(self, partner: str) -> IllLine | None:
        """The line on which a partner was heard last, if it stands."""
        line = self._own.get(partner)
        return line if line is not None and not (line.over or line.silent) else None

    def door(self, name: str) -> Factory:
        """The factory of one port. Its name stands in each peer that calls there."""
        return _Door(self, name)

    def adopt(self, limits: ListenerLimits) -> None:
        """Go by other limits from now on; a line that stands keeps its pace."""
        self._limits = limits
        self._entrance.adopt(_admitting(limits))

    def answer(self, addr: IAddress | None, listener: str) -> Protocol:
        """A new line, or one that is reset at once."""
        host, port = getattr(addr, "host", ""), getattr(addr, "port", 0)
        peer = Peer(link=self.means.new_id(), host=host, port=port, listener=listener)
        if not self._entrance.admits(host):
            self.means.remark(peer, "refused", "")
            return _TurnedAway()
        self._entrance.opened(host)
        line = IllLine(self, self, peer, self._entrance.pace(host))
        self._lines[peer.link] = line
        return line

    # --- what lines tell ------------------------------------------------------------------------------------

    def opened(self, _line: IllLine) -> None:
        """It stands: TCP, and TLS where there is one."""
        self.means.meter.wire(WIRE, "called")

    def spoke(self, line: IllLine, _raw: bytes) -> None:
        """It has brought an APDU, and was answered: now is the time for what waited for its call."""
        for partner in self._newly.pop(line.peer.link, ()):
            self.called(partner)

    def piled(self, line: IllLine, by: int) -> None:
        """It has brought more of an APDU that is not whole, or has less; who holds most is reset for room."""
        address = one_address(line.peer.host)
        self._half[address] += by
        self._half[_ALL] += by
        if by > 0 and self._half[address] > MOST_HALF_OF_ADDRESS:
            self._make_room(address)
        elif by > 0 and self._half[_ALL] > MOST_HALF:
            addresses = [each for each in self._half if each != _ALL]
            self._make_room(max(reversed(addresses), key=self._half.__getitem__))

    def _make_room(self, address: str) -> None:
        """Reset the line from there that holds most of what is not whole, of several the last to call."""
        those = [each for each in self._lines.values() if one_address(each.peer.host) == address]
        max(reversed(those), key=lambda each: each.half).turn_out("crowded")

    def lost(self, line: IllLine, _reason: Failure) -> None:
        """The connection is gone; what it brought may still be at work, and takes up its place."""
        if not line.stands:
            self.means.meter.wire(WIRE, "handshake")

    def ended(self, line: IllLine) -> None:
        """Everything that it brought is done."""
        self._lines.pop(line.peer.link, None)
        self._newly.pop(line.peer.link, None)
        self._own = {name: own for name, own in self._own.items() if own is not line}
        self._entrance.closed(line.peer.host)
        address = one_address(line.peer.host)
        self._half.subtract({address: line.half, _ALL: line.half})
        if not self._half[address]:
            del self._half[address]

    # --- ending lines ---------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Close lines that fell silent or never said anything; to be called every few seconds."""
        now, limits = self.means.timers.seconds(), self._limits
        for line in tuple(self._lines.values()):
            if line.lost:
                continue
            if line.closing is not None:
                if now - line.closing > limits.parting_seconds:
                    line.abort()
            elif line.busy:
                continue
            elif not line.stands and now - line.opened > limits.first_seconds:
                line.abort()  # a handshake that never ends
            elif now - line.heard > limits.idle_seconds:
                line.close("idle")
            elif not line.spoke and now - line.opened > limits.first_seconds:
                self.means.remark(line.peer, "silent", "")
                line.close("silent")

    def drain(self) -> None:
        """Read nothing more, and end each line once what it brought is done."""
        self.deaf = True
        for line in tuple(self._lines.values()):
            line.close_when_done("stopping")

    def close_all(self) -> None:
        """End every line, whatever it still holds."""
        for line in tuple(self._lines.values()):
            line.forget()
            line.close("stopping")


class _Door(Factory):
    """One port of the listener."""

    noisy = False

    def __init__(self, listener: IllListener, name: str) -> None:
        self._listener = listener
        self._name = name

    def buildProtocol(self, addr: IAddress | None) -> Protocol:
        """What answers a call."""
        return self._listener.answer(addr, self._name)


class _TurnedAway(Protocol):
    """A line that is reset as soon as it stands."""

    def connectionMade(self) -> None:
        """Reset it."""
        cast("Any", self.transport).abortConnection()


def _admitting(limits: ListenerLimits) -> EntranceLimits:
    return EntranceLimits(
        connections=limits.connections,
        per_address=limits.per_address,
        arrivals=limits.arrivals,
        pace=limits.pace,
    )
