"""Starts, upgrades and stops that are cut short, and servers that start beside each other."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from gateway.store.connection import writing as connect
from gateway.store.migrations import migrate
from gateway.store.schema import REVISION, revision
from tests.faults.conftest import Start
from tests.faults.patience import until
from tests.faults.shim import Shim
from tests.faults.truth import granted, look, rows, writing
from tests.kiosk_line import kiosk
from tests.live import GUANJI, Demo, NotReady, environment, free_offset

pytestmark = pytest.mark.slow

SOAK = bool(os.environ.get("GUANJI_SOAK"))


def spread(most: int, few: int) -> Iterator[int]:
    """Every change from the first to the last, or a few of them."""
    return iter(range(1, most + 1) if SOAK else {1 + most * part // few for part in range(few)})


def test_a_start_that_is_killed_is_followed_by_one_that_succeeds(
    library: Path, shim: Shim, start: Start
) -> None:
    first = start(shim=shim)
    most = shim.changes
    first.kill()
    assert most > 0
    for change in spread(most, 2):
        shim.die_at(change)
        try:
            start(offset=first.offset, shim=shim).kill()
        except NotReady:
            shim.die_at(0)
        else:
            assert change > most / 2  # a start after another has less to do than the first
            break
    shim.die_at(0)
    with kiosk(start(offset=first.offset, shim=shim).sip2, "kiosk1") as line:
        assert line.checkout("P0001", "B000001").startswith("121")
    assert rows(library / "guanji.sqlite", "PRAGMA integrity_check") == ["ok"]


def test_a_stop_that_is_killed_loses_nothing(shim: Shim, start: Start) -> None:
    offset = free_offset()
    for change in (1, 2, 4, 8) if SOAK else (1, 4):
        server = start(offset=offset, shim=shim)
        with writing(server, 2) as writers:
            before = rows(server.database, "SELECT count(*) FROM inbox")[0]
            until(lambda: granted(writers) > 20)
            server.process.send_signal(signal.SIGTERM)
            shim.die_at(change)
            server.process.wait(30)
            for writer in writers:
                writer.join()
            told = granted(writers)
        shim.die_at(0)
        assert server.process.returncode == -signal.SIGKILL
        (kept,) = rows(server.database, "SELECT count(*) FROM inbox")
        assert told <= kept - before <= told + 2  # what was in hand when it died
        assert rows(server.database, "PRAGMA integrity_check") == ["ok"]
        with closing(sqlite3.connect(server.database)) as connection, connection:
            for table in ("loan", "inbox"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - of these two
            connection.execute("UPDATE item SET status = 'available' WHERE status = 'charged'")


UPGRADE = """
import sys
from gateway.store.schema import upgrade
upgrade(sys.argv[1])
"""


def test_an_upgrade_that_is_killed_is_as_if_it_had_not_begun(
    library: Path, tmp_path: Path, shim: Shim
) -> None:
    old = tmp_path / "old.sqlite"
    old.touch(0o600)
    migrate(partial(connect, old), "0001")
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("INSERT INTO kiosk VALUES ('大厅', 0, '', '', NULL, 0, 0, NULL, '', NULL, '', '')")
    database = library / "guanji.sqlite"

    def upgraded(die_at: int) -> int:
        for each in library.glob("guanji.sqlite*"):
            each.unlink()
        shutil.copy2(old, database)
        shim.die_at(die_at)
        command = [sys.executable, "-c", UPGRADE, str(database)]
        return subprocess.run(command, env=environment(**shim.environment), check=False).returncode

    assert upgraded(0) == 0
    most = shim.changes
    assert most > 5
    for change in spread(most, 3):
        assert upgraded(change) == -signal.SIGKILL
        assert rows(database, "SELECT name FROM kiosk") == ["大厅"]
        assert revision(database) in {"0001", REVISION}  # before its COMMIT, or after
        assert rows(database, "PRAGMA integrity_check") == ["ok"]
        assert subprocess.run([sys.executable, "-c", UPGRADE, database], check=False).returncode == 0
        assert revision(database) == REVISION
        assert rows(database, "SELECT name FROM kiosk") == ["大厅"]


def test_of_two_servers_that_start_at_once_one_serves(library: Path) -> None:
    for _ in range(10 if SOAK else 1):
        servers = [Demo(library), Demo(library)]
        try:
            ready: list[Demo] = []
            told: list[str] = []
            for server in servers:
                try:
                    server.wait_until_ready()
                    ready.append(server)
                except NotReady as error:
                    told.append(str(error))
            assert len(ready) == 1
            (line,) = told
            assert "is in use by another Guanji server" in line
            with kiosk(ready[0].sip2, "kiosk1") as kiosk1:
                assert kiosk1.item("B000001").status == "03"
            assert ready[0].stop() == 0
        finally:
            for server in servers:
                if server.alive:
                    server.kill()


def test_two_servers_make_one_new_database(library: Path) -> None:
    """Neither finds one: the one that is first makes it, the other is told."""
    (library / "guanji.sqlite").unlink()
    offset = free_offset()
    processes = [
        subprocess.Popen(
            [*GUANJI, "demo", "--keep", "--data", str(library), "--port-offset", str(offset)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(),
        )
        for _ in range(2)
    ]
    try:
        ended = until(lambda: [each for each in processes if each.poll() is not None])
        assert len(ended) == 1
        (serving,) = set(processes) - set(ended)
        assert serving.stdout is not None
        assert any(line.startswith("guanji demo ready") for line in serving.stdout)
        serving.terminate()
        assert serving.wait(30) == 0
    finally:
        for each in processes:
            each.kill()
            each.wait()
            if each.stdout is not None:
                each.stdout.close()
    assert revision(library / "guanji.sqlite") == REVISION


def test_a_server_that_is_stopped_under_load_answers_what_it_has_taken(start: Start) -> None:
    server = start()
    with writing(server, 8) as writers:
        until(lambda: granted(writers) > 100)
        assert server.stop() == 0
        for writer in writers:
            writer.join()
        told = granted(writers)
    assert [text for writer in writers for text in writer.refused] == []
    # Nothing was done that its kiosk was not told of.
    assert rows(server.database, "SELECT count(*) FROM inbox") == [told]
    look(start(offset=server.offset), writers)
