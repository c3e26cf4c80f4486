"""What a line on which ISO 10161 is spoken asks of those around it: who keeps, who watches, who hears it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import msgspec

from gateway.dispatch.work import Timers
from gateway.net.ill.peer import Peer
from gateway.ports import Meter, NewId
from protocols.errors import RemoteProtocolError

if TYPE_CHECKING:
    from twisted.python.failure import Failure


L_contra = TypeVar("L_contra", contravariant=True)


class Reception(Protocol):
    """Who is handed what comes in. Its answers are written on the same line, in their order."""

    def received(self, raw: bytes, peer: Peer) -> Awaitable[tuple[bytes, ...]]:
        """One whole APDU; comes back once it is durable. Raises `StoreDown`: then it is handed on again."""
        ...

    def garbled(self, why: str, raw: bytes, peer: Peer) -> Awaitable[tuple[bytes, ...]]:
        """Bytes in which no APDU can be found, the first of them; the line ends with the answers."""
        ...

    def wearies(self, peer: Peer) -> str:
        """Why the line is to be closed after what it brought last, in words; empty where it is not."""
        ...


class Frames(Protocol):
    """Finds whole APDUs in a stream of bytes: `protocols.ber.framer.Framer`."""

    @property
    def spoilt(self) -> RemoteProtocolError | None:
        """Why none can be found any more; None as long as they can."""
        ...

    @property
    def pending_bytes(self) -> int:
        """How many bytes wait for the rest of their APDU."""
        ...

    def feed(self, data: bytes, /) -> list[bytes]:
        """Those that these bytes complete. Raises `spoilt` where there is none and none will come."""
        ...


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What one line may pile up.

    `waiting` APDUs, and `waiting_bytes` of them, may wait for those before them; then nothing more is read.
    `retry_seconds` is after how long an APDU that could not be written down is tried again.
    """

    waiting: int = 64
    waiting_bytes: int = 128 * 1024
    retry_seconds: float = 5.0


class Means(NamedTuple):
    """What lines need from around them.

    `frames` makes a new finder of APDUs; `timers` is the reactor, `soon` calls something in its next turn;
    `remark` hears of what staff should find later: the peer, what it was (``garbage``, ``truncated``,
    ``flooding``, ``silent``, ``refused``), and more about it. `acknowledges` says whether an APDU that came
    (the first) acknowledges one that was sent, to a partner who acknowledges each.
    """

    reception: Reception
    frames: Callable[[], Frames]
    timers: Timers
    soon: Callable[[Callable[[], None]], object]
    new_id: NewId
    meter: Meter
    remark: Callable[[Peer, str, str], object]
    acknowledges: Callable[[bytes, bytes], bool]


class Keeper(Protocol):
    """What all lines of one keeper share: the listener's, or those that we opened.

    `deaf` says that nothing new is read any more, since the server stops.
    """

    means: Means
    deaf: bool

    @property
    def bounds(self) -> Bounds:
        """What one line may pile up."""
        ...


class Watcher(Protocol[L_contra]):
    """Who is told how a line fares: an `IllLine` (`gateway.net.ill.line`)."""

    def opened(self, line: L_contra, /) -> None:
        """It stands: TCP, and TLS where there is one."""
        ...

    def spoke(self, line: L_contra, raw: bytes, /) -> None:
        """It has brought a whole APDU, these bytes, which was dealt with."""
        ...

    def piled(self, line: L_contra, by: int, /) -> None:
        """What it has brought of an APDU that is not whole has grown, or shrunk, by so many bytes."""
        ...

    def lost(self, line: L_contra, reason: Failure, /) -> None:
        """The connection is gone; what it brought may still be at work."""
        ...

    def ended(self, line: L_contra, /) -> None:
        """It is gone, and everything that it brought is done."""
        ...
