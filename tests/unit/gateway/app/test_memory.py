import subprocess
import sys

SCRIPT = """
import gc
from gateway.app.memory import OLDER, YOUNG, settle
standing = [[] for _ in range(1000)]
settle()
assert gc.get_freeze_count() > 1000
assert gc.get_threshold() == (YOUNG, OLDER, OLDER)
circle = []
circle.append(circle)
del circle
assert gc.collect() >= 1
"""


def test_what_stands_is_left_alone_and_new_circles_are_found() -> None:
    # In a process of its own: what is frozen stays so.
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT + "print('seen')"], check=True, capture_output=True, text=True
    )
    assert found.stdout == "seen\n"
