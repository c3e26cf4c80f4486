from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from protocols.xml.leaves import BOOLEAN, DATE, DATE_TIME, DECIMAL, INTEGER, TEXT, URI, YES_NO, Leaf, codes
from protocols.xml.remarks import Read, Rule
from tests.unit.protocols.xml.samples import Colour

CHINA = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEPT, STRICT = codes(Colour, kept=True), codes(Colour, kept=False)


@pytest.mark.parametrize(
    ("leaf", "text", "value"),
    [
        (TEXT, " a ", " a "),
        (URI, "urn:x", "urn:x"),
        (DECIMAL, " 12.50\n", Decimal("12.50")),
        (DECIMAL, "-.5", Decimal("-0.5")),
        (DECIMAL, "+5.", Decimal(5)),
        (INTEGER, " -07 ", -7),
        (BOOLEAN, "true", True),
        (BOOLEAN, " 0 ", False),
        (YES_NO, "Y", True),
        (YES_NO, "N", False),
        (DATE_TIME, "2026-11-23T12:00:00Z", NOON),
        (DATE_TIME, " 2026-11-23T20:00:00.000+08:00 ", NOON),
        (DATE_TIME, "2026-11-23T12:00:00.5", datetime(2026, 11, 23, 12, 0, 0, 500_000)),  # noqa: DTZ001
        (DATE_TIME, "2026-11-22T24:00:00Z", NOON.replace(hour=0)),
        (DATE, "2026-11-23", date(2026, 11, 23)),
        (DATE, "2026-11-23+08:00", date(2026, 11, 23)),
        (STRICT, "DarkBlue", Colour.DARK_BLUE),
    ],
)
def test_what_the_type_allows_is_read(leaf: Leaf, text: str, value: object) -> None:
    assert leaf.read(text) == value


@pytest.mark.parametrize(
    ("leaf", "text"),
    [
        (DECIMAL, "1e3"),
        (DECIMAL, "NaN"),
        (DECIMAL, "1,5"),
        (DECIMAL, "9" * 41),
        (DECIMAL, "٣"),
        (INTEGER, "1.0"),
        (INTEGER, "9" * 5000),
        (BOOLEAN, "yes"),
        (YES_NO, "y"),
        (DATE_TIME, "2026-11-23"),
        (DATE_TIME, "20261123T120000Z"),
        (DATE_TIME, "2026-13-23T12:00:00Z"),
        (DATE_TIME, "0000-01-01T00:00:00Z"),
        (DATE_TIME, "9999-12-31T24:00:00"),
        (DATE, "2026-11-23T00:00:00"),
        (DATE, "2026-02-30"),
        (STRICT, "Purple"),
    ],
)
def test_what_it_does_not_is_not(leaf: Leaf, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - no one sees what it says
        leaf.read(text)


@pytest.mark.parametrize(
    ("leaf", "text", "value"),
    [
        (TEXT, "x", None),
        (DECIMAL, " 12,5 ", Decimal("12.5")),
        (DECIMAL, "1,250", None),
        (DECIMAL, "a,5", None),
        (DECIMAL, "1.250,00", None),
        (INTEGER, "1.0", None),
        (BOOLEAN, " Yes ", True),
        (YES_NO, "n", False),
        (YES_NO, "TRUE", True),
        (YES_NO, "maybe", None),
        (DATE_TIME, "2026-11-23", datetime(2026, 11, 23)),  # noqa: DTZ001
        (DATE_TIME, "2026-11-23 20:00 +0800", NOON),
        (DATE_TIME, "2026-11-23t12:00:00z", NOON),
        (DATE_TIME, "2026-11-31", None),
        (DATE_TIME, "soon", None),
        (DATE, "2026-11-23T20:00:00Z", date(2026, 11, 23)),
        (DATE, "soon", None),
        (STRICT, " dark_blue", Colour.DARK_BLUE),
        (STRICT, "Purple", None),
    ],
)
def test_what_is_meant_is_understood(leaf: Leaf, text: str, value: object) -> None:
    read = leaf.lenient(text)
    assert read == (None if value is None else Read(value, Rule.SPELLING))


def test_a_code_of_others_is_kept_where_it_may_be() -> None:
    assert KEPT.lenient(" Purple ") == Read("Purple", Rule.FOREIGN_CODE)
    assert KEPT.lenient(" ") is None


@pytest.mark.parametrize(
    ("leaf", "value", "text"),
    [
        (TEXT, "a", "a"),
        (TEXT, Colour.RED, "Red"),
        (DECIMAL, Decimal("12.50"), "12.50"),
        (DECIMAL, Decimal("1E+3"), "1000"),
        (INTEGER, -7, "-7"),
        (BOOLEAN, True, "true"),
        (YES_NO, False, "N"),
        (DATE_TIME, datetime(2026, 11, 23, 20, tzinfo=CHINA), "2026-11-23T12:00:00Z"),
        (DATE_TIME, datetime(2026, 11, 23, 20, 0, 0, 1), "2026-11-23T20:00:00.000001"),  # noqa: DTZ001
        (DATE_TIME, datetime(1, 1, 1, tzinfo=CHINA), "0001-01-01T00:00:00+08:00"),
        (DATE, date(2026, 11, 23), "2026-11-23"),
    ],
)
def test_values_are_written_as_the_type_has_them(leaf: Leaf, value: object, text: str) -> None:
    assert leaf.write(value) == text


@pytest.mark.parametrize(
    ("leaf", "value"),
    [
        (TEXT, 1),
        (DECIMAL, 1.5),
        (DECIMAL, Decimal("NaN")),
        (DECIMAL, Decimal("1E+50")),
        (INTEGER, True),
        (INTEGER, "1"),
        (BOOLEAN, 1),
        (YES_NO, "Y"),
        (DATE_TIME, date(2026, 11, 23)),
        (DATE, NOON),
        (DATE, "2026-11-23"),
    ],
)
def test_what_is_not_of_the_type_is_not_written(leaf: Leaf, value: object) -> None:
    with pytest.raises((TypeError, ValueError), match="expected"):
        leaf.write(value)
