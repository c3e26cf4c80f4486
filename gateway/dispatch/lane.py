"""A lane: what one terminal sends is taken one at a time and in order, whichever connection brings it."""

from collections import deque

from twisted.internet.defer import Deferred

from gateway.dispatch.work import DeadlinePassed, Timers


class LaneFull(Exception):
    """More waits in this lane than a terminal can mean."""


class Lane:
    """A first-come-first-served lock with a bounded queue.

    Before the work one goes in or, where somebody is in, awaits `enter()`; after it, or when it is given up,
    `leave()` is called.
    """

    __slots__ = ("_busy", "_most", "_timers", "_waiting")

    def __init__(self, most: int, timers: Timers) -> None:
        self._busy = False
        self._most = most
        self._timers = timers
        self._waiting: deque[Deferred[None]] = deque()

    def allow(self, most: int) -> None:
        """Let so many wait from now on; those who wait already stay."""
        self._most = most

    def __len__(self) -> int:
        """How many are in the lane, the one at work included."""
        return len(self._waiting) + self._busy

    def go_in(self) -> bool:
        """Go in if nobody is; whether that went."""
        if self._busy:
            return False
        self._busy = True
        return True

    async def enter(self, seconds: float) -> None:
        """Wait for one's turn, so many seconds at most. Raises `LaneFull` and `DeadlinePassed`."""
        if self.go_in():
            return
        if len(self._waiting) >= self._most:
            raise LaneFull
        turn: Deferred[None] = Deferred()
        self._waiting.append(turn)
        timer = self._timers.callLater(seconds, lambda: self._give_up(turn))
        await turn
        timer.cancel()

    def _give_up(self, turn: "Deferred[None]") -> None:
        self._waiting.remove(turn)
        turn.errback(DeadlinePassed())

    def leave(self) -> None:
        """Let the next one in."""
        if self._waiting:
            self._waiting.popleft().callback(None)
        else:
            self._busy = False
