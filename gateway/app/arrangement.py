"""What one configuration says to the parts of a running house, all of it made before any part hears of it.

A configuration that can't be turned into this (a password file that vanished, a calendar that can't be) is
refused as a whole while the parts go on as they were.
"""

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network
from typing import NamedTuple
from zoneinfo import ZoneInfo

from twisted.internet.threads import deferToThread

from gateway.app import lending, terminals
from gateway.circulation.situation import Setting
from gateway.config.calendar import open_days
from gateway.config.declare import Config
from gateway.dispatch import Limits as DispatchLimits
from gateway.net.lockout import LockoutRules
from gateway.net.networks import within
from gateway.net.pace import PaceLimits
from gateway.net.passwords import Passwords
from gateway.net.sip2 import Accounts, ListenerLimits
from gateway.ports import Clock, NewId
from gateway.translate.sip2.terminal import Terminal
from gateway.web.service import Desk
from protocols.sip2 import Limits as WireLimits

#: National holidays are known to the calendar for this year and so many after it: no loan runs longer.
CALENDAR_YEARS = 3


class Surroundings(NamedTuple):
    """What is not the configuration's to say: `seconds` is a monotonic clock, `key` that of the key file."""

    clock: Clock
    new_id: NewId
    seconds: Callable[[], float]
    key: bytes


class Arrangement(NamedTuple):
    """A configuration, and what it means to each part that can take a new one while it runs."""

    config: Config
    setting: Setting
    dispatch: DispatchLimits
    names: tuple[str, ...]
    accounts: Accounts
    stranger: Terminal
    lines: ListenerLimits
    wire: WireLimits
    desk: Desk
    watches: Callable[[str], bool]
    lending: lending.LendingArrangement


def arrange(config: Config, around: Surroundings) -> Arrangement:
    """Work it out.

    Raises `OSError`, `UnicodeDecodeError` or `KeyError` where a password is gone, `TlsError` where a
    certificate is.
    """
    accounts = terminals.accounts(config)
    return Arrangement(
        config=config,
        setting=_setting(config, around),
        dispatch=DispatchLimits(
            deadline=config.deadlines.answer_seconds,
            lane=config.limits.waiting_per_kiosk,
            repeat_window=timedelta(seconds=config.replay.window_seconds),
        ),
        names=tuple(account.name for account in accounts),
        accounts=Accounts(accounts, _passwords(config, around)),
        stranger=terminals.stranger(config),
        lines=ListenerLimits(
            connections=config.limits.connections,
            per_address=config.limits.connections_per_address,
            login_seconds=config.limits.login_seconds,
            idle_seconds=config.limits.idle_seconds,
            arrivals=config.limits.connects_per_minute,
            pace=PaceLimits(
                messages=config.limits.messages_per_second,
                bytes=config.limits.bytes_per_second,
                address_messages=config.limits.address_messages_per_second,
                flood_seconds=config.limits.flood_seconds,
            ),
            lockout=LockoutRules(
                wrong_logins=config.lockout.wrong_logins,
                address_wrong_logins=config.lockout.address_wrong_logins,
                first_seconds=config.lockout.first_seconds,
                longest_seconds=config.lockout.longest_seconds,
            ),
        ),
        wire=WireLimits(
            message=config.limits.message_bytes,
            garbage=config.limits.garbage,
            replay_seconds=config.replay.connection_seconds,
        ),
        desk=Desk(
            agency=config.agency_id,
            zone=ZoneInfo(config.zone),
            tongue=terminals.tongue_of(config),
            locations={kiosk.name: kiosk.location for kiosk in config.kiosks},
            logins={kiosk.name: kiosk.login for kiosk in config.kiosks},
        ),
        watches=_watchers(config),
        lending=lending.arrange(config),
    )


def _watchers(config: Config) -> Callable[[str], bool]:
    """Whether an address may see how the server fares; a line without one is a socket of this machine."""
    networks = tuple(ip_network(network, strict=False) for network in config.http.watchers)
    return lambda host: not host or within(host, networks)


def _setting(config: Config, around: Surroundings) -> Setting:
    this_year = around.clock.now().year
    return Setting(
        agency=config.agency_id,
        zone=ZoneInfo(config.zone),
        new_id=around.new_id,
        policy=config.policy,
        calendar=open_days(config.calendar, range(this_year - 1, this_year + CALENDAR_YEARS)),
        branch_of={place.code: place.branch for place in config.locations},
        second_press=timedelta(seconds=config.replay.second_press_seconds),
    )


def _passwords(config: Config, around: Surroundings) -> Passwords:
    return Passwords(
        {kiosk.login: kiosk.password.read() for kiosk in config.kiosks},
        off_reactor=deferToThread,
        now=around.seconds,
        key=around.key,
        remembered_seconds=config.deadlines.password_minutes * 60,
    )
