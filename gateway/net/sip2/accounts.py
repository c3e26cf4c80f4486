"""The logins of the kiosks: who a terminal is, and how it is spoken to once it is known."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import msgspec
from twisted.logger import Logger

from gateway.net.passwords import Passwords, TooManyLogins
from gateway.translate.sip2.terminal import Terminal
from protocols.sip2 import Profile


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One kiosk: its login, where it may come from, and how it is spoken to.

    `certificate` is a name that the certificate of its connection must have (`gateway.net.tls.names`), empty
    where none is asked for.
    """

    login: str
    terminal: Terminal
    profile: Profile = Profile()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    certificate: str = ""
    max_connections: int = 8
    status_before_login: bool = True

    @property
    def name(self) -> str:
        """The kiosk's name."""
        return self.terminal.origin.terminal

    def may_come_from(self, host: str) -> bool:
        """Whether the kiosk may log in from this address."""
        if not self.networks:
            return True
        address = _address(host)
        return address is not None and any(address in network for network in self.networks)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """An address as numbers; None where the peer has none, as on a Unix socket."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


class Accounts:
    """Finds the account that a login names, if its password is right."""

    log = Logger()

    def __init__(self, accounts: Iterable[Account], passwords: Passwords) -> None:
        self._by_login = {account.login: account for account in accounts}
        self._passwords = passwords

    async def log_in(self, login: str, password: str, host: str) -> Account | None:
        """The account, or None where login, password or address are wrong; which of them is not told.

        None too, and at once, where too many logins from this address wait already.
        """
        try:
            right = await self._passwords.right(login, password, host)
        except TooManyLogins:
            self.log.warn("too many logins at once from {host}", host=host)
            return None
        account = self._by_login.get(login)
        return account if right and account is not None and account.may_come_from(host) else None

    def named(self, name: str) -> Account | None:
        """The account of the kiosk of that name."""
        return next((account for account in self._by_login.values() if account.name == name), None)

    def status_before_login(self, host: str) -> bool:
        """Whether 99 is answered before 93: some kiosk that may come from this address asks so."""
        return any(
            account.status_before_login and account.may_come_from(host) for account in self._by_login.values()
        )
