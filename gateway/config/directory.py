"""A directory that holds one gateway: ``guanji.toml``, ``secrets/`` with the key file, and the database."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gateway.config.load import load

#: The configuration's name in its directory.
FILE: Final = "guanji.toml"

_PRIVATE_DIRECTORY: Final = 0o700
_PRIVATE_FILE: Final = 0o600


class NotEmpty(Exception):
    """The directory holds something else; nothing of it was touched."""


def is_gateway(directory: Path) -> bool:
    """Whether a configuration lies there already."""
    return (directory / FILE).exists()


def create(directory: Path, text: str, secrets: Mapping[str, str]) -> None:
    """Make a new gateway from its configuration's `text` and `secrets` (path → content).

    The key file and an empty database are made where the configuration says that they are. Raises `NotEmpty`;
    `OSError` and `gateway.store.errors.StoreError` where something can't be written. The configuration gets
    its name last, so a directory whose making was interrupted is never taken for a gateway.
    """
    # The store brings half the server with it; who only looks at a directory does without.
    from gateway.store.keys import create_key  # noqa: PLC0415
    from gateway.store.opening import ready  # noqa: PLC0415

    if directory.exists() and any(directory.iterdir()):
        raise NotEmpty(str(directory))
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in secrets.items():
        file = directory / name
        file.parent.mkdir(mode=_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        _write(file, content + "\n")
    unfinished = directory / (FILE + ".new")
    _write(unfinished, text)
    config = load(unfinished)
    for place in filter(None, (config.keys, config.database.path)):
        place.parent.mkdir(mode=_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    create_key(config.keys)
    ready(config.database)
    unfinished.rename(directory / FILE)


def _write(file: Path, content: str) -> None:
    """A new file that only its owner can read, from its first byte on."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
