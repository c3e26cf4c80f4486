"""What every `gateway.ports.Shelf` promises of looking up many at once; subclass with a `store` fixture."""

import msgspec

from gateway.loading.intake import Intake
from gateway.model.arrivals import (
    ArrivingLoan,
    ArrivingPatron,
    ArrivingTitle,
    Batch,
    Loans,
    Noun,
    Patrons,
    Titles,
    Verdict,
)
from gateway.model.identity import ItemId
from gateway.model.loans import LoanState
from gateway.ports import Ledger, Shelf, Store
from tests import library
from tests.memory_store import result
from tests.place import Watch, pin_digest
from tests.store_samples import BOOK, CUMT, LOAN, READER, SCHOOL, TITLE, saved

replace = msgspec.structs.replace


class StoreInBulkContract:
    """The promises."""

    def test_many_items_are_found_by_owner_and_barcode(self, store: Store) -> None:
        books = [replace(BOOK, id=ItemId(CUMT, f"B{number}")) for number in range(150)]
        theirs = replace(BOOK, id=ItemId(SCHOOL, "B7"))
        result(store.commit(lambda ledger: ledger.save(saved(*books, theirs))))
        wanted = {book.id for book in books[5:140]} | {theirs.id, ItemId(CUMT, "?"), ItemId(SCHOOL, "B8")}
        found = result(store.read(lambda shelf: shelf.items(wanted)))
        assert found == {book.id: replace(book, version=1) for book in (*books[5:140], theirs)}
        assert result(store.read(lambda shelf: shelf.items(()))) == {}

    def test_many_titles_are_found_by_their_ids(self, store: Store) -> None:
        titles = [replace(TITLE, id=f"T{number}") for number in range(130)]
        result(store.commit(lambda ledger: ledger.save(saved(*titles))))
        found = result(store.read(lambda shelf: shelf.bibliographics({"T0", "T64", "T129", "T130"})))
        assert found == {title.id: title for title in (titles[0], titles[64], titles[129])}

    def test_a_loan_is_found_whatever_its_state(self, store: Store) -> None:
        undone = replace(LOAN, state=LoanState.UNDONE)
        result(store.commit(lambda ledger: ledger.save(saved(undone))))
        assert result(store.read(lambda shelf: shelf.loan(LOAN.id))) == undone
        assert result(store.read(lambda shelf: shelf.loan("?"))) is None

    def test_a_unit_finds_what_it_wrote_itself(self, store: Store) -> None:
        def work(ledger: Ledger) -> bool:
            ledger.save(saved(BOOK, TITLE))
            shelf: Shelf = ledger
            return len(shelf.items([BOOK.id])) == len(shelf.bibliographics([TITLE.id])) == 1

        assert result(store.commit(work))

    def test_a_batch_is_taken_in_once_however_often_it_comes(self, store: Store) -> None:
        intake = Intake(store, library.setting(), Watch(), pin_digest)
        batches: tuple[Batch, ...] = (
            Titles(arriving=(ArrivingTitle(bib=TITLE, items=(BOOK,)),)),
            Patrons(arriving=(ArrivingPatron(patron=replace(READER, pin=None), pin="8642"),)),
            Loans(
                arriving=(
                    ArrivingLoan(
                        item=BOOK.id,
                        patron=READER.id,
                        started=library.NOW - library.DAY,
                        due=library.NOW + library.DAY,
                    ),
                )
            ),
        )
        for verdict in (Verdict.NEW, Verdict.UNCHANGED):
            came_to = [result(intake.take(batch)).tally for batch in batches]
            assert came_to == [
                {Noun.TITLES: {verdict: 1}, Noun.ITEMS: {verdict: 1}},
                {Noun.PATRONS: {verdict: 1}},
                {Noun.LOANS: {verdict: 1}},
            ]
