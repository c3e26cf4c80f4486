"""The machine around a server, as a configuration names it: ports, certificates, clock, disks, rights."""

import errno
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from gateway.app import vitals
from gateway.app.doors import unwrapped
from gateway.app.findings import Finding, Findings, fail, ok, warn
from gateway.app.occupancy import SUFFIX
from gateway.config.declare import Config
from gateway.config.endpoints import address
from gateway.config.load import Loaded
from gateway.net.tls import TlsError, expiry
from gateway.store.erased import beside
from gateway.store.schema import OTHERS
from gateway.web.site import MOST_LINES

#: A certificate is asked for, signed and installed within this; so is told in time.
CERTIFICATE_DAYS: Final = 30

#: What a clock may be wrong by before dates on receipts are.
AHEAD: Final = timedelta(minutes=2)

#: Below this, books can't be kept for another day; below that, an upgrade or a backup has no room.
LEAST_BYTES: Final = 200 << 20
FEW_BYTES: Final = 2 << 30

#: Files that a server may have open beside one for each connection of a kiosk: database, log, libraries,
#: and what asks the HTTP port and the control socket.
OWN_FILES: Final = 64 + 2 * MOST_LINES

#: Memory that a server with a few hundred lines takes, with room.
LEAST_MEMORY: Final = 256 << 20

#: The longest name of a socket in the file system (sun_path, with its NUL).
LONGEST_SOCKET: Final = 107

_MEGABYTE: Final = 1_000_000
_TAKEN: Final = frozenset({errno.EADDRINUSE})

#: What each right that is asked for forbids; a database with any of `OTHERS` keeps a server from starting.
_OPEN: Final = {"600": OTHERS, "700": OTHERS, "go-w": 0o022}


# --- where it listens ------------------------------------------------------------------------------


def ports(config: Config, *, runs: bool) -> Findings:
    """Whether each port can be had, or is ours already."""
    doors = [(door.name, door.endpoint) for door in config.listen] + [("http", config.http.endpoint)]
    for name, endpoint in doors:
        where = address(endpoint)
        if where is not None:
            yield _port(name, *where, runs=runs)
    control = config.control.socket
    if len(str(control).encode()) > LONGEST_SOCKET:
        yield fail("ports", "socket-long", path=control, most=LONGEST_SOCKET)


def _port(name: str, host: str, port: int, *, runs: bool) -> Finding:
    """Whether the port can be had, or is held already, by a server of ours if one runs."""
    facts = {"name": name, "port": port, "host": host or "*"}
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno in _TAKEN
            if taken and runs:
                return ok("ports", "port-ours", **facts)
            return fail("ports", "port-taken" if taken else "port-shut", reason=error.strerror, **facts)
    return warn("ports", "port-unheld", **facts) if runs and port else ok("ports", "port-free", **facts)


def certificates(config: Config, now: datetime) -> Findings:
    """Whether each certificate can be read, and for how long it is good."""
    doors = [(door.name, door.endpoint, door.tls) for door in config.listen]
    for name, endpoint, tls in (*doors, ("http", config.http.endpoint, config.http.tls)):
        files = unwrapped(endpoint, tls)[1]
        if files is None:
            continue
        try:
            ends = expiry(files)
        except (TlsError, OSError) as error:
            yield fail("certificates", "certificate-bad", name=name, reason=error)
            continue
        days = (ends - now).days
        facts = {"name": name, "day": ends.date().isoformat(), "days": days}
        if ends <= now:
            yield fail("certificates", "certificate-over", **facts)
        elif days < CERTIFICATE_DAYS:
            yield warn("certificates", "certificate-soon", **facts)
        else:
            yield ok("certificates", "certificate-ok", **facts)


# --- the machine -----------------------------------------------------------------------------------


def clock(loaded: Loaded, now: datetime) -> Findings:
    """Whether the clock is kept right, and nothing was written later than now."""
    kept = vitals.synchronised()
    if kept is False:
        yield warn("clock", "clock-free")
    elif kept:
        yield ok("clock", "clock-ok")
    database = loaded.config.database.path
    for file in (loaded.path, loaded.config.keys, *((database,) if database is not None else ())):
        try:
            written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except OSError:
            continue  # what is not there is told elsewhere
        if written > now + AHEAD:
            yield fail("clock", "clock-behind", latest=f"{file} {written.isoformat(timespec='seconds')}")


def disks(config: Config) -> Findings:
    """Whether there is room where the database and the log lie."""
    database, log = config.database.path, config.log.file
    folders = dict.fromkeys(file.parent for file in (database, log) if file is not None)
    for folder in folders:
        try:
            free, whole = vitals.free(folder)
        except OSError as error:
            yield fail("disk", "disk-gone", folder=folder, reason=error.strerror)
            continue
        facts = {"folder": folder, "free": free // _MEGABYTE, "percent": free * 100 // max(whole, 1)}
        needed = database.stat().st_size if database is not None and database.exists() else 0
        if free < LEAST_BYTES:
            yield fail("disk", "disk-full", **facts)
        elif free < max(FEW_BYTES, 2 * needed):
            yield warn("disk", "disk-little", **facts)
        else:
            yield ok("disk", "disk-ok", **facts)


def rights(loaded: Loaded) -> Findings:
    """Whether nobody else may read or write what he must not."""
    config = loaded.config
    if vitals.is_root():
        yield warn("rights", "rights-root")
    wrong = [(path, mode) for path, mode in _guarded(loaded) if _is_open(path, _OPEN[mode])]
    for path, mode in wrong:
        tell = warn if mode == "700" else fail  # what lies in the folder is closed by itself
        yield tell("rights", "rights-open", path=path, mode=mode)
    if not wrong:
        yield ok("rights", "rights-ok", folder=config.keys.parent)


def _is_open(path: Path, forbidden: int) -> bool:
    """Whether it is there with rights that it must not have."""
    try:
        return bool(path.stat().st_mode & forbidden)
    except OSError:
        return False  # what is not there is told elsewhere


def _guarded(loaded: Loaded) -> Iterator[tuple[Path, str]]:
    """What nobody else may read (600; a folder 700), or at least write (go-w)."""
    config = loaded.config
    yield loaded.path, "go-w"
    yield loaded.path.parent, "go-w"
    yield config.control.socket, "600"
    yield beside(config.keys).path, "600"
    for door in config.listen:
        files = unwrapped(door.endpoint, door.tls)[1]
        if files is not None:
            yield files.key, "600"
    for partner in config.partners:
        if partner.tls is not None and partner.tls.key is not None:
            yield partner.tls.key, "600"
    for secret in (config.database_password, *(kiosk.password for kiosk in config.kiosks)):
        if secret is not None and secret.file is not None:
            yield secret.file, "600"
    if config.database.path is not None:
        yield config.database.path.parent, "700"
        yield from ((file, "600") for file in _data(config.database.path))


def _data(database: Path) -> Iterator[Path]:
    """The database, its log, and whatever copies of it lie in its folder."""
    yield database
    copies = (
        f"{database.name}-*",
        f"{database.name}.before-*",
        f"{database.name}.replaced-*",
        "guanji-*.sqlite",
    )
    for pattern in copies:
        yield from sorted(database.parent.glob(pattern))


def limits(config: Config) -> Findings:
    """Whether as many connections as are configured have files and memory."""
    needed = config.limits.connections + OWN_FILES
    most = vitals.open_files(_process(config))
    if most < needed:
        yield fail("limits", "files-few", most=most, needed=needed, connections=config.limits.connections)
    else:
        yield ok("limits", "files-ok", most="∞" if most == vitals.UNLIMITED else most, needed=needed)
    memory = vitals.memory()
    if memory is not None and memory < LEAST_MEMORY:
        yield warn("limits", "memory-little", free=memory // _MEGABYTE)


def _process(config: Config) -> int | None:
    """The server's process, by the lock that it holds on its database."""
    database = config.database.path
    if database is None:
        return None
    try:
        text = database.with_name(database.name + SUFFIX).read_text("ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None
