"""A stand-in for the running server's control socket: it remembers what it was asked."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer
from typing import Any


class Asked:
    """What was asked, and what is to be answered next (status, JSON or raw bytes)."""

    def __init__(self, path: Path) -> None:
        self.socket = path
        self.requests: list[tuple[str, str, Any]] = []
        self.languages: list[str] = []
        self.answer: tuple[int, Any] = (200, {"ok": True})


class _Server(UnixStreamServer):
    asked: Asked


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length)) if length else None
        asked = self.server.asked
        asked.requests.append((self.command, self.path, body))
        asked.languages.append(self.headers["Accept-Language"])
        status, answer = asked.answer
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _serve  # noqa: N815 - the names that http.server calls

    def address_string(self) -> str:
        return "local"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
        """Say nothing."""


@contextmanager
def control_server(path: Path) -> Iterator[Asked]:
    """Answer on that socket."""
    server = _Server(str(path), _Handler)
    server.asked = Asked(path)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mute_socket(path: Path) -> Iterator[None]:
    """A socket that takes connections and never says anything."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        yield
