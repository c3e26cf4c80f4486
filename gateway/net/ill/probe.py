"""Trying a partner's line: who picks up, what TLS it speaks, whether it answers on the same line.

What is sent is the caller's to say: something harmless, such as a Status-Query of a transaction that there is
not. What comes back is kept and handed on to nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from twisted.internet.defer import Deferred

from gateway.net.ill.channel import Channel, ChannelLimits
from gateway.net.ill.keeper import Bounds, Means
from gateway.net.pace import Bucket, Pace
from gateway.net.tls import identity
from gateway.ports.outbox import Undelivered

if TYPE_CHECKING:
    from datetime import datetime

    from gateway.net.ill.calling import Destination, Dial
    from gateway.net.ill.line import IllLine
    from gateway.net.ill.peer import Peer

#: How long an answer on the same line is waited for: partners that answer there do so at once.
PATIENCE_SECONDS = 10.0


class TlsFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What TLS was agreed on, and the certificate that was shown: its names, fingerprint and end (UTC)."""

    version: str
    cipher: str
    names: frozenset[str]
    fingerprint: str
    expires: datetime


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What a call has shown.

    `reached` says that the line stood, after `seconds`; if not, `why`. `answers` are APDUs that came back on
    it, the first after `answered_after` seconds; `garbage` is why what came was none. `hung_up` says that
    the partner ended the line before we did.
    """

    reached: bool = False
    why: str = ""
    seconds: float = 0.0
    tls: TlsFacts | None = None
    answers: tuple[bytes, ...] = ()
    answered_after: float | None = None
    garbage: str = ""
    hung_up: bool = False


async def probe(
    destination: Destination,
    payload: bytes,
    *,
    means: Means,
    dial: Dial,
    limits: ChannelLimits | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Learned:
    """Call a partner on a line of its own, say `payload`, and wait for what comes back. Never raises for it.

    Of `means` the reception, meter and remarks are left alone.
    """
    booth = _Booth(means, dial, limits or ChannelLimits())
    return await booth.call(destination, payload, patience)


class _Booth:
    """Keeps one line apart from all others, and is its reception and meter."""

    def __init__(self, means: Means, dial: Dial, limits: ChannelLimits) -> None:
        self.means = means._replace(reception=self, meter=self, remark=lambda *_: None)
        self.dial = dial
        self.limits = limits
        self.deaf = False
        self._answers: list[bytes] = []
        self._garbage = ""
        self._after: float | None = None
        self._began = 0.0
        self._given_up = False
        self._over: Deferred[None] = Deferred()

    async def call(self, destination: Destination, payload: bytes, patience: float) -> Learned:
        """The whole call."""
        timers = self.means.timers
        channel = Channel(self, destination, lambda _: self._enough())
        called = timers.seconds()
        try:
            await channel.open()
        except Undelivered as error:
            return Learned(why=error.reason, seconds=timers.seconds() - called)
        self._began = timers.seconds()
        line = channel.line
        tls = _facts(line) if destination.tls is not None else None
        waiting = timers.callLater(patience, self._give_up)
        line.send(payload).addErrback(lambda _: None)  # its end says the same
        await self._over
        if not self._given_up:
            waiting.cancel()
        hung_up = line.lost or line.silent
        line.close("probed")
        return Learned(
            reached=True,
            seconds=self._began - called,
            tls=tls,
            answers=tuple(self._answers),
            answered_after=self._after,
            garbage=self._garbage,
            hung_up=hung_up,
        )

    @property
    def bounds(self) -> Bounds:
        """What the line may pile up."""
        return self.limits.bounds

    def pace(self) -> Pace:
        """How fast the partner may answer."""
        seconds = self.means.timers.seconds
        return Pace(self.limits.pace, Bucket(self.limits.pace.address_messages, seconds()), seconds)

    async def received(self, raw: bytes, _peer: Peer) -> tuple[bytes, ...]:
        """An answer: keep it, and answer nothing."""
        self._answers.append(raw)
        self._after = self.means.timers.seconds() - self._began
        self._enough()
        return ()

    async def garbled(self, why: str, _raw: bytes, _peer: Peer) -> tuple[bytes, ...]:
        """What came is no APDU."""
        self._garbage = why
        self._enough()
        return ()

    def wearies(self, _peer: Peer) -> str:
        """It is heard to the end."""
        return ""

    def served(self, kind: str, outcome: str, seconds: float) -> None:
        """Nothing is counted: a try is no message."""

    def wire(self, protocol: str, what: str) -> None:
        """The same."""

    def _give_up(self) -> None:
        self._given_up = True
        self._enough()

    def _enough(self) -> None:
        if not self._over.called:
            self._over.callback(None)


def _facts(line: IllLine) -> TlsFacts:
    transport: Any = line.transport
    handle, certificate = transport.getHandle(), transport.getPeerCertificate()
    whose = identity(certificate)
    return TlsFacts(
        version=handle.get_protocol_version_name(),
        cipher=handle.get_cipher_name(),
        names=whose.names,
        fingerprint=whose.fingerprint,
        expires=certificate.to_cryptography().not_valid_after_utc,
    )
