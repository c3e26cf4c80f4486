"""The lines that we open: a partner's next APDU goes on the line of the one before, as long as that stands.

One line for each partner keeps the order of what it is sent. Only where a line is closed after each APDU
there may be several at a time; then the outbox keeps the order, with one letter of a transaction at a time.

A letter is handed over when the last of its bytes has left this process. On a new line we wait a moment
longer: a partner who takes no more lines, or does not like our certificate, says so only once TCP and TLS
stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twisted.internet.defer import TimeoutError as TimedOut

from gateway.net.ill.channel import ChannelLimits
from gateway.net.ill.keeper import Bounds, Means
from gateway.net.ill.line import WIRE
from gateway.net.ill.route import Route
from gateway.net.pace import Bucket, Pace
from gateway.ports.outbox import Receipt, Undelivered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gateway.model.ill.post import Letter
    from gateway.net.ill.calling import Destination, Dial
    from gateway.net.ill.line import IllLine


class Channels:
    """Carries letters to partners (`gateway.ports.outbox.Courier`).

    `line_of` finds a line that a partner itself has opened (`IllListener.line_of`).
    """

    def __init__(
        self,
        means: Means,
        dial: Dial,
        destinations: Iterable[Destination] = (),
        limits: ChannelLimits | None = None,
        line_of: Callable[[str], IllLine | None] = lambda _: None,
    ) -> None:
        self.means = means
        self.dial = dial
        self.limits = limits or ChannelLimits()
        self.deaf = False
        self._line_of = line_of
        self._routes: dict[str, Route] = {}
        self._leaving: set[Route] = set()
        self.adopt(destinations)

    @property
    def bounds(self) -> Bounds:
        """What one line may pile up."""
        return self.limits.bounds

    @property
    def busy(self) -> bool:
        """Whether anything that came back is still at work or waits."""
        return any(line.busy for line in self._lines())

    @property
    def standing(self) -> Mapping[str, int]:
        """How many lines stand to each partner."""
        return {name: len(route.channels) for name, route in self._routes.items()}

    def adopt(self, destinations: Iterable[Destination], limits: ChannelLimits | None = None) -> None:
        """Call these from now on. Lines to one that has changed are closed once they are done."""
        self.limits = limits or self.limits
        wanted = {destination.partner: destination for destination in destinations}
        for name, route in tuple(self._routes.items()):
            if wanted.get(name) != route.destination:
                del self._routes[name]
                self._leaving.add(route)
                route.leave("removed")
        for name, destination in wanted.items():
            if name not in self._routes:
                self._routes[name] = Route(self, destination)
            # Its certificates may have been renewed in their files.
            self._routes[name].destination = destination
        self._leaving = {route for route in self._leaving if route.channels}

    def pace(self) -> Pace:
        """How fast a partner may answer on a line that we opened."""
        pace, seconds = self.limits.pace, self.means.timers.seconds
        return Pace(pace, Bucket(pace.address_messages, seconds()), seconds)

    async def send(self, letter: Letter) -> Receipt:
        """Hand a letter over. Raises `Undelivered`."""
        if self.deaf:
            raise Undelivered("the server is stopping")
        started = self.means.timers.seconds()
        try:
            receipt = await self._carried(letter)
        except Undelivered:
            self.means.meter.wire(WIRE, "undelivered")
            raise
        self.means.meter.served(f"{WIRE} sent", "ok", self.means.timers.seconds() - started)
        return receipt

    def calls(self, partner: str) -> bool:
        """Whether we know where to call a partner; who is not called is told on the lines that it opens."""
        route = self._routes.get(partner)
        return route is not None and bool(route.destination.host)

    def there(self, partner: str) -> bool:
        """Whether there is any way to a partner just now."""
        return self.calls(partner) or self._line_of(partner) is not None

    async def _carried(self, letter: Letter) -> Receipt:
        if self.calls(letter.partner):
            return await self._routes[letter.partner].send(letter.payload)
        line = self._line_of(letter.partner)
        if line is not None:
            try:
                await line.send(letter.payload).addTimeout(self.limits.send_seconds, self._clock)
            except (ConnectionError, TimedOut):
                line.abort()
                raise Undelivered("it has not taken the APDU on its own line") from None
            return Receipt()
        raise Undelivered("it has no line open to us, and no address is configured for it", uncalled=True)

    @property
    def _clock(self) -> Any:  # noqa: ANN401 - zope's interfaces say nothing to the type checker
        return self.means.timers

    def sweep(self) -> None:
        """Close lines that have been idle for long enough; to be called every few seconds."""
        now = self.means.timers.seconds()
        for route in (*self._routes.values(), *self._leaving):
            route.sweep(now)

    def drain(self) -> None:
        """Open and read nothing more, and end each line once what it brought is done."""
        self.deaf = True
        for route in (*self._routes.values(), *self._leaving):
            route.leave("stopping")

    def close_all(self) -> None:
        """End every line, whatever it still holds."""
        for line in self._lines():
            line.forget()
            line.close("stopping")

    def _lines(self) -> tuple[IllLine, ...]:
        routes = (*self._routes.values(), *self._leaving)
        return tuple(channel.line for route in routes for channel in route.channels)
