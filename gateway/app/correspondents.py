"""From the configuration's partners to those who decide: who is known, by what, and on which terms."""

from datetime import time, timedelta
from ipaddress import ip_network
from typing import Final
from zoneinfo import ZoneInfo

from gateway.app.partners import fingerprint
from gateway.config.addresses import hours
from gateway.config.declare import Config
from gateway.config.partners import OptionalMessages, Partner
from gateway.dispatch.lending import Correspondent, Directory, Library, Strangers
from gateway.model.ill.names import SystemId
from gateway.model.ill.partners import Confirm, PartnerTerms
from gateway.model.ill.parts import RequesterMessages, ResponderMessages
from gateway.model.ill.words import Wish
from gateway.outbox.terms import Hours, SendingTerms

_MINUTES: Final = 60
_MIDNIGHT: Final = 24 * 60


def library(config: Config) -> Library:
    """Whose transactions they are."""
    return Library(agency=config.agency_id, us=_ours(config)[0], zone=ZoneInfo(config.zone))


def directory(config: Config) -> Directory:
    """Every partner, and what becomes of strangers."""
    return Directory(
        (_correspondent(partner) for partner in config.partners),
        ours=_ours(config),
        strangers=Strangers(config.ill.unknown_partners),
        loopback=config.ill.demo_loopback,
        daily=config.ill.limits.stranger_requests_per_day,
    )


def sending(config: Config) -> dict[str, SendingTerms]:
    """How each partner is spoken to."""
    return {
        partner.name: SendingTerms(
            window=partner.window,
            hours=tuple(_hours(text) for text in partner.hours),
            tries=partner.tries,
            first_delay=timedelta(seconds=partner.retry_seconds),
        )
        for partner in config.partners
    }


def _ours(config: Config) -> tuple[SystemId, ...]:
    ill = config.ill
    symbols = dict.fromkeys((ill.symbol or config.agency, *ill.aliases, config.agency))
    return tuple(SystemId(symbol=symbol) for symbol in symbols)


def _correspondent(partner: Partner) -> Correspondent:
    wants = partner.optional_messages
    return Correspondent(
        terms=PartnerTerms(
            name=partner.name,
            symbols=tuple(SystemId(symbol=symbol) for symbol in (partner.symbol, *partner.aliases)),
            version=partner.version,
            as_requester=_as_requester(wants),
            as_responder=_as_responder(wants),
            confirm=Confirm(partner.confirm),
            confirm_after=partner.confirm_after,
            acknowledges=partner.acknowledges,
            grace=partner.grace_seconds,
            answer_days=partner.answer_days,
        ),
        charset=partner.charset,
        here=partner.answers == "same-connection",
        reachable=bool(partner.address),
        certificates=frozenset(fingerprint(text) for text in partner.certificates),
        networks=tuple(ip_network(text, strict=False) for text in partner.addresses),
        may_forward=partner.may_forward,
        may_chain=partner.may_chain,
    )


def _as_requester(wants: OptionalMessages) -> RequesterMessages:
    return RequesterMessages(
        can_send_received="received" in wants.send,
        can_send_returned="returned" in wants.send,
        shipped=Wish(wants.shipped),
        checked_in=Wish(wants.checked_in),
    )


def _as_responder(wants: OptionalMessages) -> ResponderMessages:
    return ResponderMessages(
        can_send_shipped="shipped" in wants.send,
        can_send_checked_in="checked-in" in wants.send,
        received=Wish(wants.received),
        returned=Wish(wants.returned),
    )


def _hours(text: str) -> Hours:
    """Hours that the configuration was checked to have."""
    found = hours(text)
    assert found is not None, text  # noqa: S101 - `check="hours"` has seen to it
    return Hours(opens=_time(found.first), closes=_time(found.until % _MIDNIGHT), days=found.days)


def _time(minute: int) -> time:
    return time(minute // _MINUTES, minute % _MINUTES)
