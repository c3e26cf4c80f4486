"""From a file to a configuration."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from gateway.config.declare import LENDS, RULES, Config
from gateway.config.faults import ConfigError, Fault, FaultCode, Plain
from gateway.config.read import Reader

#: A configuration for hundreds of kiosks has some hundred kilobytes; more is another file by mistake.
LARGEST: Final = 4 << 20


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A configuration with what it was made from.

    `given` is the file's document, `warnings` what is unwise but works.
    """

    path: Path
    config: Config
    given: dict[str, Any]
    warnings: tuple[Fault, ...] = ()


def load(path: Path | str, environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration in that file. Raises `ConfigError` with every fault in it."""
    return load_all(path, environ).config


def load_all(path: Path | str, environ: Mapping[str, str] = os.environ) -> Loaded:
    """As `load`, with the document and the warnings."""
    file = Path(path).absolute()
    document = parse(content_of(file))
    config, warnings = read(document, file.parent, environ)
    return Loaded(path=file, config=config, given=document, warnings=warnings)


def parse(content: bytes) -> dict[str, Any]:
    """A TOML document. Raises `ConfigError` with line and column."""
    try:
        text = content.decode("utf-8-sig")  # Windows' editor marks UTF-8 so
    except UnicodeDecodeError as error:
        raise ConfigError([Fault("", FaultCode.NOT_UTF8, {"offset": error.start})]) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax(str(error), text)]) from None
    except (
        RecursionError,
        ValueError,
    ) as error:  # nested too deep; a number of more digits than Python reads
        raise ConfigError([_syntax(str(error), text)]) from None


def read(
    document: Mapping[str, Any], base: Path, environ: Mapping[str, str] = os.environ
) -> tuple[Config, tuple[Fault, ...]]:
    """The configuration that a document states, relative paths starting at `base`, and warnings."""
    reader = Reader(base, environ, LENDS, RULES)
    config = reader.read(Config, document)
    if config is None:
        raise ConfigError(reader.faults)
    return _complete(config), tuple(reader.warnings)


def _complete(config: Config) -> Config:
    """Fill in what one place of the file says for another."""
    kiosks = tuple(
        kiosk if kiosk.agency else msgspec.structs.replace(kiosk, agency=config.agency)
        for kiosk in config.kiosks
    )
    return msgspec.structs.replace(config, kiosks=kiosks)


def content_of(file: Path) -> bytes:
    """The bytes of a configuration file. Raises `ConfigError`."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise ConfigError([Fault(str(file), FaultCode.NO_FILE)]) from None
    except (OSError, ValueError) as error:
        reason = Plain(getattr(error, "strerror", None) or error)
        raise ConfigError([Fault(str(file), FaultCode.UNREADABLE, {"reason": reason})]) from None
    if len(content) > LARGEST:
        reason = Plain(f"> {LARGEST} bytes")
        raise ConfigError([Fault(str(file), FaultCode.UNREADABLE, {"reason": reason})])
    return content


_PLACE: Final = re.compile(
    r"^(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$"
)


def _syntax(message: str, text: str) -> Fault:
    """What tomllib says, with the place apart; the end of the document is a place too."""
    place = _PLACE.match(message)
    lines = text.split("\n")
    line = place["line"] if place and place["line"] else len(lines)
    column = place["column"] if place and place["column"] else len(lines[-1]) + 1
    reason = place["reason"] if place else message
    return Fault("", FaultCode.SYNTAX, {"line": int(line), "column": int(column), "reason": Plain(reason)})
