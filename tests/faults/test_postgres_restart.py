"""PostgreSQL crashes and starts again under servers that are at work, or stands still, or may not write."""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.patience import until
from tests.kiosk_line import kiosk
from tests.nodes import Node, Reader, look, nodes
from tests.postgres import Cluster, cluster

CRASHES = 3

SEED = 20261123

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[Cluster]:
    """A PostgreSQL of the test's own, for it to break."""
    with cluster() as own:
        yield own


@contextmanager
def at_work(servers: list[Node], many: int = 8) -> Iterator[list[Reader]]:
    """Readers who lend, renew and return at these servers until the block ends."""
    readers = [
        Reader(number, servers[number % len(servers)].sip2, random.Random(SEED + number))
        for number in range(1, many + 1)
    ]
    for reader in readers:
        reader.start()
    yield readers
    for reader in readers:
        reader.stop()
    for reader in readers:
        reader.join()


def test_a_crash_of_the_database_puts_kiosks_off_and_loses_and_doubles_nothing(
    server: Cluster, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    url = server.database()
    with nodes(tmp_path, url, 2) as servers:
        with at_work(servers) as readers:
            for _ in range(CRASHES):
                time.sleep(chance.uniform(0.3, 1.0))
                server.stop("immediate")
                time.sleep(chance.uniform(0.0, 1.0))
                server.start()
                told = sum(len(reader.told) for reader in readers)
                until(lambda told=told: sum(len(reader.told) for reader in readers) > told + 20)  # type: ignore[misc]
        assert all(node.alive for node in servers)
        look(url, [node.sip2 for node in servers], readers)
        assert sum(reader.put_off for reader in readers) > CRASHES
        assert [node.stop() for node in servers] == [0, 0]
    print(  # noqa: T201 - seen with `pytest -rP`
        f"{CRASHES} crashes, {sum(len(reader.told) for reader in readers)} answers, "
        f"{sum(reader.put_off for reader in readers)} messages put off"
    )


def test_a_database_that_stands_still_is_told_and_got_over(server: Cluster, tmp_path: Path) -> None:
    url = server.database()
    with nodes(tmp_path, url, 1) as servers:
        with at_work(servers, 4) as readers:
            time.sleep(0.5)
            server.signal(signal.SIGSTOP)
            try:
                until(lambda: sum(reader.put_off for reader in readers) >= 4)
            finally:
                server.signal(signal.SIGCONT)
            told = sum(len(reader.told) for reader in readers)
            until(lambda: sum(len(reader.told) for reader in readers) > told + 20)
        look(url, [servers[0].sip2], readers)
        assert servers[0].stop() == 0


def test_kiosks_are_told_that_nothing_is_written_while_the_database_is_away(
    server: Cluster, tmp_path: Path
) -> None:
    with nodes(tmp_path, server.database(), 1) as (node,), kiosk(node.sip2, "kiosk1") as line:
        assert line.checkout("P0001", "B000001").startswith("121")
        server.stop()
        assert line.checkout("P0001", "B000002").startswith("120")
        assert line.item("B000001").text.startswith("18")
        server.start()
        until(lambda: line.checkout("P0001", "B000003").startswith("121"))
        assert line.patron("P0001", "2").items("AU") == ["B000001", "B000003"]
