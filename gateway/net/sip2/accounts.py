"""The logins of the kiosks: who a terminal is, and how it is spoken to once it is known."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network
from typing import Final

import msgspec
from twisted.logger import Logger

from gateway.net.networks import within
from gateway.net.passwords import Passwords
from gateway.net.tls import Identity
from gateway.translate.sip2.terminal import Terminal
from protocols.sip2 import Profile

#: Whose certificate a line without one has.
NOBODY: Final = Identity()


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One kiosk: its login, where it may come from, and how it is spoken to.

    `certificate` is what the certificate of its connection must answer to (`gateway.net.tls.Identity`), empty
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
        return not self.networks or within(host, self.networks)


class Accounts:
    """Finds the account that a login names, if its password is right."""

    log = Logger()

    def __init__(self, accounts: Iterable[Account], passwords: Passwords) -> None:
        self._by_login = {account.login: account for account in accounts}
        self._passwords = passwords

    async def log_in(self, login: str, password: str, host: str, shown: Identity = NOBODY) -> Account | None:
        """The account, or None where login, password, address or certificate are wrong; which is not told.

        `shown` is whose certificate the connection has. Raises `TooManyLogins`, at once, where too
        many logins from this address wait already.
        """
        right = await self._passwords.right(login, password, host)
        account = self._by_login.get(login)
        if not right or account is None or not account.may_come_from(host):
            return None
        if account.certificate and not shown.answers_to(account.certificate):
            # The password was right: it is staff who must hear of this, and find out which of the two it is.
            self.log.warn(
                "{kiosk} from {host} gave its password but not its certificate {wanted}, it showed {shown}: "
                "install the right one there, or correct the kiosk's certificate in the configuration",
                kiosk=account.name,
                host=host,
                wanted=account.certificate,
                shown=str(shown),
            )
            return None
        return account

    def of_login(self, login: str) -> Account | None:
        """The account with that login."""
        return self._by_login.get(login)

    def named(self, name: str) -> Account | None:
        """The account of the kiosk of that name."""
        return next((account for account in self._by_login.values() if account.name == name), None)

    def status_before_login(self, host: str) -> bool:
        """Whether 99 is answered before 93: some kiosk that may come from this address asks so."""
        return any(
            account.status_before_login and account.may_come_from(host) for account in self._by_login.values()
        )
