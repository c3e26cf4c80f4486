"""The database's files are moved, replaced or removed under a server that serves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import Start
from tests.faults.patience import until
from tests.faults.truth import going_on, granted, look, stopped, writing
from tests.kiosk_line import kiosk
from tests.live import Demo
from tests.writers import Writer

pytestmark = pytest.mark.slow


@pytest.fixture
def server(start: Start) -> Demo:
    return start()


@contextmanager
def meanwhile(writers: list[Writer]) -> Iterator[None]:
    """What is done to the files between two messages, none being in doubt; then nothing is granted."""
    until(lambda: granted(writers) > 20)
    stopped(writers)
    before = granted(writers)
    yield
    going_on(writers)
    until(lambda: all(len(writer.refused) > 5 for writer in writers))
    assert granted(writers) == before


def served_again(writers: list[Writer]) -> None:
    """Wait until messages are granted, and let them end."""
    before = granted(writers)
    until(lambda: granted(writers) > before + 20)
    stopped(writers)


def test_a_database_that_is_moved_away_and_back(server: Demo, start: Start) -> None:
    away = server.directory / "away.sqlite"
    with writing(server) as writers:
        with meanwhile(writers):
            server.database.rename(away)
        with kiosk(server.sip2, "kiosk7") as line:
            assert line.item("B000099").status == "03"
        away.rename(server.database)
        served_again(writers)
    look(server, writers)
    server.kill()
    look(start(offset=server.offset), writers)


def test_a_database_that_is_deleted_is_there_once_more_from_its_copy(server: Demo, start: Start) -> None:
    """As long as the process lives, so does the file; its name can be given back from outside."""
    with writing(server) as writers:
        with meanwhile(writers):
            server.database.unlink()
        stopped(writers)
    assert not server.database.exists()
    copied(server)
    server.kill()
    look(start(offset=server.offset), writers)


def copied(server: Demo) -> None:
    """What the manual says: copy the files that the process still holds."""
    held = Path(f"/proc/{server.process.pid}/fd")
    names = {server.database.name: " (deleted)", f"{server.database.name}-wal": ""}
    for name, mark in names.items():
        source = next(each for each in held.iterdir() if str(each.readlink()).endswith(f"/{name}{mark}"))
        target = server.directory / f"{name}.saved"
        shutil.copyfile(source, target)
        target.chmod(0o600)
        target.rename(server.directory / name)


def test_another_database_in_its_place_is_left_alone(server: Demo, furnished: Path, start: Start) -> None:
    mine, other = server.directory / "mine.sqlite", server.directory / "other.sqlite"
    with writing(server) as writers:
        shutil.copy2(furnished / "guanji.sqlite", other)
        before = other.read_bytes()
        with meanwhile(writers):
            server.database.rename(mine)
            other.rename(server.database)
        assert server.database.read_bytes() == before
        mine.rename(server.database)
        served_again(writers)
    look(server, writers)
    server.kill()
    look(start(offset=server.offset), writers)


def test_a_log_that_is_removed_costs_a_restart_and_nothing_else(server: Demo, start: Start) -> None:
    log = server.database.with_name(f"{server.database.name}-wal")
    with writing(server) as writers:
        with meanwhile(writers):
            log.unlink()
        stopped(writers)
    server.kill()  # as hard as can be: what was answered is in the database by now
    again = start(offset=server.offset)
    look(again, writers)
    with kiosk(again.sip2, "kiosk1") as line:
        assert line.checkout("P0009", "B000099").startswith("121")
