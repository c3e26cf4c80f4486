"""How fast a catalogue comes in, from GB18030 CNMARC to the disk, and what kiosks notice of it.

Run as `python -m tests.bench.loading`. The file is made here: 50 000 records of some 720 bytes with two
copies each. With a server running, four kiosks lend and take back meanwhile, each pausing 0.05 s between
messages. Command and server share the work; the processor's time of each says what either would take with a
core of its own.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.bench.closed_loop import Figures, drive
from tests.bench.library import hall
from tests.bench.tables import Table, main
from tests.live import GUANJI, environment, guanji
from tests.marc_files import cnmarc

RECORDS = 50_000
COPIES = 2
KIOSKS = 4
PAUSE = 0.05

#: How long kiosks are watched: a load takes longer.
SECONDS = 5.0

TICKS = os.sysconf("SC_CLK_TCK")


class Load(NamedTuple):
    """Seconds that a load took by the clock, and of the processor in the command and in the server."""

    clock: float
    command: float
    server: float = 0.0


def busy(process: int) -> float:
    """Seconds that a process has had of the processor."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def load(
    file: Path, config: Path, server: int | None = None, meanwhile: Callable[[], None] = lambda: None
) -> Load:
    """Load a file, the command's own start included."""
    before = busy(server) if server else 0.0
    began = time.perf_counter()
    command = [*GUANJI, "load", "items", str(file), "-c", str(config)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )
    meanwhile()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssertionError("the load failed")
    clock = time.perf_counter() - began
    return Load(clock, used.ru_utime + used.ru_stime, busy(server) - before if server else 0.0)


def row(what: str, loaded: Load | None, figures: Figures | None = None) -> tuple[str, ...]:
    """One line of the table."""
    of_load: tuple[str, ...] = ("", "", "")
    if loaded:
        parts = (1e6 * seconds / RECORDS for seconds in (loaded.command, loaded.server))
        of_load = (f"{RECORDS / loaded.clock:.0f} records/s", *(f"{part:.0f} µs" for part in parts))
    of_kiosks = (f"{1000 * figures.p50:.1f} ms", f"{1000 * figures.p99:.1f} ms") if figures else ("", "")
    return (what, *of_load, *of_kiosks)


def measure() -> Table:
    """Into a new database without a server, then with one, kiosks before and meanwhile."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="guanji-bench-") as scratch:
        file, own = Path(scratch) / "catalogue.iso", Path(scratch) / "own"
        file.write_bytes(cnmarc(range(1, RECORDS + 1), COPIES))
        guanji("init", own)
        rows.append(row("no server, new database", load(file, own / "guanji.toml")))
        rows.append(row("the same again, nothing new", load(file, own / "guanji.toml")))
        with hall(KIOSKS) as server:
            config, process = server.directory / "guanji.toml", server.process.pid
            rows.append(row("kiosks alone", None, drive(server.sip2, process, KIOSKS, SECONDS, pause=PAUSE)))
            seen: list[Figures] = []
            loaded = load(
                file,
                config,
                process,
                lambda: seen.append(drive(server.sip2, process, KIOSKS, SECONDS, pause=PAUSE)),
            )
            rows.append(row("a server and its kiosks", loaded, seen[0]))
            rows.append(row("a server, the same again", load(file, config, process)))
    return Table(
        title="Loading a catalogue",
        said=(
            f"`guanji load items` of {RECORDS} CNMARC records in GB18030 with {COPIES} copies each, every "
            f"batch committed; {KIOSKS} kiosks that pause {PAUSE:g} s between messages."
        ),
        heads=("what", "loaded", "command's processor", "server's", "kiosks' p50", "p99"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
