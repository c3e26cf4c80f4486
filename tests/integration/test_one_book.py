"""Two nodes are asked for one book at the same moment, again and again: one lends it."""

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import msgspec
import psycopg
import pytest

from adapters.embedded import EmbeddedEngine
from gateway.circulation.policy import CategoryLimits
from gateway.circulation.situation import Setting
from gateway.model.loans import HoldKind
from gateway.model.problems import ProblemCode
from gateway.store.opening import open_store
from tests.library import BRANCHES, HOME, ZONE, hold, item, patron, patron_id
from tests.memory_store import result
from tests.place import POLICY, Place, Watch, back, out, pin_digest

BOOKS = 25

#: Nothing but the other node keeps a reader from a book.
GENEROUS = msgspec.structs.replace(POLICY, limits=(CategoryLimits(loans=2 * BOOKS),))


def node(where: str, name: str) -> Place:
    """An engine of its own on the shared database; its ids begin with its name."""
    numbers = count(1)
    setting = Setting(
        agency=HOME,
        zone=ZONE,
        new_id=lambda: f"{name}{next(numbers):06}",
        policy=GENEROUS,
        branch_of=BRANCHES,
    )
    clock = Watch()
    store = open_store(where, node=name)
    place = Place(EmbeddedEngine(store, setting, clock, pin_digest), store, clock)
    place._refs = count(int(name, 16) * 1000)
    return place


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        url: str = request.getfixturevalue("database_url")
        return url
    return str(tmp_path / "guanji.db")


def rows(where: str, query: str) -> list[tuple[object, ...]]:
    if where.startswith("postgresql"):
        with psycopg.connect(where) as server:
            return server.execute(query.encode()).fetchall()
    with closing(sqlite3.connect(where)) as connection:
        return connection.execute(query).fetchall()


def at_once(first: Place, second: Place, command: object) -> dict[str, list[list[ProblemCode]]]:
    """What each node says to the command for each book, asked at the same moments."""
    start = Barrier(2)
    said: dict[str, list[list[ProblemCode]]] = {"a": [], "b": []}

    def ask(name: str, place: Place, reader: int) -> None:
        for number in range(1, BOOKS + 1):
            start.wait(30)
            outcome = place.do(command(reader, number))  # type: ignore[operator]
            said[name].append([problem.code for problem in outcome.problems])

    threads = [Thread(target=ask, args=("a", first, 1)), Thread(target=ask, args=("b", second, 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def test_a_book_that_two_nodes_are_asked_for_is_lent_once(where: str) -> None:
    first = node(where, "a")
    people = [patron(n, pin=pin_digest(patron_id(n), "1234")) for n in (1, 2)]
    first.seed(*people, *(item(n) for n in range(1, BOOKS + 1)))
    second = node(where, "b")

    def return_and_lend(reader: int, number: int) -> object:
        return out(reader, number)

    said = at_once(first, second, return_and_lend)
    both = list(zip(said["a"], said["b"], strict=True))
    assert [one.count([]) for one in both] == [1] * BOOKS
    other = Counter(problem for pair in both for problems in pair for problem in problems)
    assert other == Counter({ProblemCode.ON_LOAN_TO_ANOTHER: BOOKS})
    loans = rows(where, "SELECT item_barcode FROM loan WHERE state = 'open'")
    assert len(loans) == len(set(loans)) == BOOKS
    result(first.store.stop())  # type: ignore[attr-defined]
    result(second.store.stop())  # type: ignore[attr-defined]


def test_one_hold_is_caught_by_one_copy_wherever_copies_come_back(where: str) -> None:
    first = node(where, "a")
    copies = [item(n, bib=f"T{(n + 1) // 2}") for n in range(1, 2 * BOOKS + 1)]
    holds = [hold(n, 3, HoldKind.TITLE, item=None, bib=f"T{n}", id=f"h{n}") for n in range(1, BOOKS + 1)]
    first.seed(patron(3), *copies, *holds)
    second = node(where, "b")

    def come_back(reader: int, number: int) -> object:
        return back(2 * number - (reader % 2))

    at_once(first, second, come_back)
    caught = rows(where, "SELECT caught_barcode FROM hold WHERE state IN ('ready', 'in-transit')")
    assert len(caught) == len(set(caught)) == BOOKS
    result(first.store.stop())  # type: ignore[attr-defined]
    result(second.store.stop())  # type: ignore[attr-defined]
