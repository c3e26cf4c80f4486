from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pymarc
import pytest

from gateway.demo import library
from gateway.demo.library import ITEMS, PATRONS, SHELVED, records
from gateway.demo.titles import TITLES
from gateway.model.changes import Record
from gateway.model.items import Bibliographic, Item, ItemStatus
from gateway.model.loans import Hold, Loan
from gateway.model.patrons import Patron
from tests.kiosk_hall import DIGESTS
from tests.memory_store import MemoryLedger, Tables

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def made() -> list[Record]:
    return list(records(NOW, ZONE, DIGESTS.pin))


def test_patrons_and_items_are_those_that_the_readme_promises(made: list[Record]) -> None:
    patrons = [record for record in made if isinstance(record, Patron)]
    items = [record for record in made if isinstance(record, Item)]
    assert [patron.id.number for patron in patrons] == [f"P{n:04}" for n in range(1, PATRONS + 1)]
    assert [item.id.barcode for item in items] == [f"B{n:06}" for n in range(1, ITEMS + 1)]
    assert (PATRONS, ITEMS, SHELVED) == (20, 150, 99)
    assert {patron.pin for patron in patrons} == {DIGESTS.pin(patron.id, "1234") for patron in patrons}


def test_the_first_ten_are_in_good_standing(made: list[Record]) -> None:
    for patron in made:
        if isinstance(patron, Patron) and int(patron.id.number[1:]) <= 10:
            assert patron.blocks == ()
            assert patron.expires is not None
            assert patron.expires > NOW.date()
            assert patron.category in {"本科生", "研究生", "教职工"}


def test_the_first_ninety_nine_are_on_the_shelf_and_lendable(made: list[Record]) -> None:
    promised = {f"B{n:06}" for n in range(1, 100)}
    for record in made:
        if isinstance(record, Item) and record.id.barcode in promised:
            assert (record.status, record.item_type) == (ItemStatus.AVAILABLE, "普通图书")
        if isinstance(record, Loan | Hold):
            assert record.item is not None
            assert record.item.barcode not in promised


def test_what_can_be_searched_for_is_there(made: list[Record]) -> None:
    titles = [record for record in made if isinstance(record, Bibliographic)]
    assert len(titles) == len(TITLES)
    assert sum("人工智能" in title.title for title in titles) >= 3
    assert sum(title.author == "马月坤" for title in titles) == 1


def test_every_title_has_a_record_with_class_and_holding(made: list[Record]) -> None:
    for title in made:
        if isinstance(title, Bibliographic):
            record = pymarc.Record(data=title.record, to_unicode=True, force_utf8=True)
            assert record["200"]["a"] == title.title
            assert record["690"]["a"] == title.class_number
            assert (record["905"]["a"], record["905"]["d"]) == ("CUMT", title.class_number)


def test_isbns_have_their_check_digit(made: list[Record]) -> None:
    for title in made:
        if isinstance(title, Bibliographic):
            digits = [int(digit) for digit in title.isbn]
            assert len(digits) == 13
            assert sum(digits[::2]) + 3 * sum(digits[1::2]) in range(0, 1000, 10)


def test_the_stories_hold_together(made: list[Record]) -> None:
    loans = [record for record in made if isinstance(record, Loan)]
    items = {record.id: record for record in made if isinstance(record, Item)}
    assert {loan.item.barcode for loan in loans} >= {library.LENT_TO_P0012, library.OVERDUE_WITH_P0013}
    assert {item.id for item in items.values() if item.status is ItemStatus.CHARGED} == {
        loan.item for loan in loans
    }
    overdue = [loan.item.barcode for loan in loans if loan.due < NOW]
    assert overdue == [library.OVERDUE_WITH_P0013]
    assert all(loan.due.astimezone(ZONE).strftime("%H:%M:%S") == "23:59:59" for loan in loans)


def test_the_records_go_into_a_store(made: list[Record]) -> None:
    ledger = MemoryLedger(Tables())
    for record in made:
        ledger._put(record)
    assert len(ledger.tables.items) == ITEMS
