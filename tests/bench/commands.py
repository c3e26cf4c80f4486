"""How long a command takes to start: run as `python -m tests.bench.commands`."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.tables import Table, main

#: As they are installed: the console script beside this Python.
GUANJI = str(Path(sys.executable).with_name("guanji"))

COMMANDS = (("--help",), ("circ", "--help"), ("config", "schema"), ("decode", "sip2"))

TIMES = 11


def seconds(*arguments: str) -> float:
    """From the call to its end; median of several."""
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        subprocess.run([GUANJI, *arguments], input=b"9900802.00\n", stdout=subprocess.DEVNULL, check=True)
        spent.append(time.perf_counter() - began)
    return median(spent)


def measure() -> Table:
    """Each command, and Python alone."""
    rows = [(f"`guanji {' '.join(command)}`", f"{1000 * seconds(*command):.0f} ms") for command in COMMANDS]
    return Table(
        title="Start of a command",
        said=f"From the call to the end of the process; medians of {TIMES}.",
        heads=("command", "time"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
