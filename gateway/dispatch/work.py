"""A piece of work under way, for one or more who wait for it, each only until a deadline."""

from collections import deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from gateway.dispatch.carried import Carried

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


class _Call:
    """One call to come; `cancel` drops what it would have called, and all that hangs on that."""

    __slots__ = ("_queue", "run", "until")

    def __init__(self, queue: "SharedTimer", until: float, run: Callable[..., object]) -> None:
        self._queue = queue
        self.until = until
        self.run: Callable[..., object] | None = run

    def cancel(self) -> None:
        """Don't call."""
        if self.run is not None:
            self.run = None
            self._queue.cancelled()


class SharedTimer:
    """`Timers` for calls that nearly all come equally late and are cancelled: one timer for all of them.

    Every message sets a deadline that hardly any reaches. A timer of the reactor's for each would cost more
    than keeping them in the order in which they come. One due before the last gets a timer of its own.
    """

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._calls: deque[_Call] = deque()
        self._live = 0
        self._timer: DelayedCall | None = None
        self._at_it = False

    def seconds(self) -> float:
        """A clock that only goes forward."""
        return self._timers.seconds()

    def callLater(self, delay: float, callable: Callable[..., object], /) -> DelayedCall:  # noqa: N802, A002
        """Call `callable` after so many seconds."""
        until = self._timers.seconds() + delay
        if self._calls and self._calls[-1].until > until:
            return self._timers.callLater(delay, callable)
        call = _Call(self, until, callable)
        self._calls.append(call)
        self._live += 1
        self._set()
        return call

    def cancelled(self) -> None:
        """One of the calls was cancelled."""
        self._live -= 1
        if not self._live:
            self._calls.clear()
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _set(self) -> None:
        """Set the timer to the first of the calls, unless it is set or the calls are being made."""
        if self._calls and self._timer is None and not self._at_it:
            delay = max(0.0, self._calls[0].until - self._timers.seconds())
            self._timer = self._timers.callLater(delay, self._due)

    def _due(self) -> None:
        self._timer, self._at_it = None, True
        now = self._timers.seconds()
        try:
            while self._calls and (self._calls[0].run is None or self._calls[0].until <= now):
                call = self._calls.popleft()
                run, call.run = call.run, None
                if run is not None:
                    self._live -= 1
                    run()
        finally:
            # Also after one that raised: the others are still to come.
            self._at_it = False
            self._set()


class DeadlinePassed(Exception):
    """The work goes on, but nobody waits for it any more."""


class Work(Generic[T]):
    """A call to an engine. It is never cancelled: what it does to the library's books must come to its end.

    `finished` is called once, when the work ends; `unheard` with its failure, if nobody was left to hear it.
    """

    __slots__ = ("_finished", "_timers", "_unheard", "_waiting")

    def __init__(
        self,
        under_way: Deferred[T] | Carried[T],
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
