"""An error at each statement of a group commit, and a death before each: what was answered is what is kept.

Both ways in which a batch is run: whole in the store's thread, and begun in the reactor's turn with only its
commit in the thread.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.model.identity import ItemId
from gateway.ports import Ledger, StoreDown
from gateway.store.runner import Answer, Unit
from gateway.store.schema import create
from gateway.store.writer import Writer
from tests.faults.test_store_faults import ROOT, Faulty, arm, faulty, kept, lend
from tests.store_samples import CUMT

SOAK = bool(os.environ.get("GUANJI_SOAK"))

#: Units in a batch: somebody before the guilty one and somebody after.
BATCH = 5 if SOAK else 3

#: More statements than a batch has, the repetitions of single units included.
FOREVER = 10_000

CODES = {"disk I/O error": sqlite3.SQLITE_IOERR_WRITE}
MORE_CODES = {
    "full": sqlite3.SQLITE_FULL,
    "busy": sqlite3.SQLITE_BUSY,
    "fsync": sqlite3.SQLITE_IOERR_FSYNC,
    "corrupt": sqlite3.SQLITE_CORRUPT,
}
CODES |= MORE_CODES if SOAK else {}

WorkOff = Callable[[Writer, Sequence[Unit]], Sequence[Answer]]


def whole(writer: Writer, units: Sequence[Unit]) -> Sequence[Answer]:
    return writer.work_off(units).answers


def in_two_steps(writer: Writer, units: Sequence[Unit]) -> Sequence[Answer]:
    return writer.finish(units, writer.start(units)).answers


WAYS = pytest.mark.parametrize("work_off", [whole, in_two_steps])


def spoiling(number: int) -> Callable[[Ledger], int]:
    """A unit that writes and then fails of itself: it takes the batch back to its beginning."""
    work = lend(number)

    def spoiled(ledger: Ledger) -> int:
        work(ledger)
        raise ValueError(number)

    return spoiled


def batch(place: int, many: int = BATCH) -> list[int]:
    return [place * 100 + number for number in range(many)]


def statements(path: Path, work_off: WorkOff, units: Callable[[list[int]], list[Unit]]) -> int:
    """How many statements a batch takes on a connection that stands."""
    writer = Writer(lambda: faulty(path))
    work_off(writer, units(batch(990)))
    arm(-1, 0, 0)
    work_off(writer, units(batch(991)))
    writer.close()
    return Faulty.count


def honest(numbers: list[int]) -> list[Unit]:
    return [lend(number) for number in numbers]


def with_one_that_fails(numbers: list[int]) -> list[Unit]:
    """The last of them writes and then fails by its own mistake."""
    return [*honest(numbers[:-1]), spoiling(numbers[-1])]


def values(answers: Sequence[Answer]) -> list[Any]:
    return [answer.value if answer.error is None else type(answer.error) for answer in answers]


def seen(writer: Writer, number: int) -> bool:
    """Whether the next unit sees what an earlier one wrote: by memory or from the table, it is the same."""
    answer, *_ = in_two_steps(writer, [lambda ledger: ledger.item(ItemId(CUMT, f"B{number}"))])
    assert answer.error is None
    return answer.value is not None


def check(path: Path, writer: Writer, told: dict[int, Any]) -> None:
    granted = {number for number, answer in told.items() if answer == number}
    arm(-1, 0, 0)
    for number in told:
        assert seen(writer, number) == (number in granted), number
    found = kept(path)
    asked = set(told)
    assert {table: numbers & asked for table, numbers in found.items()} == dict.fromkeys(found, granted)


@WAYS
@pytest.mark.parametrize("units", [honest, with_one_that_fails])
@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_an_error_once(
    tmp_path: Path, work_off: WorkOff, units: Callable[[list[int]], list[Unit]], code: int
) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    innocent = {number % 100 for number in batch(1, BATCH)} - ({BATCH - 1} if units is not honest else set())
    refused = 0
    for place in range(1, statements(path, work_off, units) + 1):
        writer = Writer(lambda: faulty(path))
        assert seen(writer, 0) is False
        arm(place, 1, code)
        numbers = batch(place)
        told = dict(zip(numbers, values(work_off(writer, units(numbers))), strict=True))
        check(path, writer, told)
        wrong = [number for number in numbers if number % 100 in innocent and told[number] != number]
        assert set(told.values()) <= {*numbers, StoreDown, ValueError}
        # One error concerns nobody, but where the whole transaction could not even begin.
        assert wrong in ([], [number for number in numbers if number % 100 in innocent]), place
        refused += bool(wrong)
        writer.close()
    assert refused <= 2


@WAYS
@pytest.mark.parametrize("units", [honest, with_one_that_fails] if SOAK else [honest])
def test_an_error_that_stays(
    tmp_path: Path, work_off: WorkOff, units: Callable[[list[int]], list[Unit]]
) -> None:
    """From some statement on nothing goes; afterwards everything does."""
    path = tmp_path / "guanji.db"
    create(path)
    for place in range(1, statements(path, work_off, units) + 1):
        writer = Writer(lambda: faulty(path))
        assert seen(writer, 0) is False
        arm(place, FOREVER, sqlite3.SQLITE_IOERR_WRITE)
        numbers = batch(place)
        told = dict(zip(numbers, values(work_off(writer, units(numbers))), strict=True))
        assert set(told.values()) <= {StoreDown, ValueError}, place
        check(path, writer, told)
        after = batch(place + 500)
        assert values(work_off(writer, honest(after))) == after
        writer.close()


DYING = """
import os, sys
from pathlib import Path
from tests.faults import test_each_statement as this
from tests.faults.test_store_faults import Faulty, arm, faulty

path, way = Path(sys.argv[1]), getattr(this, sys.argv[2])
last = this.statements(path, way, this.honest)

def die():
    Faulty.count += 1
    if Faulty.count == Faulty.fail_at:
        os._exit(9)

for place in range(1, last + 2):
    child = os.fork()
    if not child:
        writer = this.Writer(lambda: faulty(path))
        assert this.seen(writer, 0) is False
        Faulty.strike = staticmethod(die)
        arm(place, 1, 0)
        answers = way(writer, this.honest(this.batch(place)))
        os.write(1, "".join(f"{answer.value}\\n" for answer in answers).encode())
        os._exit(0)
    os.waitpid(child, 0)
print("statements", last)
"""


@WAYS
def test_a_death_before_each(tmp_path: Path, work_off: WorkOff) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    done = subprocess.run(
        [sys.executable, "-c", DYING, path, work_off.__name__],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    *answered, last = done.stdout.splitlines()
    many = int(last.removeprefix("statements "))
    told = {int(line) for line in answered}
    # It died before each statement; after the last one it lived and answered.
    assert told == set(batch(many + 1))
    found = kept(path)
    assert found["item"] == found["event"] == found["inbox"]
    for place in range(1, many + 2):
        numbers = set(batch(place))
        assert found["inbox"] & numbers in (set(), numbers)
    assert told <= found["inbox"]
    assert many > 4 * BATCH
