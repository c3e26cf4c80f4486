"""Whatever is written of interlibrary loan in whatever order: what is remembered is what the tables hold."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction, Wanted
from gateway.ports import Overtaken
from gateway.store.connection import writing
from gateway.store.ledger import SqlLedger
from gateway.store.recall import Recall, RecallingLedger
from gateway.store.schema import create
from tests.ill_samples import entry, replace, transaction
from tests.store_samples import CUMT, NOW

NAMES = [("", "2026", f"q{number}", "") for number in range(2)]
PARTNERS = ["HHIT", "NJU"]

transactions = st.builds(
    lambda number, name, partner, state, closed, client: transaction(
        number,
        initial_requester="",
        qualifier=NAMES[name][2],
        partner=PARTNERS[partner],
        state=state,
        closed=NOW + timedelta(days=1) if closed else None,
        wanted=Wanted(client=client),
    ),
    st.integers(1, 3),
    st.integers(0, 1),
    st.integers(0, 1),
    st.sampled_from([State.PENDING, State.SHIPPED]),
    st.booleans(),
    st.sampled_from(["", "R-7"]),
)
entries = st.builds(
    lambda number, seq: entry(f"T{number:03}", seq), st.integers(1, 2), st.sampled_from([0, 0, 0, 5])
)
steps = st.lists(
    st.tuples(st.one_of(transactions, entries), st.sampled_from(["kept", "kept", "undone"])), max_size=25
)


def questions(ledger: SqlLedger) -> list[Callable[[], Any]]:
    """Everything that the writer remembers the answers to."""
    asked: list[Callable[[], Any]] = [partial(ledger.ill_transaction, f"T{n:03}") for n in (1, 2, 3)]
    role = transaction().role
    named = product(PARTNERS, NAMES)
    return asked + [partial(ledger.ill_transaction_named, CUMT, role, *of) for of in named]


def take(ledger: RecallingLedger, record: Any, how: str) -> bool:  # noqa: ANN401 - of either kind
    """Write it; whether that is to be kept."""
    try:
        if isinstance(record, IllTransaction):
            kept = ledger.ill_transaction(record.id)
            ledger.save_ill(replace(record, version=kept.version if kept else 0))
        else:
            ledger.add_ill_entry(record)
    except Overtaken:
        return False  # as in the house, nothing of it stays
    return how == "kept"


@settings(max_examples=60)
@given(steps)
def test_what_is_remembered_is_what_is_there(steps: list[tuple[Any, str]]) -> None:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "guanji.db"
        create(path)
        connection = writing(path)
        recall = Recall()
        recalling, plain = RecallingLedger(connection, recall), SqlLedger(connection)
        for record, how in steps:
            recall.begin(0)
            connection.execute("SAVEPOINT step")
            if take(recalling, record, how):
                recall.settle()
            else:
                connection.execute("ROLLBACK TO step")
            connection.execute("RELEASE step")
            recall.begin(0)
            answers = [question() for question in questions(recalling)]
            assert answers == [question() for question in questions(plain)]
            recall.settle()
        for number in (1, 2):
            numbers = [one.seq for one in plain.ill_entries(f"T{number:03}")]
            assert numbers == sorted(set(numbers))
        connection.close()
