from enum import Enum

import pytest

from gateway.model.commands import CardIssueOperation, Detail
from gateway.model.items import ItemStatus, Media
from gateway.model.loans import FeeKind, PaymentKind
from gateway.model.outcomes import Alert, Standing
from gateway.model.wording import Tongue
from gateway.translate.sip2 import terms
from protocols.sip2.codes import Language, PatronStatus, Summary

TOTAL: list[tuple[object, type[Enum]]] = [
    (terms.CIRCULATION_STATUS, ItemStatus),
    (terms.MEDIA_TYPE, Media),
    (terms.FEE_TYPE, FeeKind),
    (terms.ALERT_TYPE, Alert),
]


@pytest.mark.parametrize(("table", "words"), TOTAL, ids=lambda value: getattr(value, "__name__", ""))
def test_whatever_the_model_says_has_a_code(table: dict[object, str], words: type[Enum]) -> None:
    assert set(table) == set(words)
    assert len(set(table.values())) == len(table)


#: Written from the document's lists, not from the tables.
CODES = {
    ItemStatus.AVAILABLE: "03",
    ItemStatus.CHARGED: "04",
    ItemStatus.ON_HOLD_SHELF: "08",
    ItemStatus.IN_TRANSIT: "10",
    ItemStatus.MISSING: "13",
    Media.BOOK: "001",
    Media.BOOK_WITH_AUDIO_TAPE: "010",
    FeeKind.OVERDUE: "04",
    FeeKind.HOLD: "09",
    Alert.HOLD_HERE: "01",
    Alert.SEND_HOME: "04",
    Alert.OTHER: "99",
}


@pytest.mark.parametrize(("word", "code"), CODES.items())
def test_codes_are_those_of_the_document(word: Enum, code: str) -> None:
    tables = {
        ItemStatus: terms.CIRCULATION_STATUS,
        Media: terms.MEDIA_TYPE,
        FeeKind: terms.FEE_TYPE,
        Alert: terms.ALERT_TYPE,
    }
    assert tables[type(word)][word] == code  # type: ignore[index]


def test_what_kiosks_send_is_understood() -> None:
    assert terms.FEE_KIND["04"] is FeeKind.OVERDUE
    assert terms.PAYMENT_KIND["02"] is PaymentKind.CREDIT_CARD
    assert terms.CARD_OPERATION["14"] is CardIssueOperation.CHANGE_PIN
    assert set(terms.CARD_OPERATION.values()) == set(CardIssueOperation)


def test_readers_choose_between_the_two_languages_we_speak() -> None:
    assert terms.TONGUE[Language.CHINESE] is Tongue.ZH
    assert terms.TONGUE["001"] is Tongue.EN
    assert Language.UNKNOWN not in terms.TONGUE


@pytest.mark.parametrize("denial", terms.STATUS_POSITIONS)
def test_each_denial_sets_its_own_position(denial: str) -> None:
    assert terms.patron_status(Standing(**{denial: True})) is terms.STATUS_POSITIONS[denial]


def test_positions_are_total_and_in_the_order_of_the_model() -> None:
    assert tuple(terms.STATUS_POSITIONS) == Standing.__struct_fields__
    assert tuple(terms.STATUS_POSITIONS.values()) == tuple(PatronStatus)


def test_nobody_is_denied_anything_without_a_reason() -> None:
    assert terms.patron_status(Standing()) == PatronStatus(0)


@pytest.mark.parametrize(
    ("summary", "detail"),
    [
        (Summary(0), Detail.NONE),
        (Summary.HOLD_ITEMS, Detail.HOLDS),
        (Summary.FINE_ITEMS, Detail.FINES),
        (Summary.UNAVAILABLE_HOLDS, Detail.UNAVAILABLE_HOLDS),
        (Summary.CHARGED_ITEMS | Summary.OVERDUE_ITEMS, Detail.OVERDUE),
        (Summary.POSITION_7, Detail.NONE),
    ],
)
def test_the_first_position_that_is_set_says_which_list(summary: Summary, detail: Detail) -> None:
    assert terms.detail(summary) is detail
