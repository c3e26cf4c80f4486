"""What every HTTP answer of ours has in common, whichever port or socket it leaves by."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final, cast

from klein.resource import KleinResource
from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web import http, server
from twisted.web.iweb import IRequest
from twisted.web.server import Site

from gateway.web import exchange
from gateway.web.exchange import MOST_BODY, Request

#: Seconds after which a silent connection is closed: longer than any answer takes, shorter than a browser
#: that keeps connections for nothing.
IDLE_SECONDS: Final = 60.0

#: Seconds within which a whole request must have come: the longest is a few megabytes from this machine, and
#: who drips a header a minute would hold his line for ever.
ASKING_SECONDS: Final = 60.0

#: Lines at a time, in all and of one address. A proxy before us keeps dozens, a monitor one; each costs a
#: file, of which the kiosks need theirs.
MOST_LINES: Final = 256
MOST_OF_ADDRESS: Final = 64

HEADERS: Final[Mapping[str, str]] = {
    # Nothing of ours loads, frames or runs anything from elsewhere.
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # What is told is how things stand now, and some of it is about readers.
    "cache-control": "no-store",
}
"""Headers of every answer."""


class BoundedRequest(server.Request):
    """A request of whose body no more is kept than tells that it is longer than `most` bytes."""

    def __init__(self, *arguments: Any, most: int = MOST_BODY, **more: Any) -> None:  # noqa: ANN401 - Twisted's
        super().__init__(*arguments, **more)  # type: ignore[no-untyped-call]  # Twisted says none
        self._most = most

    def gotLength(self, length: int | None) -> None:  # noqa: ARG002 - what is declared decides nothing
        """Keep the body in memory: it stays small."""
        self.content = self._body = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a piece of the body, as far as there is room."""
        room = self._most + 1 - self._body.tell()
        self._body.write(data[: max(room, 0)])


class Dressed(KleinResource):
    """The resource of a Klein application, whose every answer has `HEADERS`."""

    def render(self, request: IRequest) -> bytes:
        """Dress the answer, then let the application fill it."""
        asked = cast("Request", request)
        asked.responseHeaders.removeHeader("server")  # which release of what runs is nobody's business
        for name, value in HEADERS.items():
            asked.setHeader(name, value)
        # Nothing here depends on the name we were called by. Without one Klein's router asks the address we
        # listen on, and a Unix socket has no host; and it stumbles over names that are none.
        asked.requestHeaders.setRawHeaders("host", ["localhost"])
        if not _legible(asked):
            return exchange.answer(asked, _ILLEGIBLE, exchange.TEXT, HTTPStatus.BAD_REQUEST)
        return cast("bytes", super().render(request))  # or NOT_DONE_YET, which Klein's types don't know


class Forked(Dressed):
    """An application that leaves paths with one of these first parts to others."""

    def __init__(self, app: Any, others: Mapping[bytes, Dressed]) -> None:  # noqa: ANN401 - a bound Klein
        super().__init__(app)
        self._others = others

    def render(self, request: IRequest) -> bytes:
        """Let the one whose path it is fill the answer."""
        first = next(iter(cast("Request", request).postpath), b"")
        other = self._others.get(first)
        return super().render(request) if other is None else other.render(request)


_ILLEGIBLE: Final = "请求行不是 UTF-8 编码 / The request line is not in UTF-8\n".encode()


def _legible(request: Request) -> bool:
    """Whether the router can read what is asked: it logs a traceback for each that it can't."""
    try:
        b"/".join([request.method, *request.postpath]).decode()
    except UnicodeDecodeError:
        return False
    return True


class BoundedChannel(http.HTTPChannel):
    """A line over which each request must come within `ASKING_SECONDS`, however slowly its bytes drip."""

    _deadline: Any = None

    def connectionMade(self) -> None:
        """Be counted."""
        self.factory.opened(self.host)
        super().connectionMade()  # type: ignore[no-untyped-call]

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Be counted no more."""
        self._arrived()
        self.factory.closed(self.host)
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def dataReceived(self, data: bytes) -> None:
        """Take what came; the first of a request sets its deadline."""
        if data and self._deadline is None and not self._handlingRequest:
            call: Any = self.callLater  # that of the reactor which the site was given
            self._deadline = call(ASKING_SECONDS, self._too_slow)
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def allContentReceived(self) -> None:
        """A request is there."""
        self._arrived()
        super().allContentReceived()  # type: ignore[no-untyped-call]

    @property
    def host(self) -> str:
        """Where it comes from; empty on a Unix socket."""
        line: Any = self.transport
        return getattr(line.getPeer(), "host", "") or ""

    def _arrived(self) -> None:
        deadline, self._deadline = self._deadline, None
        if deadline is not None:
            deadline.cancel()

    def _too_slow(self) -> None:
        self._deadline = None
        self.timeoutConnection()  # type: ignore[no-untyped-call]


class QuietSite(Site):
    """A site without an access log: a request's path may name a reader, and metrics count already.

    It bears so many lines and no more; `one` says which addresses are one (those of an IPv6 customer).
    """

    noisy = False
    one: Callable[[str], str] = staticmethod(str)

    def __init__(self, *arguments: Any, **more: Any) -> None:  # noqa: ANN401 - Twisted's
        super().__init__(*arguments, **more)  # type: ignore[no-untyped-call]
        self.protocol: Any = _channel
        self._lines: Counter[str] = Counter()

    def buildProtocol(self, addr: Any) -> Any:  # noqa: ANN401 - an IAddress; the channel has no type
        """A new line, or None, which closes it, where there are too many."""
        host = self.one(getattr(addr, "host", "") or "")
        if self._lines.total() >= MOST_LINES or (host and self._lines[host] >= MOST_OF_ADDRESS):
            return None
        return super().buildProtocol(addr)  # type: ignore[no-untyped-call]

    def opened(self, host: str) -> None:
        """A line stands."""
        self._lines[self.one(host)] += 1

    def closed(self, host: str) -> None:
        """A line is gone."""
        self._lines[self.one(host)] -= 1
        self._lines += Counter()  # lets go of those that have none

    def log(self, request: http.Request) -> None:
        """Log nothing."""


def _channel() -> http._GenericHTTPChannelProtocol:
    return http._GenericHTTPChannelProtocol(BoundedChannel())  # type: ignore[no-untyped-call]  # noqa: SLF001


def site(
    resource: Dressed,
    *,
    reactor: IReactorTime | None = None,
    most_body: int = MOST_BODY,
    one: Callable[[str], str] = str,
) -> QuietSite:
    """A factory for connections that ask `resource`; without a `reactor` it takes the process's own."""
    made = QuietSite(
        resource,
        requestFactory=partial(BoundedRequest, most=most_body),
        timeout=IDLE_SECONDS,
        parsePOSTFormSubmission=False,
        reactor=reactor,
    )
    made.one = one
    return made
