"""What the server does by itself, again and again."""

from collections.abc import Callable, Coroutine
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import LoopingCall
from twisted.logger import Logger


class Chore:
    """One piece of work, done when it is started and then every `seconds`.

    A turn that fails is logged and the next one comes all the same; none begins before the last has ended.
    """

    log = Logger()

    def __init__(
        self,
        name: str,
        work: Callable[[], Coroutine[Any, Any, object]],
        *,
        seconds: float,
        clock: Any,  # noqa: ANN401 - Twisted's timers are an interface without a type
    ) -> None:
        self._name = name
        self._work = work
        self._seconds = seconds
        self._loop = LoopingCall(self._turn)
        self._loop.clock = clock
        self._stopped: Deferred[LoopingCall] | None = None

    def start(self) -> None:
        """Do it now, and from now on."""
        self._stopped = self._loop.start(self._seconds, now=True)

    async def stop(self) -> None:
        """Begin no further turn, and wait for the end of the one in hand."""
        if self._loop.running and self._stopped is not None:
            self._loop.stop()
            await self._stopped

    def _turn(self) -> Deferred[None]:
        return Deferred.fromCoroutine(self._guarded())

    async def _guarded(self) -> None:
        try:
            await self._work()
        except Exception:  # noqa: BLE001 - whatever it was, the next turn may succeed
            self.log.failure(
                "{name} failed and is tried again in {seconds:.0f} s", name=self._name, seconds=self._seconds
            )
