"""A reactor of one's own in a thread, for tests that want real sockets and look inside what serves them."""

import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.epollreactor import EPollReactor
from twisted.python.failure import Failure

T = TypeVar("T")

PATIENCE_SECONDS = 20.0


class OwnReactor:
    """Runs calls in its reactor's thread and waits for what comes of them."""

    def __init__(self) -> None:
        self.reactor: Any = EPollReactor()  # type: ignore[no-untyped-call]
        self._thread = threading.Thread(
            target=self.reactor.run, kwargs={"installSignalHandlers": False}, daemon=True
        )

    def start(self) -> None:
        self._thread.start()
        self.do(lambda: None)

    def stop(self) -> None:
        self.reactor.callFromThread(self.reactor.stop)
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()

    def do(self, call: Callable[[], T]) -> T:
        """Call it there."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 - it belongs to who waits
                future.set_exception(error)

        self.reactor.callFromThread(run)
        return future.result(PATIENCE_SECONDS)

    def begin(self, call: Callable[[], Awaitable[T]]) -> "Future[T]":
        """Call it there, and hand back what will come of it."""
        future: Future[T] = Future()

        def done(result: T | Failure) -> None:
            if isinstance(result, Failure):
                future.set_exception(result.value)
            else:
                future.set_result(result)

        async def awaited() -> T:
            return await call()

        self.reactor.callFromThread(lambda: Deferred.fromCoroutine(awaited()).addBoth(done))
        return future

    def wait(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call it there, and wait for what comes of it."""
        return self.begin(call).result(PATIENCE_SECONDS)


@contextmanager
def own_reactor() -> Iterator[OwnReactor]:
    """One that runs."""
    own = OwnReactor()
    own.start()
    try:
        yield own
    finally:
        own.stop()
