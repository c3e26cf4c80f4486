"""Hearing of what other nodes committed: LISTEN, on a connection and a thread of its own."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Final

from gateway.store.postgresql.connection import Session
from gateway.store.postgresql.writer import CHANNEL
from gateway.store.runner import CallFromThread
from gateway.store.sql_store import nothing
from gateway.store.wakes import WakeBook

#: How often the thread looks whether it is to end.
GLANCE_SECONDS: Final = 0.5

#: How long it waits before it tries again to reach a server that is away.
AWAY_SECONDS: Final = 1.0


class Listening:
    """A thread that wakes this process's listeners when another node committed something of their topics.

    Its own node is heard of at once and without the server, so what `node` itself told is passed over. After
    a lost connection every topic is woken: nobody knows what was told meanwhile. Whatever goes wrong, it goes
    on; of each time away `complain` hears once, and why.
    """

    def __init__(
        self,
        connect: Callable[[], Session],
        wakes: WakeBook,
        call_from_thread: CallFromThread,
        *,
        node: str,
        pause: Callable[[float], object] = time.sleep,
        complain: Callable[[str], object] = nothing,
    ) -> None:
        self._connect = connect
        self._wakes = wakes
        self._home = call_from_thread
        self._node = node
        self._pause = pause
        self._complain = complain
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="store-listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End within a moment; nobody is woken any more."""
        self._stopping = True

    def _work(self) -> None:
        away = False
        while not self._stopping:
            try:
                with closing(self._connect()) as session:
                    session.execute(f"LISTEN {CHANNEL}")
                    if away:
                        self._tell(self._wakes.wake_all)
                        away = False
                    self._listen(session)
            except Exception as error:  # noqa: BLE001 - a thread that ended would be missed by nobody for long
                if not away:
                    self._tell(self._complain, f"{type(error).__name__}: {error}")
                away = True
                self._pause(AWAY_SECONDS)

    def _listen(self, session: Session) -> None:
        while not self._stopping:
            for heard in session.connection.notifies(timeout=GLANCE_SECONDS):
                topic, _, node = heard.payload.partition(" ")
                if node != self._node:
                    self._tell(self._wakes.wake, (topic,))

    def _tell(self, call: Callable[..., object], *arguments: object) -> None:
        if not self._stopping:
            self._home(call, *arguments)
