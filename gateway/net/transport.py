"""What is asked of a Twisted transport, for the type checker: zope interfaces say nothing to it."""

from typing import Protocol


class Transport(Protocol):
    """A stream to a peer."""

    def write(self, data: bytes) -> None:
        """Send bytes, when they can be sent."""
        ...

    def writeSomeData(self, data: bytes, /) -> int | Exception:
        """Send what can be sent at once, and say how many bytes that was; an error where the line is gone."""
        ...

    def loseConnection(self) -> None:
        """End the connection once everything written has gone out."""
        ...

    def abortConnection(self) -> None:
        """End the connection at once, whatever has gone out."""
        ...

    def registerProducer(self, producer: object, streaming: bool) -> None:  # noqa: FBT001
        """Tell this producer to pause while the peer does not take what was written."""
        ...

    def unregisterProducer(self) -> None:
        """Tell the producer nothing more."""
        ...

    def pauseProducing(self) -> None:
        """Read no more for now."""
        ...

    def resumeProducing(self) -> None:
        """Read on."""
        ...

    def setTcpNoDelay(self, enabled: bool, /) -> None:  # noqa: FBT001
        """Send small segments at once."""
        ...

    def setTcpKeepAlive(self, enabled: bool, /) -> None:  # noqa: FBT001
        """Let TCP find out that the peer is dead."""
        ...
