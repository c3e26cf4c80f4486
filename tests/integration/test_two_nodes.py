"""Two servers on one PostgreSQL database: one is killed in mid-load, the other takes its kiosks.

Three times in `make test`, thirty in `make soak` (GUANJI_SOAK=1).
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.patience import until
from tests.live import guanji
from tests.nodes import Node, Reader, look, nodes
from tests.postgres import Cluster

KILLS = 30 if os.environ.get("GUANJI_SOAK") else 3

#: Seconds that both write before one is killed, and that the other writes alone afterwards.
BOTH_SECONDS, ALONE_SECONDS = (0.3, 1.5), 0.5

SEED = 20261122

pytestmark = pytest.mark.slow


@pytest.fixture
def url(postgres: Cluster) -> str:
    return postgres.database()


@pytest.fixture
def pair(url: str, tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, url, 2) as servers:
        yield servers


def test_the_kiosks_of_a_server_that_was_killed_go_on_at_the_other(pair: list[Node], url: str) -> None:
    chance = random.Random(SEED)
    readers = [Reader(number, pair[number % 2].sip2, random.Random(SEED + number)) for number in range(1, 9)]
    for reader in readers:
        reader.start()
    for kill in range(KILLS):
        time.sleep(chance.uniform(*BOTH_SECONDS))
        dying, staying = kill % 2, (kill + 1) % 2
        for reader in readers:
            if reader._port == pair[dying].sip2:
                reader.move(pair[staying].sip2)  # from its next line on, which it needs when this one breaks
        pair[dying].kill()
        time.sleep(ALONE_SECONDS)
        pair[dying] = pair[dying].again()
        for reader in readers[::2]:
            reader.move(pair[dying].sip2)
            reader.hang_up()
    for reader in readers:
        reader.stop()
    for reader in readers:
        reader.join()
    look(url, [server.sip2 for server in pair], readers)
    answers, broken = (sum(len(r.told) for r in readers), sum(r.broken for r in readers))
    assert answers > 30 * KILLS
    assert broken > KILLS
    assert [server.stop() for server in pair] == [0, 0]
    print(  # noqa: T201 - seen with `pytest -rP`
        f"{KILLS} kills, {answers} answers, {broken} lines broken, "
        f"{sum(reader.put_off for reader in readers)} messages put off"
    )


def test_a_server_that_stands_still_in_mid_batch_stops_the_other_for_seconds_only(
    pair: list[Node], url: str
) -> None:
    readers = [Reader(number, pair[number % 2].sip2, random.Random(SEED + number)) for number in range(1, 9)]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    stopped, going = pair
    # Stopped again and again: sooner or later it holds the writers' lock when it is.
    for _ in range(2):
        stopped.process.send_signal(signal.SIGSTOP)
        told = sum(len(reader.told) for reader in readers[0::2])
        until(lambda told=told: sum(len(reader.told) for reader in readers[0::2]) > told + 5)  # type: ignore[misc]
        stopped.process.send_signal(signal.SIGCONT)
        time.sleep(0.2)
    for reader in readers:
        reader.stop()
    for reader in readers:
        reader.join()
    look(url, [server.sip2 for server in pair], readers)
    assert [server.stop() for server in (stopped, going)] == [0, 0]


def test_what_staff_pause_on_one_server_is_paused_on_the_other_at_once(pair: list[Node]) -> None:
    def paused(server: Node) -> bool:
        listed = guanji("kiosk", "list", "--config", server.directory / "guanji.toml")
        assert listed.returncode == 0, listed.stderr
        return any("kiosk2" in line and "paused" in line for line in listed.stdout.splitlines())

    first, second = pair
    done = guanji("kiosk", "pause", "kiosk2", "--config", first.directory / "guanji.toml")
    assert done.returncode == 0, done.stderr
    assert paused(second)


def test_a_database_of_several_servers_has_one_key_file(pair: list[Node]) -> None:
    _, second = pair
    assert second.stop() == 0
    key = second.directory / "secrets" / "guanji.key"
    key.write_bytes(bytes(32))
    told = guanji("run", "--config", second.directory / "guanji.toml")
    assert told.returncode != 0
    assert "key file" in told.stderr + told.stdout
