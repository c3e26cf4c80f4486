"""A real server in a process of its own, on ports that nobody else has: what integration tests speak to."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

GUANJI = (sys.executable, "-m", "gateway")

#: The ports that `guanji demo` opens when nothing is added to them.
SIP2_PORT, HTTP_PORT, ILL_PORT, PARTNER_PORT = 6001, 8080, 1611, 1612

#: Added to the ports: below 32768, where the system takes the ports of outgoing connections from.
OFFSETS = range(10_000, 24_000)

#: What the demo promises, from the first moment to the line that says it is ready.
READY_SECONDS = 15.0

#: A server with nothing in hand closes at once; the rest is a busy machine.
STOP_SECONDS = 20.0

LOOPBACK = "127.0.0.1"


def environment(**more: str) -> dict[str, str]:
    """This process's environment, without what would change a command's answers, with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUANJI_")}
    return kept | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"} | more


def guanji(*arguments: str | Path, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*GUANJI, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env=environment(**more),
    )


def free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_offset() -> int:
    """What to add to the demo's ports so that they are free; by chance, since tests run side by side."""
    chance = random.SystemRandom()
    while True:
        offset = chance.choice(OFFSETS)
        if all(free(port + offset) for port in (SIP2_PORT, HTTP_PORT, ILL_PORT, PARTNER_PORT)):
            return offset


def free_port() -> int:
    """A port that is free, for a listener of a test's own."""
    return SIP2_PORT + free_offset()


class NotReady(Exception):
    """A server ended, or went on for too long, without saying that it is ready."""


class Server:
    """A command that goes on until it is told to stop, and what it has printed.

    `ready` begins the line after which it serves; `program` is what the arguments are given to, `more` what
    its environment has beside this process's.
    """

    def __init__(
        self,
        arguments: Sequence[str | Path],
        ready: str,
        *,
        program: Sequence[str] = GUANJI,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self._ready = ready
        self.lines: list[str] = []
        self.complaints: list[str] = []
        self.process = subprocess.Popen(
            [*program, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment(**(more or {})),
        )
        self._readers = [
            Thread(target=self._read, args=(stream, lines), daemon=True)
            for stream, lines in ((self.process.stdout, self.lines), (self.process.stderr, self.complaints))
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream: Iterator[str], lines: list[str]) -> None:
        for line in stream:
            lines.append(line.rstrip("\n"))  # noqa: PERF401 - each line is seen as soon as it is there

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> str:
        """The line that says so. Raises `NotReady`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in tuple(self.lines):
                if line.startswith(self._ready):
                    return line
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        self.kill()
        raise NotReady("\n".join((*self.lines, *self.complaints)))

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self._ended()

    def stop(self) -> int:
        """Ask it to stop; the answer is its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def _ended(self) -> int:
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            for reader in self._readers:
                reader.join(STOP_SECONDS)
            for stream in (self.process.stdout, self.process.stderr):
                if stream is not None:
                    stream.close()
        return status


class Demo(Server):
    """`guanji demo --keep` in `directory`: the demo library, ready to be spoken to."""

    def __init__(
        self,
        directory: Path,
        offset: int | None = None,
        *,
        program: Sequence[str] = GUANJI,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.offset = free_offset() if offset is None else offset
        command = ("demo", "--keep", "--data", directory, "--port-offset", str(self.offset))
        super().__init__(command, "guanji demo ready", program=program, more=more)

    @property
    def sip2(self) -> int:
        """The port on which it speaks SIP2."""
        return SIP2_PORT + self.offset

    @property
    def http(self) -> int:
        """The port of its health and metrics."""
        return HTTP_PORT + self.offset

    @property
    def ill(self) -> int:
        """The port on which it speaks ISO 10161."""
        return ILL_PORT + self.offset

    @property
    def database(self) -> Path:
        """Its SQLite file."""
        return self.directory / "guanji.sqlite"


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Wait until a server is ready; end it whatever happens."""
    try:
        server.wait_until_ready()
        yield server
    finally:
        if server.alive:
            server.kill()


@contextmanager
def demo(directory: Path) -> Iterator[Demo]:
    """A demo library that is ready."""
    server = Demo(directory)
    with running(server):
        yield server
