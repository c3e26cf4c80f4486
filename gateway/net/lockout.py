"""Wrong logins counted: who guesses a kiosk's password is locked out, and the kiosk itself is not.

What is locked is one login from one address: a stranger elsewhere who guesses at a kiosk's password locks
himself out and not the kiosk. Who tries many logins is stopped by a count for his whole address; a login that
was right from there before is spared by that one, since behind one address may stand a floor of kiosks.

All of this is in memory and bounded: a restart forgets it, and is at the hands of nobody who guesses.
"""

from collections.abc import Callable, Iterator
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final, NamedTuple, TypeVar

import msgspec

K = TypeVar("K")
V = TypeVar("V")

#: Seconds of peace after which what was wrong is forgotten: with ten tries an hour nobody guesses a password.
FORGIVEN_SECONDS: Final = 3600.0

#: Pairs of login and address, and addresses, that are remembered, some 3 MB each. Beyond this the longest
#: untouched is forgotten; an honest library has as many as it has kiosks.
MOST_REMEMBERED: Final = 10_000

#: A second becomes longer than the longest lockout that can be set, a day.
MOST_DOUBLINGS: Final = 20

#: The part of an IPv6 address that a network hands to one customer (RFC 6177): all of it is one guesser.
_CUSTOMER_BITS: Final = 64

_MINUTE: Final = 60


class LockoutRules(msgspec.Struct, frozen=True, kw_only=True):
    """After how many wrong logins who is locked out for how long; see `gateway.config.security.Lockout`."""

    wrong_logins: int = 10
    address_wrong_logins: int = 60
    first_seconds: float = 60.0
    longest_seconds: float = 3600.0


class Locked(NamedTuple):
    """A lockout: whose (`login`, empty for all of an address), from where, for how many more seconds."""

    login: str
    address: str
    seconds: float

    @property
    def minutes(self) -> int:
        """The same in minutes, begun ones counted."""
        return max(1, ceil(self.seconds / _MINUTE))


class _Count(msgspec.Struct):
    """Wrong logins since the last right one.

    How many, when the last was, until when none is looked at, and how often they were locked out.
    """

    wrong: int = 0
    last: float = 0.0
    until: float = 0.0
    times: int = 0


class Lockouts:
    """Who may not try to log in now. `seconds` is a monotonic clock."""

    def __init__(self, rules: LockoutRules, seconds: Callable[[], float]) -> None:
        self.rules = rules
        self._seconds = seconds
        self._pairs: dict[tuple[str, str], _Count] = {}
        self._addresses: dict[str, _Count] = {}
        self._good: dict[tuple[str, str], None] = {}

    def seconds_left(self, login: str, host: str, *, belongs: bool = False) -> float:
        """For how many more seconds this login from there is not looked at; 0.0 if it is.

        `belongs` says that the configuration expects it from there: then, as for one that was right there
        before, only its own count matters, and one bad kiosk behind an address does not lock out its floor.
        """
        address = one_address(host)
        now = self._seconds()
        pair, whole = self._pairs.get((login, address)), self._addresses.get(address)
        left = pair.until - now if pair else 0.0
        if whole is not None and not belongs and (login, address) not in self._good:
            left = max(left, whole.until - now)
        return max(0.0, left)

    def wrong(self, login: str, host: str) -> tuple[Locked, ...]:
        """Count a wrong login; say which lockouts begin with it."""
        address, rules = one_address(host), self.rules
        pair = self._count(self._pairs, (login, address), rules.wrong_logins)
        whole = self._count(self._addresses, address, rules.address_wrong_logins)
        return (
            *([Locked(login, address, pair)] if pair else []),
            *([Locked("", address, whole)] if whole else []),
        )

    def right(self, login: str, host: str) -> None:
        """Forget what was wrong: it was the kiosk after all. Its address has its own count."""
        key = (login, one_address(host))
        self._pairs.pop(key, None)
        self._good.pop(key, None)
        self._good[key] = None
        _bound(self._good)

    def turned_away(self, login: str, host: str) -> None:
        """Note that a kiosk's login was not looked at there, so that `unlock` finds its address."""
        self._pairs.setdefault((login, one_address(host)), _Count())
        _bound(self._pairs)

    def locked(self) -> Iterator[Locked]:
        """Every lockout that holds now."""
        now = self._seconds()
        for (login, address), count in self._pairs.items():
            if count.until > now:
                yield Locked(login, address, count.until - now)
        for address, count in self._addresses.items():
            if count.until > now:
                yield Locked("", address, count.until - now)

    def unlock(self, login: str) -> int:
        """Let this login be tried again, and any from the addresses it came from; how many were locked."""
        named = [key for key in self._pairs if key[0] == login]
        addresses = {address for _, address in named}
        freed = sum(
            lock.login == login or (not lock.login and lock.address in addresses) for lock in self.locked()
        )
        for key in named:
            del self._pairs[key]
        for address in addresses:
            self._addresses.pop(address, None)
        return freed

    def unlock_address(self, host: str) -> int:
        """Let every login be tried again from an address; how many locks there were."""
        # As it is shown, an IPv6 network is one already.
        address = host if host in self._addresses else one_address(host)
        freed = sum(lock.address == address for lock in self.locked())
        self._addresses.pop(address, None)
        for key in [key for key in self._pairs if key[1] == address]:
            del self._pairs[key]
        return freed

    def _count(self, counts: dict[K, _Count], key: K, most: int) -> float:
        """Count one more wrong login; for how many seconds it locks, 0.0 where it does not."""
        now, rules = self._seconds(), self.rules
        count = counts.pop(key, None)
        if count is None or now - max(count.last, count.until) > FORGIVEN_SECONDS:
            count = _Count()
        # The latest stand last, so that the first is the one that has rested longest.
        counts[key] = count
        _bound(counts)
        count.wrong += 1
        count.last = now
        if count.wrong < most or count.until > now:
            return 0.0
        # Who was locked out before needs but one more wrong login, and stays out twice as long.
        seconds = min(rules.first_seconds * 2.0**count.times, rules.longest_seconds)
        count.until = now + seconds
        count.times = min(count.times + 1, MOST_DOUBLINGS)
        return seconds


def _bound(kept: dict[K, V]) -> None:
    if len(kept) > MOST_REMEMBERED:
        del kept[next(iter(kept))]


def one_address(host: str) -> str:
    """What counts as one address: of IPv6 the network of one customer, an IPv4 address however written."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    network = int(address) >> _CUSTOMER_BITS << _CUSTOMER_BITS
    return f"{IPv6Address(network)}/{_CUSTOMER_BITS}"
