"""A coroutine carried on by callbacks, without what `Deferred.fromCoroutine` adds to each.

That gives every coroutine a Deferred, a context of its own and a way to be cancelled. A message has none of
these, and all messages take this way: what is left out here is a tenth of what one costs.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Final, Generic, TypeVar

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

T = TypeVar("T")


class Carried(Generic[T]):
    """Runs a coroutine at once as far as it goes, and on whenever the Deferred that it awaits has fired.

    `over` says whether it has come to its end, by which `result` is what it returned or the Failure it ended
    with. Whoever is to be told gives `addBoth` a callback, as to a Deferred; there can be one.
    """

    __slots__ = ("_coroutine", "_told", "over", "result")

    def __init__(self, coroutine: Coroutine[Deferred[Any], Any, T]) -> None:
        self._coroutine = coroutine
        self._told: Callable[[T | Failure], object] | None = None
        self.over = False
        self.result: T | Failure | None = None
        self._go_on(None)

    def addBoth(self, callback: Callable[[T | Failure], object], /) -> None:  # noqa: N802 - as a Deferred's
        """Call this with the result or the Failure, now or when there is one."""
        if self.over:
            callback(self.result)  # type: ignore[arg-type] # there is one
        else:
            self._told = callback

    def get(self) -> T:
        """What it returned; raises what it raised."""
        if isinstance(self.result, Failure):
            self.result.raiseException()
        return self.result  # type: ignore[return-value] # it is over

    def _go_on(self, came: object) -> None:
        result: T | Failure
        try:
            # A Deferred that is awaited gives its result itself; only a failure has to be brought.
            awaited = (
                _throw(came, self._coroutine) if isinstance(came, Failure) else self._coroutine.send(None)
            )
        except StopIteration as end:
            result = end.value
        except BaseException:  # noqa: BLE001 - whatever it is, whoever waits hears of it
            result = _failure()
        else:
            awaited.addBoth(self._go_on)
            return
        self.over, self.result = True, result
        if self._told is not None:
            self._told(result)


# Twisted has no types for these two.
_throw: Final[Callable[[Failure, Coroutine[Any, Any, Any]], Deferred[Any]]] = (
    Failure.throwExceptionIntoGenerator
)
_failure: Final[Callable[[], Failure]] = Failure
