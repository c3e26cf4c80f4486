"""Two protocols joined in memory: what one writes the other has received when `write` returns."""

from typing import Any

from twisted.internet.protocol import connectionDone


class _End:
    """One end's transport."""

    def __init__(self, own: Any) -> None:  # noqa: ANN401 - Twisted's protocols are untyped here
        self._own = own
        self.other: _End | None = None

    def write(self, data: bytes) -> None:
        if self.other is not None:
            self.other._own.dataReceived(data)

    def loseConnection(self) -> None:  # noqa: N802 - Twisted's name
        other, self.other = self.other, None
        if other is not None:
            other.other = None
            other._own.connectionLost(connectionDone)
            self._own.connectionLost(connectionDone)

    def abortConnection(self) -> None:  # noqa: N802
        self.loseConnection()

    def setTcpNoDelay(self, enabled: bool) -> None:  # noqa: N802, FBT001
        """Nothing is ever held back."""

    def registerProducer(self, producer: object, streaming: bool) -> None:  # noqa: N802, FBT001
        """What is written has arrived: nobody is ever told to wait."""

    def unregisterProducer(self) -> None:  # noqa: N802
        """Nobody was ever told to wait."""

    def pauseProducing(self) -> None:  # noqa: N802
        """There is nothing to pause."""

    def resumeProducing(self) -> None:  # noqa: N802
        """Nor to resume."""


def join(client: Any, server: Any) -> None:  # noqa: ANN401
    """Connect two protocols."""
    one, other = _End(client), _End(server)
    one.other, other.other = other, one
    server.makeConnection(other)
    client.makeConnection(one)
