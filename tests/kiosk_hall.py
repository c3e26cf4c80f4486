"""A whole gateway without sockets, for conversations: kiosks, dispatcher, engine, store, a virtual clock.

    hall = KioskHall()
    kiosk = hall.kiosk("kiosk1")
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|" << "121NNY{t}…|AH2026-04-01|…"

``>>`` sends a message and ``<<`` takes the next answer and compares it: ``…`` stands for any text, ``{t}``
for the date now and ``{b}`` for a blank one. Whatever else is said with them must be there to the letter.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Self, TypeVar, cast

import msgspec
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransportWithDisconnection

from adapters.embedded import EmbeddedEngine
from gateway.circulation.situation import Setting
from gateway.dispatch import Dispatcher
from gateway.dispatch import Limits as DispatchLimits
from gateway.model.changes import Changes, Event, Record
from gateway.model.inbound import Inbound
from gateway.net.kiosks import KioskBoard
from gateway.net.passwords import Passwords
from gateway.net.sip2 import Account, Accounts, KioskListener, ListenerLimits, Means
from gateway.net.sip2.connection import KioskConnection
from gateway.ports import CirculationEngine, Shelf, Store
from gateway.store.keys import KeyedDigest
from gateway.translate.sip2.terminal import Terminal
from protocols import sip2
from tests.library import HOME, KIOSK, NOW, ZONE, item, patron, setting
from tests.memory_store import Done, MemoryStore, result
from tests.terminals import BLANK, terminal

T = TypeVar("T")
replace = msgspec.structs.replace

KEY = b"k" * 32
DIGESTS = KeyedDigest(KEY)
PIN = "1234"

#: Readers P0001 … and books B000001 …: what a hall is stocked with.
READERS, BOOKS = 6, 12


def stock() -> list[Record]:
    """Readers with the PIN 1234, and books in the stacks."""
    people = (patron(number, name=f"张三{number}") for number in range(1, READERS + 1))
    readers: list[Record] = [replace(person, pin=DIGESTS.pin(person.id, PIN)) for person in people]
    return [*readers, *(item(number) for number in range(1, BOOKS + 1))]


class VirtualClock:
    """`gateway.ports.Clock` that goes with a virtual reactor's."""

    def __init__(self, reactor: Clock) -> None:
        self._reactor = reactor

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self._reactor.seconds())


class Tally:
    """`gateway.ports.Meter` that keeps all it hears."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.wires: list[str] = []

    def served(self, kind: str, outcome: str, seconds: float) -> None:  # noqa: ARG002 - time stands still
        self.messages.append((kind, str(outcome)))

    def wire(self, protocol: str, what: str) -> None:  # noqa: ARG002 - only one is spoken here
        self.wires.append(str(what))


async def _at_once(check: Callable[[], bool]) -> bool:
    return check()


class KioskHall:
    """A gateway with the kiosks `kiosk1` to `kiosk3`, or of other `names`, whose passwords are their logins.

    `settings` are fields of each kiosk's Terminal, `profile` and `account` those of its Profile and Account;
    `engine` may put something before the embedded engine.
    """

    def __init__(
        self,
        *,
        store: Store | None = None,
        records: Iterable[Record] = (),
        settings: Mapping[str, Any] | None = None,
        profile: Mapping[str, Any] | None = None,
        account: Mapping[str, Any] | None = None,
        engine: Callable[[CirculationEngine], CirculationEngine] = lambda engine: engine,
        library: Setting | None = None,
        deadlines: DispatchLimits | None = None,
        limits: ListenerLimits | None = None,
        wire_limits: sip2.Limits | None = None,
        names: Iterable[str] = ("kiosk1", "kiosk2", "kiosk3"),
    ) -> None:
        self.reactor = Clock()
        self.clock = VirtualClock(self.reactor)
        self.store: Any = store or MemoryStore()
        self.tally = Tally()
        numbers = count(1)
        engine_of = EmbeddedEngine(self.store, library or setting(), self.clock, DIGESTS.pin)
        self.dispatcher = Dispatcher(
            store=self.store,
            engines={HOME: engine(engine_of)},
            timers=self.reactor,
            limits=deadlines or DispatchLimits(),
        )
        names = tuple(names)
        self.board = KioskBoard(names, store=self.store, clock=self.clock)
        accounts = (self._account(name, settings or {}, profile or {}, account or {}) for name in names)
        passwords = Passwords(
            {name: name for name in names}, off_reactor=_at_once, now=self.reactor.seconds, key=KEY
        )
        self.listener = KioskListener(
            dispatcher=self.dispatcher,
            accounts=Accounts(accounts, passwords),
            board=self.board,
            stranger=Terminal(origin=replace(KIOSK, terminal=""), zone=ZONE),
            means=Means(
                clock=self.clock,
                seconds=self.reactor.seconds,
                soon=lambda call: self.reactor.callLater(0, call),
                later=self.reactor.callLater,
                new_id=lambda: f"id{next(numbers)}",
                repeat_key=DIGESTS.replay,
                meter=self.tally,
            ),
            limits=limits,
            wire_limits=wire_limits,
        )
        self.save(*stock(), *records)

    @staticmethod
    def _account(
        name: str, settings: Mapping[str, Any], profile: Mapping[str, Any], account: Mapping[str, Any]
    ) -> Account:
        origin = settings.get("origin", KIOSK)
        others = {key: value for key, value in settings.items() if key != "origin"}
        return Account(
            login=name,
            terminal=terminal(replace(origin, terminal=name), **others),
            profile=sip2.Profile(**profile),
            **account,
        )

    def save(self, *records: Record) -> None:
        """Put records into the store."""
        wait(self.store.commit(lambda ledger: ledger.save(Changes(records=records))))

    def look(self, work: Callable[[Shelf], T]) -> T:
        """Read from the store."""
        store: Store = self.store
        return wait(store.read(work))

    def history(self, name: str) -> list[str]:
        """The kinds of what happened to a kiosk, latest first."""
        return [event.kind for event in self.events(f"terminal {name}")]

    def events(self, subject: str) -> tuple[Event, ...]:
        """What happened to somebody or something, latest first."""
        return self.look(lambda shelf: shelf.history(subject, 100))

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass."""
        self.reactor.advance(seconds)

    def line(self, host: str = "10.0.0.1", *, charset: str = "utf-8") -> "Talk":
        """A connection of somebody who has not said who he is."""
        return Talk(self, host, charset)

    def kiosk(self, name: str = "kiosk1", host: str = "10.0.0.1", *, charset: str = "utf-8") -> "Talk":
        """A kiosk that has logged in."""
        return self.line(host, charset=charset) >> f"9300CN{name}|CO{name}|" << "941"


class Refused(Exception):
    """The listener took no connection."""


class Talk:
    """One connection, seen from the kiosk."""

    def __init__(self, hall: KioskHall, host: str, charset: str) -> None:
        self._hall = hall
        self._charset = charset
        self._rest = b""
        connection = hall.listener.buildProtocol(cast("Any", IPv4Address("TCP", host, 4711)))
        if connection is None:
            raise Refused
        self.connection: KioskConnection = connection
        transport: Callable[[], Any] = StringTransportWithDisconnection
        self.wire = transport()
        self.wire.protocol = connection
        connected: Any = connection
        connected.makeConnection(self.wire)

    # --- bytes --------------------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Send bytes as they are, and let all that has to wait for its turn have it."""
        self.connection.dataReceived(data)
        self._hall.pass_seconds(0)

    def received(self) -> bytes:
        """What has come since the last time."""
        self._rest += self.wire.value()
        self.wire.clear()
        data, self._rest = self._rest, b""
        return data

    def gone(self) -> bool:
        """Whether the connection has ended."""
        return not self.wire.connected

    def hang_up(self) -> None:
        """End the connection from the kiosk's side."""
        self.wire.loseConnection()

    # --- messages -----------------------------------------------------------------------------------------

    def write(self, text: str) -> str:
        """A message as it is said now."""
        return text.replace("{t}", self.date()).replace("{b}", BLANK)

    def date(self, seconds_ago: float = 0) -> str:
        """The date so long ago."""
        return sip2.format_date(self._hall.clock.now() - timedelta(seconds=seconds_ago), ZONE)

    def answer(self) -> str:
        """The next answer, without what ends it."""
        self._rest += self.wire.value()
        self.wire.clear()
        line, ended, self._rest = self._rest.partition(b"\r")
        assert ended, f"no answer, but {line!r}"
        return line.decode(self._charset)

    def say(self, text: str) -> str:
        """Send a message and take its answer."""
        return (self >> text).answer()

    def __rshift__(self, text: str) -> Self:
        self.send(self.write(text).encode(self._charset) + b"\r")
        return self

    def __lshift__(self, expected: str) -> Self:
        answer = self.answer()
        assert matches(answer, self.write(expected)), f"{answer!r} is not {expected!r}"
        return self


def matches(text: str, expected: str) -> bool:
    """Whether a text is what was expected, where … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def wait(awaitable: Awaitable[T]) -> T:
    """What has come of an awaitable that has nothing left to wait for."""
    if not isinstance(awaitable, Deferred):
        return result(awaitable)
    found: list[T] = []
    awaitable.addCallback(found.append)
    (value,) = found
    return value


class Slow:
    """An engine that hangs for as long as `hangs`, and goes on when it is told to."""

    def __init__(self, engine: CirculationEngine) -> None:
        self._engine = engine
        self.hangs = False
        self.waiting: list[Deferred[None]] = []
        self.performed = 0

    async def _turn(self) -> None:
        if self.hangs:
            turn: Deferred[None] = Deferred()
            self.waiting.append(turn)
            await turn

    def go_on(self) -> None:
        """Let everything that hangs go on."""
        self.hangs = False
        waiting, self.waiting = self.waiting, []
        for turn in waiting:
            turn.callback(None)

    async def perform(self, inbound: Inbound, command: Any, journal: Any) -> Any:  # noqa: ANN401
        await self._turn()
        self.performed += 1
        return await self._engine.perform(inbound, command, journal)

    async def ask_patron(self, query: Any) -> Any:  # noqa: ANN401
        await self._turn()
        return await self._engine.ask_patron(query)

    async def ask_item(self, query: Any) -> Any:  # noqa: ANN401
        await self._turn()
        return await self._engine.ask_item(query)


__all__ = ["DIGESTS", "PIN", "Done", "KioskHall", "Refused", "Slow", "Talk", "matches", "stock", "wait"]
