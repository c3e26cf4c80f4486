import pytest

from adapters.embedded.files import find_item, find_patron, find_title, item_file, lending_file, patron_file
from gateway.model.changes import Changes, Record
from gateway.model.identity import AgencyId, ItemId, ItemRef, PatronRef
from gateway.model.loans import FeeKind, LoanState
from gateway.model.patrons import Card
from gateway.model.problems import Problem, ProblemCode
from gateway.ports import TITLED_LIMIT
from tests.library import (
    HOME,
    NOW,
    OTHER,
    fee,
    hold,
    item,
    item_id,
    loan,
    patron,
    patron_id,
    patron_ref,
    setting,
)
from tests.memory_store import MemoryLedger, Tables
from tests.place import pin_digest

THIRD = AgencyId("SUDA")
OWN, THEIRS = item(), item(id=ItemId(OTHER, "B000001"))
FOREIGN = item(id=ItemId(OTHER, "F1"))
TWINS = (item(id=ItemId(OTHER, "T1")), item(id=ItemId(THIRD, "T1")))


def shelf(*records: Record) -> MemoryLedger:
    ledger = MemoryLedger(Tables())
    ledger.save(Changes(records=records))
    return ledger


@pytest.mark.parametrize(
    ("ref", "owner"),
    [
        (ItemRef("B000001"), HOME),
        (ItemRef("B000001", OTHER), OTHER),
        (ItemRef("F1"), OTHER),
        (ItemRef("F1", HOME), None),
        (ItemRef("T1"), None),
        (ItemRef("T1", THIRD), THIRD),
        (ItemRef("X"), None),
    ],
)
def test_equal_barcodes_of_two_libraries_are_two_items(ref: ItemRef, owner: AgencyId | None) -> None:
    found = find_item(shelf(OWN, THEIRS, FOREIGN, *TWINS), ref, setting())
    if owner is None:
        assert isinstance(found, Problem)
        assert found.code is ProblemCode.ITEM_UNKNOWN
        assert found.facts["barcode"] == ref.barcode
    else:
        assert not isinstance(found, Problem)
        assert found.id.owner == owner


def test_an_item_that_may_be_one_of_several_names_their_owners() -> None:
    found = find_item(shelf(*TWINS), ItemRef("T1"), setting())
    assert isinstance(found, Problem)
    assert found.facts["owners"] == "NJU SUDA"


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("书1", item_id(1)),
        ("  书1 ", item_id(1)),
        ("书", ProblemCode.ITEM_UNKNOWN),
        ("书3", item_id(3)),
        ("论语", ProblemCode.ITEM_UNKNOWN),
        ("年鉴", ProblemCode.ITEM_UNKNOWN),
        ("外馆", ProblemCode.ITEM_UNKNOWN),
        ("日报", ProblemCode.ITEM_UNKNOWN),
        (" ", ProblemCode.VALUE_MISSING),
    ],
)
def test_a_title_names_the_only_book_that_has_it(title: str, found: ItemId | ProblemCode) -> None:
    here = shelf(
        item(1),
        item(2, title="书1", bib="bib1"),
        item(3, bib=""),
        # Two editions; two volumes of which nothing else is known; another library's; a newspaper.
        *(item(n, title="论语", bib=f"edition{n}") for n in (4, 5)),
        *(item(n, title="年鉴", bib="") for n in (6, 7)),
        item(8, id=ItemId(OTHER, "B8"), title="外馆"),
        *(item(100 + n, title="日报", bib="daily") for n in range(TITLED_LIMIT)),
    )
    named = find_title(here, title, setting())
    assert (named.code if isinstance(named, Problem) else named.id) == found


def test_a_title_that_two_books_have_says_how_many() -> None:
    here = shelf(*(item(n, title="论语", bib=f"edition{n}") for n in (4, 5)))
    named = find_title(here, "论语", setting())
    assert named == Problem(ProblemCode.ITEM_UNKNOWN, "title", "论语", {"barcode": "论语", "count": 2})


COPY = item(2, bib="bib1")
FULL = (
    OWN,
    COPY,
    patron(1),
    patron(2),
    hold(reader=2),
    hold(reader=3),
    loan(hold="hold1"),
    hold(reader=1),
    fee("fine", loan="loan1", kind=FeeKind.OVERDUE),
)


def test_an_item_s_file() -> None:
    file = item_file(shelf(*FULL), OWN, title=True)
    assert file.loan == loan(hold="hold1") == file.last_loan
    assert [one.id for one in file.loan_fees] == ["fine"]
    assert file.borrower is not None
    assert file.borrower.id == patron_id(1)
    assert [one.id for one in file.queue] == ["hold1", "hold2", "hold3"]
    # Reader 3 is not known here: his hold stands in the queue all the same.
    assert set(file.waiting) == {patron_id(1), patron_id(2)}
    assert [copy.id for copy in file.copies] == [item_id(2)]
    assert file.taken_hold is not None
    assert file.taken_hold.id == "hold1"


def test_the_file_of_an_item_that_was_never_lent() -> None:
    file = item_file(shelf(COPY), COPY)
    assert (file.loan, file.last_loan, file.borrower, file.taken_hold, file.copies) == (
        None,
        None,
        None,
        None,
        (),
    )


def test_a_last_loan_is_in_the_file_too() -> None:
    over = loan(state=LoanState.RETURNED, ended=NOW)
    file = item_file(shelf(OWN, over, patron()), OWN)
    assert (file.loan, file.last_loan) == (None, over)


def test_lending_reads_no_more_than_it_needs() -> None:
    file = lending_file(shelf(*FULL), OWN)
    assert (file.loan, file.last_loan, file.borrower) == (loan(hold="hold1"), None, None)
    assert len(file.queue) == 3


LOST = patron(5, cards=(Card("C5", lost=True),))


def test_a_reader_by_his_number_or_card() -> None:
    here = shelf(patron(), LOST)
    for spelling in ("P0001", "C0001"):
        found = find_patron(here, PatronRef(("nobody", spelling)), setting())
        assert not isinstance(found, Problem)
        assert (found[0].id, found[1]) == (patron_id(), False)
    lost = find_patron(here, PatronRef(("C5",)), setting())
    assert not isinstance(lost, Problem)
    assert lost[1]


def test_a_stranger() -> None:
    found = find_patron(shelf(), PatronRef(("X",)), setting())
    assert found == Problem(ProblemCode.PATRON_UNKNOWN, "patron", "X")


class LostOnly(MemoryLedger):
    """A library that knows a card as lost, though not whose it was."""

    def patron_by_card(self, *_: object) -> tuple[None, bool]:
        return None, True


def test_a_lost_card_of_nobody() -> None:
    found = find_patron(LostOnly(Tables()), PatronRef(("X",)), setting())
    assert found == Problem(ProblemCode.CARD_LOST, "patron", "X")


@pytest.mark.parametrize(
    ("stored", "given", "right"),
    [("1234", "1234", True), ("1234", "4321", False), ("1234", None, None), (None, "1234", None)],
)
def test_a_pin_is_right_wrong_or_not_the_matter(
    stored: str | None,
    given: str | None,
    right: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    person = patron(pin=pin_digest(patron_id(), stored) if stored else None)
    file = patron_file(shelf(person), patron_ref(), given, setting(), pin_digest)
    assert not isinstance(file, Problem)
    assert file.pin_ok is right


def test_a_reader_s_file_with_and_without_titles() -> None:
    here = shelf(*FULL)
    plain = patron_file(here, patron_ref(), None, setting(), pin_digest)
    full = patron_file(here, patron_ref(), None, setting(), pin_digest, titles=True)
    assert not isinstance(plain, Problem)
    assert not isinstance(full, Problem)
    assert (plain.items, set(full.items)) == ({}, {item_id(1)})
    assert ([one.id for one in full.loans], [one.id for one in full.fees]) == (["loan1"], ["fine"])
    assert [one.id for one in full.holds] == ["hold1"]
