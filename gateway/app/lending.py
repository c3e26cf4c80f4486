"""Interlibrary loan in a running house: the lines, the outbox and the timers, put together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from twisted.internet.protocol import Factory
from twisted.internet.task import deferLater

from adapters.iso10161 import Iso10161
from gateway.app import correspondents, partners
from gateway.app.duty import Work
from gateway.app.probing import Prober, Report
from gateway.config.declare import Config
from gateway.dispatch.lending import Lending
from gateway.dispatch.lending import Means as LendingMeans
from gateway.dispatch.lending.acknowledging import Acknowledging
from gateway.net.ill.calling import Destination, dial
from gateway.net.ill.channels import Channels
from gateway.net.ill.incidents import Incidents
from gateway.net.ill.keeper import Means
from gateway.net.ill.listener import IllListener
from gateway.net.lockout import one_address
from gateway.outbox.delivery import Delivery, Ways
from gateway.outbox.desk import OutboxDesk
from gateway.outbox.terms import SendingTerms, goes_at
from gateway.ports import Clock, Meter, NewId
from gateway.store.sql_store import SqlStore
from gateway.web.interlending import Interlending
from protocols.ber import Framer

#: How often silent lines are looked for.
SWEEP_SECONDS: Final = 5.0

#: How often timers are looked at: nothing that they bring about is hastier than a minute, a query for a
#: letter's arrival apart.
TICK_SECONDS: Final = 1.0

_DRAIN_STEP_SECONDS: Final = 0.05

_UNKNOWN: Final = SendingTerms()


class LendingArrangement(NamedTuple):
    """What a configuration says to interlibrary loan, worked out before any part hears of it."""

    config: Config
    destinations: tuple[Destination, ...]


def arrange(config: Config) -> LendingArrangement:
    """Work it out. Raises `TlsError` where files are no good."""
    return LendingArrangement(config, partners.destinations(config))


class LendingService:
    """Everything of interlibrary loan that a house opens, watches and closes."""

    def __init__(
        self,
        arranged: LendingArrangement,
        store: SqlStore,
        *,
        clock: Clock,
        new_id: NewId,
        reactor: Any,  # noqa: ANN401 - Twisted's reactor is many interfaces
        meter: Meter,
        chance: Callable[[], float],
    ) -> None:
        config = arranged.config
        self._reactor = reactor
        self._store = store
        self._zone = ZoneInfo(config.zone)
        self._sending = correspondents.sending(config)
        self.language = Iso10161()
        self.lending = Lending(
            LendingMeans(store, self.language, clock, new_id, self._goes_at),
            correspondents.library(config),
            correspondents.directory(config),
        )
        means = Means(
            reception=self.lending,
            frames=Framer,
            timers=reactor,
            soon=lambda call: reactor.callLater(0, call),
            new_id=new_id,
            meter=meter,
            remark=Incidents(store, clock, reactor.seconds).remark,
            acknowledges=Acknowledging(self.language),
        )
        self.listener = IllListener(means, partners.listener_limits(config))
        self.channels = Channels(
            means,
            dial(reactor),
            arranged.destinations,
            partners.channel_limits(config),
            self.listener.line_of,
        )
        self.delivery = Delivery(
            store,
            store.wakes,
            Ways(
                courier=self.channels,
                terms=self._terms,
                zone=self._zone,
                clock=clock,
                timers=reactor,
                chance=chance,
                holder=store.node,
                marked=self.lending.marked,
                there=self.channels.there,
            ),
        )
        self._clock = clock
        self._limits = partners.channel_limits(config)
        self._destinations = {one.partner: one for one in arranged.destinations}
        self._prober = Prober(means, dial(reactor), self.language, new_id)
        self.outbox = OutboxDesk(store, clock=clock, terms=self._terms)
        self.lending.belongs = self.listener.belongs
        self.listener.called = self._called
        self.lending.one_address = one_address

    def interlending(self, config: Config) -> Interlending:
        """What is asked about and commanded through the control socket."""
        return Interlending(
            lending=self.lending,
            outbox=self.outbox,
            language=self.language,
            configured={
                partner.name: msgspec.to_builtins(partner, enc_hook=str) for partner in config.partners
            },
            probe=self.probe,
        )

    async def probe(self, partner: str) -> Report:
        """Call a partner, and say what was learned. Raises `KeyError` for one that can't be called."""
        whom = self.lending.directory.named(partner)
        if whom is None:
            raise KeyError(partner)
        at = self._clock.now(), self._zone
        return await self._prober.call(self._destinations[partner], whom, self.lending.us, at, self._limits)

    def door(self, name: str) -> Factory:
        """The factory of one port."""
        return self.listener.door(name)

    def start(self) -> None:
        """Send what waits."""
        self.delivery.start()

    def adopt(self, arranged: LendingArrangement) -> None:
        """Go by another configuration from now on."""
        config = arranged.config
        self._zone = ZoneInfo(config.zone)
        self._sending = correspondents.sending(config)
        self.lending.adopt(correspondents.library(config), correspondents.directory(config))
        self.listener.adopt(partners.listener_limits(config))
        self._limits = partners.channel_limits(config)
        self._destinations = {one.partner: one for one in arranged.destinations}
        self.channels.adopt(arranged.destinations, self._limits)
        self.delivery.look()

    def chores(self, only: Callable[[Work], Work]) -> tuple[tuple[str, Work, float], ...]:
        """What is done again and again; `only` makes of work that one server does for all."""
        return (
            ("closing partners' silent lines", self._swept, SWEEP_SECONDS),
            ("seeing to the timers of interlibrary loan", only(self._ticked), TICK_SECONDS),
        )

    async def stop_sending(self) -> None:
        """Send nothing more; what is on its way is waited for and written down."""
        await self.delivery.stop()

    async def close(self, seconds: float) -> None:
        """Read nothing more, answer what is in hand for so long at most, and end every line."""
        self.listener.drain()
        self.channels.drain()
        while (self.listener.busy or self.channels.busy) and seconds > 0:
            await deferLater(self._reactor, _DRAIN_STEP_SECONDS)
            seconds -= _DRAIN_STEP_SECONDS
        self.listener.close_all()
        self.channels.close_all()

    def _terms(self, partner: str) -> SendingTerms:
        return self._sending.get(partner, _UNKNOWN)

    def _goes_at(self, partner: str, posted: datetime, grace: timedelta) -> datetime:
        return goes_at(self._terms(partner), self._zone, posted, grace)

    def _called(self, partner: str) -> None:
        """Whom we call ourselves we can perhaps not reach, wherever it calls from."""
        if not self.channels.calls(partner):
            self.delivery.called(partner)

    async def _swept(self) -> None:
        self.listener.sweep()
        self.channels.sweep()

    async def _ticked(self) -> None:
        while await self.lending.tick():
            pass
