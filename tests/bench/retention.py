"""What kiosks notice when much is let go of beside them: run as `python -m tests.bench.retention`."""

import json
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.store.shapes import instant_text
from tests.bench.paced import SECONDS, WARM_SECONDS, Rhythm, figures, hall, milliseconds
from tests.bench.tables import Table, main
from tests.live import GUANJI

#: Loans that ended long ago, with their messages and events: more than is done with while it is measured.
LOANS = 2_000

#: The old rows are put in beside the running server, so many at once.
CHUNK = 500


def fill(database: Path) -> None:
    """Two messages, two events and one loan for each."""
    began = datetime.now(UTC) - timedelta(days=300)
    with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as connection:
        for first in range(0, LOANS, CHUNK):
            connection.execute("BEGIN IMMEDIATE")
            for number in range(first, first + CHUNK):
                _loan(connection, number, began + number * timedelta(minutes=1))
            connection.execute("COMMIT")


def _loan(connection: sqlite3.Connection, number: int, began: datetime) -> None:
    at, ended = instant_text(began), instant_text(began + timedelta(days=20))
    patron, item, reply = f"P{number % 10 + 1:04}", f"OLD{number:06}", "|AH2026-03-01|AF借书成功|AG借书成功|"
    connection.execute(
        "INSERT INTO loan VALUES "
        "(?,'CUMT',?,'CUMT',?,?,?,0,NULL,NULL,NULL,'returned',?,'kiosk1','','','本科生','','')",
        (f"old{number:08}", item, patron, at, ended, ended),
    )
    for code, when in ((11, at), (9, ended)):
        ref = f"old{code}-{number}"
        connection.execute(
            "INSERT INTO inbox (ref, at, terminal, link, sequenced, kind, key, item, patron, text, reply) "
            "VALUES (?,?,'kiosk1','',0,?,?,?,?,?,?)",
            (
                *(ref, when, f"sip2 {code:02}", ref.encode().ljust(32), item, patron),
                f"{code:02}NN20260301    100000AOCUMT|AA{patron}|AB{item}|AC|AD****|",
                f"120NNY20260301    100000AOCUMT|AA{patron}|AB{item}|AJ人工智能导论{reply}",
            ),
        )
        connection.execute(
            "INSERT INTO event (kind, subject, at, cause, actor, conflict, data) "
            "VALUES (?,?,?,?,'kiosk1',0,?)",
            ("checkout", f"item CUMT.{item}", when, ref, json.dumps({"patron": f"CUMT.{patron}"})),
        )


def measure() -> Table:
    """What they wait before, meanwhile and after."""
    rows = []
    with hall() as server:
        fill(server.database)
        command = [*GUANJI, "retention", "run", "--json", "-c", str(server.directory / "guanji.toml")]
        rhythm = Rhythm(server.sip2)
        rhythm.keep(WARM_SECONDS)
        rows.append(_row("before", rhythm))
        began = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            rows.append(_row("meanwhile", rhythm))
            seconds = time.monotonic() - began
            still = running.poll() is None
            rhythm.close()
            said, _ = running.communicate()
        seconds = time.monotonic() - began if still else seconds
    done = sum(json.loads(said)["rows"].values())
    return Table(
        title="Letting go beside 32 kiosks",
        said=(
            f"{LOANS:,} loans with {2 * LOANS:,} messages and as many events fall due at once while kiosks "
            f"send 320 messages a second; {done:,} rows were written in {seconds:.0f} s. Latencies from when "
            f"a message was due, {SECONDS:.0f} s each."
        ),
        heads=("", "p50", "p99", "longest"),
        rows=tuple(rows),
    )


def _row(name: str, rhythm: Rhythm) -> tuple[str, ...]:
    found = figures(rhythm.keep(SECONDS))
    return name, milliseconds(found.p50), milliseconds(found.p99), milliseconds(found.longest)


if __name__ == "__main__":
    main(measure)
