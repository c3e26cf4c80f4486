"""Which partner somebody is: by the certificate of the line, by where it comes from, by the symbol it gives.

A symbol alone is what anybody can write. So whoever has certificates is believed only on lines that show one,
and whoever has networks only from there; a symbol that is given elsewhere makes a stranger of who gives it.
Where none is given (ISO 10161 may leave both names out on a direct line) the certificate says who it is, or
the network, if it is one partner's alone.
"""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network

import msgspec

from gateway.net.ill.peer import Peer
from gateway.net.networks import within


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """One partner, as it is recognised; `certificates` are fingerprints as `Peer` has them."""

    name: str
    symbols: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()


class Acquaintances:
    """All partners that are configured."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._all = {one.name: one for one in known}
        self._by_symbol = {symbol: one for one in self._all.values() for symbol in one.symbols}
        self._by_certificate = {shown: one for one in self._all.values() for shown in one.certificates}

    def recognise(self, peer: Peer, symbol: str = "") -> Known | None:
        """Whoever speaks on a line, under a symbol if one is given; None for a stranger."""
        if peer.partner:
            return self._all.get(peer.partner)
        shown = self._by_certificate.get(peer.fingerprint) if peer.fingerprint else None
        named = self._by_symbol.get(symbol) if symbol else None
        if symbol:
            return named if named is not None and _believed(named, peer) else None
        if shown is not None:
            return shown if _believed(shown, peer) else None
        there = [one for one in self._all.values() if one.networks and _believed(one, peer)]
        return there[0] if len(there) == 1 else None


def _believed(one: Known, peer: Peer) -> bool:
    return (not one.certificates or peer.fingerprint in one.certificates) and (
        not one.networks or within(peer.host, one.networks)
    )
