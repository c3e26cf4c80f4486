"""A duty that one of several servers on a database has at a time, by a lease."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from gateway.model.leases import Lease
from gateway.ports import Store

#: How long a duty stays with a server that is not heard of any more: chores can wait so long for another one.
TERM: Final = timedelta(seconds=60)

#: A lease is renewed this often within its term: two renewals may fail before it is lost.
RENEWALS: Final = 3

Work = Callable[[], Coroutine[Any, Any, object]]


class Duty:
    """One name's lease, taken and renewed by `renew`, which is to be called every `every` seconds.

    Whether it is held is judged by this process's own clock from before the database was asked, so that it
    ends here no later than there. `seconds` is a clock that only goes forward.
    """

    def __init__(
        self, name: str, *, holder: str, store: Store, seconds: Callable[[], float], term: timedelta = TERM
    ) -> None:
        self._name = name
        self._holder = holder
        self._store = store
        self._seconds = seconds
        self._term = term
        self._lease: Lease | None = None
        self._until = 0.0
        self.every = term.total_seconds() / RENEWALS

    @property
    def held(self) -> bool:
        """Whether the duty is this server's now."""
        return self._lease is not None and self._seconds() < self._until

    def over(self) -> bool:
        """Whether it is this server's no longer: what long work asks between its units, and then ends."""
        return not self.held

    async def renew(self) -> None:
        """Take the lease, or renew it. Raises what the store raises; what is held then still runs out."""
        asked = self._seconds()
        taken: Awaitable[Lease | None] = self._store.commit(
            lambda ledger: ledger.take_lease(self._name, self._holder, self._term)
        )
        self._lease = await taken
        self._until = asked + self._term.total_seconds()

    async def leave(self) -> None:
        """Give it up, so that another server may take it at once."""
        lease, self._lease = self._lease, None
        if lease is not None:
            await self._store.commit(lambda ledger: ledger.give_up_lease(lease))

    def only(self, work: Work) -> Work:
        """That work, begun only while the duty is held; long work asks on its way whether it is `over`."""

        async def if_held() -> None:
            if self.held:
                await work()

        return if_held
