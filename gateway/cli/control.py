"""Asking a running server: HTTP on its Unix socket, with JSON both ways (`gateway.web.shapes`)."""

import http.client
import select
import socket as sockets
from collections.abc import Iterator
from contextlib import contextmanager
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


class Line:
    """A line to the server on a socket: one question on its way at a time, or one line for each question.

    `config` is named in the advice to start the server. Raises `Failure` where there is none, or where it
    refuses to be asked.
    """

    def __init__(
        self,
        socket: Path,
        *,
        language: str = "en",
        config: Path = Path("guanji.toml"),
        timeout: float = PATIENCE_SECONDS,
    ) -> None:
        self._socket = socket
        self._config = config
        self._timeout = timeout
        self._headers = {"Accept": "application/json", "Accept-Language": language}
        self._connection = _UnixConnection(socket, timeout)

    def begin(self, method: str, path: str, body: msgspec.Struct | None = None) -> None:
        """Ask; a line that the server has closed meanwhile is opened again."""
        self._drop_if_closed()
        content = None if body is None else msgspec.json.encode(body)
        more = {} if content is None else {"Content-Type": "application/json"}
        with self._told():
            self._connection.request(method, path, content, self._headers | more)

    def end(self) -> dict[str, Any]:
        """The answer to what was asked last."""
        with self._told():
            response = self._connection.getresponse()
            status, answer = response.status, response.read(LARGEST_ANSWER)
        return _read(status, answer, self._socket)

    def _drop_if_closed(self) -> None:
        # Between two questions a server says nothing: what can be read then is the end of a line that was
        # silent for too long, and the next question opens a new one.
        held = self._connection.sock
        if held is not None and select.select([held], [], [], 0)[0]:
            self._connection.close()

    def close(self) -> None:
        """End it."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong with the line, as a failure that says what to do."""
        try:
            yield
        except PermissionError as error:
            raise Failure("no-access", socket=self._socket, reason=error.strerror) from None
        except TimeoutError:
            raise Failure("no-answer", socket=self._socket, seconds=round(self._timeout)) from None
        except (ConnectionResetError, BrokenPipeError):  # http.client's RemoteDisconnected is the first
            raise Failure("broken-off", socket=self._socket) from None
        except ConnectionError:
            raise Failure("no-server", socket=self._socket, config=self._config) from None
        except http.client.HTTPException as error:
            raise Failure("bad-answer", socket=self._socket, reason=type(error).__name__) from None
        except OSError:
            # Not there, nobody listening, a name too long for a socket: whichever it is, no server is there.
            raise Failure("no-server", socket=self._socket, config=self._config) from None


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
    """Ask the server on that socket one thing. Raises `Failure`, as `Line` does."""
    line = Line(socket, language=language, config=config, timeout=timeout)
    try:
        line.begin(method, path, body)
        return line.end()
    finally:
        line.close()


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

    def line(self) -> Line:
        """A line for many questions."""
        return Line(self._socket, language=self._say.language, config=self._config)


def _socket_in(config: Path) -> Path:
    """The socket that a configuration names. Raises `gateway.config.faults.ConfigError`."""
    from gateway.config.declare import Control
    from gateway.config.load import content_of, parse

    control = parse(content_of(config)).get("control")
    named = control.get("socket") if isinstance(control, dict) else None
    return config.parent / (named if isinstance(named, str) else Control().socket)
