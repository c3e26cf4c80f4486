"""Whatever is written and asked in whatever order: what the writer remembers is what the tables hold."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.changes import Changes, Record
from gateway.model.identity import ItemId, PatronId
from gateway.model.loans import Fee, FeeKind, Hold, HoldKind, HoldState, Loan, LoanState
from gateway.model.patrons import Card
from gateway.ports import Overtaken
from gateway.store.connection import writing
from gateway.store.ledger import SqlLedger
from gateway.store.recall import Recall, RecallingLedger
from gateway.store.schema import create
from tests.store_samples import BOOK, CUMT, NOW, OTHER

replace = msgspec.structs.replace

PATRONS = [PatronId(CUMT, f"P{n}") for n in range(2)]
ITEMS = [ItemId(CUMT, f"B{n}") for n in range(2)]
CARDS = ["P0", "P1", "C0", "C1"]

# A loan, a hold and a fee belong to one reader, and a loan to one item, from its beginning to its end.
loans = st.builds(
    lambda number, started, state: Loan(
        id=f"L{number}",
        item=ITEMS[number % 2],
        patron=PATRONS[number // 2],
        started=NOW + timedelta(days=started),
        due=NOW + timedelta(days=30),
        state=state,
    ),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(LoanState),
)
holds = st.builds(
    lambda number, item, bib, state: Hold(
        id=f"H{number}",
        patron=PATRONS[number],
        kind=HoldKind.TITLE,
        item=item,
        bib=bib,
        pickup="NH",
        placed=NOW,
        state=state,
    ),
    st.integers(0, 1),
    st.sampled_from([None, *ITEMS]),
    st.sampled_from(["", "T1"]),
    st.sampled_from(HoldState),
)
fees = st.builds(
    lambda number, amount: Fee(
        id=f"F{number}", patron=PATRONS[number], kind=FeeKind.OVERDUE, amount=amount, created=NOW
    ),
    st.integers(0, 1),
    st.sampled_from([0, 100]),
)
patrons = st.builds(
    lambda number, cards: replace(OTHER, id=number, cards=tuple(cards)),
    st.sampled_from(PATRONS),
    st.lists(st.builds(Card, st.sampled_from(CARDS), lost=st.booleans()), max_size=2),
)
items = st.builds(
    lambda number, bib: replace(BOOK, id=number, bib=bib), st.sampled_from(ITEMS), st.sampled_from(["", "T1"])
)
records = st.one_of(patrons, items, loans, holds, fees)
steps = st.lists(st.tuples(records, st.sampled_from(["kept", "undone", "forced"])), max_size=25)


def questions(ledger: SqlLedger) -> list[Callable[[], Any]]:
    """Everything that the writer remembers the answers to."""
    asked: list[Callable[[], Any]] = []
    for patron in PATRONS:
        asked += [
            partial(ask, patron) for ask in (ledger.patron, ledger.loans_of, ledger.holds_of, ledger.fees_of)
        ]
    for item in ITEMS:
        asked += [partial(ask, item) for ask in (ledger.item, ledger.unsettled_loan)]
        asked += [partial(ledger.holds_on, replace(BOOK, id=item, bib=bib)) for bib in ("", "T1")]
    return asked + [partial(ledger.patron_by_card, CUMT, (card,)) for card in CARDS]


def current(ledger: SqlLedger, record: Record) -> Record:
    """The record as a unit would write it: of the version that it has read."""
    kept = ledger.patron(record.id) if isinstance(record, type(OTHER)) else None
    if isinstance(record, type(BOOK)):
        kept = ledger.item(record.id)  # type: ignore[assignment] # whichever it is, it has a version
    return replace(record, version=kept.version) if kept is not None else record


def take(ledger: RecallingLedger, record: Record, how: str) -> bool:
    """Write a record; whether that is to be kept."""
    try:
        if how == "forced":
            ledger.force(record)
        else:
            ledger.save(Changes(records=(current(ledger, record),)))
    except Overtaken:
        return False  # two loans of one item at a time: as in the house, nothing of it stays
    return how != "undone"


@given(steps)
def test_what_is_remembered_is_what_is_there(steps: list[tuple[Record, str]]) -> None:
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
        connection.close()
