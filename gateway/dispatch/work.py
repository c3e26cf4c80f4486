"""A piece of work under way, for one or more who wait for it, each only until a deadline."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

T = TypeVar("T")


class DelayedCall(Protocol):
    """A timer that can be stopped."""

    def cancel(self) -> object:
        """Stop it."""
        ...


class Timers(Protocol):
    """What is asked of a reactor: what time it is, and to call later."""

    def seconds(self) -> float:
        """A clock that only goes forward."""
        ...

    def callLater(self, delay: float, callable: Callable[..., object], /) -> DelayedCall:  # noqa: N802, A002
        """Call `callable` after so many seconds."""
        ...


class DeadlinePassed(Exception):
    """The work goes on, but nobody waits for it any more."""


class Work(Generic[T]):
    """A call to an engine. It is never cancelled: what it does to the library's books must come to its end.

    `finished` is called once, when the work ends; `unheard` with its failure, if nobody was left to hear it.
    """

    __slots__ = ("_finished", "_timers", "_unheard", "_waiting")

    def __init__(
        self,
        under_way: Deferred[T],
        timers: Timers,
        finished: Callable[[], None],
        unheard: Callable[[Failure], None] | None = None,
    ) -> None:
        self._timers = timers
        self._finished = finished
        self._unheard = unheard
        self._waiting: list[tuple[Deferred[T], DelayedCall]] = []
        under_way.addBoth(self._done)

    def wait(self, seconds: float) -> Deferred[T]:
        """The result, or `DeadlinePassed` after so many seconds."""
        answer: Deferred[T] = Deferred()
        timer = self._timers.callLater(seconds, lambda: self._give_up(answer))
        self._waiting.append((answer, timer))
        return answer

    def _give_up(self, answer: Deferred[T]) -> None:
        self._waiting = [(other, timer) for other, timer in self._waiting if other is not answer]
        answer.errback(DeadlinePassed())

    def _done(self, result: T | Failure) -> None:
        self._finished()
        waiting, self._waiting = self._waiting, []
        if self._unheard is not None and isinstance(result, Failure) and not waiting:
            self._unheard(result)
        for answer, timer in waiting:
            timer.cancel()
            if isinstance(result, Failure):
                answer.errback(result)
            else:
                answer.callback(result)
