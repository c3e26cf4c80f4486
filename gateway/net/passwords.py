"""Passwords of kiosks and staff, verified by argon2 off the reactor thread and remembered for minutes.

One verification costs tens of milliseconds by design; a kiosk that reconnects all day must not pay it each
time, so a password that was right is remembered as a keyed digest, never as itself.
"""

import hmac
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import TypeAlias

import argon2
from twisted.internet.defer import Deferred, DeferredSemaphore

#: How long a right password is remembered where nothing else is said: a kiosk that loses its line all day
#: pays for one verification in this time.
REMEMBERED_SECONDS = 600.0

#: Cost of new hashes: OWASP's recommendation for argon2id (19 MiB, 2 passes), some 30 ms on a small server.
HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

#: Verifications of one address in hand at once. The others from there wait for their turn, so that whoever
#: floods us with logins delays himself and nobody elsewhere.
AT_ONCE = 2

#: Verifications of one address that may wait: with those in hand enough for a whole house of kiosks behind
#: one address that comes back after a power cut, and done within a second.
MOST_WAITING = 30

OffReactor: TypeAlias = Callable[[Callable[[], bool]], Awaitable[bool]]
"""Runs a function in a thread and brings its result back."""


class TooManyLogins(Exception):
    """So many logins of one address wait already that this one was not looked at."""


def hashed(password: str) -> str:
    """The argon2id hash under which a password is kept in a configuration."""
    return HASHER.hash(password)


def _matches(stored: str, password: str) -> bool:
    """Whether `stored` is the hash of `password`, or the password itself in plain text."""
    if not stored.startswith("$argon2"):
        return hmac.compare_digest(stored.encode(), password.encode())
    try:
        return HASHER.verify(stored, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


class Passwords:
    """Verifies passwords against what the configuration holds for each login.

    `key` (at most 64 bytes) keys the digests of passwords that were right; `remembered_seconds` is how long.
    """

    def __init__(
        self,
        stored: dict[str, str],
        *,
        off_reactor: OffReactor,
        now: Callable[[], float],
        key: bytes,
        remembered_seconds: float = REMEMBERED_SECONDS,
    ) -> None:
        self._stored = stored
        self._off_reactor = off_reactor
        self._now = now
        self._key = key
        self._remembered_seconds = remembered_seconds
        self._right: dict[bytes, float] = {}
        self._in_hand: dict[bytes, list[Deferred[bool]]] = {}
        self._gates: dict[str, DeferredSemaphore] = {}

    async def right(self, login: str, password: str, host: str = "") -> bool:
        """Whether this is the password of that login; an unknown login takes as long as a wrong password.

        `host` is where it came from. Raises `TooManyLogins`.
        """
        stored = self._stored.get(login)
        digest = blake2b(f"{login}\0{stored}\0{password}".encode(), key=self._key, digest_size=16).digest()
        if self._right.get(digest, 0.0) > self._now():
            return True
        sharing = self._in_hand.get(digest)
        if sharing is not None:  # a kiosk's lines that come back all at once pay for one verification
            shared: Deferred[bool] = Deferred()
            sharing.append(shared)
            return await shared
        self._in_hand[digest] = []
        try:
            right = await self._verified(stored, password, host)
        except Exception as error:
            # Whatever it was, all who share this verification must hear of it.
            for shared in self._in_hand.pop(digest):
                shared.errback(error)
            raise
        if right:
            self._remember(digest)
        for shared in self._in_hand.pop(digest):
            shared.callback(right)
        return right

    async def _verified(self, stored: str | None, password: str, host: str) -> bool:
        """The slow way, in its turn."""
        gate = self._gates.setdefault(host, DeferredSemaphore(AT_ONCE))
        if len(gate.waiting) >= MOST_WAITING:
            raise TooManyLogins
        against = stored if stored is not None else _NOBODY
        await gate.acquire()
        try:
            return await self._off_reactor(lambda: _matches(against, password)) and stored is not None
        finally:
            gate.release()
            if gate.tokens == gate.limit:
                self._gates.pop(host, None)

    def _remember(self, digest: bytes) -> None:
        now = self._now()
        self._right = {known: until for known, until in self._right.items() if until > now}
        self._right[digest] = now + self._remembered_seconds


#: A hash that no password has, so that an unknown login costs the same time as a known one.
_NOBODY = hashed("")[:-4] + "AAAA"
