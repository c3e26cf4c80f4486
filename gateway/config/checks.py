"""Tests of single values that a type alone can't express; a field names its test in the declaration.

Each takes the value, its path and the environment, and answers with what is wrong, or None.
"""

import re
import string
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from gateway.config.addresses import host_and_port
from gateway.config.addresses import hours as hours_in
from gateway.config.database import POSTGRESQL, Database
from gateway.config.endpoints import KINDS, misspelt
from gateway.config.faults import Fault, FaultCode, Plain
from gateway.config.kiosks import DATE_TOKENS, ITEM_LINE_NAMES
from gateway.config.secret import Secret

Check: TypeAlias = Callable[[Any, str, Mapping[str, str]], Fault | None]

_DATE_TOKEN: Final = re.compile(r"%.?", re.DOTALL)

_ENDPOINT: Final = {
    "kind": FaultCode.BAD_ENDPOINT_KIND,
    "missing": FaultCode.BAD_ENDPOINT_LACKS,
    "unknown": FaultCode.BAD_ENDPOINT,
    "port": FaultCode.BAD_PORT,
}

#: Printable text without spaces around it or around its colon.
_SYMBOL: Final = re.compile(r"[^\s:\x00-\x1f\x7f]+(?::[^\s:\x00-\x1f\x7f]+)?")

#: Registered symbols have some ten characters; more is another text by mistake.
_LONGEST_SYMBOL: Final = 64

_PARTNER_NAME: Final = re.compile(r"\w(?:[\w.-]{0,38}\w)?")

_FINGERPRINT: Final = re.compile(r"sha256:(?:[0-9a-f]{64}|[0-9a-f]{2}(?::[0-9a-f]{2}){31})", re.IGNORECASE)

#: Text that would end a field or a message has no place in a template.
_BREAKS_MESSAGES: Final = re.compile(r"[|\x00-\x1f\x7f]")


def zone(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A name of the IANA time zone database."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # not found, not a name, a folder
        return Fault(path, FaultCode.BAD_ZONE, {"value": value})
    return None


def charset(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A character set in which messages can be framed, as `protocols.sip2` judges it."""
    # The protocol is half of what a check of the configuration would import, and most files name no charset.
    from protocols.sip2.charset import Charset  # noqa: PLC0415

    try:
        named = Charset(value).name
    except (LookupError, ValueError):
        named = None
    return None if named else Fault(path, FaultCode.BAD_CHARSET, {"value": value})


def network(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """An IP address or a network in CIDR notation, host bits allowed."""
    try:
        ip_network(value, strict=False)
    except ValueError:
        return Fault(path, FaultCode.BAD_NETWORK, {"value": value})
    return None


def endpoint(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A Twisted endpoint string, as far as it can be judged without opening it."""
    wrong = misspelt(value)
    if wrong is None:
        return None
    return Fault(
        path, _ENDPOINT[wrong.what], {"value": value, "part": Plain(wrong.part), "kinds": tuple(KINDS)}
    )


def item_line(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A line template: text and known names in braces, without conversions or formats."""
    names = tuple(f"{{{name}}}" for name in ITEM_LINE_NAMES)
    fault = Fault(path, FaultCode.BAD_TEMPLATE, {"value": value, "allowed": names})
    try:
        parts = list(string.Formatter().parse(value))
    except ValueError:
        return fault
    plain = all(
        name is None or (name in ITEM_LINE_NAMES and not form and not conversion)
        for _, name, form, conversion in parts
    )
    return None if plain and not _BREAKS_MESSAGES.search(value) else fault


def date_format(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A date format of the few tokens that mean the same everywhere."""
    tokens = _DATE_TOKEN.findall(value)
    if all(token in DATE_TOKENS for token in tokens) and not _BREAKS_MESSAGES.search(value):
        return None
    return Fault(path, FaultCode.BAD_DATE_FORMAT, {"value": value, "allowed": DATE_TOKENS})


def database(value: Database, path: str, _: Mapping[str, str]) -> Fault | None:
    """A file's path, or the URL of a PostgreSQL database without a password in it."""
    if value.path is not None:
        return None
    if not value.startswith(POSTGRESQL):
        return Fault(path, FaultCode.BAD_DATABASE, {"scheme": Plain(value.scheme)})
    return Fault(path, FaultCode.DATABASE_PASSWORD) if value.tells_password else None


def address(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """Where somebody is called: a host, and perhaps a port."""
    return None if host_and_port(value) else Fault(path, FaultCode.BAD_ADDRESS, {"value": value})


def symbol(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A library's symbol (ISO 10161 Institution-Symbol), with its authority before it or alone."""
    right = not value or (_SYMBOL.fullmatch(value) and len(value) <= _LONGEST_SYMBOL)
    return None if right else Fault(path, FaultCode.BAD_SYMBOL, {"value": value})


def partner_name(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A name that can't be taken for an address or an option, and needs no quotation marks anywhere."""
    right = _PARTNER_NAME.fullmatch(value) and not _is_address(value)
    return None if right else Fault(path, FaultCode.BAD_PARTNER_NAME, {"value": value})


def _is_address(value: str) -> bool:
    try:
        ip_network(value)
    except ValueError:
        return False
    return True


def fingerprint(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A certificate's SHA-256, with or without the colons that OpenSSL prints."""
    right = not value or _FINGERPRINT.fullmatch(value)
    return None if right else Fault(path, FaultCode.BAD_FINGERPRINT, {"value": value})


def hours(value: str, path: str, _: Mapping[str, str]) -> Fault | None:
    """A part of the day, on all days or on some."""
    return None if hours_in(value) else Fault(path, FaultCode.BAD_HOURS, {"value": value})


def secret(value: Secret, path: str, environ: Mapping[str, str]) -> Fault | None:
    """A secret that can be read now."""
    return value.fault(path, environ)


CHECKS: Final[Mapping[str, Check]] = {
    "zone": zone,
    "charset": charset,
    "network": network,
    "endpoint": endpoint,
    "item-line": item_line,
    "date-format": date_format,
    "address": address,
    "symbol": symbol,
    "partner-name": partner_name,
    "fingerprint": fingerprint,
    "hours": hours,
    "secret": secret,
    "database": database,
}
"""The tests by the names under which declarations ask for them."""
