"""The configuration read again while the server runs: all of it taken, or nothing."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from twisted.internet.defer import DeferredLock
from twisted.internet.threads import deferToThread
from twisted.logger import Logger

from gateway.app.arrangement import Arrangement, Surroundings, arrange
from gateway.app.doors import Unable
from gateway.app.logs import LogBook
from gateway.config.changes import changes, in_force, waits
from gateway.config.declare import Config
from gateway.config.faults import ConfigError
from gateway.model.changes import Changes, Event
from gateway.model.wording import Sentence
from gateway.ports import StoreDown
from gateway.web.health import ConfigCheck
from gateway.web.service import Reading

#: What its events are filed under.
SUBJECT: Final = "service config"

_NOTHING_TO_READ: Final[Sentence] = (
    "此服务没有可重新读取的配置文件",
    "this server has no file to read again",
)
_NOT_WRITTEN: Final[Sentence] = (
    "数据库目前无法使用，请稍后再试",
    "the database can't be used at the moment: try again later",
)


class Sources(NamedTuple):
    """Where a configuration comes from, and the log that it also speaks of."""

    read: Callable[[], Config]
    log: LogBook


class Adopts(Protocol):
    """What takes a new arrangement: the house."""

    config: Config

    def renew(self) -> Sequence[Unable]:
        """Read certificates again; those that can't be read are told, and the old ones stay."""
        ...

    async def adopt(self, arranged: Arrangement) -> None:
        """Go by it from now on, or raise with nothing changed."""
        ...

    def write(self, changes: Changes) -> Awaitable[object]:
        """Write something down."""
        ...


class Reloader:
    """Reads the configuration again, one request at a time. `off_reactor` calls something in a thread."""

    log = Logger()

    def __init__(
        self,
        house: Adopts,
        sources: Sources | None,
        around: Surroundings,
        *,
        off_reactor: Callable[..., Awaitable[Any]] = deferToThread,
    ) -> None:
        self._house = house
        self._sources = sources
        self._around = around
        self._off_reactor = off_reactor
        self._turn = DeferredLock()
        self._check = ConfigCheck(read=around.clock.now())

    def check(self) -> ConfigCheck:
        """How the configuration stands."""
        return self._check

    async def reload(self, actor: str = "") -> Reading:
        """Read it again and take it, or refuse it as a whole; what came of it is also logged and kept."""
        await self._turn.acquire()
        try:
            reading = await self._reading()
        finally:
            self._turn.release()
        now = self._around.clock.now()
        self._note(reading, now)
        await self._remember(reading, actor, now)
        return reading

    async def _reading(self) -> Reading:
        if self._sources is None:
            return Reading(faults=(_NOTHING_TO_READ,))
        try:
            return await self._take(self._sources)
        except ConfigError as error:
            return Reading(faults=tuple((fault.text("zh"), fault.text("en")) for fault in error.faults))
        except StoreDown:
            return Reading(faults=(_NOT_WRITTEN,))
        except Exception as error:  # noqa: BLE001 - whatever it is, what runs goes on as it was
            self.log.failure("the configuration could not be taken")
            return Reading(faults=((str(error), str(error)),))

    async def _take(self, sources: Sources) -> Reading:
        """Read, work out and open everything first; then let the house have it.

        Certificates are read first of all: one that was renewed by half refuses the rest, so that it is seen.
        """
        running = self._house.config
        read: Config = await self._off_reactor(sources.read)
        arranged: Arrangement = await self._off_reactor(arrange, in_force(running, read), self._around)
        unread = self._house.renew()
        if unread:
            return Reading(faults=tuple(_certificate(door) for door in unread))
        page = sources.log.page(read.log)
        await self._house.adopt(arranged)
        sources.log.turn(page)
        differs = changes(running, read)
        return Reading(
            applied=tuple(key for key in differs if not waits(key)),
            restart=tuple(key for key in differs if waits(key)),
        )

    def _note(self, reading: Reading, now: datetime) -> None:
        if reading.faults:
            self._check = ConfigCheck(ok=False, read=self._check.read, waits=self._check.waits)
            lines = "; ".join(english for _, english in reading.faults)
            self.log.error("the configuration was refused and the old one holds: {why}", why=lines)
            return
        self._check = ConfigCheck(read=now, waits=bool(reading.restart))
        self.log.info(
            "the configuration was read again: {applied}; from the next start: {restart}",
            applied=", ".join(reading.applied) or "nothing changed",
            restart=", ".join(reading.restart) or "nothing",
        )

    async def _remember(self, reading: Reading, actor: str, now: datetime) -> None:
        event = Event(
            kind="config-refused" if reading.faults else "config-read",
            subject=SUBJECT,
            at=now,
            actor=actor,
            data={
                "faults": len(reading.faults) or None,
                "applied": " ".join(reading.applied) or None,
                "restart": " ".join(reading.restart) or None,
            },
        )
        try:
            await self._house.write(Changes(events=(event,)))
        except Exception:  # noqa: BLE001 - it is in the log, and the configuration holds all the same
            self.log.failure("that the configuration was read was not written")


def _certificate(door: Unable) -> Sentence:
    return (
        f"{door.name}：证书或密钥无法使用（{door.reason}）",
        f"{door.name}: its certificate or key can't be used ({door.reason})",
    )
