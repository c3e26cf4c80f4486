"""Taking a load in without a server: the database opened by this process, and shut to servers meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from zoneinfo import ZoneInfo

from twisted.python.failure import Failure

from gateway.app.means import SystemClock, TimeOrderedIds
from gateway.app.occupancy import tenancy
from gateway.circulation.situation import Setting
from gateway.config.declare import Config
from gateway.loading.intake import Intake
from gateway.model.arrivals import Batch, Taken
from gateway.store.keys import KeyedDigest, load_key
from gateway.store.opening import open_store


@contextmanager
def own_intake(config: Config) -> Iterator[Callable[[Batch], Taken]]:
    """An intake on the configuration's own database, for as long as no server has it.

    Raises `gateway.app.occupancy.InUse` where one has, `gateway.store.errors.StoreError` where the database
    or the key file can't be used.
    """
    occupancy = tenancy(config.database)
    with suppress(FileNotFoundError):  # no folder: what to do then, the store says below
        occupancy.take()
    try:
        digests = KeyedDigest(load_key(config.keys))
        store = open_store(
            config.database,
            password=config.database_password.read if config.database_password else None,
            key_fingerprint=digests.fingerprint,
        )
        setting = Setting(
            agency=config.agency_id, zone=ZoneInfo(config.zone), new_id=TimeOrderedIds(), policy=config.policy
        )
        intake = Intake(store, setting, SystemClock(), digests.pin)
        try:
            yield lambda batch: _result(intake.take(batch))
        finally:
            store.stop()
    finally:
        occupancy.leave()


def _result(answer: Any) -> Taken:  # noqa: ANN401 - of a store without threads: a Deferred that has fired
    """What came of a unit of work that is done already. Raises what it raised."""
    came: list[Any] = []
    answer.addBoth(came.append)
    (outcome,) = came
    if isinstance(outcome, Failure):
        outcome.raiseException()
    taken: Taken = outcome
    return taken
