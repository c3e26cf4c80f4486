"""Wrong PINs counted: who guesses a reader's PIN at a kiosk is stopped there before he finds it."""

from collections.abc import Callable
from math import ceil

#: Wrong PINs of one reader at one kiosk after which the PIN is refused there. A person who has forgotten his
#: gives up after three or four; of a PIN of four digits ten tries find one in a thousand.
MOST_WRONG_PINS = 10

#: Seconds within which they count, and for which the PIN is then refused: ten more tries cost ten minutes,
#: all PINs of four digits a week.
GUESSING_SECONDS = 600.0

#: Readers of kiosks that are remembered, some 6 MB in all. An honest library has a few mistyped PINs in ten
#: minutes; beyond this the longest untouched is forgotten.
MOST_REMEMBERED = 10_000

_MINUTE = 60


class Guesses:
    """The wrong PINs of each reader at each terminal, in memory: a restart forgets them.

    A reader is known by the number that was read; `seconds` is a monotonic clock.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._wrong: dict[tuple[str, str], tuple[float, ...]] = {}

    def minutes_left(self, terminal: str, reader: str) -> int:
        """For how many more minutes the reader's PIN is refused at the terminal; 0 if it is not."""
        times = self._wrong.get((terminal, reader), ())
        left = times[-1] + GUESSING_SECONDS - self._seconds() if len(times) >= MOST_WRONG_PINS else 0.0
        return max(0, ceil(left / _MINUTE))

    def wrong(self, terminal: str, reader: str) -> bool:
        """Count a wrong PIN; say whether it is the one after which the PIN is refused."""
        now, key = self._seconds(), (terminal, reader)
        recent = (*(at for at in self._wrong.pop(key, ()) if now - at < GUESSING_SECONDS), now)
        # The latest stand last, so that the first is the one that has rested longest.
        self._wrong[key] = recent[-MOST_WRONG_PINS:]
        if len(self._wrong) > MOST_REMEMBERED:
            del self._wrong[next(iter(self._wrong))]
        return len(recent) == MOST_WRONG_PINS

    def right(self, terminal: str, reader: str) -> None:
        """Forget the wrong ones: it was the reader after all."""
        self._wrong.pop((terminal, reader), None)
