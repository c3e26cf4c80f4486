import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from gateway.model.changes import Changes, Record
from gateway.model.items import ItemStatus
from gateway.model.loans import Fee, FeeKind, Hold, HoldKind, HoldState, Loan, LoanState
from gateway.model.patrons import Card
from gateway.ports import Overtaken
from gateway.store import recall
from gateway.store import statements as sql
from gateway.store.connection import writing
from gateway.store.ledger import SqlLedger
from gateway.store.recall import Recall, RecallingLedger
from gateway.store.schema import create
from tests.store_samples import BOOK, CUMT, NOW, OTHER, READER

replace = msgspec.structs.replace

LOAN = Loan(id="L1", item=BOOK.id, patron=READER.id, started=NOW, due=NOW + timedelta(days=30))
HOLD = Hold(id="H1", patron=READER.id, kind=HoldKind.TITLE, bib="T1", pickup="NH", placed=NOW)
FEE = Fee(id="F1", patron=READER.id, kind=FeeKind.OVERDUE, amount=100, created=NOW)


class Counting(sqlite3.Cursor):
    """A cursor that counts the questions asked."""

    asked = 0

    def execute(self, text: str, *values: object) -> "Counting":
        Counting.asked += text.startswith("SELECT")
        super().execute(text, *values)  # type: ignore[arg-type] # as the ledger gives them
        return self


class Desk:
    """A ledger and the memory behind it."""

    def __init__(self, path: Path) -> None:
        create(path)
        self._connection = writing(path)
        self.recall = Recall()
        self.recall.begin(0)
        connection = self._connection

        class Counted:
            def cursor(self) -> Counting:
                return connection.cursor(Counting)

            def execute(self, text: str) -> sqlite3.Cursor:
                return connection.execute(text)

            def close(self) -> None:
                connection.close()

        self.ledger = RecallingLedger(Counted(), self.recall)
        Counting.asked = 0

    def tables(self) -> SqlLedger:
        """What is in the tables, whatever is remembered."""
        return SqlLedger(self._connection)

    def lose_loans(self) -> None:
        """Take all loans out of the table, behind the writer's back."""
        self._connection.execute("DELETE FROM loan")

    def save(self, *records: Record) -> None:
        self.ledger.save(Changes(records=records))

    def asked(self) -> int:
        """How many questions the database was asked since the last time."""
        asked, Counting.asked = Counting.asked, 0
        return asked

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "guanji.db")
    yield desk
    desk.close()


def test_what_was_read_once_is_not_read_again(desk: Desk) -> None:
    ledger = desk.ledger
    questions = (
        partial(ledger.patron, READER.id),
        partial(ledger.patron_by_card, CUMT, ("P0001",)),
        partial(ledger.item, BOOK.id),
        partial(ledger.unsettled_loan, BOOK.id),
        partial(ledger.loans_of, READER.id),
        partial(ledger.holds_of, READER.id),
        partial(ledger.holds_on, BOOK),
        partial(ledger.fees_of, READER.id),
    )
    first = [question() for question in questions]
    assert desk.asked() > 0
    assert [question() for question in questions] == first
    assert desk.asked() == 0


def test_of_what_is_known_only_what_circulation_changes_is_written(desk: Desk) -> None:
    desk.save(BOOK, LOAN)
    lent = replace(BOOK, version=1, status=ItemStatus.CHARGED, destination="NH")
    renewed = replace(LOAN, renewals=1, due=NOW + timedelta(days=60))
    desk.save(lent, renewed)
    assert desk.tables().item(BOOK.id) == replace(lent, version=2)
    assert desk.tables().loan("L1") == renewed


def test_what_has_another_title_or_reader_is_written_whole(desk: Desk) -> None:
    desk.save(BOOK, LOAN)
    retitled = replace(BOOK, version=1, title="另一种", status=ItemStatus.CHARGED)
    moved = replace(LOAN, category="研究生", renewals=1)
    desk.save(retitled, moved)
    assert desk.tables().item(BOOK.id) == replace(retitled, version=2)
    assert desk.tables().loan("L1") == moved


def test_a_loan_that_is_known_but_gone_is_written_again(desk: Desk) -> None:
    desk.save(LOAN)
    desk.lose_loans()
    desk.save(replace(LOAN, renewals=1))
    assert desk.tables().loan("L1") == replace(LOAN, renewals=1)


def test_what_was_written_is_known_as_its_next_version(desk: Desk) -> None:
    desk.save(READER, BOOK)
    assert desk.ledger.patron(READER.id) == replace(READER, version=1)
    assert desk.ledger.item(BOOK.id) == replace(BOOK, version=1)
    assert desk.asked() == 0


def test_a_reader_is_known_by_the_cards_he_has_now(desk: Desk) -> None:
    desk.save(READER)
    assert desk.ledger.patron_by_card(CUMT, ("NEW",)) == (None, False)
    kept = replace(READER, version=1)
    desk.save(replace(kept, name="马月"))  # the same cards: what is known of them holds
    desk.asked()
    assert desk.ledger.patron_by_card(CUMT, ("NEW",)) == (None, False)
    assert desk.asked() == 0
    desk.save(replace(kept, version=2, cards=(Card("NEW"),)))
    found, lost = desk.ledger.patron_by_card(CUMT, ("NEW",))
    assert (found and found.id, lost) == (READER.id, False)


def test_a_loan_that_ends_is_no_longer_the_items_or_the_readers(desk: Desk) -> None:
    earlier = replace(LOAN, id="L0", item=replace(BOOK.id, barcode="B0"), started=NOW - timedelta(days=1))
    desk.save(LOAN)
    assert desk.ledger.loans_of(READER.id) == (LOAN,)
    desk.save(earlier)
    assert desk.ledger.loans_of(READER.id) == (earlier, LOAN)
    assert desk.ledger.unsettled_loan(BOOK.id) == LOAN
    desk.save(replace(LOAN, state=LoanState.RETURNED, ended=NOW))
    assert desk.ledger.loans_of(READER.id) == (earlier,)
    desk.asked()
    assert desk.ledger.unsettled_loan(BOOK.id) is None
    assert desk.asked() == 0


def test_an_old_loan_that_is_written_is_not_the_one_that_runs(desk: Desk) -> None:
    old = replace(LOAN, id="L0", patron=OTHER.id, state=LoanState.RETURNED, ended=NOW)
    desk.save(LOAN)
    desk.save(old)
    assert desk.ledger.unsettled_loan(BOOK.id) == LOAN


def test_a_hold_and_a_fee_are_asked_for_again(desk: Desk) -> None:
    assert (desk.ledger.holds_of(READER.id), desk.ledger.holds_on(BOOK), desk.ledger.fees_of(READER.id)) == (
        (),
        (),
        (),
    )
    desk.save(HOLD, FEE)
    assert desk.ledger.holds_of(READER.id) == desk.ledger.holds_on(BOOK) == (HOLD,)
    assert desk.ledger.fees_of(READER.id) == (FEE,)
    desk.save(replace(HOLD, state=HoldState.CANCELLED), replace(FEE, paid=100))
    assert (desk.ledger.holds_on(BOOK), desk.ledger.fees_of(READER.id)) == ((), ())


def test_a_record_that_is_forced_makes_it_forget(desk: Desk) -> None:
    desk.save(BOOK)
    desk.ledger.force(replace(BOOK, title="another"))
    found = desk.ledger.item(BOOK.id)
    assert found is not None
    assert (found.title, found.version) == ("another", 2)


def test_whatever_else_writes_makes_it_forget(desk: Desk) -> None:
    desk.save(BOOK)
    desk.ledger._run(sql.META_INSERT, ("another", "fact"))
    desk.asked()
    assert desk.ledger.item(BOOK.id) == replace(BOOK, version=1)
    assert desk.asked() == 1


@pytest.mark.parametrize(
    ("settled", "version", "questions"),
    [
        pytest.param(True, 0, 0, id="as it was"),
        pytest.param(False, 0, 1, id="a transaction that did not come to its end"),
        pytest.param(True, 1, 1, id="another has written"),
    ],
)
def test_when_it_forgets(desk: Desk, *, settled: bool, version: int, questions: int) -> None:
    desk.save(BOOK)
    if settled:
        desk.recall.settle()
    desk.recall.begin(version)
    desk.asked()
    assert desk.ledger.item(BOOK.id) == replace(BOOK, version=1)
    assert desk.asked() == questions


def test_a_save_that_fails_makes_it_forget(desk: Desk) -> None:
    desk.save(BOOK, LOAN)
    other = replace(LOAN, id="L2", patron=OTHER.id)
    with pytest.raises(Overtaken):
        desk.save(replace(BOOK, version=1, title="another"), other)
    # The item was written before the loan was refused.
    assert desk.ledger.item(BOOK.id) == replace(BOOK, version=2, title="another")


def test_it_holds_only_so_much(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "REMEMBERED", 2)
    for barcode in ("B1", "B2", "B3"):
        desk.ledger.item(replace(BOOK.id, barcode=barcode))
    assert len(desk.recall.items) == 1
