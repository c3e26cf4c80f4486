from pathlib import Path

import msgspec
import pytest

from gateway.model.identity import ItemId
from gateway.model.items import ItemStatus
from gateway.store import bulk, opening
from gateway.store.bulk import load
from gateway.store.errors import StoreError
from gateway.store.sqlite import open_store
from tests.memory_store import result
from tests.store_samples import BOOK, CUMT, FEE, HOLD, KIOSK, LOAN, PAYMENT, READER, TITLE, loan

ALL = (READER, BOOK, TITLE, LOAN, HOLD, FEE, PAYMENT, KIOSK)


def test_every_kind_of_record_is_loaded_into_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    assert load(path, iter(ALL)) == len(ALL)
    store = open_store(path)
    found = result(
        store.read(lambda s: (s.patron(READER.id), s.item(BOOK.id), s.unsettled_loan(BOOK.id), s.kiosks()))
    )
    store.stop()
    replace = msgspec.structs.replace
    assert found == (replace(READER, version=1), replace(BOOK, version=1), LOAN, (KIOSK,))


def test_loading_again_replaces_whatever_version_is_there(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    load(path, ALL)
    load(path, (msgspec.structs.replace(BOOK, status=ItemStatus.LOST), READER))
    store = open_store(path)
    item = result(store.read(lambda shelf: shelf.item(BOOK.id)))
    patron = result(store.read(lambda shelf: shelf.patron(READER.id)))
    store.stop()
    assert item == msgspec.structs.replace(BOOK, status=ItemStatus.LOST, version=2)
    assert patron == msgspec.structs.replace(READER, version=2)


def test_what_contradicts_itself_is_told_with_what_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    path = tmp_path / "guanji.db"
    others = (loan("L8", item=ItemId(CUMT, "B8")), loan("L9", item=BOOK.id))
    with pytest.raises(StoreError, match=r"UNIQUE constraint failed: loan.*; 2 records are in"):
        load(path, (BOOK, LOAN, *others))
    store = open_store(path)
    first = result(store.read(lambda shelf: shelf.unsettled_loan(BOOK.id)))
    of_the_broken_chunk = result(store.read(lambda shelf: shelf.unsettled_loan(ItemId(CUMT, "B8"))))
    store.stop()
    assert first == LOAN
    assert of_the_broken_chunk is None


def test_a_servers_database_is_loaded_by_its_url(database_url: str) -> None:
    assert load(database_url, iter(ALL)) == len(ALL)
    with pytest.raises(StoreError, match=r"L1|loan_unsettled"):
        load(database_url, (loan("L9", item=BOOK.id),))
    store = opening.open_store(database_url)
    found = result(store.read(lambda shelf: shelf.unsettled_loan(BOOK.id)))
    result(store.stop())
    assert found == LOAN
