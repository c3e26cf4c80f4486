"""Who wants to hear of what was committed: `gateway.ports.Wakes`."""

from collections.abc import Callable, Iterable


class WakeBook:
    """The listeners by topic. Used only in the thread that the store's answers come home to."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Callable[[], object]]] = {}

    def listen(self, topic: str, call: Callable[[], object]) -> None:
        """Call `call` each time that a unit with this topic was committed."""
        self._listeners.setdefault(topic, []).append(call)

    def wake(self, topics: Iterable[str]) -> None:
        """Call whoever listens for these topics."""
        for topic in topics:
            for call in self._listeners.get(topic, ()):
                call()

    def wake_all(self) -> None:
        """Call everybody: something may have been missed."""
        self.wake(tuple(self._listeners))
