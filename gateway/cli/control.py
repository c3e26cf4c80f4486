"""Asking a running server: HTTP on its Unix socket, with JSON both ways (`gateway.web.shapes`)."""

import http.client
import socket as sockets
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec

from gateway.cli.failure import Failure
from gateway.cli.speak import Say

#: Longer than any deadline of the server's own, so that its answer is heard rather than guessed.
PATIENCE_SECONDS: Final = 90

#: The largest answer that is read: the history of an item has some thousand lines.
LARGEST_ANSWER: Final = 32 << 20

_FIRST_REFUSAL: Final = 400


class _UnixConnection(http.client.HTTPConnection):
    """HTTP to a socket in the file system; the host's name is a formality of HTTP/1.1."""

    def __init__(self, socket: Path, timeout: float) -> None:
        super().__init__("guanji.local", timeout=timeout)
        self._path = str(socket)

    def connect(self) -> None:
        """Open the socket."""
        self.sock = sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def call(
    socket: Path,
    method: str,
    path: str,
    body: msgspec.Struct | None = None,
    *,
    language: str = "en",
    config: Path = Path("guanji.toml"),
    timeout: float = PATIENCE_SECONDS,
) -> dict[str, Any]:
    """Ask the server on that socket. Raises `Failure` where there is none, or where it refuses to be asked.

    `config` is named in the advice to start it.
    """
    connection = _UnixConnection(socket, timeout)
    headers = {"Accept": "application/json", "Accept-Language": language, "Connection": "close"}
    content = None if body is None else msgspec.json.encode(body)
    if content is not None:
        headers["Content-Type"] = "application/json"
    try:
        connection.request(method, path, content, headers)
        response = connection.getresponse()
        status, answer = response.status, response.read(LARGEST_ANSWER)
    except PermissionError as error:
        raise Failure("no-access", socket=socket, reason=error.strerror) from None
    except TimeoutError:
        raise Failure("no-answer", socket=socket, seconds=round(timeout)) from None
    except http.client.HTTPException as error:
        raise Failure("bad-answer", socket=socket, reason=type(error).__name__) from None
    except OSError:
        # Not there, nobody listening, a name too long for a socket: whichever it is, no server is there.
        raise Failure("no-server", socket=socket, config=config) from None
    finally:
        connection.close()
    return _read(status, answer, socket)


def _read(status: int, answer: bytes, socket: Path) -> dict[str, Any]:
    try:
        read = msgspec.json.decode(answer, type=dict[str, Any])
    except msgspec.MsgspecError:
        raise Failure("bad-answer", socket=socket, reason=f"HTTP {status}") from None
    if status >= _FIRST_REFUSAL:
        raise Failure("refused", error=read.get("error", f"HTTP {status}"))
    return read


def part(text: str) -> str:
    """One part of a path, whatever characters it holds."""
    return quote(text, safe="")


class Server:
    """A running server, as the options of a command name it.

    `socket` is its socket; where it is None, the one that the file `config` says. Nothing else of the file is
    looked at: a server that runs can be asked even while its configuration is being rewritten.
    """

    def __init__(self, say: Say, config: Path, socket: Path | None) -> None:
        self._say = say
        self._config = config.absolute()
        self._socket = socket or _socket_in(self._config)

    def ask(self, method: str, path: str, body: msgspec.Struct | None = None) -> dict[str, Any]:
        """The server's answer."""
        return call(self._socket, method, path, body, language=self._say.language, config=self._config)


def _socket_in(config: Path) -> Path:
    """The socket that a configuration names. Raises `gateway.config.faults.ConfigError`."""
    from gateway.config.declare import Control
    from gateway.config.load import content_of, parse

    control = parse(content_of(config)).get("control")
    named = control.get("socket") if isinstance(control, dict) else None
    return config.parent / (named if isinstance(named, str) else Control().socket)
