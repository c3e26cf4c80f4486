"""Who wants to hear of what was committed: `gateway.ports.Wakes`."""

from collections.abc import Callable, Iterable


class WakeBook:
    """The listeners by topic. Used only in the thread that the store's answers come home to."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Callable[[str], object]]] = {}

    def listen(self, topic: str, call: Callable[[], object]) -> None:
        """Call `call` each time that a unit with this topic, or a part of it, was committed."""
        self.follow(topic, lambda _: call())

    def follow(self, topic: str, call: Callable[[str], object]) -> None:
        """Call `call` with the part of the topic each time; it is empty where all of it is meant."""
        self._listeners.setdefault(topic, []).append(call)

    def wake(self, topics: Iterable[str]) -> None:
        """Call whoever listens for these topics: ``outbox``, or ``outbox/HHIT`` for a part of it."""
        for each in topics:
            topic, _, part = each.partition("/")
            for call in self._listeners.get(topic, ()):
                call(part)

    def wake_all(self) -> None:
        """Call everybody: something may have been missed."""
        self.wake(tuple(self._listeners))
