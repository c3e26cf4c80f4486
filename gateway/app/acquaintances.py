"""Lending partners as a configuration names them: their files, where they are called, by what they are known.

Nobody is called, and no name is looked up: how a line fares is asked of the server (`guanji probe`).
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from gateway.app.findings import Finding, Findings, fail, ok, warn
from gateway.app.machine import CERTIFICATE_DAYS
from gateway.app.partners import caller
from gateway.config.addresses import host_and_port
from gateway.config.declare import Config
from gateway.config.partners import Partner
from gateway.net.tls import TlsError, certificates_in

#: So long before its end a certificate is told of.
SOON: Final = timedelta(days=CERTIFICATE_DAYS)

#: A label of a host's name (RFC 1123 §2.1), and the underscore that some networks have all the same.
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")


def partners(config: Config, now: datetime) -> Findings:
    """Whether each can be called and be told from others, and for how long certificates are good."""
    if not config.partners:
        return
    unfit = [one for each in (_addresses(config), _files(config)) for one in each]
    yield from unfit
    if not unfit:
        yield ok("partners", "partners-ok", many=len(config.partners))
    yield from _terms(config, now)
    unproven = [one.name for one in config.partners if not (one.certificates or one.addresses)]
    if unproven:
        yield warn("partners", "partner-by-symbol", names=", ".join(unproven))


def _addresses(config: Config) -> Findings:
    """Addresses that nobody can be called at."""
    for partner in config.partners:
        where = host_and_port(partner.address)
        if where is not None and not _is_callable(where[0]):
            yield fail("partners", "partner-address", name=partner.name, address=partner.address)


def _is_callable(host: str) -> bool:
    """Whether a host is an address of one machine, or a name that one can have."""
    try:
        address = ip_address(host)
    except ValueError:
        return _is_name(host)
    return not (address.is_unspecified or address.is_multicast)


def _is_name(host: str) -> bool:
    try:
        labels = host.encode("idna").decode().rstrip(".").split(".")
    except UnicodeError:
        return False
    # What ends in a number is an address, and would have been one (RFC 1123 §2.1).
    return not labels[-1].isdigit() and all(_LABEL.fullmatch(label) for label in labels)


def _files(config: Config) -> Findings:
    """Files for TLS that can't be used, or don't belong together."""
    for partner in config.partners:
        if partner.tls is None:
            continue
        try:
            caller(partner.tls, (host_and_port(partner.address) or ("", 0))[0])
        except (TlsError, OSError) as error:
            yield fail("partners", "partner-tls", name=partner.name, reason=error)


def _terms(config: Config, now: datetime) -> Findings:
    """For how long the certificates are good that we show, and those by which partners are known."""
    for (file, ours), names in _used(config.partners).items():
        try:
            ends = [one.to_cryptography().not_valid_after_utc for one in certificates_in(file)]
        except TlsError:
            continue  # that is told already
        # What follows in a file of ours leads to its authority. Of authorities the new one may stand beside
        # the old one: as long as one is good, it may be the one.
        end = ends[0] if ours else max(ends)
        facts = {
            "name": ", ".join(names),
            "file": file,
            "day": end.date().isoformat(),
            "days": (end - now).days,
        }
        yield (_own if ours else _authorities)(end, now, facts)


def _own(end: datetime, now: datetime, facts: dict[str, object]) -> Finding:
    if end <= now:
        return fail("partners", "partner-own-over", **facts)
    if end < now + SOON:
        return warn("partners", "partner-own-soon", **facts)
    return ok("partners", "partner-own-ok", **facts)


def _authorities(end: datetime, now: datetime, facts: dict[str, object]) -> Finding:
    if end <= now:
        return fail("partners", "partner-ca-over", **facts)
    if end < now + SOON:
        return warn("partners", "partner-ca-soon", **facts)
    return ok("partners", "partner-ca-ok", **facts)


def _used(every: tuple[Partner, ...]) -> dict[tuple[Path, bool], list[str]]:
    """Each file, with whether it is our own certificate, and the partners for whom it is used."""
    found: dict[tuple[Path, bool], list[str]] = {}
    for partner in every:
        for use in _uses(partner):
            found.setdefault(use, []).append(partner.name)
    return found


def _uses(partner: Partner) -> Iterator[tuple[Path, bool]]:
    if partner.tls is not None and partner.tls.certificate is not None:
        yield partner.tls.certificate, True
    if partner.tls is not None and partner.tls.ca is not None:
        yield partner.tls.ca, False
