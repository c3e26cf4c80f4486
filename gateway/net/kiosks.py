"""How the kiosks fare: connections and heartbeats in memory, changes of state in the store."""

from collections.abc import Coroutine, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from twisted.internet.defer import Deferred
from twisted.logger import Logger

from gateway.model.changes import Changes, Event
from gateway.model.kiosks import KioskState
from gateway.ports import Also, Clock, Ledger, Store

#: What servers that share a database wake each other with when a kiosk's state was written.
KIOSKS: Final = "kiosks"

#: What is for staff to say, on whichever server; all else a kiosk's own connection tells.
_STAFF_DECIDE: Final = ("paused", "paused_by", "paused_why", "paused_at")


class KioskBoard:
    """Every configured kiosk with its state.

    A change that staff must find is written at once with its event; signs of life wait in memory for `flush`,
    since a commit for each message of each kiosk would be more than the library's own work.
    """

    log = Logger()

    def __init__(self, names: Iterable[str], *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._names = tuple(names)
        self._states = {name: KioskState(name=name) for name in self._names}
        self._connections: dict[str, int] = dict.fromkeys(self._states, 0)
        #: Whether the store writes, as far as is known: the kiosks are told, so that they lend off-line until
        #: it does again.
        self.writable = True
        self._unwritten: set[str] = set()
        #: When each was heard last and what it said, since somebody asked: every message tells that.
        self._heard: dict[str, tuple[datetime, str]] = {}

    async def load(self) -> None:
        """Take up what the store remembers."""
        self._states.update(await self._remembered(self._names))

    async def refresh(self) -> None:
        """Take up what other servers wrote: what staff decided there, and who was seen there later."""
        for name, kept in (await self._remembered(self._names)).items():
            self._states[name] = _together(self._state(name), kept)

    async def adopt(self, names: Iterable[str]) -> None:
        """Have these kiosks from now on, with what the store remembers of new ones; raises what it raises.

        One that is gone is shown no more; its lines may still end.
        """
        wanted = tuple(names)
        new = tuple(name for name in wanted if name not in self._states)
        self._states |= {name: KioskState(name=name) for name in new} | await self._remembered(new)
        self._connections = dict.fromkeys(new, 0) | self._connections
        self._names = wanted

    async def _remembered(self, names: tuple[str, ...]) -> dict[str, KioskState]:
        found = await self._store.read(lambda shelf: [shelf.kiosk(name) for name in names])
        return {state.name: state for state in found if state is not None}

    def states(self) -> tuple[tuple[KioskState, int], ...]:
        """Every kiosk's state with the number of its connections, in the order of the configuration."""
        return tuple((self._state(name), self._connections[name]) for name in self._names)

    def state(self, name: str) -> KioskState | None:
        """One kiosk's state."""
        return self._state(name) if name in self._states else None

    def paused(self, name: str) -> bool:
        """Whether staff have taken the kiosk out of service."""
        return self._states[name].paused

    async def pause(self, name: str, *, actor: str, why: str = "", also: Also | None = None) -> KioskState:
        """Take a kiosk out of service, and do what is `also` to be done in the same commit.

        Raises `KeyError` for an unknown name.
        """
        fields = {"paused": True, "paused_by": actor, "paused_why": why, "paused_at": self._clock.now()}
        return await self._decide(name, fields, self._event("kiosk-paused", name, actor, why=why), also)

    async def resume(self, name: str, *, actor: str, also: Also | None = None) -> KioskState:
        """Put a kiosk back into service, the same way. Raises `KeyError` for an unknown name."""
        fields = {"paused": False, "paused_by": "", "paused_why": "", "paused_at": None}
        return await self._decide(name, fields, self._event("kiosk-resumed", name, actor), also)

    def connected(self, name: str, address: str) -> None:
        """A connection has logged in as this kiosk."""
        self._connections[name] += 1
        if self._states[name].shut_down:
            self._turned(name, "kiosk-back", shut_down=False)
        self._change(name, address=address)

    def disconnected(self, name: str) -> None:
        """One of its connections is gone."""
        self._connections[name] -= 1

    def seen(self, name: str, kind: str) -> None:
        """Something came from it."""
        self._heard[name] = self._clock.now(), kind

    def told(
        self, name: str, *, paper_out: bool, shut_down: bool, print_width: int | None, protocol: str
    ) -> None:
        """A status message: what changed becomes an event."""
        before = self._states[name]
        if paper_out != before.paper_out:
            self._turned(name, "paper-out" if paper_out else "paper-back", paper_out=paper_out)
        if shut_down != before.shut_down:
            self._turned(name, "kiosk-shutting-down" if shut_down else "kiosk-back", shut_down=shut_down)
        if (print_width, protocol) != (before.print_width, before.protocol):
            self._change(name, print_width=print_width, protocol=protocol)

    def remark(self, name: str, kind: str, **data: str | int) -> None:
        """Remember an event of a terminal, for staff to find."""
        self._in_background(self._write(None, self._event(kind, name, "", **data)))

    async def flush(self) -> None:
        """Write every state that changed since it was last written, in one commit.

        What could not be written waits for the next call.
        """
        for name in tuple(self._heard):
            self._state(name)
        names, self._unwritten = self._unwritten, set()
        if not names:
            return
        records = tuple(self._states[name] for name in sorted(names))

        def unit(ledger: Ledger) -> None:
            kept = ((record, ledger.kiosk(record.name)) for record in records)
            merged = tuple(_together(record, other) if other else record for record, other in kept)
            ledger.save(Changes(records=merged))

        try:
            await self._store.commit(unit)
        except BaseException:
            self._unwritten |= names
            raise

    async def _decide(self, name: str, fields: dict[str, Any], event: Event, also: Also | None) -> KioskState:
        """What staff decide holds once it is written, so that a failure leaves all as it was."""
        await self._write(self._state(name), event, fields, also)
        return self._change(name, **fields)

    def _change(self, name: str, **fields: object) -> KioskState:
        state = self._states[name] = msgspec.structs.replace(self._state(name), **fields)
        self._unwritten.add(name)
        return state

    def _state(self, name: str) -> KioskState:
        """A kiosk's state, with what was heard of it."""
        heard = self._heard.pop(name, None)
        if heard is not None:
            seen, kind = heard
            self._states[name] = msgspec.structs.replace(
                self._states[name], last_seen=seen, last_message=kind
            )
            self._unwritten.add(name)
        return self._states[name]

    def _turned(self, name: str, kind: str, **fields: bool) -> None:
        self._in_background(self._write(self._change(name, **fields), self._event(kind, name)))

    def _event(self, kind: str, name: str, actor: str = "", **data: str | int) -> Event:
        return Event(kind=kind, subject=f"terminal {name}", at=self._clock.now(), actor=actor, data={**data})

    async def _write(
        self,
        state: KioskState | None,
        event: Event,
        decided: Mapping[str, Any] | None = None,
        also: Also | None = None,
    ) -> None:
        """Write an event, and with it a state: whether it is paused as it was decided last, or is now."""

        def unit(ledger: Ledger) -> None:
            if also is not None:
                also(ledger)
            records: tuple[KioskState, ...] = ()
            if state is not None:
                pause = decided or _pause(ledger.kiosk(state.name) or state)
                records = (msgspec.structs.replace(state, **pause),)
                ledger.wake(KIOSKS)
            ledger.save(Changes(records=records, events=(event,)))

        await self._store.commit(unit)

    def _in_background(self, write: Coroutine[Any, Any, None]) -> None:
        Deferred.fromCoroutine(write).addErrback(
            lambda failure: self.log.error(
                "a kiosk's event was not written: {why}", why=failure.getErrorMessage()
            )
        )


def _pause(state: KioskState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in _STAFF_DECIDE}


def _together(mine: KioskState, kept: KioskState) -> KioskState:
    """One state of two: staff's decision is in the store, the rest as told by whoever saw the kiosk last."""
    last = kept if kept.last_seen and (not mine.last_seen or kept.last_seen > mine.last_seen) else mine
    return msgspec.structs.replace(last, **_pause(kept))
