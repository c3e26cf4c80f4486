"""``guanji doctor``: everything around the server that goes wrong in a library, looked at in one go.

Each look gives findings: what was looked at, how it is, and a code with facts, for which the command line has
a sentence that says what to do. Nothing is changed.
"""

from collections.abc import Callable, Mapping
from contextlib import chdir
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway.app import acquaintances, machine
from gateway.app.custody import custody
from gateway.app.findings import Finding, Findings, Level, fail, ok, warn
from gateway.app.machine import AHEAD
from gateway.config.declare import Config
from gateway.config.faults import ConfigError, Fault
from gateway.config.load import load_all
from gateway.store.backup import Unfit
from gateway.store.errors import StoreError
from gateway.store.keys import load_key
from gateway.store.probe import Pulse, pulse

#: A backup older than this was forgotten, or its timer has stopped.
BACKUP_AGE: Final = timedelta(days=2)

#: A log this long is not copied into the database: something reads without an end.
LONG_LOG_BYTES: Final = 512 << 20

_MEGABYTE: Final = 1_000_000
_OTHERS: Final = 0o077


class Silent(Exception):
    """No server answers; where one should, `reason` is why it can't be asked."""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        super().__init__(reason)


def examine(file: Path, *, now: datetime, health: Callable[[], Mapping[str, Any]]) -> Findings:
    """Look at everything that the configuration in `file` names.

    `health` asks the running server how it is (`gateway.web.health.Health`) and raises `Silent`.
    """
    try:
        loaded = load_all(file)
    except ConfigError as error:
        yield from (_fault(Level.FAIL, fault) for fault in error.faults)
        return
    yield ok("config", "config-ok", file=loaded.path)
    yield from (_fault(Level.WARN, warning) for warning in loaded.warnings)
    # As the server does: what an endpoint names is relative to the configuration.
    with chdir(loaded.path.parent):
        server = _ask(health)
        yield from _server(server)
        yield from _key(loaded.config)
        yield from _database(loaded.config, now)
        yield from machine.ports(loaded.config, runs=isinstance(server, Mapping))
        yield from machine.certificates(loaded.config, now)
        yield from acquaintances.partners(loaded.config, now)
        yield from machine.clock(loaded, now)
        yield from machine.disks(loaded.config)
        yield from machine.rights(loaded)
        yield from machine.limits(loaded.config)


def _fault(level: Level, fault: Fault) -> Finding:
    return Finding("config", level, "fault", {"text": (fault.text("en"), fault.text("zh"))})


# --- the server ------------------------------------------------------------------------------------


def _ask(health: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | Silent:
    try:
        return health()
    except Silent as silent:
        return silent


def _server(found: Mapping[str, Any] | Silent) -> Findings:
    if isinstance(found, Silent):
        yield (
            fail("server", "server-mute", reason=found.reason)
            if found.reason
            else warn("server", "server-none")
        )
        return
    checks = found["checks"]
    if found["status"] == "ok":
        yield ok("server", "server-ok", version=found["version"], kiosks=checks["kiosks"]["connected"])
    else:
        yield fail("server", "server-failing", why=checks["store"]["why"])
    config = checks.get("config", {})
    if not config.get("ok", True):
        yield warn("server", "server-refused")
    if config.get("waits"):
        yield warn("server", "server-waits")


# --- what it keeps ---------------------------------------------------------------------------------


def _key(config: Config) -> Findings:
    try:
        load_key(config.keys)
    except StoreError as error:
        yield fail("key", "key-bad", reason=error)
        return
    yield ok("key", "key-ok", file=config.keys)
    if config.keys.parent.stat().st_mode & _OTHERS:
        yield warn("key", "rights-open", path=config.keys.parent, mode="700")


def _database(config: Config, now: datetime) -> Findings:
    try:
        found = custody(config).status()
        heart = pulse(config.database.path)
    except Unfit as error:
        yield fail("database", error.why, **error.facts)
        return
    except StoreError as error:
        yield fail("database", "database-bad", reason=error)
        return
    size = f"{found.size / _MEGABYTE:.1f}"
    if found.revision != found.known:
        code = "database-older" if found.revision < found.known else "database-newer"
        yield fail("database", code, found=found.revision or "-", known=found.known)
    elif found.sound not in {"", "ok"}:
        yield fail("database", "database-damaged", reason=found.sound)
    elif heart.why:
        yield fail("database", "database-unwritable", reason=heart.why)
    else:
        yield ok("database", "database-ok", where=found.where, size=size, revision=found.revision)
    if found.wal > LONG_LOG_BYTES:
        yield warn("database", "database-log", size=f"{found.wal / _MEGABYTE:.0f}")
    yield _backup(found.copied, now, ZoneInfo(config.zone))
    yield from _future(heart, now)


def _backup(copied: str, now: datetime, zone: ZoneInfo) -> Finding:
    if not copied:
        return warn("backup", "backup-none")
    at = datetime.fromisoformat(copied)
    facts = {"when": f"{at.astimezone(zone):%Y-%m-%d %H:%M}", "days": (now - at).days}
    return (
        warn("backup", "backup-old", **facts) if now - at > BACKUP_AGE else ok("backup", "backup-ok", **facts)
    )


def _future(heart: Pulse, now: datetime) -> Findings:
    if heart.latest is not None and heart.latest > now + AHEAD:
        yield fail("clock", "clock-behind", latest=heart.latest.isoformat(timespec="seconds"))
