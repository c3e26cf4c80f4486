"""The command line at the desk of either of two libraries: all is there but the socket between them."""

from typing import Any

import msgspec
import pytest

from gateway.cli import control, execute
from tests.ill_desk import IllDesk, TwoLibraries


class Ended:
    """How a command ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err
        self.lines = [line.rstrip() for line in out.splitlines()]


class IllLine:
    """``guanji`` for CUMT, which borrows (`borrow`), and for HHIT, which lends (`lend`)."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
        **more: Any,  # noqa: ANN401
    ) -> None:
        self.two = TwoLibraries(**more)
        self._capfd = capfd
        self._desk: IllDesk = self.two.borrower

        def ask(server: control.Server, method: str, path: str, body: Any = None) -> dict[str, Any]:  # noqa: ANN401
            return self._ask(server, method, path, body)

        monkeypatch.setattr(control.Server, "ask", ask)
        monkeypatch.setattr(control, "_socket_in", lambda config: config)

    def _ask(
        self,
        server: control.Server,
        method: str,
        path: str,
        body: msgspec.Struct | None = None,
    ) -> dict[str, Any]:
        language = server._say.language
        if method == "GET":
            reply = self._desk.get(path, accept_language=language)
        else:
            reply = self._desk.post(path, msgspec.to_builtins(body), accept_language=language)
        return control._read(reply.status, reply.body, server._socket)

    def borrow(self, *arguments: str) -> Ended:
        """A command at CUMT; then its letters go."""
        return self._run(self.two.borrower, arguments)

    def lend(self, *arguments: str) -> Ended:
        """A command at HHIT; then its letters go."""
        return self._run(self.two.lender, arguments)

    def _run(self, desk: IllDesk, arguments: tuple[str, ...]) -> Ended:
        self._desk = desk
        status = execute(arguments, {})
        out, err = self._capfd.readouterr()
        return Ended(status, out, err)

    def settle(self, seconds: float = 5.0) -> None:
        """Let letters go."""
        self.two.world.settle(seconds)

    def loan(self) -> tuple[str, str]:
        """A request that HHIT has: the ends of its id at both."""
        ours, theirs = self.two.loan()
        return ours[-8:], theirs[-8:]
