"""How fast a catalogue comes in, from GB18030 CNMARC to the disk, and what kiosks notice of it.

Run as `python -m tests.bench.loading`. The file is made here: 50 000 records of some 720 bytes with two
copies each. With a server running, four kiosks lend and take back meanwhile, each pausing 0.05 s between
messages.
"""

import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.closed_loop import Figures, drive
from tests.bench.tables import Table, main
from tests.live import GUANJI, demo, environment, guanji
from tests.marc_files import cnmarc

RECORDS = 50_000
COPIES = 2
KIOSKS = ["kiosk1", "kiosk2", "kiosk3", "kiosk8"]  # those of the demo that take returns
PAUSE = 0.05

#: How long kiosks are watched: a load takes longer.
SECONDS = 5.0


def start(file: Path, config: Path) -> "subprocess.Popen[bytes]":
    """Begin to load."""
    command = [*GUANJI, "load", "items", str(file), "-c", str(config)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())


def rate(file: Path, config: Path) -> float:
    """Records a second, the command's own start included."""
    began = time.perf_counter()
    if start(file, config).wait():
        raise AssertionError("the load failed")
    return RECORDS / (time.perf_counter() - began)


def beside_kiosks(file: Path, config: Path, port: int) -> tuple[float, Figures]:
    """Records a second while kiosks are at work, and what the kiosks got."""
    began = time.perf_counter()
    load = start(file, config)
    figures = drive(port, KIOSKS, SECONDS, PAUSE)
    if load.poll() is not None:
        raise AssertionError("the load ended before the kiosks did")
    load.wait()
    return RECORDS / (time.perf_counter() - began), figures


def row(what: str, records: float | None, figures: Figures | None = None) -> tuple[str, ...]:
    """One line of the table."""
    of_kiosks = (f"{1000 * figures.p50:.1f} ms", f"{1000 * figures.p99:.1f} ms") if figures else ("", "")
    return (what, f"{records:.0f} records/s" if records else "", *of_kiosks)


def measure() -> Table:
    """Into a new database without a server, then with one, kiosks before and meanwhile."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="guanji-bench-") as scratch:
        file, own = Path(scratch) / "catalogue.iso", Path(scratch) / "own"
        file.write_bytes(cnmarc(range(1, RECORDS + 1), COPIES))
        guanji("init", own)
        rows.append(row("no server, new database", rate(file, own / "guanji.toml")))
        rows.append(row("the same again, nothing new", rate(file, own / "guanji.toml")))
        with demo(Path(scratch) / "demo") as server:
            config = server.directory / "guanji.toml"
            rows.append(row("kiosks alone", None, drive(server.sip2, KIOSKS, SECONDS, PAUSE)))
            rows.append(row("a server and its kiosks", *beside_kiosks(file, config, server.sip2)))
            rows.append(row("a server, the same again", rate(file, config)))
    return Table(
        title="Loading a catalogue",
        said=(
            f"`guanji load items` of {RECORDS} CNMARC records in GB18030 with {COPIES} copies each, every "
            f"batch committed; {len(KIOSKS)} kiosks that pause {PAUSE:g} s between messages."
        ),
        heads=("what", "loaded", "kiosks' p50", "p99"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
