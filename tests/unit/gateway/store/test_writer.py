import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.model.changes import Changes
from gateway.ports import Ledger, Overtaken, StoreDown
from gateway.store import statements as sql
from gateway.store.connection import writing
from gateway.store.ledger import SqlLedger
from gateway.store.runner import InlineRunner, Unit
from gateway.store.schema import create
from gateway.store.writer import ATTEMPTS, Writer
from tests.store_samples import BOOK, KIOSK, READER, event, saved


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[InlineRunner]:
    path = tmp_path / "guanji.db"
    create(path)
    runner = InlineRunner(Writer(partial(writing, path)), held=True)
    yield runner
    runner.close()


def together(runner: InlineRunner, *units: Unit) -> list[Any]:
    """What comes of units that are run as one batch: values, or types of errors."""
    found: list[Any] = [None] * len(units)
    for n, unit in enumerate(units):

        def take(value: object, n: int = n) -> None:
            found[n] = value

        runner.ask(unit).addCallbacks(take, lambda failure, take=take: take(failure.type))
    runner.run()
    return found


def test_a_unit_that_raises_fails_alone(runner: InlineRunner) -> None:
    def think_better(ledger: Ledger) -> None:
        ledger.save(saved(READER))
        raise LookupError

    found = together(
        runner,
        lambda ledger: ledger.save(saved(BOOK)),
        think_better,
        lambda ledger: (ledger.item(BOOK.id) is not None, ledger.patron(READER.id)),
    )
    assert found == [None, LookupError, (True, None)]


def test_a_unit_sees_what_the_units_before_it_wrote(runner: InlineRunner) -> None:
    def count(ledger: Ledger) -> int:
        return len(ledger.history("item 1", 9))

    def add(ledger: Ledger) -> int:
        ledger.save(Changes(events=(event("item 1"),)))
        return count(ledger)

    assert together(runner, add, add, count) == [1, 2, 2]


def test_a_unit_that_was_overtaken_is_run_again(runner: InlineRunner) -> None:
    runs: list[int] = []

    def work(ledger: Ledger) -> int:
        runs.append(len(runs))
        ledger.save(saved(KIOSK))
        if len(runs) < ATTEMPTS:
            raise Overtaken
        return len(ledger.kiosks())

    assert together(runner, work) == [1]
    assert runs == [0, 1, 2]


def test_but_not_for_ever(runner: InlineRunner) -> None:
    runs: list[int] = []

    def work(ledger: Ledger) -> None:
        runs.append(1)
        ledger.save(saved(KIOSK))
        raise Overtaken

    assert together(runner, work, lambda ledger: ledger.kiosks()) == [Overtaken, ()]
    # Once with everybody, where it had written; then under a savepoint of its own.
    assert len(runs) == 1 + ATTEMPTS


def test_a_broken_constraint_is_the_units_own(runner: InlineRunner) -> None:
    def work(ledger: SqlLedger) -> None:
        ledger._run(sql.META_INSERT, (None, None))

    assert together(runner, work, lambda _: "fine") == [sqlite3.IntegrityError, "fine"]


def test_an_error_of_the_database_hits_the_unit_that_met_it(runner: InlineRunner) -> None:
    def meet(ledger: Ledger) -> None:
        ledger.save(saved(READER))
        raise sqlite3.OperationalError("disk I/O error")

    found = together(
        runner,
        lambda ledger: ledger.save(saved(BOOK)),
        meet,
        lambda ledger: (ledger.item(BOOK.id) is not None, ledger.patron(READER.id)),
    )
    assert found == [None, StoreDown, (True, None)]


def test_a_unit_that_was_overtaken_before_it_wrote_spoils_nothing(runner: InlineRunner) -> None:
    runs: list[str] = []

    def work(ledger: Ledger) -> int:
        runs.append("overtaken")
        if len(runs) < ATTEMPTS:
            raise Overtaken
        return len(ledger.kiosks())

    def count(ledger: Ledger) -> int:
        runs.append("counted")
        return len(ledger.kiosks())

    assert together(runner, work, count) == [0, 0]
    assert runs == ["overtaken"] * ATTEMPTS + ["counted"]


def test_a_unit_that_is_always_overtaken_is_given_up(runner: InlineRunner) -> None:
    def work(_: Ledger) -> None:
        raise Overtaken

    assert together(runner, work) == [Overtaken]


def test_what_a_spoiled_batch_read_is_read_again(runner: InlineRunner) -> None:
    together(runner, lambda ledger: ledger.save(saved(BOOK)))

    def lose(ledger: Ledger) -> None:
        kept = ledger.item(BOOK.id)
        assert kept is not None
        ledger.save(saved(msgspec.structs.replace(kept, title="another")))
        raise LookupError

    def title(ledger: Ledger) -> str:
        found = ledger.item(BOOK.id)
        return found.title if found else ""

    assert together(runner, title, lose, title) == [BOOK.title, LookupError, BOOK.title]
    assert together(runner, title) == [BOOK.title]


def title(ledger: Ledger) -> str:
    found = ledger.item(BOOK.id)
    return found.title if found else ""


@pytest.mark.parametrize("answer", ["another", StoreDown], ids=["quick", "longer than we wait"])
def test_what_another_process_wrote_is_seen(tmp_path: Path, answer: object) -> None:
    path = tmp_path / "guanji.db"
    create(path)
    runner = InlineRunner(Writer(partial(writing, path)))
    together(runner, lambda ledger: ledger.save(saved(BOOK)))
    assert together(runner, title) == [BOOK.title]
    other = writing(path)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE item SET title = 'another'")
    if answer == "another":
        other.execute("COMMIT")
    # Where the writer can't wait for it, it begins anew with another connection.
    assert together(runner, title) == [answer]
    if answer != "another":
        other.execute("COMMIT")
    assert together(runner, title) == ["another"]
    other.close()
    runner.close()
