"""Units of work: what one message, wish or moment changes, written in one commit or not at all."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from gateway.dispatch.lending.books import Books, Cause, Library, Tools
from gateway.dispatch.lending.directory import Directory
from gateway.model.ill.names import SystemId
from gateway.ports import Clock, NewId, Overtaken, Store, StoreDown
from gateway.ports.ill_language import IllLanguage

T = TypeVar("T")

#: Times that a unit which another server overtook is run again; two servers meet at one transaction when a
#: partner uses two lines, and hardly twice.
TRIES: Final = 5


class Means(NamedTuple):
    """What the entrance needs from around it; `goes_at` is `gateway.outbox.terms.goes_at` for a partner."""

    store: Store
    language: IllLanguage
    clock: Clock
    new_id: NewId
    goes_at: Callable[..., Any]


class Units:
    """Interlibrary loan of one agency, as far as everything that happens in it needs it."""

    def __init__(self, means: Means, library: Library, directory: Directory) -> None:
        self._means = means
        self._library = library
        self._directory = directory
        #: Whether letters may wait for names that nobody bears any more.
        self._renamed = True

    def adopt(self, library: Library, directory: Directory) -> None:
        """Go by another configuration from now on."""
        self._library, self._directory = library, directory
        self._renamed = True

    @property
    def directory(self) -> Directory:
        """Who is known."""
        return self._directory

    @property
    def us(self) -> SystemId:
        """Our own symbol."""
        return self._library.us

    async def _unit(self, work: Callable[[Books], T], ref: str = "", *, actor: str = "") -> T:
        cause = Cause(ref=ref or self._means.new_id(), at=self._means.clock.now(), actor=actor)
        tools = Tools(
            self._library, self._directory, self._means.language, self._means.new_id, self._means.goes_at
        )
        for _ in range(TRIES):
            try:
                return await self._means.store.commit(lambda ledger: work(Books(ledger, tools, cause)))
            except Overtaken:
                continue
        raise StoreDown("another server is at the same transaction")
