"""The item, and where its standard numbers stand."""

from typing import Any

import pytest
from msgspec import UNSET

from gateway.model.ill.parts import IllItem
from gateway.model.ill.words import ItemType, Medium
from gateway.translate.iso10161.forms import TOP, Notes, Writing
from gateway.translate.iso10161.item import ITEM

AT = (TOP, "item-id")


def read(wire: dict[str, Any]) -> tuple[IllItem, object, Notes]:
    remarks: Notes = []
    return *ITEM.read(wire, AT, remarks), remarks


def write(item: IllItem, kept: object = UNSET) -> tuple[dict[str, Any], Notes]:
    writing = Writing("20261122", [])
    return ITEM.write(item, kept, AT, writing), writing.losses


def test_an_item_goes_both_ways() -> None:
    wire = {
        "item-type": "monograph",
        "held-medium-type": "printed",
        "author": "马月坤",
        "title": "人工智能导论",
        "iSBN": "0632057599",
        "iSSN": "03785955",
    }
    item = IllItem(
        item_type=ItemType.MONOGRAPH,
        held_medium=Medium.PRINTED,
        author="马月坤",
        title="人工智能导论",
        isbn="0632057599",
        issn="03785955",
    )
    assert read(wire) == (item, UNSET, [])
    assert write(item) == (wire, [])


def test_numbers_of_other_systems_stand_beside_it() -> None:
    number = {"direct-reference": "2.999.7", "encoding": {"octet-aligned": "00"}}
    item, kept, _ = read({"title": "a", "system-no": number})
    assert kept == {"system-no": number}
    assert write(item, kept) == ({"title": "a", "system-no": number}, [])


@pytest.mark.parametrize(
    ("wire", "isbn", "letters", "remarks"),
    [
        # 13 digits: in [21], with their form of ten in [18]; or where they do not fit
        ({"iSBN": "0632057599", "additional-no-letters": "9780632057597"}, "9780632057597", "", 0),
        ({"iSBN": "9780632057597"}, "9780632057597", "", 0),
        ({"iSBN": "978-0-632-05759-7"}, "9780632057597", "", 0),
        ({"additional-no-letters": "9780632057597 ACC-1"}, "9780632057597", "ACC-1", 0),
        ({"additional-no-letters": "(ISBN 9780632057597)"}, "9780632057597", "(ISBN 9780632057597)", 0),
        ({"additional-no-letters": "ACC-1"}, "", "ACC-1", 0),
        ({"iSBN": {"EDIFACTString": "0632057599"}}, "0632057599", "", 0),
        ({"iSBN": "0632057590"}, "0632057590", "", 1),  # wrong check digit
        ({"iSBN": "123"}, "123", "", 1),
        ({"iSBN": ""}, "", "", 0),
    ],
)
def test_an_isbn_is_found(wire: dict[str, Any], isbn: str, letters: str, remarks: int) -> None:
    item, _, said = read(wire)
    assert (item.isbn, item.additional_no_letters, len(said)) == (isbn, letters, remarks)


def test_a_wrong_number_is_remarked_and_taken() -> None:
    item, _, remarks = read({"iSBN": "0632057590", "iSSN": "03785954"})
    assert (item.isbn, item.issn) == ("0632057590", "03785954")
    assert remarks == [
        "item-id.iSBN: wrong check digit or length: 0632057590",
        "item-id.iSSN: wrong check digit or length: 03785954",
    ]


@pytest.mark.parametrize(
    ("item", "wire", "losses"),
    [
        (
            IllItem(isbn="978-0-632-05759-7"),
            {"iSBN": "0632057599", "additional-no-letters": "9780632057597"},
            0,
        ),
        (
            IllItem(isbn="9791090636071", additional_no_letters="ACC-1"),
            {"additional-no-letters": "9791090636071 ACC-1"},
            0,
        ),
        (IllItem(isbn="SB-17"), {"additional-no-letters": "SB-17"}, 1),
        (IllItem(issn="0378-5955"), {"iSSN": "03785955"}, 0),
        (IllItem(issn="0378"), {}, 1),
    ],
)
def test_a_number_goes_where_it_fits(item: IllItem, wire: dict[str, Any], losses: int) -> None:
    said, lost = write(item)
    assert (said, len(lost)) == (wire, losses)


@pytest.mark.parametrize(
    ("wire", "again"),
    [
        ({"iSBN": "7504600013"}, {"iSBN": "7504600013"}),
        # another edition's number beside it
        (
            {"iSBN": "7504600013", "additional-no-letters": "9780632057597"},
            {"iSBN": "7504600013", "additional-no-letters": "9780632057597"},
        ),
        # what is too long for [18] goes on as the standard has it
        ({"iSBN": "9780632057597"}, {"iSBN": "0632057599", "additional-no-letters": "9780632057597"}),
        ({"iSSN": "0378-5955"}, {"iSSN": "03785955"}),
        ({"iSSN": {"EDIFACTString": "03785955"}}, {"iSSN": {"EDIFACTString": "03785955"}}),
    ],
)
def test_a_number_goes_on_as_it_came_if_it_may(wire: dict[str, Any], again: dict[str, Any]) -> None:
    item, kept, _ = read(wire)
    assert write(item, kept)[0] == again
