"""Where the demo library lives: a directory like that of ``guanji init``, filled once, then kept."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from gateway.config.declare import Config
from gateway.config.directory import FILE, NotEmpty, create, is_gateway
from gateway.config.load import load
from gateway.demo.configuration import KIOSKS, demo_toml
from gateway.demo.library import records
from gateway.net.passwords import hashed
from gateway.store.bulk import load as load_records
from gateway.store.keys import KeyedDigest, load_key

_PORT = re.compile(r"^tcp:(\d+)")


def furnish(directory: Path, now: datetime) -> bool:
    """Make the demo library in `directory`; False where one is there already, which is left as it is.

    It is made beside it and moved into place, so that one whose making was interrupted is never taken for
    whole. Raises `NotEmpty` where something else is there.
    """
    if is_gateway(directory):
        return False
    if directory.exists() and any(directory.iterdir()):
        raise NotEmpty(str(directory))
    directory.parent.mkdir(parents=True, exist_ok=True)
    unfinished = directory.with_name(directory.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    # A kiosk's password is its login, as the README says; kept as any other would be.
    create(unfinished, demo_toml(), {f"secrets/{kiosk.login}": hashed(kiosk.login) for kiosk in KIOSKS})
    config = load(unfinished / FILE)
    digests = KeyedDigest(load_key(config.keys))
    load_records(config.database, records(now, ZoneInfo(config.zone), digests.pin))
    unfinished.rename(directory)
    return True


def configuration(directory: Path, port_offset: int) -> Config:
    """The configuration in `directory`, with every TCP port moved by so much."""
    config = load(directory / FILE)

    def moved(endpoint: str) -> str:
        return _PORT.sub(lambda port: f"tcp:{int(port[1]) + port_offset}", endpoint)

    replace = msgspec.structs.replace
    return replace(
        config,
        listen=tuple(replace(listener, endpoint=moved(listener.endpoint)) for listener in config.listen),
        http=replace(config.http, endpoint=moved(config.http.endpoint)),
        partners=tuple(
            replace(partner, address=_moved(partner.address, port_offset)) for partner in config.partners
        ),
    )


def _moved(address: str, port_offset: int) -> str:
    host, _, port = address.rpartition(":")
    return f"{host}:{int(port) + port_offset}"


def port_of(endpoint: str) -> int:
    """The TCP port of an endpoint string."""
    port = _PORT.match(endpoint)
    if port is None:
        raise ValueError(f"{endpoint} is no TCP endpoint")
    return int(port[1])
