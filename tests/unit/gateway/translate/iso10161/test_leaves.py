"""Texts, days, numbers, amounts and words."""

from datetime import date
from typing import Any

import pytest
from msgspec import UNSET

from gateway.model.ill.parts import Amount
from gateway.model.ill.words import Medium, PlaceOnHold
from gateway.translate.iso10161 import leaves
from gateway.translate.iso10161.forms import TOP, Leaf, Writing
from protocols.iso10161.items import MediumType
from protocols.iso10161.wishes import PlaceOnHoldType

AT = (TOP, "x")
EDIFACT = {"EDIFACTString": "TITLE"}


def read(leaf: Leaf, wire: object) -> tuple[Any, Any, int]:
    """The value, what is kept, and how many remarks there are."""
    remarks: list[str] = []
    return *leaf.read(wire, AT, remarks), len(remarks)


def write(leaf: Leaf, value: object) -> tuple[Any, int]:
    """The element, and how many losses there are."""
    writing = Writing("20261122", [])
    return leaf.write(value, UNSET, AT, writing), len(writing.losses)


ONE = leaves.short_text(1)


@pytest.mark.parametrize(
    ("leaf", "wire", "value", "kept"),
    [
        (leaves.TEXT, "岩石力学", "岩石力学", UNSET),
        (leaves.TEXT, " 岩石力学 ", "岩石力学", UNSET),
        (leaves.TEXT, "  ", "", UNSET),
        (leaves.TEXT, EDIFACT, "TITLE", EDIFACT),
        (leaves.TEXT, UNSET, "", UNSET),
        (leaves.EXACT, " q 1", " q 1", UNSET),
        (leaves.EXACT, "", "", UNSET),
        (leaves.EXACT_OR_NONE, "", "", ""),
        (ONE, "A", "A", UNSET),
        (ONE, "AB", "AB", UNSET),
        (ONE, {"EDIFACTString": "A"}, "A", {"EDIFACTString": "A"}),
    ],
)
def test_texts_are_read(leaf: Leaf, wire: object, value: str, kept: object) -> None:
    assert read(leaf, wire) == (value, kept, 0)


@pytest.mark.parametrize(
    ("leaf", "value", "wire", "losses"),
    [
        (leaves.TEXT, " a b ", "a b", 0),
        (leaves.TEXT, "  ", UNSET, 0),
        (leaves.EXACT, "", "", 0),
        (leaves.EXACT, " q ", " q ", 0),
        (leaves.EXACT_OR_NONE, "", UNSET, 0),
        (ONE, "A", "A", 0),
        (ONE, "AB", "A", 1),
        (ONE, "", UNSET, 0),
    ],
)
def test_texts_are_written(leaf: Leaf, value: str, wire: object, losses: int) -> None:
    assert write(leaf, value) == (wire, losses)


@pytest.mark.parametrize("wire", ["", "2026", "20260230", "2026-2-3", "99999999", 3])
def test_what_is_no_date_is_kept(wire: object) -> None:
    assert read(leaves.DAY, wire) == (None, wire, 1)


def test_days() -> None:
    assert read(leaves.DAY, "20261122") == (date(2026, 11, 22), UNSET, 0)
    assert write(leaves.DAY, date(987, 1, 2)) == ("09870102", 0)
    assert leaves.today(Writing("20261122", [])) == "20261122"


def test_a_date_in_other_digits_is_none_and_not_kept() -> None:
    assert read(leaves.DAY, "２０２６１１２２") == (None, UNSET, 1)


@pytest.mark.parametrize("text", ["1.2.840.10003.5.109.10", "0.0", "2.999.7"])
def test_object_identifiers(text: str) -> None:
    assert read(leaves.OID, text) == (text, UNSET, 0)
    assert write(leaves.OID, text) == (text, 0)


@pytest.mark.parametrize("text", ["pdf", "1", "1.40", "3.1", "1.2..3"])
def test_what_is_no_object_identifier_can_not_be_said(text: str) -> None:
    assert write(leaves.OID, text) == (UNSET, 1)
    assert write(leaves.OID, "") == (UNSET, 0)


def test_numbers_and_truth() -> None:
    assert read(leaves.COUNT, 9999) == (9999, UNSET, 0)
    assert read(leaves.COUNT, 10_000) == (10_000, UNSET, 1)
    assert read(leaves.NUMBER, "1") == (None, "1", 0)
    assert write(leaves.COUNT, 0) == (UNSET, 1)
    assert write(leaves.COUNT, None) == (UNSET, 0)
    assert write(leaves.NUMBER, -7) == (-7, 0)
    assert read(leaves.flag(empty=True), UNSET) == (True, UNSET, 0)
    assert write(leaves.flag(empty=False), value=True) == (True, 0)


@pytest.mark.parametrize(
    ("wire", "value", "kept"),
    [
        ({"monetary-value": "12.50"}, Amount("12.50"), UNSET),
        ({"currency-code": "CNY", "monetary-value": "1 000,00"}, Amount("1 000,00", "CNY"), UNSET),
        (
            {"monetary-value": "1", "unknown": ["9f3201"]},
            Amount("1"),
            {"monetary-value": "1", "unknown": ["9f3201"]},
        ),
        ({"monetary-value": "¥12"}, Amount("¥12"), UNSET),
        ({"currency-code": "RMB元", "monetary-value": "12"}, Amount("12", "RMB元"), UNSET),
    ],
)
def test_amounts_are_read(wire: dict[str, Any], value: Amount, kept: object) -> None:
    assert read(leaves.AMOUNT, wire) == (value, kept, 0)


@pytest.mark.parametrize(
    ("value", "wire", "losses"),
    [
        (None, UNSET, 0),
        (Amount("12.50", "CNY"), {"currency-code": "CNY", "monetary-value": "12.50"}, 0),
        (Amount("12345678901"), UNSET, 1),
        (Amount("12", "Yuan"), UNSET, 1),
    ],
)
def test_amounts_are_written(value: Amount | None, wire: object, losses: int) -> None:
    assert write(leaves.AMOUNT, value) == (wire, losses)


MEDIUM = leaves.word(leaves.words(MediumType, Medium), Medium.OTHER)
HOLD = leaves.word(leaves.words(PlaceOnHoldType, PlaceOnHold), empty=PlaceOnHold.NO)


def test_words() -> None:
    assert read(MEDIUM, "microform") == (Medium.MICROFORM, UNSET, 0)
    assert read(MEDIUM, 99) == (Medium.OTHER, 99, 1)
    assert read(HOLD, 99) == (None, 99, 1)
    assert read(HOLD, UNSET) == (PlaceOnHold.NO, UNSET, 0)
    assert write(MEDIUM, Medium.PHOTOCOPY) == ("other", 1)  # a supply medium alone
    assert write(MEDIUM, None) == (UNSET, 0)
    assert write(HOLD, PlaceOnHold.YES) == ("yes", 0)
    assert MEDIUM.write(Medium.OTHER, 99, AT, Writing("", [])) == 99


def test_a_word_of_the_standard_may_be_spelled_otherwise_here() -> None:
    table = leaves.words(PlaceOnHoldType, PlaceOnHold, spelled=str.lower)
    assert table["yes"] is PlaceOnHold.YES
