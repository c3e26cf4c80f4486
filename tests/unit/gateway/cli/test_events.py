"""Every event that is written has words in both languages.

There may be words for more: what is no longer written still stands in the histories of earlier releases.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from gateway.circulation import items
from gateway.circulation.history import CLOCK_WRONG, DUE_BEYOND_TERMS, OVER_ALREADY
from gateway.cli.events import BROKEN, FACTS, KINDS, SUBJECTS, UNTOLD, VALUES
from gateway.dispatch.lending.restraint import MORE_THAN_A_DAYS
from gateway.model.ill.wording import REFUSALS
from gateway.model.ill.words import Service
from gateway.model.items import ItemStatus
from gateway.model.loans import HoldKind, PaymentKind
from gateway.model.patrons import BlockReason
from gateway.model.problems import ProblemCode
from gateway.net.ill.incidents import REASONS
from protocols.sip2.events import CloseReason
from tests.written_events import elsewhere, written


def test_every_kind_that_is_written_has_words() -> None:
    assert {
        "checkout",
        "checkin",
        "late-return",
        "hold-expired",
        "paper-out",
        "line-closed",
    } <= written().kinds
    assert written().kinds <= set(KINDS)
    assert elsewhere() == []


def test_every_fact_that_is_kept_is_told_or_left_out_on_purpose() -> None:
    assert written().mappings == {"changed"}, "what items.update_item corrects"
    kept = written().keys | set(items._CORRECTED)
    assert {"patron", "due", "broken", "returned", "why"} <= kept
    assert kept <= set(FACTS) | UNTOLD
    assert not set(FACTS) & UNTOLD


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("status", ItemStatus),
        ("wants", HoldKind),
        ("paid_by", PaymentKind),
        ("reason", BlockReason),
        ("service", Service),
    ],
)
def test_every_value_has_words(table: str, values: type[StrEnum]) -> None:
    assert set(VALUES[table]) == {str(value) for value in values}


def test_every_rule_that_can_be_broken_has_words() -> None:
    found = {OVER_ALREADY, CLOCK_WRONG, DUE_BEYOND_TERMS}
    assert {str(code) for code in ProblemCode} | found <= set(BROKEN)
    assert VALUES["broken"] is BROKEN


def test_every_reason_that_the_program_itself_gives_has_words() -> None:
    closed = {*(str(reason) for reason in CloseReason), "flooding", MORE_THAN_A_DAYS, *REASONS}
    refused = {str(why) for why, texts in REFUSALS.items() if "{detail}" not in texts[1]}
    rules = "".join(file.read_text("utf-8") for file in Path(items.__file__).parent.glob("*.py"))
    assert closed | refused <= set(VALUES["why"])
    assert all(f'"{why}"' in rules for why in set(VALUES["why"]) - closed - refused)


@pytest.mark.parametrize("table", [KINDS, SUBJECTS, *VALUES.values()])
def test_both_languages_are_there(table: Mapping[str, tuple[str, str]]) -> None:
    assert all(english and chinese for english, chinese in table.values())


def test_facts_have_their_value_in_both_languages() -> None:
    for key, fact in FACTS.items():
        assert [text.count("{value}") for text in fact.said] == [1, 1], key
        assert (fact.form in {"word", "words"}) == bool(fact.table), key
        assert not fact.table or fact.table in VALUES, key
