"""Whatever a file brings, in whatever order and how often: the library comes to the same end."""

import io
import os
import random
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.circulation.arrival import merge_item, merge_patron
from gateway.loading.cells import BadCell, day, moment, number, text
from gateway.loading.found import Arrived
from gateway.loading.headings import PATRONS
from gateway.loading.intake import Intake
from gateway.loading.sheets import Library, patrons
from gateway.loading.tables import Table
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
from gateway.model.items import Bibliographic, Item, ItemStatus
from gateway.model.patrons import Card, CardKind, Patron
from tests import library as lib
from tests.library import NOW, replace
from tests.memory_store import MemoryStore, Tables, result
from tests.place import Watch, pin_digest

COUNT = 2000 if os.environ.get("GUANJI_SOAK") else 60

WORDS = st.sampled_from(["", "甲", "乙"])
PLACES = st.sampled_from(["", "hall", "stacks"])
STATUSES = st.sampled_from(ItemStatus)

items = st.builds(
    lambda number, title, place, status, price: replace(
        lib.item(number),
        title=title,
        bib=f"bib{(number + 1) // 2}",
        permanent_location=place,
        current_location="",
        status=status,
        price_fen=price,
    ),
    st.integers(1, 6),
    WORDS,
    PLACES,
    STATUSES,
    st.sampled_from([None, 100, 200]),
)


def _title(bib: int, copies: list[Item]) -> ArrivingTitle:
    own = tuple(item for item in {item.id: item for item in copies}.values() if item.bib == f"bib{bib}")
    return ArrivingTitle(bib=Bibliographic(id=f"bib{bib}", agency=lib.HOME, title="t"), items=own)


titles = st.builds(_title, st.integers(1, 3), st.lists(items, max_size=4))
patrons_coming = st.builds(
    lambda number, name, chip, pin: ArrivingPatron(
        patron=lib.patron(number, name=name, cards=(Card(chip, CardKind.CHIP),) if chip else ()), pin=pin
    ),
    st.integers(1, 4),
    WORDS,
    st.sampled_from(["", "C1", "C2", "P0001"]),
    st.sampled_from(["", "1234"]),
)
loans = st.builds(
    lambda number, reader, days, length: ArrivingLoan(
        item=lib.item_id(number),
        patron=lib.patron_id(reader),
        started=NOW - timedelta(days=days),
        due=NOW + timedelta(days=length),
    ),
    st.integers(1, 6),
    st.integers(1, 4),
    st.integers(-1, 3),
    st.integers(-5, 30),
)


def take(store: MemoryStore, batch: Batch) -> dict[Noun, dict[Verdict, int]]:
    intake = Intake(store, lib.setting(), Watch(), pin_digest)
    return result(intake.take(batch)).tally


def distinct(came: list[Any], key: Any) -> list[Any]:  # noqa: ANN401 - records and their key
    return list({key(each): each for each in came}.values())


@settings(derandomize=True, max_examples=COUNT, deadline=None)
@given(st.lists(titles, max_size=4), st.lists(patrons_coming, max_size=4), st.lists(loans, max_size=6))
def test_loaded_twice_is_loaded_once(
    came: list[ArrivingTitle], readers: list[ArrivingPatron], lent: list[ArrivingLoan]
) -> None:
    # A file that says two things of one record can't be right twice: the last one counts, again and again.
    one_each = tuple(distinct(came, lambda title: title.bib.id))
    one_reader_each = tuple(distinct(readers, lambda reader: reader.patron.id))
    batches: tuple[Batch, ...] = (
        Titles(arriving=one_each),
        Patrons(arriving=one_reader_each),
        Loans(arriving=tuple(lent)),
    )
    store = MemoryStore()
    first = [take(store, batch) for batch in batches]
    after: Tables = store.tables.copy()
    second = [take(store, batch) for batch in batches]
    assert store.tables == after
    for once, twice in zip(first, second, strict=True):
        for noun, counts in twice.items():
            assert set(counts) <= {Verdict.UNCHANGED, Verdict.REFUSED}
            assert counts.get(Verdict.REFUSED, 0) == once[noun].get(Verdict.REFUSED, 0)


@settings(derandomize=True, max_examples=COUNT, deadline=None)
@given(st.lists(titles, max_size=5), st.randoms(use_true_random=False), st.integers(1, 3))
def test_any_order_and_any_batches_come_to_the_same_titles_and_items(
    came: list[ArrivingTitle],
    chance: random.Random,
    size: int,
) -> None:
    unique = distinct(came, lambda title: title.bib.id)
    mixed = list(unique)
    chance.shuffle(mixed)
    whole, parts = MemoryStore(), MemoryStore()
    take(whole, Titles(arriving=tuple(unique)))
    for start in range(0, len(mixed), size):
        take(parts, Titles(arriving=tuple(mixed[start : start + size])))
    assert (parts.tables.items, parts.tables.bibs) == (whole.tables.items, whole.tables.bibs)


@settings(derandomize=True, max_examples=COUNT)
@given(items, items)
def test_an_item_merged_stays_merged_and_keeps_its_place_in_circulation(kept: Item, came: Item) -> None:
    here = replace(kept, id=came.id, bib=came.bib, version=1)
    once = merge_item(here, came)
    assert once.item is not None
    again = merge_item(once.item, came)
    assert (again.verdict, again.item) == (Verdict.UNCHANGED, once.item)
    for field in ("last_returned", "returned_loan", "destination", "version"):
        assert getattr(once.item, field) == getattr(here, field)
    assert once.item.status is here.status or here.status in {ItemStatus.ON_ORDER, ItemStatus.IN_PROCESS}


@settings(derandomize=True, max_examples=COUNT)
@given(patrons_coming, patrons_coming)
def test_a_reader_merged_stays_merged_and_loses_no_card(one: ArrivingPatron, other: ArrivingPatron) -> None:
    kept = replace(one.patron, pin=b"digest", version=1)
    came: Patron = replace(other.patron, id=kept.id)
    once = merge_patron(kept, came, {})
    assert once.patron is not None
    assert merge_patron(once.patron, came, {}).verdict is Verdict.UNCHANGED
    assert set(once.patron.cards) >= set(kept.cards)
    assert once.patron.pin == b"digest"


@settings(derandomize=True, max_examples=COUNT * 5)
@given(st.text(max_size=40))
def test_a_cell_is_read_or_told_and_nothing_else(cell: str) -> None:
    for read in (text, number, moment, day):
        try:
            found = read(cell)
        except BadCell as bad:
            assert len(bad.value) <= 40  # noqa: PT017 - either is right
        else:
            assert found is None or found == found  # noqa: PLR0124 - any value will do


@settings(derandomize=True, max_examples=COUNT * 2)
@given(st.lists(st.text(alphabet='ab,"\n\r\t;张', max_size=12), max_size=12))
def test_a_table_of_anything_never_stops_before_its_last_row(lines: list[str]) -> None:
    content = "".join(f"{line}\n" for line in lines)
    file = io.BytesIO(f"证号,姓名\n{content}{chr(10) * 50}P1,张三\n".encode())
    table = Table(file, "utf-8")
    found = list(patrons(table, PATRONS, Library(lib.HOME, lib.ZONE)))
    last = found[-1]
    assert isinstance(last, Arrived)
    assert isinstance(last.record, ArrivingPatron)
    assert last.record.patron.name == "张三"
