"""One HTTP exchange: what a request says, and its answer."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, BinaryIO, Final, Protocol, TypeVar

import msgspec
from twisted.web.http_headers import Headers
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import parse_accept_header

from gateway.model.wording import Tongue
from gateway.web.refusals import Unaskable, Why

T = TypeVar("T")
W = TypeVar("W", bound=str)

#: The longest body taken, in bytes. The longest that a desk has reason to send is a block with its text, a
#: few hundred; nothing that reads a file is sent here.
MOST_BODY: Final = 64 * 1024

_TONGUES: Final = frozenset(Tongue)

JSON: Final = "application/json; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"


class Request(Protocol):
    """What we use of `twisted.web.iweb.IRequest`, which says nothing to a type checker."""

    method: bytes
    path: bytes
    postpath: Sequence[bytes]
    args: Mapping[bytes, Sequence[bytes]]
    content: BinaryIO
    requestHeaders: Headers  # noqa: N815 - Twisted's name
    responseHeaders: Headers  # noqa: N815 - the same

    def getHeader(self, key: str, /) -> str | None:
        """A header of the request."""
        ...

    def setHeader(self, name: str, value: str, /) -> None:
        """A header of the answer."""
        ...

    def setResponseCode(self, code: int, /) -> None:
        """The status of the answer."""
        ...


def path(request: Request) -> str:
    """The path that was asked for, as it was written."""
    return request.path.decode("ascii", "replace")


def address(request: Any) -> str:  # noqa: ANN401 - an `IRequest`, of which only the address is wanted
    """Where a request comes from; empty where its line has no address, as a Unix socket."""
    return getattr(request.getClientAddress(), "host", None) or ""


def header(request: Request, name: str) -> str:
    """A header of the request; empty where there is none."""
    return request.getHeader(name) or ""


def tongue(request: Request, default: Tongue) -> Tongue:
    """The language that the request asks for (RFC 9110 §12.5.4), of those that we have."""
    wanted = parse_accept_header(header(request, "accept-language"), LanguageAccept)
    # In their order of preference, by the primary tag alone: zh-CN is Chinese before en;q=0.5 is English.
    spoken = (tag.partition("-")[0].lower() for tag, quality in wanted if quality > 0)
    return next((Tongue(tag) for tag in spoken if tag in _TONGUES), default)


def body(request: Request, shape: type[T], most: int = MOST_BODY) -> T:
    """The request's body of at most so many bytes as a Struct; an absent one says nothing.

    Raises `Unaskable`.
    """
    request.content.seek(0)
    raw = request.content.read(most + 1)
    if len(raw) > most:
        raise Unaskable(Why.TOO_LONG, most=most)
    try:
        return msgspec.json.decode(raw or b"{}", type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unaskable(Why.BODY, what=str(error)) from error


def number(request: Request, name: str, *, default: int, most: int) -> int:
    """A whole number of the query string, from 1 to `most`. Raises `Unaskable`."""
    values = request.args.get(name.encode(), ())
    if not values:
        return default
    text = values[-1]
    if not text.isdigit() or len(text) > len(str(most)) or not 1 <= int(text) <= most:
        raise Unaskable(Why.QUERY, name=name, most=most)
    return int(text)


def text(request: Request, name: str) -> str:
    """A text of the query string, empty where it is not there."""
    values = request.args.get(name.encode(), ())
    return values[-1].decode("utf-8", "replace") if values else ""


def word(request: Request, name: str, words: Iterable[W]) -> W | None:
    """A word of the query string that is one of these, in whatever letters; None where it is not there.

    Raises `Unaskable`.
    """
    said, every = text(request, name), tuple(words)
    found = next((one for one in every if one.lower() == said.lower()), None)
    if said and found is None:
        raise Unaskable(Why.WORD, name=name, words=", ".join(every))
    return found


def answer(request: Request, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> bytes:
    """Set the answer's status and headers; what is returned is its body."""
    request.setResponseCode(status)
    request.setHeader("content-type", kind)
    request.setHeader("content-length", str(len(content)))
    return content


def untaken(request: Request, error: HTTPException) -> Unaskable:
    """Why the router took a request for none of ours. A moved address (308) is one that isn't there."""
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        request.setHeader("allow", allowed)
        return Unaskable(Why.METHOD, path=path(request), allowed=allowed)
    return Unaskable(Why.ADDRESS, path=path(request))
