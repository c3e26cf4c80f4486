"""The embedded circulation engine: reads, decides and writes inside one unit of work."""

from collections.abc import Awaitable
from functools import partial
from typing import Final

from adapters.embedded.desk import Desk, decide, expire
from adapters.embedded.files import find_item, item_file, patron_file
from gateway.circulation.situation import Setting
from gateway.circulation.views import item_view, patron_view, unknown_patron
from gateway.model.commands import AskItem, AskPatron, Channel, Command, Origin
from gateway.model.inbound import Inbound
from gateway.model.outcomes import ItemView, Outcome, PatronView
from gateway.model.problems import Problem
from gateway.ports import Clock, Journal, Ledger, PinDigest, Shelf, Store

#: Lapsed holds that one call settles: a few times what a large library's night leaves, and little enough
#: that kiosks, whose messages go between, notice nothing.
EXPIRED_AT_ONCE: Final = 200


class EmbeddedEngine:
    """`CirculationEngine` on the gateway's own tables.

    Every decision is made inside the journal's unit of work, so that what it read can't have changed when it
    writes; the time is read there too.
    """

    def __init__(self, store: Store, setting: Setting, clock: Clock, pin_digest: PinDigest) -> None:
        self._store = store
        self._setting = setting
        self._clock = clock
        self._pin_digest = pin_digest

    def adopt(self, setting: Setting) -> None:
        """Decide by another setting from now on; what is being decided ends as it began."""
        self._setting = setting

    def ask_patron(self, query: AskPatron) -> Awaitable[PatronView]:
        """Look a patron up."""

        def look(shelf: Shelf) -> PatronView:
            file = patron_file(shelf, query.patron, query.pin, self._setting, self._pin_digest, titles=True)
            if isinstance(file, Problem):
                return unknown_patron(file)
            return patron_view(file, self._setting, self._clock.now())

        return self._store.read(look)

    def ask_item(self, query: AskItem) -> Awaitable[ItemView]:
        """Look an item up."""

        def look(shelf: Shelf) -> ItemView:
            item = find_item(shelf, query.item, self._setting)
            if isinstance(item, Problem):
                return ItemView(problems=(item,))
            return item_view(item_file(shelf, item), self._setting, self._clock.now())

        return self._store.read(look)

    def perform(self, inbound: Inbound, command: Command, journal: Journal) -> Awaitable[Outcome]:
        """Carry out `command`, settled in `journal`."""

        def work(ledger: Ledger) -> Outcome:
            outcome, changes = decide(self._desk(ledger, inbound.origin), command)
            if changes.records or changes.events:
                ledger.save(changes, cause=inbound.ref)
            return outcome

        return journal.settle(work)

    async def expire_holds(self) -> int:
        """Put down which holds have passed their dates, each in a unit of its own; returns how many.

        A copy that was set aside passes to the next reader. What is left over waits for the next call.
        """
        now, agency = self._clock.now(), self._setting.agency
        lapsed = await self._store.read(lambda shelf: shelf.lapsed_holds(agency, now, EXPIRED_AT_ONCE))
        return sum([await self._store.commit(partial(self._expire, hold=hold.id)) for hold in lapsed])

    def _expire(self, ledger: Ledger, *, hold: str) -> int:
        # Nobody asked for it: the library itself does it, at no terminal.
        origin = Origin(agency=self._setting.agency, terminal="", channel=Channel.DESK, actor="guanji")
        changes = expire(self._desk(ledger, origin), hold)
        if not changes.records:
            return 0
        ledger.save(changes)
        return 1

    def _desk(self, ledger: Ledger, origin: Origin) -> Desk:
        return Desk(
            shelf=ledger,
            origin=origin,
            setting=self._setting,
            now=self._clock.now(),
            pin_digest=self._pin_digest,
        )
