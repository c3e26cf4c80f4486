"""Calling a partner: from an address to a line that stands, or a reason in words why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import msgspec
from twisted.internet import endpoints, error
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.defer import TimeoutError as TimedOut
from twisted.internet.protocol import Factory

from gateway.net.tls_client import TlsCaller

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress

    from gateway.net.ill.line import IllLine


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """How one partner is called, and how its lines are used.

    One without a `host` calls us, and is told things on its own lines. `tls` is None for clear text. A line
    is kept for `idle_seconds` after the last APDU; 0 closes it after each. `reports` says that the partner
    acknowledges each APDU on the same line, and wants no other before.
    """

    partner: str
    host: str = ""
    port: int = 0
    tls: TlsCaller | None = None
    idle_seconds: float = 240.0
    reports: bool = False


class Dial(Protocol):
    """Opens a TCP connection; comes back when it stands, or fails with Twisted's or the system's error."""

    def __call__(self, host: str, port: int, factory: Factory) -> Deferred[Any]:
        """Connect, with what the factory makes behind it."""
        ...


def dial(reactor: Any) -> Dial:  # noqa: ANN401 - Twisted's reactor is many interfaces
    """`Dial` by a reactor: names are looked up, and where one has several addresses all are tried."""

    def call(host: str, port: int, factory: Factory) -> Deferred[Any]:
        endpoint = endpoints.HostnameEndpoint(reactor, host, port)
        connecting: Deferred[Any] = endpoint.connect(cast("Any", factory))
        return connecting

    return call


class OneLine(Factory):
    """A factory for exactly one line."""

    noisy = False

    def __init__(self, line: IllLine) -> None:
        self._line = line

    def buildProtocol(self, addr: IAddress | None) -> IllLine:  # noqa: ARG002 - it is who was called
        """The line."""
        return self._line


#: The first kind that fits says why nobody was reached.
_REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (error.ConnectionRefusedError, "it refuses connections: nothing listens there"),
    (error.DNSLookupError, "its name is not known"),
    (error.NoRouteError, "there is no way to its network"),
    (error.TimeoutError, "it does not pick up"),
    (error.UserError, "it does not pick up"),
    (TimedOut, "it does not pick up"),
    (CancelledError, "it does not pick up"),
    (error.ConnectionDone, "it hung up at once"),
    (error.ConnectionLost, "it reset the line"),
    (error.ConnectError, "it can't be reached"),
    (OSError, "it can't be reached"),
)


def why_not(cause: BaseException | None) -> str:
    """In words, what an error means."""
    said = next((words for kind, words in _REASONS if isinstance(cause, kind)), "")
    detail = getattr(cause, "osError", None) or cause
    return f"{said} ({_short(detail)})" if said else _short(cause)


def _short(cause: object) -> str:
    text = " ".join(str(cause).split()) or type(cause).__name__
    return text[:200]
