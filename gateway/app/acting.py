"""What staff do while no server runs, in the same record; and the record read without one."""

import os
import pwd
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import msgspec
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from gateway.app.means import SystemClock
from gateway.app.terminals import tongue_of
from gateway.config.declare import Config
from gateway.dispatch import Auditor
from gateway.model.audit import Act, Entry, Fact, Walk
from gateway.store.keys import KeyedDigest, load_key
from gateway.store.opening import open_store
from gateway.web import audit
from gateway.web.exchange import Request
from gateway.web.shapes import Acts, Verified, Verify
from gateway.web.shown import Reader

T = TypeVar("T")


class _Query(msgspec.Struct, frozen=True):
    """A query string without a request around it."""

    args: Mapping[bytes, Sequence[bytes]]


def note(
    config: Config,
    action: str,
    *,
    actor: str = "",
    outcome: str = "ok",
    facts: Mapping[str, Fact] | None = None,
) -> None:
    """Put down what this process's account did to the configuration's database, beside a server or without.

    An act is sealed to the one before it in the commit that writes it, so that it matters to nobody who else
    writes. Raises `gateway.store.errors.StoreError` and `gateway.ports.StoreDown`.
    """
    act = Act(
        at=SystemClock().now(),
        action=action,
        account=_account(),
        actor=actor,
        outcome=outcome,
        facts=dict(facts or {}),
    )
    with _auditor(config) as auditor:
        _done(auditor.note(act))


def acts(config: Config, query: Mapping[bytes, Sequence[bytes]]) -> Acts:
    """What ``GET /audit`` would answer. Raises `gateway.web.refusals.Unaskable`."""
    zone = ZoneInfo(config.zone)
    reader = Reader(tongue_of(config), datetime.now(zone))
    wanted, limit = audit.wanted(cast("Request", _Query(query)), zone)
    with _auditor(config) as auditor:
        return audit.acts(_done(auditor.acts(wanted, limit)), reader)


def verified(config: Config, asked: Verify) -> Verified:
    """What ``POST /audit/verify`` would answer."""
    noted = (asked.seq, asked.seal.lower()) if asked.seq else None
    with _auditor(config) as auditor:
        return audit.verified(_done(auditor.verify(noted)))


def renew(config: Config, why: str, *, actor: str, sure: Callable[[Walk], object]) -> Entry:
    """Begin the record anew after its key was lost, once `sure` of it; this process's account did it.

    Raises `gateway.dispatch.audit.KeyHolds` where it was not lost.
    """
    with _auditor(config) as auditor:
        return _done(auditor.renew(SystemClock().now(), _account(), actor, why, sure))


def _account() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


@contextmanager
def _auditor(config: Config) -> Iterator[Auditor]:
    digests = KeyedDigest(load_key(config.keys))
    store = open_store(
        config.database,
        password=config.database_password.read if config.database_password else None,
        key_fingerprint=digests.fingerprint,
    )
    try:
        yield Auditor(store, digests.seal)
    finally:
        store.stop()


def _done(work: Coroutine[Any, Any, T]) -> T:
    """The result of work on a store without threads, which is done already. Raises what it raised."""
    came: list[Any] = []
    Deferred.fromCoroutine(work).addBoth(came.append)
    (outcome,) = came
    if isinstance(outcome, Failure):
        outcome.raiseException()
    return cast("T", outcome)
