"""The way to one partner: the line that stands, or those that carry one letter each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred, DeferredLock

from gateway.net.ill.channel import Channel
from gateway.ports.outbox import Undelivered

if TYPE_CHECKING:
    from gateway.net.ill.calling import Destination
    from gateway.net.ill.channel import Exchange
    from gateway.ports.outbox import Receipt


class Route:
    """Lines to one partner. `channels` are those that have not ended."""

    def __init__(self, exchange: Exchange, destination: Destination) -> None:
        self._exchange = exchange
        self.destination = destination
        self.channels: set[Channel] = set()
        self._current: Channel | None = None
        self._callers: list[Deferred[Channel]] = []
        self._turn = DeferredLock()

    async def send(self, payload: bytes) -> Receipt:
        """Hand an APDU over. Raises `Undelivered`."""
        if not self.destination.reports:
            return await self._hand_over(payload)
        # It wants no other APDU before it has acknowledged this one.
        await self._turn.acquire()
        try:
            return await self._hand_over(payload)
        finally:
            self._turn.release()

    def sweep(self, now: float) -> None:
        """Close what has been idle for long enough, and end what would not end by itself."""
        parting = self._exchange.limits.parting_seconds
        for channel in tuple(self.channels):
            line = channel.line
            if line.closing is not None:
                if now - line.closing > parting:
                    line.abort()
            elif not channel.idle:
                continue
            elif channel.parted is not None:
                if now - channel.parted > parting:
                    line.close("done")
            elif now - channel.used > self.destination.idle_seconds:
                channel.leave("idle")

    def leave(self, why: str) -> None:
        """End each line once what is going on on it is done."""
        for channel in tuple(self.channels):
            channel.leave(why)

    async def _hand_over(self, payload: bytes) -> Receipt:
        if self.destination.idle_seconds <= 0:
            return await (await self._opened()).carry(payload, last=True)
        return await (await self._standing()).carry(payload)

    def _standing(self) -> Deferred[Channel]:
        """The line that stands, or the one that is being opened for all who wait for it."""
        waits: Deferred[Channel] = Deferred()
        if self._current is not None and self._current.usable:
            waits.callback(self._current)
            return waits
        self._callers.append(waits)
        if len(self._callers) == 1:
            # Its own errand: a letter that is given up takes the line from none of the others.
            Deferred.fromCoroutine(self._call())
        return waits

    async def _call(self) -> None:
        try:
            channel = await self._opened()
        except Undelivered as error:
            for waits in self._taken():
                waits.errback(Undelivered(error.reason, permanent=error.permanent))
        else:
            self._current = channel
            for waits in self._taken():
                waits.callback(channel)

    async def _opened(self) -> Channel:
        channel = Channel(self._exchange, self.destination, self.channels.discard)
        self.channels.add(channel)
        try:
            await channel.open()
        except BaseException:
            # A line that never stood tells nobody of its end.
            self.channels.discard(channel)
            raise
        return channel

    def _taken(self) -> list[Deferred[Channel]]:
        callers, self._callers = self._callers, []
        return callers
