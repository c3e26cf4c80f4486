"""What is refused whoever brings it; that ``guanji load`` brings nothing of it is seen in its own tests."""

from datetime import datetime
from typing import Any

import pytest

from gateway.loading import proof
from gateway.loading.cells import NUMBER_MOST, TEXT_MOST, CellFault
from gateway.loading.wording import REFUSALS
from gateway.model.arrivals import ArrivingLoan, ArrivingTitle, RefusalCode
from gateway.model.identity import ItemId, PatronId
from gateway.model.items import Bibliographic
from gateway.model.patrons import Card, CardKind
from tests import library as lib
from tests.library import NOW, replace

IDENTITY = "11010519491231002X"
C = RefusalCode


def loan(**changes: Any) -> ArrivingLoan:  # noqa: ANN401 - fields
    came = ArrivingLoan(item=lib.item(1).id, patron=lib.patron_id(1), started=NOW, due=NOW)
    return replace(came, **changes)


def test_every_fault_of_a_cell_is_a_refusal_with_its_sentence() -> None:
    assert {RefusalCode(fault) for fault in CellFault} <= set(REFUSALS)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", C.BAD_NUMBER),
        ("P 1", C.BAD_NUMBER),
        ("P|1", C.BAD_NUMBER),
        ("P\r1", C.BAD_NUMBER),
        ("9" * (NUMBER_MOST + 1), C.BAD_NUMBER),
        (IDENTITY, C.IDENTITY_NUMBER),
    ],
)
def test_numbers_of_readers(number: str, code: RefusalCode) -> None:
    named = lib.patron(1, id=PatronId(lib.HOME, number))
    carded = lib.patron(1, cards=(Card(number, CardKind.EARLIER),))
    lent = loan(patron=PatronId(lib.HOME, number))
    found = [proof.of_patron(named), proof.of_patron(carded), proof.of_loan(lent)]
    assert [(each.code, each.facts["column"]) for each in found if each] == [
        (code, "number"),
        (code, "card"),
        (code, "patron"),
    ]
    assert IDENTITY not in str(found)
    assert IDENTITY not in proof.key(number)


@pytest.mark.parametrize("field", ["name", "category", "college", "campus", "class_name", "email", "phone"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("书" * (TEXT_MOST + 1), C.TOO_LONG),
        ("张\ufffd", C.UNDECODABLE),
        ("张\r三", C.UNDECODABLE),
        (f"张三 {IDENTITY}", C.IDENTITY_NUMBER),
    ],
)
def test_texts_of_readers(field: str, text: str, code: RefusalCode) -> None:
    refusal = proof.of_patron(lib.patron(1, **{field: text}))
    assert refusal is not None
    assert (refusal.code, refusal.facts["column"]) == (code, field)
    assert IDENTITY not in str(refusal)


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"item": ItemId(lib.HOME, "")}, C.BAD_NUMBER, "barcode"),
        ({"terminal": "a\x00b"}, C.UNDECODABLE, "terminal"),
        ({"started": datetime(2026, 1, 1)}, C.NOT_A_DATE, "started"),  # noqa: DTZ001 - that is the fault
        ({"due": datetime(2026, 1, 1)}, C.NOT_A_DATE, "due"),  # noqa: DTZ001 - that is the fault
        ({"renewals": -1}, C.NOT_A_COUNT, "renewals"),
        ({"renewals": 1000}, C.NOT_A_COUNT, "renewals"),
    ],
)
def test_loans(changes: dict[str, Any], code: RefusalCode, column: str) -> None:
    refusal = proof.of_loan(loan(**changes))
    assert refusal is not None
    assert (refusal.code, refusal.facts["column"]) == (code, column)


@pytest.mark.parametrize("barcode", ["", "B 1", "B\n1", "9" * 200])
def test_barcodes(barcode: str) -> None:
    refusal = proof.of_item(lib.item(1, id=ItemId(lib.HOME, barcode)))
    assert refusal is not None
    assert refusal.code is C.BAD_NUMBER


def test_a_title_needs_a_number() -> None:
    bib = Bibliographic(id="", agency=lib.HOME, title="书")
    refusal = proof.of_title(ArrivingTitle(bib=bib))
    assert refusal is not None
    assert refusal.facts == {"column": "bib", "value": ""}


def test_what_is_right_is_not_refused() -> None:
    assert proof.of_patron(lib.patron(1)) is None
    assert proof.of_loan(loan()) is None
    assert proof.of_item(lib.item(1)) is None
    bib = Bibliographic(id="b", agency=lib.HOME, title="书")
    assert proof.of_title(ArrivingTitle(bib=bib)) is None
