"""What happens on partners' lines beside APDUs, told where staff look: the log, the meter, the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from gateway.dispatch.lending.restraint import Restraint
from gateway.model.changes import Changes, Event
from gateway.net.lockout import one_address
from gateway.net.sparing import Sparing

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from gateway.net.ill.peer import Peer
    from gateway.ports import Clock, Store


#: Why a line was closed, or closed itself; anything else is why one was turned away.
REASONS: Final = frozenset({"garbage", "truncated", "flooding", "silent", "crowded"})


class Incidents:
    """Notes what was wrong with a line, each kind for each address once in ten seconds.

    A line of the log, and an event of ``peer HOST``, of which there are a few in a day
    (`gateway.dispatch.lending.restraint`): the log is turned over, the history is kept.
    """

    log = Logger()

    def __init__(self, store: Store, clock: Clock, seconds: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._sparing = Sparing(seconds)
        self._restraint = Restraint()

    def remark(self, peer: Peer, what: str, why: str) -> None:
        """Note it: ``refused``, ``garbage``, ``flooding``, ``silent``; `why` is for people."""
        untold = self._sparing.tell(peer.host, what)
        if untold is None:
            return
        self.log.warn(
            "partner line {where}{listener}: {what}{why}{more}",
            where=peer.where,
            listener=f" on {peer.listener}" if peer.listener else "",
            what=what,
            why=f": {why}" if why else "",
            more=f" (and {untold} before it untold)" if untold else "",
        )
        now = self._clock.now()
        unwritten = self._restraint.tell((what, one_address(peer.host)), now)
        if unwritten is None:
            return
        event = Event(
            kind="line-closed" if what in REASONS else "line-refused",
            subject=f"peer {peer.host}",
            at=now,
            data={
                "why": what if what in REASONS else None,
                "listener": peer.listener or None,
                "more": (untold + unwritten) or None,
            },
        )
        self._in_background(self._write(event))

    async def _write(self, event: Event) -> None:
        await self._store.commit(lambda ledger: ledger.save(Changes(events=(event,))))

    def _in_background(self, write: Coroutine[Any, Any, None]) -> None:
        Deferred.fromCoroutine(write).addErrback(
            lambda failure: self.log.error(
                "what happened to a partner's line was not written: {why}", why=failure.getErrorMessage()
            )
        )
