"""Whatever a record holds, the database gives it back."""

import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.changes import Event
from gateway.model.identity import AgencyId
from gateway.model.items import Bibliographic, Item
from gateway.model.kiosks import KioskState
from gateway.model.loans import Fee, Hold, Loan, Payment
from gateway.model.patrons import Patron
from gateway.ports import Ledger
from gateway.store.shapes import instant_text
from gateway.store.sqlite import SqliteStore, open_store
from tests.memory_store import result
from tests.store_samples import saved

# Lone surrogates are no text: what a peer sent in no known charset is masked before it is kept.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
# Any zone comes in; what is kept is the instant.
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9, minutes=-30))])
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1), timezones=ZONES)  # noqa: DTZ001 - zones follow
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: NUMBERS,
    bytes: st.binary(max_size=12),
    bool: st.booleans(),
    datetime: INSTANTS,
    date: st.dates(),
    types.NoneType: st.none(),
    # A scheme is a word; only the value may hold what separates the two.
    AgencyId: st.builds(AgencyId, TEXT, st.sampled_from(["ISIL", "local"])),
}


def values(annotation: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any annotation there is
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, types.UnionType):
        return st.one_of(*map(values, arguments))
    if origin is tuple:
        endless = arguments[-1] is Ellipsis
        return (
            st.lists(values(arguments[0]), max_size=3).map(tuple)
            if endless
            else st.tuples(*map(values, arguments))
        )
    if origin is dict:
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
    if issubclass(annotation, StrEnum):
        return st.sampled_from(annotation)
    return records(annotation)


def records(struct: type[msgspec.Struct], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(struct)
    return st.builds(
        struct, **{name: fixed[name] if name in fixed else values(hint) for name, hint in hints.items()}
    )


NEW = st.just(0)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    path: Path = tmp_path_factory.mktemp("records") / "guanji.db"
    store = open_store(path)
    yield store
    store.stop()


class Enough(Exception):
    """Takes a unit back, with what it found."""


def read_back(store: SqliteStore, record: Any, work: Any) -> Any:  # noqa: ANN401 - a record of any kind
    """What is found after saving; the database is left as it was."""

    def unit(ledger: Ledger) -> None:
        ledger.save(saved(record))
        raise Enough(work(ledger))

    with pytest.raises(Enough) as caught:
        result(store.commit(unit))
    return caught.value.args[0]


@given(record=records(Patron, version=NEW))
def test_patrons(store: SqliteStore, record: Patron) -> None:
    found = read_back(store, record, lambda ledger: ledger.patron(record.id))
    assert found == msgspec.structs.replace(record, version=1)


@given(record=records(Item, version=NEW))
def test_items(store: SqliteStore, record: Item) -> None:
    found = read_back(store, record, lambda ledger: ledger.item(record.id))
    assert found == msgspec.structs.replace(record, version=1)


@given(record=records(Bibliographic))
def test_titles(store: SqliteStore, record: Bibliographic) -> None:
    assert read_back(store, record, lambda ledger: ledger.bibliographic(record.id)) == record


@given(record=records(Loan))
def test_loans(store: SqliteStore, record: Loan) -> None:
    found = read_back(
        store, record, lambda ledger: ledger.last_loan(record.item) or ledger.unsettled_loan(record.item)
    )
    assert found == (None if record.state == "undone" else record)


@given(record=records(Hold))
def test_holds(store: SqliteStore, record: Hold) -> None:
    assert read_back(store, record, lambda ledger: ledger.hold(record.id)) == record


@given(record=records(Fee, loan=TEXT.filter(bool)))
def test_fees(store: SqliteStore, record: Fee) -> None:
    assert read_back(store, record, lambda ledger: ledger.fees_of_loan(record.loan)) == (record,)


@given(record=records(Payment, reference=TEXT.filter(bool)))
def test_payments(store: SqliteStore, record: Payment) -> None:
    found = read_back(
        store,
        record,
        lambda ledger: ledger.payment(record.patron.agency, record.terminal, record.reference, record.at),
    )
    assert found == record


@given(record=records(KioskState))
def test_kiosks(store: SqliteStore, record: KioskState) -> None:
    assert read_back(store, record, lambda ledger: ledger.kiosk(record.name)) == record


@given(happened=records(Event, subject=TEXT.filter(bool)))
def test_events(store: SqliteStore, happened: Event) -> None:
    def unit(ledger: Ledger) -> None:
        ledger.save(msgspec.structs.replace(saved(), events=(happened,)))
        raise Enough(ledger.history(happened.subject, 1))

    with pytest.raises(Enough) as caught:
        result(store.commit(unit))
    assert caught.value.args[0] == (happened,)


@given(first=INSTANTS, second=INSTANTS)
def test_instants_sort_as_text(first: datetime, second: datetime) -> None:
    assert (instant_text(first) < instant_text(second)) is (first < second)
