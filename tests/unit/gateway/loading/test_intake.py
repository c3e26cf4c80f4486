from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from gateway.loading.intake import Intake, Sorting
from gateway.model.arrivals import (
    ArrivingLoan,
    ArrivingPatron,
    ArrivingTitle,
    Loans,
    Noun,
    Patrons,
    RefusalCode,
    Taken,
    Titles,
    Verdict,
)
from gateway.model.changes import Changes
from gateway.model.items import Bibliographic, Item, ItemStatus
from gateway.model.patrons import Card, CardKind
from gateway.ports import StoreDown
from tests import library as lib
from tests.library import NOW, replace
from tests.memory_store import Failed, MemoryStore, result
from tests.place import Watch, pin_digest

NEW, CHANGED, SAME, REFUSED = Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED, Verdict.REFUSED


class Room:
    """An intake on a store in memory."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.intake = Intake(
            self.store, lib.setting(policy=lib.policy(default_category="读者")), Watch(), pin_digest
        )

    def put(self, *records: Any) -> None:  # noqa: ANN401 - records
        result(self.store.commit(lambda ledger: ledger.save(Changes(records=records))))

    def titles(self, *titles: ArrivingTitle, **options: Any) -> Taken:  # noqa: ANN401 - of the batch
        return result(self.intake.take(Titles(arriving=titles, **options)))

    def patrons(self, *patrons: ArrivingPatron, **options: Any) -> Taken:  # noqa: ANN401 - the same
        return result(self.intake.take(Patrons(arriving=patrons, **options)))

    def loans(self, *loans: ArrivingLoan, **options: Any) -> Taken:  # noqa: ANN401 - the same
        return result(self.intake.take(Loans(arriving=loans, **options)))


@pytest.fixture
def room() -> Room:
    return Room()


def title(number: int = 1, items: Iterable[int | Item] = (1,), **changes: Any) -> ArrivingTitle:  # noqa: ANN401
    bib = Bibliographic(id=f"bib{number}", agency=lib.HOME, title=f"书{number}")
    copies = (
        lib.item(each, bib=bib.id, title=bib.title) if isinstance(each, int) else each for each in items
    )
    return ArrivingTitle(bib=replace(bib, **changes), items=tuple(copies))


def reader(number: int = 1, pin: str = "", **changes: Any) -> ArrivingPatron:  # noqa: ANN401
    return ArrivingPatron(patron=lib.patron(number, cards=(), **changes), pin=pin)


def lent(number: int = 1, patron: int = 1, **changes: Any) -> ArrivingLoan:  # noqa: ANN401
    loan = ArrivingLoan(
        item=lib.item_id(number), patron=lib.patron_id(patron), started=NOW - lib.DAY, due=NOW + lib.DAY
    )
    return replace(loan, **changes)


def codes(taken: Taken) -> list[tuple[int, str, RefusalCode]]:
    return [(each.place, each.key, each.refusal.code) for each in taken.refused]


# ------------------------------------------------------------------------------------------ titles and items


def test_titles_are_new_then_the_same_then_changed(room: Room) -> None:
    arriving = (title(1, (1, 2)), title(2, (3,)))
    assert room.titles(*arriving).tally == {Noun.TITLES: {NEW: 2}, Noun.ITEMS: {NEW: 3}}
    before = room.store.tables.copy()
    assert room.titles(*arriving).tally == {Noun.TITLES: {SAME: 2}, Noun.ITEMS: {SAME: 3}}
    assert room.store.tables == before
    changed = room.titles(title(1, (lib.item(1, bib="bib1", title="新名"), 2), title="新名"))
    assert changed.tally == {Noun.TITLES: {CHANGED: 1}, Noun.ITEMS: {CHANGED: 1, SAME: 1}}
    assert room.store.tables.items[lib.item_id(1)].version == 2


def test_an_item_of_another_title_is_refused_or_moved(room: Room) -> None:
    room.titles(title(1))
    refused = room.titles(title(2, (1,)))
    assert codes(refused) == [(0, "B000001", RefusalCode.OTHER_TITLE)]
    assert refused.tally == {Noun.TITLES: {NEW: 1}, Noun.ITEMS: {REFUSED: 1}}
    assert room.titles(title(2, (1,)), move=True).tally[Noun.ITEMS] == {CHANGED: 1}


def test_what_comes_twice_in_a_batch_meets_itself(room: Room) -> None:
    taken = room.titles(title(1), title(2, (1,)), title(1, (1, lib.item(1, bib="bib1", title="二"))))
    assert taken.tally == {
        Noun.TITLES: {NEW: 2, SAME: 1},
        Noun.ITEMS: {NEW: 1, REFUSED: 1, SAME: 1, CHANGED: 1},
    }
    kept = room.store.tables.items[lib.item_id(1)]
    assert (kept.title, kept.version) == ("二", 1)


# ---------------------------------------------------------------------------------------------------- readers


def test_readers_are_new_then_the_same_then_changed(room: Room) -> None:
    assert room.patrons(reader(1, pin="8642"), reader(2, category="")).tally == {Noun.PATRONS: {NEW: 2}}
    first, second = (room.store.tables.patrons[lib.patron_id(number)] for number in (1, 2))
    assert first.pin == pin_digest(first.id, "8642")
    assert (second.pin, second.category) == (None, "读者")
    assert room.patrons(reader(1), reader(2, category="")).tally == {Noun.PATRONS: {SAME: 2}}
    assert room.patrons(reader(1, pin="8642")).tally == {Noun.PATRONS: {SAME: 1}}
    assert room.patrons(reader(1, pin="9753")).tally == {Noun.PATRONS: {CHANGED: 1}}


def test_nobody_gets_what_names_somebody_else(room: Room) -> None:
    chip, lost = Card("04A1B2C3", CardKind.CHIP), Card("DEAD", CardKind.CHIP, lost=True)
    room.put(lib.patron(1, cards=(chip, Card("P0003"), lost)))

    def with_card(number: int, value: str) -> ArrivingPatron:
        return ArrivingPatron(patron=lib.patron(number, cards=(Card(value, CardKind.CHIP),)))

    taken = room.patrons(
        with_card(2, chip.value), reader(3), with_card(4, "P0001"), with_card(5, "DEAD"), with_card(6, "DEAD")
    )
    assert codes(taken) == [
        (0, "P0002", RefusalCode.CARD_TAKEN),
        (1, "P0003", RefusalCode.NUMBER_TAKEN),
        (2, "P0004", RefusalCode.CARD_TAKEN),
        (4, "P0006", RefusalCode.CARD_TAKEN),  # whom the very same batch gave it to
    ]
    assert taken.tally == {Noun.PATRONS: {REFUSED: 4, NEW: 1}}


def test_a_reader_who_comes_twice_in_a_batch_is_one(room: Room) -> None:
    taken = room.patrons(reader(1), reader(1, phone="1"), reader(1))
    assert taken.tally == {Noun.PATRONS: {NEW: 1, CHANGED: 1, SAME: 1}}
    assert room.store.tables.patrons[lib.patron_id(1)].phone == "1"


# ------------------------------------------------------------------------------------------------------ loans


def test_loans_are_new_then_the_same(room: Room) -> None:
    room.put(lib.item(1), lib.item(2), lib.patron(1), lib.patron(2, cards=(Card("CARD2"),)))
    by_card = replace(lent(2), patron=lib.patron_id("CARD2"))
    taken = room.loans(lent(1), by_card, actor="li")
    assert taken.tally == {Noun.LOANS: {NEW: 2}}
    loans = {loan.item: loan for loan in room.store.tables.loans.values()}
    assert loans[lib.item_id(2)].patron == lib.patron_id(2)
    assert {item.status for item in room.store.tables.items.values()} == {ItemStatus.CHARGED}
    assert {(event.kind, event.actor) for event in room.store.tables.events} == {("loan-loaded", "li")}
    before = room.store.tables.copy()
    assert room.loans(lent(1), by_card).tally == {Noun.LOANS: {SAME: 2}}
    assert room.store.tables == before


def test_a_loan_meets_what_came_before_it_in_its_batch(room: Room) -> None:
    room.put(lib.item(1), lib.patron(1), lib.patron(2))
    earlier = lent(1, started=NOW - 2 * lib.DAY)
    taken = room.loans(lent(1), lent(1), lent(1, patron=2), earlier, lent(1, renewals=1), lent(9), lent(1, 9))
    assert codes(taken) == [
        (2, "B000001", RefusalCode.LENT_TO_ANOTHER),
        (3, "B000001", RefusalCode.LENT_SINCE),
        (5, "B000009", RefusalCode.ITEM_UNKNOWN),
    ]
    assert taken.tally == {Noun.LOANS: {NEW: 1, SAME: 2, REFUSED: 3, CHANGED: 1}}
    (loan,) = room.store.tables.loans.values()
    assert loan.renewals == 1


def test_an_unknown_reader_has_no_loan(room: Room) -> None:
    room.put(lib.item(1))
    assert codes(room.loans(lent(1))) == [(0, "B000001", RefusalCode.PATRON_UNKNOWN)]


# ----------------------------------------------------------------------------------------------- every batch


def test_a_trial_writes_nothing_and_says_the_same(room: Room) -> None:
    tried = room.titles(title(1), trial=True)
    assert room.store.tables.items == {}
    assert room.titles(title(1)) == tried
    assert room.patrons(reader(1), trial=True).tally == {Noun.PATRONS: {NEW: 1}}
    assert room.loans(lent(1), trial=True).refused[0].refusal.code is RefusalCode.PATRON_UNKNOWN
    assert room.store.tables.patrons == {}


def test_a_batch_that_can_not_be_written_is_not_in(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.store, "commit", lambda _, aside: Failed(StoreDown("full")))  # noqa: ARG005
    with pytest.raises(StoreDown):
        room.titles(title(1))
    assert room.store.tables.items == {}


def test_another_setting_holds_from_the_next_batch_on(room: Room) -> None:
    room.intake.adopt(lib.setting(policy=lib.policy(default_category="校外")))
    room.patrons(reader(1, category=""))
    assert room.store.tables.patrons[lib.patron_id(1)].category == "校外"


def test_a_record_is_written_once_as_it_was_left() -> None:
    sorting = Sorting()
    sorting.write(lib.item(1), lib.item(2))
    sorting.write(lib.item(1, title="二"))
    sorting.refuse(Noun.ITEMS, 0, "x", None)
    assert sorting.changes() == Changes(records=(lib.item(1, title="二"), lib.item(2)))
    assert sorting.taken() == Taken(tally={})
    assert msgspec.json.encode(sorting.taken()) == b'{"tally":{},"refused":[]}'


# ---------------------------------------------------------------------------- what no file would have brought


def test_cells_that_are_none_are_refused_one_by_one(room: Room) -> None:
    """Whatever sends them: what is right in the same batch is taken."""
    spaced = lib.item(2, id=replace(lib.item(2).id, barcode="B 2"))
    taken = room.titles(title(1, (1, spaced)), title(2, (), id=""))
    assert taken.tally == {Noun.TITLES: {NEW: 1, REFUSED: 1}, Noun.ITEMS: {NEW: 1, REFUSED: 1}}
    bad = RefusalCode.BAD_NUMBER
    assert codes(taken) == [(0, "B 2", bad), (1, "", bad)]

    identity = "11010519491231002X"
    named = ArrivingPatron(patron=replace(lib.patron(2), id=replace(lib.patron_id(2), number=identity)))
    taken = room.patrons(reader(1), named)
    assert codes(taken) == [(1, "***", RefusalCode.IDENTITY_NUMBER)]
    assert identity not in str(taken)

    lent = ArrivingLoan(
        item=lib.item(1).id, patron=lib.patron_id(1), started=NOW.replace(tzinfo=None), due=NOW
    )
    assert codes(room.loans(lent)) == [(0, "B000001", RefusalCode.NOT_A_DATE)]
    assert len(room.store.tables.patrons) == 1
