"""Who is at the other end: partners known by certificate, address or symbol, and strangers."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final, Protocol, TypeAlias

import msgspec

from gateway.model.ill.names import SystemId
from gateway.model.ill.partners import Confirm, PartnerTerms
from gateway.model.ill.services import ForwardNotification, IllMessage
from gateway.model.ill.words import Service

Network: TypeAlias = IPv4Network | IPv6Network

REQUESTERS: Final = frozenset(
    {
        *(Service.ILL_REQUEST, Service.CONDITIONAL_REPLY, Service.CANCEL),
        *(Service.RECEIVED, Service.RETURNED, Service.RENEW),
    }
)
"""Services that a requester alone sends."""

EITHERS: Final = frozenset(
    {
        *(Service.LOST, Service.DAMAGED, Service.MESSAGE),
        *(Service.STATUS_QUERY, Service.STATUS_OR_ERROR_REPORT),
    }
)
"""Services that either side sends."""

#: What a stranger's name begins with: no configured partner's does.
STRANGE: Final = "?"


class Strangers(StrEnum):
    """What becomes of a message from a library that is not configured."""

    REFUSE = "refuse"
    QUARANTINE = "quarantine"
    ACCEPT = "accept"


class Caller(Protocol):
    """The other end of a line, as far as the line can tell (`gateway.net.ill.peer.Peer`)."""

    @property
    def link(self) -> str:
        """The line's own id."""
        ...

    @property
    def host(self) -> str:
        """The address."""
        ...

    @property
    def partner(self) -> str:
        """The configured name of whom we called; empty where we were called."""
        ...

    @property
    def fingerprint(self) -> str:
        """That of the certificate it showed, empty where it showed none."""
        ...


class Correspondent(msgspec.Struct, frozen=True, kw_only=True):
    """One library, as whoever exchanges messages with it sees it.

    `charset` is how it is written, ``auto`` to go by what it sends. `here`: it is answered on the line by
    which it asked. `reachable`: it has an address that we can call. Where it has `certificates` or
    `networks`, only who shows one of the first, or calls from one of the second, is believed to be it.
    `may_forward` and `may_chain` are what it may do with our requests. `quarantined`: nothing is answered by
    itself.
    """

    terms: PartnerTerms
    charset: str = "auto"
    here: bool = False
    reachable: bool = True
    certificates: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()
    may_forward: bool = False
    may_chain: bool = False
    quarantined: bool = False

    @property
    def name(self) -> str:
        """Its name in the configuration; a stranger's begins with a question mark."""
        return self.terms.name

    @property
    def known(self) -> bool:
        """Whether it is configured."""
        return not self.name.startswith(STRANGE)

    def may_call_from(self, caller: Caller) -> bool:
        """Whether a line can be its own."""
        if self.certificates and caller.fingerprint not in self.certificates:
            return False
        if not self.networks:
            return True
        try:
            address = ip_address(caller.host)
        except ValueError:
            return False
        return any(address in network for network in self.networks)


class Directory:
    """Every partner of one agency, by all that it is known by.

    `ours` are our own symbols. `loopback` serves strangers on this machine whatever `strangers` says, and
    acknowledges them: for demonstrations. `daily` is how many requests strangers of one address may make in a
    day (`gateway.dispatch.lending.restraint`).
    """

    def __init__(
        self,
        correspondents: Iterable[Correspondent],
        *,
        ours: Iterable[SystemId],
        strangers: Strangers = Strangers.REFUSE,
        loopback: bool = False,
        daily: int = 100,
    ) -> None:
        self.daily: Final = daily
        self._by_name: Mapping[str, Correspondent] = {one.name: one for one in correspondents}
        self._by_symbol = {
            _folded(symbol): one for one in self._by_name.values() for symbol in one.terms.symbols
        }
        self._by_certificate = {
            certificate: one for one in self._by_name.values() for certificate in one.certificates
        }
        self._ours = frozenset(_folded(symbol) for symbol in ours)
        self._strangers = strangers
        self._loopback = loopback

    def __iter__(self) -> Iterator[Correspondent]:
        return iter(self._by_name.values())

    def named(self, name: str) -> Correspondent | None:
        """The partner with that name, or who is left of a stranger of that name: one that can't be called."""
        known = self._by_name.get(name)
        if known is None and name.startswith(STRANGE):
            return _stranger(name, SystemId(symbol=name.removeprefix(STRANGE)))
        return known

    def with_symbol(self, system: SystemId) -> Correspondent | None:
        """The partner that goes by that symbol or name."""
        return self._by_symbol.get(_folded(system))

    def is_us(self, system: SystemId | None) -> bool:
        """Whether a symbol is ours."""
        return system is not None and _folded(system) in self._ours

    def sender(self, message: IllMessage) -> SystemId | None:
        """Who a message says that it comes from; None where it does not say."""
        if message.service in EITHERS:
            both = (message.requester, message.responder)
            return next((one for one in both if one is not None and not self.is_us(one)), None)
        if message.service in REQUESTERS:
            return message.requester or message.transaction.initial_requester
        if isinstance(message.body, ForwardNotification) and message.body.intermediary is not None:
            return message.body.intermediary  # the responder that it names is the new one
        return message.responder

    def recognised(self, caller: Caller, message: IllMessage) -> Correspondent | None:
        """Whose message it is that came by a line; None where it must be refused.

        Whom we called is whom we called. A certificate says who it is whatever the message says. Else it is
        who it says it is, if that one may call from there; and where it says nothing, who alone calls from
        there.
        """
        certain = self._by_name.get(caller.partner) or self._by_certificate.get(caller.fingerprint)
        if certain is not None:
            return certain
        said = self.sender(message)
        claimed = None if said is None else self.with_symbol(said)
        if claimed is not None:
            return claimed if claimed.may_call_from(caller) else None
        if said is None:
            from_there = [one for one in self._by_name.values() if one.networks and one.may_call_from(caller)]
            if len(from_there) == 1:
                return from_there[0]
        return self._strange(caller, said)

    def _strange(self, caller: Caller, said: SystemId | None) -> Correspondent | None:
        system = said or SystemId(symbol=caller.host)
        name = f"{STRANGE}{system}"
        if self._loopback and _is_loopback(caller.host):
            return _stranger(name, system, acknowledges=True)
        if self._strangers is Strangers.REFUSE:
            return None
        return _stranger(name, system, quarantined=self._strangers is Strangers.QUARANTINE)


def _stranger(
    name: str, system: SystemId, *, acknowledges: bool = False, quarantined: bool = False
) -> Correspondent:
    terms = PartnerTerms(name=name, symbols=(system,), confirm=Confirm.NONE, acknowledges=acknowledges)
    return Correspondent(terms=terms, here=True, reachable=False, quarantined=quarantined)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _folded(system: SystemId) -> tuple[str, str]:
    """Symbols are told apart without regard to case; a name counts only where there is no symbol."""
    return (system.symbol.casefold(), "" if system.symbol else system.name)
