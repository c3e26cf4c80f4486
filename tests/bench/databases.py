"""SQLite beside PostgreSQL: what a durable unit of work costs, one by one and in a group.

Run as `python -m tests.bench.databases`; `TMPDIR` names the disk that both write to. PostgreSQL runs on the
same machine, behind a Unix socket, with its defaults (`fsync` and `synchronous_commit` on). The unit is the
checkout of `store_group_commit`.
"""

import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from gateway.store.bulk import load
from gateway.store.connection import writing
from gateway.store.postgresql.connection import connector
from gateway.store.postgresql.writer import PostgresqlWriter
from gateway.store.runner import Worker
from gateway.store.writer import Writer
from tests.bench.store_group_commit import library, through_the_thread
from tests.bench.tables import Table, main
from tests.postgres import cluster

#: Units in flight, the most in one batch, and how many units are measured.
LOADS = ((1, 1, 1000), (64, 1, 2000), (64, 256, 8000))


def measured(name: str, worker: Callable[[], Worker]) -> list[tuple[str, ...]]:
    """The rows of one database."""
    rows: list[tuple[str, ...]] = []
    first = count(0, 1_000_000)
    for in_flight, batch_limit, units in LOADS:
        figures = through_the_thread(worker(), in_flight, units, batch_limit, next(first))
        how = "one commit each" if batch_limit == 1 else "group commit"
        rows.append(
            (
                f"{name}, {in_flight} in flight, {how}",
                f"{figures['units/s']:.0f} units/s",
                f"{figures['p50 ms']:.2f} ms",
                f"{figures['p99 ms']:.2f} ms",
                f"{figures['batch']:.1f}",
            )
        )
    return rows


def measure() -> Table:
    """The same loads on both."""
    with tempfile.TemporaryDirectory() as made, cluster(durable=True) as server:
        path, url = Path(made) / "guanji.db", server.database()
        for where in (path, url):
            load(where, library())
        rows = measured("SQLite", lambda: Writer(lambda: writing(path)))
        connect = connector(url)
        rows += measured("PostgreSQL", lambda: PostgresqlWriter(connect, node="bench", woken=lambda _: None))
    return Table(
        title="SQLite beside PostgreSQL",
        said="A checkout: ten look-ups, four rows written, on the disk before it is answered.",
        heads=("what", "", "p50", "p99", "units in a batch"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
