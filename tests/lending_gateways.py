"""Two gateways in processes of their own that lend to each other over TCP, and staff at their desks."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from gateway.cli.control import call
from gateway.cli.failure import Failure
from gateway.config.directory import FILE, create
from gateway.model.ill.services import AnyService
from gateway.web.ill_shapes import Do, Open
from tests.live import Server, free_port

_GATEWAY = """\
agency = "{name}"
{database}

[[listen]]
name = "ill"
endpoint = "tcp:{port}:interface=127.0.0.1"
protocol = "iso10161"

[http]
endpoint = "tcp:{http}:interface=127.0.0.1"
"""

#: Everything as quick as the configuration allows: tests wait for it.
_PARTNER = """
[[partners]]
name = "{name}"
symbol = "{name}"
address = "127.0.0.1:{port}"
confirm_after = 1
retry_seconds = 1
grace_seconds = 0
"""


class Gateway:
    """One library's gateway: its directory, its database, and the process that serves it."""

    def __init__(self, directory: Path, name: str, port: int, database: str = "") -> None:
        self.directory = directory
        self.name = name
        self.port = port
        self._url = database
        self._server: Server | None = None

    def furnish(self, partners: Sequence["Gateway"]) -> None:
        """Write its configuration, and make its database."""
        text = _GATEWAY.format(
            name=self.name,
            port=self.port,
            http=free_port(),
            database=f'database = "{self._url}"' if self._url else "",
        )
        text += "".join(_PARTNER.format(name=one.name, port=one.port) for one in partners)
        create(self.directory, text, {})

    def start(self) -> None:
        """Begin to serve."""
        self._server = Server(("run", "--config", self.directory / FILE), "guanji ready")

    def wait_until_ready(self) -> None:
        """Until it does. Raises `NotReady`."""
        assert self._server is not None
        self._server.wait_until_ready()

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._server is not None
        self._server.kill()

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        assert self._server is not None
        return self._server.stop()

    def end(self) -> None:
        """End it whatever it does."""
        if self._server is not None and self._server.alive:
            self._server.kill()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a look into its database finds."""
        if self._url:
            with psycopg.connect(self._url) as connection:
                return connection.execute(query.encode()).fetchall()
        path = self.directory / "guanji.sqlite"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    # --- what staff do --------------------------------------------------------------------------------------

    def opens(self, partner: str, body: AnyService) -> str:
        """Ask a partner for something. Raises `OSError`: then nobody knows whether it was done."""
        return self._asked("/ill", Open(actor="李老师", partner=partner, request=_elements(body)))

    def does(self, transaction: str, body: AnyService) -> str:
        """A service; why not, where it was refused. Raises the same."""
        path = f"/ill/{transaction}/{body.service.lower()}"
        return self._asked(path, Do(actor="李老师", say=_elements(body)))

    def _asked(self, path: str, body: msgspec.Struct) -> str:
        try:
            answer = call(self.directory / "control.sock", "POST", path, body)
        except Failure as failure:
            if failure.code == "refused":
                raise
            raise ConnectionError(str(failure)) from None
        return "" if answer["ok"] else str(answer["problem"])


def _elements(body: AnyService) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(body)
    del said["service"]
    return said


@contextmanager
def pair(home: Path, *databases: str) -> Iterator[tuple[Gateway, Gateway]]:
    """A borrower and a lender, at work; both are ended with the test."""
    urls = (*databases, "", "")
    both = (
        Gateway(home / "CUMT", "CUMT", free_port(), urls[0]),
        Gateway(home / "HHIT", "HHIT", free_port(), urls[1]),
    )
    both[0].furnish(both[1:])
    both[1].furnish(both[:1])
    try:
        for gateway in both:
            gateway.start()
        for gateway in both:
            gateway.wait_until_ready()
        yield both
    finally:
        for gateway in both:
            gateway.end()
