"""From the configuration's kiosks to the accounts, terminals and profiles of the rim."""

from collections.abc import Mapping
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from gateway.config.declare import Config, Language, Location
from gateway.config.kiosks import Kiosk, Service, TalkLanguage
from gateway.model.commands import Origin
from gateway.model.identity import AgencyId
from gateway.model.wording import Sentence, Tongue
from gateway.net.sip2 import Account
from gateway.translate.sip2.terminal import Terminal
from protocols import sip2
from protocols.sip2 import codes

_TERMINATORS: Mapping[str, bytes] = {"CR": b"\r", "CRLF": b"\r\n", "LF": b"\n"}

#: The configuration names the services in the order of their positions in BX.
_SERVICES: Mapping[Service, codes.SupportedMessages] = dict(
    zip(Service, codes.SupportedMessages, strict=True)
)

_TONGUES: Mapping[TalkLanguage, Tongue | None] = {
    TalkLanguage.CHINESE: Tongue.ZH,
    TalkLanguage.ENGLISH: Tongue.EN,
    TalkLanguage.REQUEST: None,
}


def tongue_of(config: Config) -> Tongue:
    """The language in which people are spoken to where nothing else says which."""
    return Tongue.ZH if config.language is Language.CHINESE else Tongue.EN


def _names(place: Location) -> Sentence:
    """A location's name in Chinese and in English; what is missing is made up for by what is there."""
    return place.zh or place.en or place.code, place.en or place.zh or place.code


def stranger(config: Config) -> Terminal:
    """How a terminal that has not said who it is is spoken to."""
    tongue = tongue_of(config)
    return Terminal(
        origin=Origin(agency=config.agency_id, terminal=""),
        zone=ZoneInfo(config.zone),
        default_tongue=tongue,
        library_name=config.library_zh if tongue is Tongue.ZH else config.library_en,
        timeout_tenths=config.deadlines.kiosk_timeout_seconds * 10,
        retries=config.deadlines.kiosk_retries,
    )


def accounts(config: Config) -> tuple[Account, ...]:
    """Every configured kiosk."""
    return tuple(_account(config, kiosk) for kiosk in config.kiosks)


def _account(config: Config, kiosk: Kiosk) -> Account:
    return Account(
        login=kiosk.login,
        terminal=_terminal(config, kiosk),
        profile=sip2.Profile(
            charset=kiosk.charset,
            terminator=_TERMINATORS[kiosk.terminator],
            dialect=sip2.Dialect(kiosk.dialect) if kiosk.dialect else None,
            trailing_bar=kiosk.dialect != "dp2",
        ),
        networks=tuple(ip_network(network) for network in kiosk.addresses),
        certificate=kiosk.certificate,
        max_connections=kiosk.max_connections,
        status_before_login=kiosk.status_before_login,
    )


def _terminal(config: Config, kiosk: Kiosk) -> Terminal:
    tongue = _TONGUES[kiosk.language]
    spoken = tongue or tongue_of(config)
    places = {place.code: _names(place) for place in config.locations}
    services = codes.SupportedMessages(0)
    for service in kiosk.services:
        services |= _SERVICES[service]
    return Terminal(
        origin=Origin(
            agency=AgencyId.parse(kiosk.agency),
            terminal=kiosk.name,
            location=kiosk.location,
            may_force=kiosk.may_force,
            force_after=kiosk.force_after,
            pin_required=kiosk.pin_required,
        ),
        zone=ZoneInfo(config.zone),
        tongue=tongue,
        default_tongue=spoken,
        library_name=config.library_zh if spoken is Tongue.ZH else config.library_en,
        location_name=places[kiosk.location][spoken is Tongue.EN] if kiosk.location in places else "",
        due_format=kiosk.due_date_format,
        item_line=kiosk.item_line,
        fine_line=kiosk.fine_line,
        extensions=frozenset(kiosk.extensions),
        services=services,
        elsewhere=_elsewhere(config, kiosk),
        columns=kiosk.receipt_columns,
        mask_names=kiosk.mask_names,
        show_borrower=kiosk.show_patron_on_checkin,
        card_reading=kiosk.card_reading,
        owner_from_tag=kiosk.owner_from_ao,
        issues_cards=kiosk.issues_cards,
        places=places,
        timeout_tenths=config.deadlines.kiosk_timeout_seconds * 10,
        retries=config.deadlines.kiosk_retries,
    )


def _elsewhere(config: Config, kiosk: Kiosk) -> dict[codes.SupportedMessages, str]:
    """Where the services that this kiosk lacks are offered, the places of its own branch first."""
    branch_of = {place.code: place.branch for place in config.locations}
    others = sorted(
        config.kiosks, key=lambda other: branch_of.get(other.location) != branch_of.get(kiosk.location)
    )
    found: dict[codes.SupportedMessages, str] = {}
    for service in set(Service) - set(kiosk.services):
        place = next((other.location for other in others if service in other.services), None)
        if place is not None:
            found[_SERVICES[service]] = place
    return found
