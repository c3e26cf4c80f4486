"""Asking a web resource as a client would, byte for byte, without sockets."""

import json
from collections.abc import Mapping
from typing import Any, cast

import msgspec
from twisted.internet.address import UNIXAddress
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from gateway.web.site import Dressed, site


class Reply(msgspec.Struct, frozen=True):
    """An answer: its status, its headers by lower-case name, its body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever it is
        return json.loads(self.body)


class Line:
    """One connection over which something was sent."""

    def __init__(self, resource: Dressed, sent: bytes, **options: Any) -> None:  # noqa: ANN401 - of `site`
        here = UNIXAddress("control.sock")
        self.transport: Any = StringTransport(hostAddress=here)  # type: ignore[no-untyped-call]
        factory: Any = site(resource, reactor=cast("IReactorTime", Clock()), **options)
        self.channel = factory.buildProtocol(None)
        self.channel.makeConnection(self.transport)
        self.channel.dataReceived(sent)

    def hang_up(self) -> None:
        self.channel.connectionLost(Failure(ConnectionDone()))  # type: ignore[no-untyped-call]

    @property
    def answered(self) -> bool:
        return bool(self.transport.value())

    @property
    def reply(self) -> Reply:
        head, _, body = self.transport.value().partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        return Reply(int(first.split()[1]), headers, body)


def request(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A request as it goes over the wire; in HTTP/1.0, whose answers are never in pieces."""
    fields = {"Host": "guanji.local", "Connection": "close", "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.0"]
    lines += [f"{name}: {value}" for name, value in (fields | dict(headers or {})).items()]
    return "\r\n".join((*lines, "", "")).encode() + body


def ask(
    resource: Dressed,
    method: str,
    path: str,
    body: object = None,
    **headers: str,
) -> Reply:
    """Send one request; `body` is bytes, or becomes JSON. Headers as ``accept_language="en"``."""
    raw = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Line(resource, request(method, path, raw, named)).reply
