from datetime import date, timedelta
from typing import Any

import pytest

from gateway.circulation.arrival import (
    MergedItem,
    MergedLoan,
    MergedPatron,
    loan_id,
    merge_item,
    merge_loan,
    merge_patron,
    merge_title,
)
from gateway.model.arrivals import ArrivingLoan, RefusalCode, Verdict
from gateway.model.identity import AgencyId
from gateway.model.items import Bibliographic, Item, ItemStatus, Media
from gateway.model.loans import Loan, LoanState
from gateway.model.patrons import BlockReason, Card, CardKind, Patron, PatronBlock
from tests import library as lib
from tests.library import NOW, replace

CHIP = Card("04A1B2C3", CardKind.CHIP)


# ------------------------------------------------------------------------------------------ titles and items


def test_a_title_is_new_the_same_or_another() -> None:
    title = Bibliographic(id="bib1", agency=lib.HOME, title="书1", author="甲", record=b"1")
    assert merge_title(None, title).verdict is Verdict.NEW
    assert merge_title(title, replace(title)).verdict is Verdict.UNCHANGED
    other = replace(title, author="")
    assert merge_title(title, other) == type(merge_title(None, title))(Verdict.CHANGED, other)


def kept_item(merged: MergedItem) -> Item:
    assert merged.item is not None
    return merged.item


def test_a_new_item_stands_where_it_belongs() -> None:
    came = lib.item(current_location="", permanent_shelf="A-1", version=7)
    merged = merge_item(None, came)
    assert merged.verdict is Verdict.NEW
    assert kept_item(merged) == lib.item(permanent_shelf="A-1", current_shelf="A-1")
    elsewhere = kept_item(merge_item(None, lib.item(current_location="hall")))
    assert (elsewhere.permanent_location, elsewhere.current_location) == ("stacks", "hall")


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (ItemStatus.ON_ORDER, ItemStatus.ON_ORDER),
        (ItemStatus.LOST, ItemStatus.LOST),
        (ItemStatus.CHARGED, ItemStatus.AVAILABLE),
        (ItemStatus.ON_HOLD_SHELF, ItemStatus.AVAILABLE),
        (ItemStatus.IN_TRANSIT, ItemStatus.AVAILABLE),
    ],
)
def test_a_new_item_is_lent_by_its_loan_alone(told: ItemStatus, kept: ItemStatus) -> None:
    assert kept_item(merge_item(None, lib.item(status=told))).status is kept


CIRCULATING: list[dict[str, Any]] = [
    {"status": ItemStatus.CHARGED},
    {"status": ItemStatus.ON_HOLD_SHELF},
    {"status": ItemStatus.IN_TRANSIT, "destination": "far"},
    {"status": ItemStatus.LOST},
    {"last_returned": NOW, "returned_loan": "loan9"},
    {"current_location": "hall", "current_shelf": "H-1"},
]


@pytest.mark.parametrize("state", CIRCULATING)
def test_loading_an_item_leaves_its_circulation_alone(state: dict[str, Any]) -> None:
    kept = lib.item(version=3, **state)
    same = merge_item(kept, lib.item())
    assert same == MergedItem(Verdict.UNCHANGED, kept)
    retitled = merge_item(kept, lib.item(title="新书名", price_fen=9900))
    assert retitled == MergedItem(Verdict.CHANGED, replace(kept, title="新书名", price_fen=9900))


def test_a_blank_says_nothing() -> None:
    kept = lib.item(version=2, author="甲", call_number="TP1", properties="x")
    silent = replace(lib.item(), item_type="", permanent_location="", current_location="", price_fen=None)
    assert merge_item(kept, silent).verdict is Verdict.UNCHANGED


def test_an_item_moves_with_its_place_unless_it_stands_elsewhere() -> None:
    came = lib.item(permanent_location="reading", current_location="reading", permanent_shelf="R-1")
    home = kept_item(merge_item(lib.item(version=1), came))
    assert (home.permanent_location, home.current_location) == ("reading", "reading")
    assert (home.permanent_shelf, home.current_shelf) == ("R-1", "R-1")
    away = kept_item(merge_item(lib.item(version=1, current_location="hall", current_shelf="H-9"), came))
    assert (away.permanent_location, away.current_location) == ("reading", "hall")
    assert (away.permanent_shelf, away.current_shelf) == ("R-1", "H-9")


def test_what_was_in_process_becomes_available_and_never_the_reverse() -> None:
    waiting = lib.item(version=1, status=ItemStatus.IN_PROCESS)
    assert kept_item(merge_item(waiting, lib.item())).status is ItemStatus.AVAILABLE
    assert merge_item(waiting, lib.item(status=ItemStatus.ON_ORDER)).verdict is Verdict.UNCHANGED
    shelved = lib.item(version=2)
    assert merge_item(shelved, lib.item(status=ItemStatus.IN_PROCESS)).verdict is Verdict.UNCHANGED


def test_a_medium_is_always_told() -> None:
    kept = lib.item(version=1, media=Media.CD)
    assert kept_item(merge_item(kept, lib.item())).media is Media.BOOK


def test_an_item_of_another_title_is_refused_unless_it_may_move() -> None:
    kept = lib.item(version=1)
    came = lib.item(bib="bib2")
    refused = merge_item(kept, came)
    assert (refused.verdict, refused.item) == (Verdict.REFUSED, None)
    assert refused.refusal is not None
    assert refused.refusal.code is RefusalCode.OTHER_TITLE
    assert refused.refusal.facts == {"barcode": "B000001", "bib": "bib1", "title": "书1"}
    assert kept_item(merge_item(kept, came, move=True)).bib == "bib2"
    assert kept_item(merge_item(replace(kept, bib=""), came)).bib == "bib2"


# ---------------------------------------------------------------------------------------------------- readers


def kept_patron(merged: MergedPatron) -> Patron:
    assert merged.patron is not None
    return merged.patron


def refused_for(merged: MergedPatron | MergedLoan) -> RefusalCode:
    assert merged.verdict is Verdict.REFUSED
    assert merged.refusal is not None
    return merged.refusal.code


def test_a_new_reader_gets_the_usual_category_where_none_is_named() -> None:
    came = lib.patron(category="", version=4)
    merged = merge_patron(None, came, {}, default_category="读者")
    assert merged.verdict is Verdict.NEW
    assert kept_patron(merged) == lib.patron(category="读者")
    assert kept_patron(merge_patron(None, lib.patron(), {}, default_category="读者")).category == "本科生"


def test_a_new_reader_without_a_name_is_refused() -> None:
    assert refused_for(merge_patron(None, lib.patron(name=""), {})) is RefusalCode.NO_NAME


def test_a_reader_keeps_his_pin_his_blocks_and_his_cards() -> None:
    block = PatronBlock(reason=BlockReason.DISCIPLINE, since=NOW)
    lost = Card("DEAD0001", CardKind.CHIP, lost=True)
    kept = lib.patron(pin=b"digest", blocks=(block,), cards=(lost, CHIP), version=5, phone="1")
    silent = Patron(id=kept.id, name="", category="", cards=(Card("DEAD0001", CardKind.CHIP),))
    assert merge_patron(kept, silent, {}) == MergedPatron(Verdict.UNCHANGED, kept)
    told = replace(silent, cards=(Card("NEW1", CardKind.CHIP),), pin=b"other", expires=date(2030, 6, 30))
    changed = merge_patron(kept, told, {"NEW1": kept.id, kept.id.number: kept.id})
    assert changed.verdict is Verdict.CHANGED
    expected = replace(
        kept, cards=(lost, CHIP, Card("NEW1", CardKind.CHIP)), pin=b"other", expires=date(2030, 6, 30)
    )
    assert kept_patron(changed) == expected


@pytest.mark.parametrize(
    ("value", "code"), [("P0001", RefusalCode.NUMBER_TAKEN), ("04A1B2C3", RefusalCode.CARD_TAKEN)]
)
def test_a_number_that_names_somebody_else_is_refused(value: str, code: RefusalCode) -> None:
    came = lib.patron(cards=(CHIP,))
    merged = merge_patron(None, came, {value: lib.patron_id(2)})
    assert refused_for(merged) is code
    assert merged.refusal is not None
    assert merged.refusal.facts == {"value": value, "holder": "P0002"}


# ------------------------------------------------------------------------------------------------------ loans


def arriving(**changes: Any) -> ArrivingLoan:  # noqa: ANN401 - fields of ArrivingLoan
    lent = ArrivingLoan(
        item=lib.item_id(), patron=lib.patron_id(), started=NOW - 3 * lib.DAY, due=NOW + 27 * lib.DAY
    )
    return replace(lent, **changes)


def arrive(  # what a loan comes to, where nothing else is on record
    came: ArrivingLoan | None = None,
    *,
    item: Item | None = None,
    patron: Patron | None = None,
    same: Loan | None = None,
    unsettled: Loan | None = None,
) -> MergedLoan:
    return merge_loan(
        came or arriving(), item or lib.item(), patron or lib.patron(), same, unsettled, lib.KIOSK, NOW
    )


def loaded(**changes: Any) -> Loan:  # noqa: ANN401 - fields of Loan
    loan = arrive().loan
    assert loan is not None
    return replace(loan, **changes)


def test_a_loan_is_taken_over_with_its_item_and_its_history() -> None:
    merged = arrive(arriving(renewals=1, terminal="desk"))
    assert merged.verdict is Verdict.NEW
    assert merged.loan == Loan(
        id=loan_id(lib.item_id(), NOW - 3 * lib.DAY),
        item=lib.item_id(),
        patron=lib.patron_id(),
        started=NOW - 3 * lib.DAY,
        due=NOW + 27 * lib.DAY,
        renewals=1,
        terminal="desk",
        category=lib.UNDERGRADUATE,
        place="stacks",
    )
    assert merged.item == lib.item(status=ItemStatus.CHARGED)
    assert merged.event is not None
    assert (merged.event.kind, merged.event.subject) == ("loan-loaded", "item CUMT.B000001")
    assert merged.event.data["loan"] == merged.loan.id


def test_an_id_names_an_item_and_an_instant() -> None:
    started = NOW - 3 * lib.DAY
    assert loan_id(lib.item_id(1), started) == loan_id(lib.item_id(1), started)
    others = {loan_id(lib.item_id(2), started), loan_id(lib.item_id(1), started + timedelta(microseconds=1))}
    assert len(others | {loan_id(lib.item_id(1), started)}) == 3


@pytest.mark.parametrize(
    "here",
    [
        {},
        {"state": LoanState.RETURNED, "ended": NOW},
        {"state": LoanState.RETURNED, "ended": NOW, "patron": lib.patron_id("")},
        {"state": LoanState.UNDONE},
        {"renewals": 1, "due": NOW + 60 * lib.DAY},
    ],
)
def test_a_loan_that_is_here_already_stays_as_it_is(here: dict[str, Any]) -> None:
    same = loaded(**here)
    unsettled = same if same.state is LoanState.OPEN else None
    assert arrive(same=same, unsettled=unsettled) == MergedLoan(Verdict.UNCHANGED)


def test_a_finished_loan_stays_finished_when_its_reader_is_gone() -> None:
    same = loaded(state=LoanState.RETURNED, ended=NOW)
    merged = merge_loan(arriving(), lib.item(), None, same, None, lib.KIOSK, NOW)
    assert merged == MergedLoan(Verdict.UNCHANGED)


def test_a_loan_made_here_at_that_very_moment_is_the_same() -> None:
    here = lib.loan(started=NOW - 3 * lib.DAY)
    assert arrive(unsettled=here) == MergedLoan(Verdict.UNCHANGED)


def test_more_renewals_are_taken_over_and_no_date_goes_back() -> None:
    here = loaded(due=NOW + 40 * lib.DAY)
    merged = arrive(arriving(renewals=2, due=NOW + 30 * lib.DAY), same=here, unsettled=here)
    assert merged.verdict is Verdict.CHANGED
    assert merged.loan == replace(here, renewals=2)
    later = arrive(arriving(renewals=1, due=NOW + 50 * lib.DAY), same=here, unsettled=here)
    assert later.loan == replace(here, renewals=1, due=NOW + 50 * lib.DAY)
    assert later.item == lib.item()


REFUSED: list[tuple[dict[str, Any], RefusalCode]] = [
    ({"came": arriving(due=NOW - 4 * lib.DAY)}, RefusalCode.DUE_BEFORE_START),
    ({"came": arriving(started=NOW + lib.DAY)}, RefusalCode.STARTS_LATER),
    ({"unsettled": lib.loan(reader=2)}, RefusalCode.LENT_TO_ANOTHER),
    ({"unsettled": lib.loan(reader=2, started=NOW - 3 * lib.DAY)}, RefusalCode.LENT_TO_ANOTHER),
    ({"unsettled": lib.loan()}, RefusalCode.LENT_SINCE),
    ({"item": lib.item(last_returned=NOW - 2 * lib.DAY)}, RefusalCode.OVER_ALREADY),
    ({"item": lib.item(status=ItemStatus.ON_HOLD_SHELF)}, RefusalCode.SET_ASIDE),
    ({"item": lib.item(status=ItemStatus.IN_TRANSIT)}, RefusalCode.SET_ASIDE),
]


@pytest.mark.parametrize(("given", "code"), REFUSED, ids=[code for _, code in REFUSED])
def test_a_loan_that_can_not_be_is_refused(given: dict[str, Any], code: RefusalCode) -> None:
    assert refused_for(arrive(**given)) is code


def test_the_same_loan_of_another_reader_is_refused() -> None:
    same = loaded(patron=lib.patron_id(2))
    assert refused_for(arrive(same=same, unsettled=same)) is RefusalCode.LENT_TO_ANOTHER


def test_an_unknown_item_or_reader_is_refused() -> None:
    no_item = merge_loan(arriving(), None, lib.patron(), None, None, lib.KIOSK, NOW)
    assert refused_for(no_item) is RefusalCode.ITEM_UNKNOWN
    unsettled = lib.loan(started=NOW - 3 * lib.DAY)
    no_patron = merge_loan(arriving(), lib.item(), None, None, unsettled, lib.KIOSK, NOW)
    assert refused_for(no_patron) is RefusalCode.PATRON_UNKNOWN


def test_an_item_that_came_back_before_can_be_lent_by_a_file() -> None:
    returned = lib.item(last_returned=NOW - 9 * lib.DAY, status=ItemStatus.LOST)
    merged = arrive(item=returned)
    assert merged.item == replace(returned, status=ItemStatus.CHARGED)


def test_another_librarys_item_is_another_loan() -> None:
    other = replace(lib.item_id(), owner=AgencyId("NJU"))
    assert loan_id(other, NOW) != loan_id(lib.item_id(), NOW)
