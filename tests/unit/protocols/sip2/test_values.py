import re

import pytest

from protocols.sip2.codes import (
    AlertType,
    CirculationStatus,
    HoldMode,
    Language,
    PatronStatus,
    ScStatusCode,
    Summary,
    SupportedMessages,
)
from protocols.sip2.fields import Kind
from protocols.sip2.values import UNREADABLE, VALUES, find_date

BLANK = " " * 18


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "abc ", "abc"),
        (Kind.DATE, "20260301    143005", "20260301    143005"),
        (Kind.DATE, BLANK, ""),
        (Kind.DATE, "20260301 143005", "20260301    143005"),
        (Kind.DATE, "20260301143005", "20260301    143005"),
        (Kind.DATE, "20260301 h143005", "20260301   H143005"),
        (Kind.NUMBER, "0007", 7),
        (Kind.NUMBER, "  7 ", 7),
        (Kind.NUMBER, "    ", UNREADABLE),
        (Kind.NUMBER, "7a", UNREADABLE),
        (Kind.NUMBER, "-7", UNREADABLE),
        (Kind.NUMBER, "²", UNREADABLE),
        (Kind.NUMBER, "٣", UNREADABLE),
        (Kind.NUMBER, "9" * 5000, UNREADABLE),
        (Kind.YES_NO, "Y", True),
        (Kind.YES_NO, "n", False),
        (Kind.YES_NO, "U", UNREADABLE),
        (Kind.ONE_ZERO, "1", True),
        (Kind.ONE_ZERO, "0", False),
        (Kind.YES_NO_UNKNOWN, "U", UNREADABLE),
        (Kind.ALGORITHM, " ", ""),
        (Kind.VERSION, "2.00", "2.00"),
        (Kind.CURRENCY, "CNY", "CNY"),
        (Kind.LANGUAGE, "019", Language.CHINESE),
        (Kind.LANGUAGE, "   ", ""),
        (Kind.LANGUAGE, "555", "555"),
        (Kind.CIRCULATION_STATUS, "03", CirculationStatus.AVAILABLE),
        (Kind.HOLD_MODE, "+", HoldMode.ADD),
        (Kind.SC_STATUS, "1", ScStatusCode.PAPER_OUT),
        (Kind.ALERT_TYPE, "02", AlertType.HOLD_ELSEWHERE),
        (Kind.ALERT_TYPE, "07", "07"),
        (
            Kind.PATRON_STATUS,
            "Y   Y         ",
            PatronStatus.CHARGE_PRIVILEGES_DENIED | PatronStatus.CARD_REPORTED_LOST,
        ),
        (Kind.SUMMARY, "  Y       ", Summary.CHARGED_ITEMS),
        (Kind.SUMMARY, "  Y", Summary.CHARGED_ITEMS),
        (Kind.SUPPORTED_MESSAGES, "NY" + "N" * 138, SupportedMessages.CHECKOUT),
        (Kind.SUPPORTED_MESSAGES, "no services", UNREADABLE),
    ],
)
def test_reading(kind: Kind, text: str, value: object) -> None:
    assert VALUES[kind].read(text) == value


@pytest.mark.parametrize(
    ("kind", "value", "width", "text"),
    [
        (Kind.TEXT, "abc ", 0, "abc "),
        (Kind.DATE, "20260301    143005", 18, "20260301    143005"),
        (Kind.DATE, "", 18, BLANK),
        (Kind.DATE, "2026-03-01", 18, BLANK),
        (Kind.DATE, "x" * 18, 18, BLANK),
        (Kind.NUMBER, 7, 4, "0007"),
        (Kind.NUMBER, 12345, 4, "9999"),
        (Kind.NUMBER, -1, 3, "000"),
        (Kind.NUMBER, None, 4, "    "),
        (Kind.NUMBER, 7, 0, "7"),
        (Kind.NUMBER, 10**30, 0, "9" * 18),
        (Kind.YES_NO, True, 1, "Y"),
        (Kind.YES_NO, False, 1, "N"),
        (Kind.ONE_ZERO, True, 1, "1"),
        (Kind.ONE_ZERO, False, 1, "0"),
        (Kind.YES_NO_UNKNOWN, None, 1, "U"),
        (Kind.ALGORITHM, "", 1, " "),
        (Kind.ALGORITHM, "x", 1, " "),
        (Kind.VERSION, "2.00", 4, "2.00"),
        (Kind.VERSION, "2.0000", 4, "2.00"),
        (Kind.CURRENCY, "CNY", 3, "CNY"),
        (Kind.CURRENCY, "C|Y", 3, "   "),
        (Kind.LANGUAGE, Language.CHINESE, 3, "019"),
        (Kind.LANGUAGE, "", 3, "   "),
        (Kind.FEE_TYPE, "a|", 2, "  "),
        (Kind.FEE_TYPE, "a|", 0, "a|"),
        (Kind.HOLD_MODE, HoldMode.CHANGE, 1, "*"),
        (Kind.HOLD_MODE, "", 1, " "),
        (
            Kind.PATRON_STATUS,
            PatronStatus.CARD_REPORTED_LOST | PatronStatus.RECALL_OVERDUE,
            14,
            "    Y       Y ",
        ),
        (Kind.SUMMARY, Summary(0), 10, " " * 10),
        (Kind.SUPPORTED_MESSAGES, SupportedMessages.LOGIN, 0, "NNNNNNYNNNNNNNNN"),
    ],
)
def test_writing(kind: Kind, value: object, width: int, text: str) -> None:
    assert VALUES[kind].write(value, width) == text


@pytest.mark.parametrize(
    ("kind", "text", "strict", "loose"),
    [
        (Kind.DATE, "20260301   Z143005", True, True),
        (Kind.DATE, "202603010000143005", True, True),
        (Kind.DATE, BLANK, True, True),
        (Kind.DATE, "20260301143005", False, True),
        (Kind.DATE, "20261301143005", False, False),
        (Kind.YES_NO, "Y", True, True),
        (Kind.YES_NO, "y", False, True),
        (Kind.YES_NO, "A", False, False),
        (Kind.HOLD_MODE, " ", False, True),
        (Kind.VERSION, "2.0E", True, True),
        (Kind.VERSION, " 2.0", False, True),
        (Kind.VERSION, "AOxx", False, False),
        (Kind.CURRENCY, "eur", False, True),
    ],
)
def test_the_patterns_of_a_position(kind: Kind, text: str, strict: bool, loose: bool) -> None:  # noqa: FBT001
    assert bool(re.fullmatch(VALUES[kind].strict, text)) is strict
    assert bool(re.fullmatch(VALUES[kind].loose, text)) is loose


def test_a_date_is_found_in_noise() -> None:
    found = find_date("00120060110    215612")
    assert found
    assert found[0] == "20060110    215612"
    assert find_date("202501100    815000") is None


def test_every_kind_has_its_row() -> None:
    assert set(VALUES) == set(Kind)
    assert repr(UNREADABLE) == "UNREADABLE"
