"""What the garbage collector is to leave alone.

Python looks through everything that was made since the last time whenever there are some hundred new objects;
one batch of messages makes as many and lets go of them by itself. Looking through what was there from the
start, hundreds of thousands of objects of modules and settings, stops everybody for tens of milliseconds.
"""

import gc
from typing import Final

#: New objects after which the collector looks through them: the messages of some seconds.
YOUNG: Final = 20_000

#: How often it does before it looks through the older ones as well.
OLDER: Final = 20


def settle() -> None:
    """Let the collector look from now on only at what is made from now on; to be called once all stands."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)
