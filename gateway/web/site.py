"""What every HTTP answer of ours has in common, whichever port or socket it leaves by."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final, cast

from klein.resource import KleinResource
from twisted.internet.interfaces import IReactorTime
from twisted.web import http, server
from twisted.web.iweb import IRequest
from twisted.web.server import Site

from gateway.web import exchange
from gateway.web.exchange import MOST_BODY, Request

#: Seconds after which a silent connection is closed: longer than any answer takes, shorter than a browser
#: that keeps connections for nothing.
IDLE_SECONDS: Final = 60.0

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


_ILLEGIBLE: Final = "请求行不是 UTF-8 编码 / The request line is not in UTF-8\n".encode()


def _legible(request: Request) -> bool:
    """Whether the router can read what is asked: it logs a traceback for each that it can't."""
    try:
        b"/".join([request.method, *request.postpath]).decode()
    except UnicodeDecodeError:
        return False
    return True


class QuietSite(Site):
    """A site without an access log: a request's path may name a reader, and metrics count already."""

    noisy = False

    def log(self, request: http.Request) -> None:
        """Log nothing."""


def site(resource: Dressed, *, reactor: IReactorTime | None = None, most_body: int = MOST_BODY) -> QuietSite:
    """A factory for connections that ask `resource`; without a `reactor` it takes the process's own."""
    return QuietSite(  # type: ignore[no-untyped-call]
        resource,
        requestFactory=partial(BoundedRequest, most=most_body),
        timeout=IDLE_SECONDS,
        parsePOSTFormSubmission=False,
        reactor=reactor,
    )
