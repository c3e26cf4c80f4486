"""From the configuration's partners to the carriage of ISO 10161: whom we call and how, what lines may do."""

from typing import Final

from gateway.config.addresses import host_and_port
from gateway.config.declare import Config
from gateway.config.partners import Partner, PartnerTls
from gateway.net.ill.calling import Destination
from gateway.net.ill.channel import ChannelLimits
from gateway.net.ill.listener import ListenerLimits
from gateway.net.pace import PaceLimits
from gateway.net.tls_client import TlsCall, TlsCaller

_SIGN: Final = "sha256:"


def destinations(config: Config) -> tuple[Destination, ...]:
    """Every partner. Raises `TlsError` where files are no good."""
    return tuple(
        _destination(partner, *(host_and_port(partner.address) or ("", 0))) for partner in config.partners
    )


def fingerprint(text: str) -> str:
    """A fingerprint as `gateway.net.tls.Identity` writes it, however the configuration does."""
    return _SIGN + text.lower().removeprefix(_SIGN).replace(":", "") if text else ""


def listener_limits(config: Config) -> ListenerLimits:
    """What the partners' listener bears."""
    limits = config.ill.limits
    return ListenerLimits(
        connections=limits.connections,
        per_address=limits.connections_per_address,
        arrivals=limits.connects_per_minute,
        first_seconds=limits.first_seconds,
        idle_seconds=limits.idle_seconds,
        pace=_pace(config),
    )


def channel_limits(config: Config) -> ChannelLimits:
    """How long things may take on lines that we open."""
    limits = config.ill.limits
    return ChannelLimits(
        connect_seconds=limits.connect_seconds, send_seconds=limits.send_seconds, pace=_pace(config)
    )


def _pace(config: Config) -> PaceLimits:
    limits = config.ill.limits
    return PaceLimits(
        messages=limits.apdus_per_second,
        bytes=limits.bytes_per_second,
        address_messages=limits.address_apdus_per_second,
        flood_seconds=limits.flood_seconds,
    )


def _destination(partner: Partner, host: str, port: int) -> Destination:
    return Destination(
        partner=partner.name,
        host=host,
        port=port,
        tls=caller(partner.tls, host) if partner.tls is not None else None,
        idle_seconds=partner.idle_seconds,
        reports=partner.confirm == "report",
    )


def caller(tls: PartnerTls, host: str) -> TlsCaller:
    """What makes our end of TLS on lines to a host. Raises `TlsError` where files are no good."""
    return TlsCaller(
        TlsCall(
            name=tls.name or host,
            ca=tls.ca,
            fingerprint=fingerprint(tls.fingerprint),
            certificate=tls.certificate,
            key=tls.key,
        )
    )
