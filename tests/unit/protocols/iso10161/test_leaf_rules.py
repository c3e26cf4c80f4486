"""What the standard demands of single values."""

from typing import Any

import pytest

from protocols.ber import Edifact
from protocols.iso10161.delivery import Amount, DateDue, SupplyDetails
from protocols.iso10161.items import ItemId
from protocols.iso10161.leaf_rules import LEAF_RULES
from protocols.iso10161.members import leaves
from protocols.iso10161.systems import DateTime, TransactionId


def broken(value: Any) -> list[str]:  # noqa: ANN401 - any struct
    return [
        f"{leaf.path} {rule.name}"
        for leaf in leaves(value, "it")
        for rule in LEAF_RULES
        if (asked := rule.of(leaf.member)) and asked(leaf.value)
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (DateTime(date="20261122", time="235959"), []),
        (DateTime(date="20240229"), []),
        (DateTime(date="20260229", time="240000"), ["it.date date", "it.time time"]),
        (DateTime(date="", time="1015"), ["it.date date", "it.time time"]),
        (DateTime(date="20261301", time="126000"), ["it.date date", "it.time time"]),
        (
            TransactionId(transaction_group_qualifier="", transaction_qualifier=" "),
            ["it.transaction-qualifier blanks"],
        ),
        (DateTime(date="2026-1-1", time="101530\n"), ["it.date date", "it.time time"]),
        (DateTime(date="٢٠٢٦١١٢٢"), ["it.date date"]),
        (ItemId(title="岩石力学", isbn="750460001X", issn="10006788"), []),
        (
            ItemId(title=" a", author="b ", edition="", publisher=" "),
            ["it.author blanks", "it.title blanks", "it.publisher blanks", "it.edition blanks"],
        ),
        (ItemId(title=Edifact("TITLE (2ND ED.)")), []),
        (ItemId(title=Edifact("岩")), ["it.title alphabet"]),
        (ItemId(isbn="9780632057597", issn="1"), ["it.iSBN size", "it.iSSN size"]),
        (ItemId(title="\udcb1\udcea"), ["it.title characters"]),
        (Amount(currency_code="CNY", monetary_value="1 000,50"), []),
        (
            Amount(currency_code="CN¥", monetary_value="50元"),
            ["it.currency-code alphabet", "it.monetary-value alphabet"],
        ),
        (
            Amount(currency_code="RMB1", monetary_value=""),
            ["it.currency-code size", "it.monetary-value size"],
        ),
        (SupplyDetails(date_due=DateDue(date_due_field="20261222")), []),
    ],
)
def test_a_value_keeps_to_its_rule(value: Any, expected: list[str]) -> None:  # noqa: ANN401 - any struct
    assert broken(value) == expected


def test_every_rule_is_told_in_two_languages() -> None:
    assert all(rule.words[0].isascii() and not rule.words[1].isascii() for rule in LEAF_RULES)
