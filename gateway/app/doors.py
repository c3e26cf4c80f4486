"""The doors of a house: its listening ports and sockets, opened by name and shut together."""

import errno
import os
from pathlib import Path
from typing import Any

import msgspec
from OpenSSL import SSL, crypto
from twisted.internet import endpoints
from twisted.internet.defer import maybeDeferred
from twisted.internet.error import CannotListenError

from gateway.config.endpoints import of_tls
from gateway.config.security import Tls
from gateway.net.sparing import Sparing
from gateway.net.tls import TlsDoor, TlsError, TlsFiles
from gateway.net.vanished import notice_vanished

#: What Twisted raises for an endpoint string that opens nothing: an unknown kind, a missing part, a file that
#: is not there or holds no key.
UNUSABLE = (OSError, ValueError, TypeError, OverflowError, SSL.Error, crypto.Error, TlsError)


class Unable(Exception):
    """A door can't be opened: `name`, `endpoint`, the `reason`; `taken` where another program has it."""

    def __init__(self, name: str, endpoint: str, reason: str, *, taken: bool = False) -> None:
        self.name = name
        self.endpoint = endpoint
        self.reason = reason
        self.taken = taken
        super().__init__(f"{name}: {endpoint} can't be opened ({reason})")


class Listening(msgspec.Struct, frozen=True):
    """One open door: its name, and the endpoint string behind which it listens."""

    name: str
    endpoint: str


class Doors:
    """Opens endpoints by Twisted's strings. `opened` are those that stand open, in their order."""

    def __init__(self, reactor: Any) -> None:  # noqa: ANN401 - Twisted's reactor is many interfaces
        self._reactor = reactor
        self._ports: list[Any] = []  # of IListeningPort, which says nothing to the type checker
        self._guarded: list[tuple[Listening, TlsDoor]] = []
        self.opened: list[Listening] = []

    async def open(
        self,
        name: str,
        endpoint: str,
        factory: Any,  # noqa: ANN401 - any Twisted factory
        tls: Tls | None = None,
    ) -> None:
        """Listen there, with `factory` behind it, and before it `tls`. Raises `Unable`."""
        clear, files = unwrapped(endpoint, tls)
        try:
            if files is not None:
                guard = TlsDoor(name, files, Sparing(self._reactor.seconds))
                factory = guard.before(factory, self._reactor)
                self._guarded.append((Listening(name, endpoint), guard))
            # Twisted's endpoint strings are not typed yet.
            server = endpoints.serverFromString(self._reactor, clear)  # type: ignore[no-untyped-call]
            port = await server.listen(factory)
            notice_vanished(port)
            self._ports.append(port)
        except CannotListenError as error:
            cause = error.socketError
            reason = getattr(cause, "strerror", None) or str(cause)
            # A socket file that a living server has locked is told as text, everything else as an OSError.
            taken = isinstance(cause, str) or cause.errno == errno.EADDRINUSE
            raise Unable(name, endpoint, reason, taken=taken) from None
        except UNUSABLE as error:
            raise Unable(name, endpoint, str(error)) from None
        self.opened.append(Listening(name, endpoint))

    async def open_private(self, name: str, path: Path, factory: Any) -> None:  # noqa: ANN401 - the same
        """Listen on a socket in the file system that only the service's user can open. Raises `Unable`."""
        before = os.umask(0o177)
        try:
            await self.open(name, f"unix:{path}:mode=600", factory)
        finally:
            os.umask(before)

    def renew(self) -> list[Unable]:
        """Read certificates again, for connections from now on; those that can't be read stay as they are."""
        failed: list[Unable] = []
        for door, guard in self._guarded:
            try:
                guard.renew()
            except UNUSABLE as error:
                failed.append(Unable(door.name, door.endpoint, str(error)))
        return failed

    async def shut(self) -> None:
        """Take no new connection anywhere; those that stand go on."""
        for port in self._ports:
            await maybeDeferred(port.stopListening)
        self._ports.clear()


def unwrapped(endpoint: str, tls: Tls | None) -> tuple[str, TlsFiles | None]:
    """The endpoint without its TLS, and the TLS.

    Twisted's own ``ssl:`` would agree on whatever OpenSSL can, so what such a string says is taken from it.
    """
    if tls is not None:
        files = TlsFiles(
            certificate=tls.certificate,
            key=tls.key,
            chain=tls.chain,
            client_ca=tls.client_ca,
            client_required=tls.client == "required",
        )
        return endpoint, files
    named = of_tls(endpoint)
    if named is None:
        return endpoint, None
    clear, parts = named
    key, chain = Path(parts["privateKey"]).absolute(), parts.get("extraCertChain")
    certificate = Path(parts["certKey"]).absolute() if parts.get("certKey") else key
    return clear, TlsFiles(certificate=certificate, key=key, chain=Path(chain).absolute() if chain else None)
